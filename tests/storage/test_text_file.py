"""Files that a person chose: written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from chatdesk.core.errors import FileNotSaved
from chatdesk.storage.text_file import write_text

IS_ROOT = os.name == "posix" and os.geteuid() == 0


def test_a_new_file_holds_exactly_the_text(tmp_path: Path) -> None:
    write_text(tmp_path / "code.py", "a = '中'\r\n\tb\n")
    assert (tmp_path / "code.py").read_bytes() == "a = '中'\r\n\tb\n".encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["code.py"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_the_modes_are_those_of_other_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "new", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "script").write_text("old")
    (tmp_path / "script").chmod(0o755)
    write_text(tmp_path / "script", "new")
    assert stat.S_IMODE((tmp_path / "script").stat().st_mode) == 0o755
    assert (tmp_path / "script").read_text() == "new"


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_where_nothing_can_be_written_the_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotSaved) as caught:
        write_text(tmp_path / "missing" / "code.py", "x")
    assert (caught.value.name, caught.value.is_full) == ("code.py", False)


def test_a_file_that_may_not_be_written_keeps_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    path.write_text("old")
    path.chmod(0o400)
    if IS_ROOT:  # for whom every file is writable
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileNotSaved):
        write_text(path, "new")
    assert path.read_text() == "old"


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    path.write_text("old")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileNotSaved) as caught:
        write_text(path, "new")
    assert caught.value.is_full
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("kept", "old")]
