"""Pictures on their way to the screen: attached ones from the profile, linked ones from the web once a person asked."""

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from chatdesk.control.facts import LinkedPicture, LinkedState
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import ChatDeskError, PictureRefused, StorageError
from chatdesk.core.picture_ports import PictureCodec, PictureFetcher
from chatdesk.core.ports import HistoryStore

OPENED_SIDE = 4_096
"""Pixels of the longer side of a picture that is shown large; more take more memory than a screen shows."""

KEPT_BYTES = 64 << 20
"""Of loaded files that are kept in memory; the oldest must be loaded again. They are never written to disk."""


class PictureController(QObject):
    """Decodes pictures in worker threads. A key is an attachment's SHA-256 or the address of a loaded picture."""

    decoded = Signal(str, int, int, object)
    """A key, the width and height that were asked for, and the picture as the window's toolkit has it."""

    lost = Signal(str)
    """The picture of this key can't be shown."""

    opened = Signal(str, object, object)
    """A key, the bytes of its file, and the picture as large as it is to be shown; None, if it can't be."""

    linked_changed = Signal(object)
    """LinkedPicture: loading began, or ended, or the picture is no longer kept."""

    def __init__(
        self,
        *,
        store: HistoryStore,
        codec: PictureCodec,
        fetcher: PictureFetcher,
        settings: SettingsController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._codec = codec
        self._fetcher = fetcher
        self._settings = settings
        self._tasks = tasks
        self._loaded: OrderedDict[str, bytes] = OrderedDict()
        self._some_at_a_time = asyncio.Semaphore(2)

    def want(self, key: str, width: int, height: int) -> None:
        """Decode a picture to fit so many pixels, for ``decoded``."""
        self._tasks.start(self._decode(key, width, height), name=f"picture:{key}")

    def open(self, key: str) -> None:
        """Decode a picture to be shown large, for ``opened``."""
        self._tasks.start(self._open(key), name="open picture")

    def load(self, address: str) -> None:
        """Load the picture at an address; only ever called because a person asked for this one."""
        if not self._tasks.is_running(f"load picture:{address}"):
            self._tasks.start(self._load(address), name=f"load picture:{address}")

    async def data(self, key: str) -> bytes:
        """Return the bytes of a picture's file; raises AttachmentMissing."""
        if (data := self._loaded.get(key)) is not None:
            self._loaded.move_to_end(key)
            return data
        return await self._store.attachment(key)

    async def _decode(self, key: str, width: int, height: int) -> None:
        try:
            data = await self.data(key)
            async with self._some_at_a_time:
                picture = await asyncio.to_thread(self._codec.decode, data, width, height)
        except (PictureRefused, StorageError):
            self.lost.emit(key)
        else:
            self.decoded.emit(key, width, height, picture)

    async def _open(self, key: str) -> None:
        data, picture = b"", None
        try:
            data = await self.data(key)
            async with self._some_at_a_time:
                picture = await asyncio.to_thread(self._codec.decode, data, OPENED_SIDE, OPENED_SIDE)
        except (PictureRefused, StorageError):
            pass
        self.opened.emit(key, data, picture)

    async def _load(self, address: str) -> None:
        self.linked_changed.emit(LinkedPicture(address, LinkedState.LOADING))
        try:
            fetched = await self._fetcher.fetch(address, self._settings.settings.proxy)
            width, height = await asyncio.to_thread(self._codec.size, fetched.data)
        except ChatDeskError as error:
            self.linked_changed.emit(LinkedPicture(address, LinkedState.FAILED, error=error))
            return
        self._loaded[address] = fetched.data
        self._forget_oldest()
        self.linked_changed.emit(LinkedPicture(address, LinkedState.LOADED, width, height, fetched.host))

    def _forget_oldest(self) -> None:
        while sum(map(len, self._loaded.values())) > KEPT_BYTES and len(self._loaded) > 1:
            address, _ = self._loaded.popitem(last=False)
            self.linked_changed.emit(LinkedPicture(address, LinkedState.NOT_LOADED))
