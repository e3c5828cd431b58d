"""The archive that people download."""

import tarfile
from pathlib import Path

import pytest

from tools import archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a built app has them: a program, a link, something big."""
    folder = tmp_path / "ChatDesk"
    (folder / "_internal").mkdir(parents=True)
    (folder / "ChatDesk").write_text("a program")
    (folder / "ChatDesk").chmod(0o755)
    (folder / "_internal" / "data.json").write_text("{}")
    (folder / "_internal" / "link").symlink_to("data.json")
    (folder / "_internal" / "model.gguf").write_bytes(bytes(range(256)) * 1000)
    return folder


def test_archive_of_two_streams_reads_as_one(folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "chatdesk.desktop"
    extra.write_text("[Desktop Entry]")
    core, whole = archive.pack(tmp_path / "a.tar.xz", "top", folder, [extra], is_last=lambda path: path.suffix == ".gguf")
    assert 0 < core < whole == (tmp_path / "a.tar.xz").stat().st_size
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        tar.extractall(tmp_path / "out", filter="data")
        members = {member.name: member for member in tar.getmembers()}
    assert list(members)[-1] == "top/_internal/model.gguf", "what is left out of the first figure comes last"
    assert members["top/_internal/link"].linkname == "data.json"
    assert members["top/ChatDesk"].mode == 0o755
    assert {member.uname for member in members.values()} == {""}
    assert (tmp_path / "out/top/_internal/model.gguf").read_bytes() == (folder / "_internal/model.gguf").read_bytes()
    assert (tmp_path / "out/top/chatdesk.desktop").read_text() == "[Desktop Entry]"


def test_equal_folders_make_equal_archives(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (folder / "ChatDesk").touch()
        archive.pack(tmp_path / name, "top", folder, [], is_last=lambda path: False)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
