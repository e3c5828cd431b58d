"""Which model files are here, and how they go and come back."""

import re
from pathlib import Path

import pytest

from chatdesk.core.errors import LocalModelMissing, LocalModelUnreadable, ModelNotSaved
from chatdesk.core.local_models import ModelOrigin
from chatdesk.core.paths import resources_folder
from chatdesk.core.settings import LocalModel, Settings
from chatdesk.providers.model_catalog import read_catalog
from chatdesk.providers.model_shelf import ModelShelf

CATALOG = resources_folder() / "models.json"
ENTRY = read_catalog(CATALOG)[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = tmp_path / "models"
    made.mkdir()
    return made


def test_every_entry_of_the_catalog_is_complete() -> None:
    entries = read_catalog(CATALOG)
    assert entries
    assert len({entry.file_name for entry in entries}) == len(entries)
    for entry in entries:
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert re.fullmatch(
            r"https://huggingface\.co/[\w.-]+/[\w.-]+/resolve/[0-9a-f]{40}/" + re.escape(entry.file_name), entry.url
        )
        assert 0 < entry.size < entry.memory
        assert entry.name
        assert entry.license
        assert entry.context_tokens >= 8_192


def test_starter_downloaded_and_own_files_are_told_apart(folder: Path, tmp_path: Path) -> None:
    (folder / ENTRY.file_name).write_bytes(b"GGUF 1")
    (folder / "other.gguf").write_bytes(b"GGUF")
    (folder / "half.gguf.0123abcd.part").write_bytes(b"G")
    own = tmp_path / "mine.gguf"
    own.write_bytes(b"GGUF mine")
    settings = Settings(local_models=(LocalModel(str(own)), LocalModel("", 512)), local_model_path=str(tmp_path / "gone.gguf"))
    files = ModelShelf(folder, CATALOG).files(settings)
    assert [(file.name, file.origin, file.is_there) for file in files] == [
        ("SmolLM2 135M", ModelOrigin.STARTER, False),
        ("other", ModelOrigin.DOWNLOADED, True),
        (ENTRY.name, ModelOrigin.DOWNLOADED, True),
        ("mine", ModelOrigin.OWN, True),
        ("gone", ModelOrigin.OWN, False),
    ]
    assert files[2].entry == ENTRY
    assert files[3].size == len(b"GGUF mine")


def test_a_folder_that_is_not_there_holds_nothing(folder: Path) -> None:
    shelf = ModelShelf(folder / "none", CATALOG)
    assert [file.origin for file in shelf.files(Settings())] == [ModelOrigin.STARTER]
    shelf.purge()


def test_a_removed_file_comes_back_until_it_is_purged(folder: Path) -> None:
    shelf, path = ModelShelf(folder, CATALOG), folder / "m.gguf"
    path.write_bytes(b"GGUF")
    removed = shelf.remove(path)
    assert len(shelf.files(Settings())) == 1
    shelf.bring_back(removed)
    assert path.read_bytes() == b"GGUF"
    shelf.remove(path)
    shelf.purge()
    assert list(folder.iterdir()) == []
    with pytest.raises(ModelNotSaved):
        shelf.bring_back(removed)


def test_files_that_are_no_models_are_refused(folder: Path) -> None:
    shelf = ModelShelf(folder, CATALOG)
    (folder / "page.gguf").write_bytes(b"<html>")
    with pytest.raises(LocalModelUnreadable):
        shelf.check(folder / "page.gguf")
    with pytest.raises(LocalModelMissing):
        shelf.check(folder / "none.gguf")
    (folder / "good.gguf").write_bytes(b"GGUF")
    shelf.check(folder / "good.gguf")
