"""The model files on this computer: the starter model, what was downloaded into the profile, and the person's own."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from chatdesk.core.errors import ModelNotSaved
from chatdesk.core.local_models import CatalogModel, ModelFile, ModelOrigin, Removed
from chatdesk.core.settings import Settings
from chatdesk.providers.model_catalog import read_catalog
from chatdesk.providers.model_files import check_model_file, find_model
from chatdesk.providers.starter_model import STARTER_MODEL

_ENDING = ".gguf"
_REMOVED_ENDING = ".removed"


class ModelShelf:
    """Implements ``core.model_ports.ModelShelf``; ``folder`` is the profile's folder of models. Everything blocks."""

    def __init__(self, folder: Path, catalog_file: Path) -> None:
        self._folder = folder
        self._catalog_file = catalog_file

    @cached_property
    def catalog(self) -> tuple[CatalogModel, ...]:
        """The models that can be downloaded."""
        return read_catalog(self._catalog_file)

    def files(self, settings: Settings) -> tuple[ModelFile, ...]:
        """Return the starter model, what was downloaded, and the person's own files."""
        downloaded = sorted(self._downloaded(), key=lambda file: file.name.casefold())
        known = {file.path for file in downloaded}
        own = dict.fromkeys([*(model.path for model in settings.local_models), settings.local_model_path])
        return (_starter(), *downloaded, *(_own(path) for path in own if path and path not in known))

    def check(self, path: Path) -> None:
        """Raise LocalModelMissing or LocalModelUnreadable if this file cannot be a model."""
        check_model_file(path)

    def remove(self, path: Path) -> Removed:
        """Take a downloaded file away, so that it can still come back; raises ModelNotSaved."""
        removed = Removed(path, path.with_name(path.name + _REMOVED_ENDING))
        _rename(removed.path, removed.kept)
        return removed

    def bring_back(self, removed: Removed) -> None:
        """Put a removed file back; raises ModelNotSaved."""
        _rename(removed.kept, removed.path)

    def purge(self) -> None:
        """Remove for good what was removed."""
        for path in self._folder.glob(f"*{_ENDING}{_REMOVED_ENDING}"):
            with suppress(OSError):  # at a later start, then
                path.unlink()

    def _downloaded(self) -> Iterator[ModelFile]:
        entries = {entry.file_name: entry for entry in self.catalog}
        for path in self._folder.glob(f"*{_ENDING}"):
            entry = entries.get(path.name)
            size = _size(path)
            if size is not None:
                name = entry.name if entry else path.stem
                yield ModelFile(str(path), name, ModelOrigin.DOWNLOADED, size, entry=entry)


def _starter() -> ModelFile:
    is_there = find_model("") is not None
    return ModelFile("", STARTER_MODEL.name, ModelOrigin.STARTER, STARTER_MODEL.size if is_there else 0, is_there)


def _own(path: str) -> ModelFile:
    size = _size(Path(path).expanduser())
    return ModelFile(path, Path(path).stem, ModelOrigin.OWN, size or 0, is_there=size is not None)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _rename(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as err:
        raise ModelNotSaved(err.strerror or type(err).__name__) from err
