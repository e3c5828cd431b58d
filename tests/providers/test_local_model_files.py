"""Which model file is used, and which files cannot be one."""

from pathlib import Path

import pytest

from chatdesk.core import paths
from chatdesk.core.errors import LocalModelMissing, LocalModelUnreadable
from chatdesk.core.paths import shared_models_folder
from chatdesk.providers.local_server import LlamaServer
from chatdesk.providers.model_files import check_model_file, find_model
from chatdesk.providers.starter_model import STARTER_MODEL, model_path


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of the starter model's name and size, sparse; nothing reads it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = model_path(shared_models_folder())
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(STARTER_MODEL.size)
    return path


def test_starter_model_is_used_unless_another_is_set(starter: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF")
    assert find_model("") == starter
    assert find_model(str(own)) == own
    assert LlamaServer().locate("") == starter
    assert LlamaServer().locate(str(own)) == own


def test_own_model_that_is_gone_is_not_replaced_in_silence(starter: Path, tmp_path: Path) -> None:
    assert find_model(str(tmp_path / "gone.gguf")) == tmp_path / "gone.gguf"
    with pytest.raises(LocalModelMissing, match=r"gone\.gguf"):
        LlamaServer().locate(str(tmp_path / "gone.gguf"))


def test_starter_model_that_came_with_the_app_needs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "resources_folder", lambda: tmp_path / "resources")
    assert find_model("") is None
    packaged = model_path(tmp_path / "resources" / "models")
    packaged.parent.mkdir(parents=True)
    with packaged.open("wb") as file:
        file.truncate(STARTER_MODEL.size)
    assert find_model("") == packaged


def test_half_a_starter_model_is_none(starter: Path) -> None:
    starter.write_bytes(b"GGUF")
    assert find_model("") is None
    with pytest.raises(LocalModelMissing):
        LlamaServer().locate("")


def test_file_is_judged_by_its_first_bytes(tmp_path: Path) -> None:
    good, text, empty = (tmp_path / name for name in ("good.gguf", "text.gguf", "empty.gguf"))
    good.write_bytes(b"GGUF\x03\x00\x00\x00")
    text.write_bytes(b"<html>sign in</html>")
    empty.write_bytes(b"")
    check_model_file(good)
    for wrong in (text, empty, tmp_path):
        with pytest.raises(LocalModelUnreadable, match=wrong.name):
            check_model_file(wrong)
    with pytest.raises(LocalModelMissing):
        check_model_file(tmp_path / "none.gguf")
