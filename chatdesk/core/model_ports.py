"""What ``control`` needs of the world to get and keep model files, as protocols."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from chatdesk.core.local_models import CatalogModel, ModelFile, Removed
from chatdesk.core.settings import Settings


class DownloadStage(StrEnum):
    """What a download is at."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    """The checksum of what came is worked out."""


class ModelDownloader(Protocol):
    """Downloads model files that a person asked for."""

    async def download(self, model: CatalogModel, proxy: str, on_progress: Callable[[DownloadStage, int], None]) -> Path:
        """Download a model, or the rest of it, check it, and return where it is; canceled, it keeps what has come.

        ``on_progress`` is called on the event loop's thread with the bytes that are done of a stage. ``proxy`` as in
        ``Endpoint``. Raises NoRoomForModel, ModelNotSaved, ModelNotAsPublished, another ServiceError or EnvironmentFault.
        """
        ...

    def partial_bytes(self, model: CatalogModel) -> int | None:
        """Return how much of a model has come, None if it was never begun or is whole. Cheap."""
        ...

    def discard(self, model: CatalogModel) -> None:
        """Remove what has come of a model; not while it is downloaded. Blocks; raises ModelNotSaved."""
        ...


class ModelShelf(Protocol):
    """Knows the model files on this computer. Everything blocks."""

    @property
    def catalog(self) -> tuple[CatalogModel, ...]:
        """The models that can be downloaded."""
        ...

    def files(self, settings: Settings) -> tuple[ModelFile, ...]:
        """Return the starter model, what was downloaded, and the person's own files."""
        ...

    def check(self, path: Path) -> None:
        """Raise LocalModelMissing or LocalModelUnreadable if this file cannot be a model."""
        ...

    def remove(self, path: Path) -> Removed:
        """Take a downloaded file away, so that it can still come back; raises ModelNotSaved."""
        ...

    def bring_back(self, removed: Removed) -> None:
        """Put a removed file back; raises ModelNotSaved."""
        ...

    def purge(self) -> None:
        """Remove for good what was removed."""
        ...
