"""Files that take their place when they are whole: for whose eyes, and what is left when they never are."""

import os
import stat
from pathlib import Path

import pytest

from chatdesk.core.errors import FileNotSaved
from chatdesk.storage.new_file import NewFile

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path, *, is_private: bool) -> None:
    file = NewFile(path, is_private=is_private)
    file.stream.write(b"new")
    file.commit()


@posix_only
def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write(tmp_path / "chat", is_private=True)
    assert mode_of(tmp_path / "chat") == 0o600
    write(tmp_path / "code", is_private=False)
    assert mode_of(tmp_path / "code") == 0o666 & ~_mask()


@posix_only
def test_a_file_that_is_replaced_hands_its_mode_on(tmp_path: Path) -> None:
    (tmp_path / "shared").write_text("old")
    (tmp_path / "shared").chmod(0o644)
    write(tmp_path / "shared", is_private=True)
    assert (mode_of(tmp_path / "shared"), (tmp_path / "shared").read_text()) == (0o644, "new")


def test_nothing_is_in_its_place_before_the_end(tmp_path: Path) -> None:
    file = NewFile(tmp_path / ("名" * 80), is_private=True)
    file.stream.write(b"x" * 100_000)
    assert not (tmp_path / ("名" * 80)).exists()
    assert file.unfinished.parent == tmp_path
    file.discard()
    file.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_gone_at_the_end_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    file = NewFile(folder / "chat", is_private=True)
    file.unfinished.unlink()
    folder.rmdir()
    with pytest.raises(FileNotSaved):
        file.commit()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
