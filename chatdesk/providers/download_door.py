"""The door to model downloads; what is behind it is imported when the first one begins."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from chatdesk.core.local_models import CatalogModel
from chatdesk.providers.model_part import ModelPart

if TYPE_CHECKING:
    from chatdesk.core.model_ports import DownloadStage


class ModelDownloader:
    """Implements ``core.model_ports.ModelDownloader``; the files go to ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def download(self, model: CatalogModel, proxy: str, on_progress: Callable[[DownloadStage, int], None]) -> Path:
        """Download a model, or the rest of it; see the port."""
        loop = asyncio.get_running_loop()
        # httpx2 takes 200 ms to import: off the event loop's thread.
        await loop.run_in_executor(None, importlib.import_module, "chatdesk.providers.model_download")
        from chatdesk.providers.model_download import download

        return await download(model, ModelPart(self._folder, model), proxy, on_progress)

    def partial_bytes(self, model: CatalogModel) -> int | None:
        """Return how much of a model has come, None if it was never begun or is whole."""
        return ModelPart(self._folder, model).size

    def discard(self, model: CatalogModel) -> None:
        """Remove what has come of a model; see the port."""
        ModelPart(self._folder, model).discard()
