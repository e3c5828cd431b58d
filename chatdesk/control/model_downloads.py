"""Downloads of models: begun, paused, resumed and canceled by a person, and never by themselves."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.local_models import CatalogModel
from chatdesk.core.model_ports import DownloadStage, ModelDownloader

SPEED_SECONDS = 5.0
"""The speed that is told is the mean of the last so many seconds."""

TOLD_SECONDS = 0.2
"""How often progress is told at most."""

_STATES = {DownloadStage.RECEIVING: DownloadState.RECEIVING, DownloadStage.CHECKING: DownloadState.CHECKING}


class ModelDownloads(QObject):
    """Knows how each download is; a model's SHA-256 names it."""

    changed = Signal(object)
    """Download: how it is now."""

    finished = Signal(object)
    """The path of a model file that is here now, whole and checked."""

    canceled = Signal(object)
    """CatalogModel: what had come of it is gone."""

    def __init__(
        self,
        *,
        downloader: ModelDownloader,
        settings: SettingsController,
        tasks: Tasks,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._downloader = downloader
        self._settings = settings
        self._tasks = tasks
        self._clock = clock
        self._downloads: dict[str, Download] = {}
        self._speeds: dict[str, _Speed] = {}
        self._told_at: dict[str, float] = {}
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Of a model: a paused download may still be closing its file when it is resumed."""

    def of(self, model: CatalogModel) -> Download | None:
        """Return how the download of a model is; a part that is here from an earlier session is a paused one."""
        known = self._downloads.get(model.sha256)
        if known is not None:
            return known
        have = self._downloader.partial_bytes(model)
        return None if have is None else Download(model, DownloadState.PAUSED, have)

    def start(self, model: CatalogModel) -> None:
        """Begin a download, or go on with it; only ever called because a person asked for this model."""
        if not self._tasks.is_running(_task(model)):
            have = self._downloader.partial_bytes(model) or 0
            self._speeds[model.sha256] = _Speed()
            self._put(Download(model, DownloadState.RECEIVING, have))
            self._tasks.start(self._download(model), name=_task(model))

    def pause(self, model: CatalogModel) -> None:
        """Stop a download; what has come stays."""
        self._tasks.cancel(_task(model))
        known = self._downloads.get(model.sha256)
        if known is not None and known.is_under_way:
            received = known.received if known.state is DownloadState.RECEIVING else model.size
            self._put(Download(model, DownloadState.PAUSED, received))

    def cancel(self, model: CatalogModel) -> None:
        """Stop a download and remove what has come."""
        self.pause(model)
        self._tasks.start(self._discard(model), name=f"discard:{model.sha256}")

    async def _download(self, model: CatalogModel) -> None:
        try:
            async with self._one_at_a_time[model.sha256]:
                path = await self._downloader.download(
                    model, self._settings.settings.proxy, lambda stage, count: self._on_progress(model, stage, count)
                )
        except ChatDeskError as error:
            have = self._downloader.partial_bytes(model) or 0
            self._put(Download(model, DownloadState.FAILED, have, error=error))
        else:
            self._downloads.pop(model.sha256, None)
            self.finished.emit(Path(path))

    async def _discard(self, model: CatalogModel) -> None:
        async with self._one_at_a_time[model.sha256]:
            await asyncio.get_running_loop().run_in_executor(None, self._downloader.discard, model)
        self._downloads.pop(model.sha256, None)
        self.canceled.emit(model)

    def _on_progress(self, model: CatalogModel, stage: DownloadStage, count: int) -> None:
        known = self._downloads[model.sha256]
        if not known.is_under_way:
            return
        now, state = self._clock(), _STATES[stage]
        speed = self._speeds[model.sha256].note(now, count) if state is DownloadState.RECEIVING else None
        self._downloads[model.sha256] = replace(known, state=state, received=count, bytes_per_second=speed)
        is_due = now - self._told_at.get(model.sha256, -TOLD_SECONDS) >= TOLD_SECONDS
        if is_due or state is not known.state or count == model.size:
            self._told_at[model.sha256] = now
            self.changed.emit(self._downloads[model.sha256])

    def _put(self, download: Download) -> None:
        self._downloads[download.model.sha256] = download
        self.changed.emit(download)


class _Speed:
    """The mean speed of the last seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def note(self, now: float, count: int) -> float | None:
        """Take note of how many bytes there are now; return bytes a second, None while that can't be told."""
        self._points.append((now, count))
        while len(self._points) > 2 and now - self._points[1][0] >= SPEED_SECONDS:
            self._points.popleft()
        then, before = self._points[0]
        return (count - before) / (now - then) if now - then > 0.1 else None


def _task(model: CatalogModel) -> str:
    return f"download:{model.sha256}"
