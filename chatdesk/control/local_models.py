"""The models on this computer: listed, added, chosen, removed, and how much memory the running one takes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from chatdesk.control.connections import ConnectionController
from chatdesk.control.model_downloads import ModelDownloads
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.local_models import CatalogModel, ModelFile, ModelOrigin, Removed
from chatdesk.core.model_ports import ModelShelf
from chatdesk.core.ports import LocalServer
from chatdesk.core.settings import LocalModel, Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Removal:
    """What it takes to bring a model back. ``kept`` is None for a file of the person's own, which stayed where it is."""

    file: ModelFile
    was_set: LocalModel
    was_chosen: bool
    kept: Removed | None


class LocalModelsController(QObject):
    """Knows which models can be used. A removed one comes back by ``undo_remove`` until something else is done."""

    listed = Signal(object)
    """A tuple of ModelFile: the models that are here now."""

    refused = Signal(str, object)
    """The name of a file and the ChatDeskError that says why what was asked of it was not done."""

    removed = Signal(object)
    """ModelFile that was removed and can come back; None when that is over."""

    def __init__(
        self,
        *,
        shelf: ModelShelf,
        downloads: ModelDownloads,
        local_server: LocalServer,
        settings: SettingsController,
        connections: ConnectionController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._local_server = local_server
        self._settings = settings
        self._connections = connections
        self._tasks = tasks
        self._removed: _Removal | None = None
        self._is_swept = False
        """Whether what an earlier session removed and did not purge is gone."""
        self._shown: tuple[object, ...] = ()
        self.downloads = downloads
        downloads.setParent(self)
        downloads.finished.connect(self.refresh)
        settings.settings_changed.connect(self._on_settings_changed)

    @property
    def catalog(self) -> tuple[CatalogModel, ...]:
        """The models that can be downloaded."""
        return self._shelf.catalog

    @property
    def memory_bytes(self) -> int | None:
        """The memory that the running model takes, None while none runs, and where the system does not tell."""
        return self._local_server.memory_bytes

    def refresh(self) -> None:
        """Look which models are here, for ``listed``."""
        self._tasks.start(self._list(), name="list local models")

    def add(self, path: str) -> None:
        """Put a file of the person's own on the list and use it, if it can be a model."""
        self._tasks.start(self._add(path), name=f"add model:{path}")

    def choose(self, file: ModelFile) -> None:
        """Use this model from now on."""
        self._settings.set_local_model_path(file.path)
        self._connections.use_local_model()

    def set_context_tokens(self, path: str, tokens: int | None) -> None:
        """Set the context window of a model, None for the usual one; it holds from the next question on."""
        known = self._settings.settings.local_model(path)
        self._settings.set_local_model(replace(known, context_tokens=tokens))

    def set_threads(self, path: str, threads: int) -> None:
        """Set how many threads a model computes with, 0 for the usual number; it holds from the next question on."""
        known = self._settings.settings.local_model(path)
        self._settings.set_local_model(replace(known, threads=threads))

    def remove(self, file: ModelFile) -> None:
        """Take a model away: a downloaded file for good, unless it is brought back; one's own stays where it is."""
        if file.origin is not ModelOrigin.STARTER:
            self._tasks.start(self._remove(file), name=f"remove model:{file.path}")

    def undo_remove(self) -> None:
        """Bring the model back that was removed last."""
        if self._removed is not None:
            self._tasks.start(self._bring_back(), name="bring model back")

    def forget_removed(self) -> None:
        """Free the room of the file that was removed last; it cannot come back."""
        if self._removed is not None:
            self._tasks.start(self._purge(), name="purge models")

    def download(self, model: CatalogModel) -> None:
        """Download a model; what was removed makes room for it."""
        self._tasks.start(self._make_room_for(model), name=f"make room:{model.sha256}")

    async def _make_room_for(self, model: CatalogModel) -> None:
        if self._removed is not None:
            await self._purge()
        self.downloads.start(model)

    async def _purge(self) -> None:
        self._removed = None
        self.removed.emit(None)
        await self._in_thread(self._shelf.purge)

    async def _list(self) -> None:
        if not self._is_swept:
            self._is_swept = True
            await self._in_thread(self._shelf.purge)
        self.listed.emit(await self._in_thread(lambda: self._shelf.files(self._settings.settings)))

    async def _add(self, path: str) -> None:
        try:
            await self._in_thread(lambda: self._shelf.check(Path(path)))
        except ChatDeskError as error:
            self.refused.emit(Path(path).name, error)
            return
        self._settings.set_local_model(self._settings.settings.local_model(path))
        self._settings.set_local_model_path(path)
        self._connections.use_local_model()
        await self._list()

    async def _remove(self, file: ModelFile) -> None:
        await self._in_thread(self._shelf.purge)
        is_chosen = self._settings.settings.local_model_path == file.path
        known = self._settings.settings.local_model(file.path)
        kept: Removed | None = None
        if is_chosen:
            await self._connections.stop_local_model()  # Windows does not let go of a file in use
        if file.origin is ModelOrigin.DOWNLOADED:
            try:
                kept = await self._in_thread(lambda: self._shelf.remove(Path(file.path)))
            except ChatDeskError as error:
                self.refused.emit(file.name, error)
                return
        self._settings.forget_local_model(file.path)
        self._removed = _Removal(file, known, is_chosen, kept)
        await self._list()
        self.removed.emit(file)

    async def _bring_back(self) -> None:
        removal = self._removed
        assert removal is not None
        self.removed.emit(None)
        try:
            if removal.kept is not None:
                await self._in_thread(partial(self._shelf.bring_back, removal.kept))
        except ChatDeskError as error:
            self.refused.emit(removal.file.name, error)
            return
        finally:
            self._removed = None
        if removal.file.origin is ModelOrigin.OWN or removal.was_set != LocalModel(removal.file.path):
            self._settings.set_local_model(removal.was_set)
        if removal.was_chosen:
            self._settings.set_local_model_path(removal.file.path)
        await self._list()

    def _on_settings_changed(self, settings: Settings) -> None:
        shown = (settings.local_model_path, tuple(model.path for model in settings.local_models))
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, work)
