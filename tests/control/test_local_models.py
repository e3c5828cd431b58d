"""Models on this computer: files, their settings, downloads, and the rest of a model that is not asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.facts import LocalState
from chatdesk.control.local_models import LocalModelsController
from chatdesk.control.local_rest import LocalRest
from chatdesk.control.model_downloads import ModelDownloads
from chatdesk.core.errors import ChatDeskError, ConnectionBroken, LocalMemoryShort, LocalModelUnreadable
from chatdesk.core.local_models import CatalogModel, ModelFile, ModelOrigin
from chatdesk.core.model_ports import DownloadStage
from chatdesk.core.settings import LocalModel
from chatdesk.providers.model_shelf import ModelShelf
from tests.fake_ports import LOCAL, OPENAI, Desk, FakeProvider, run
from tests.model_host import model_of

DATA = bytes(1_000)
MODEL = model_of(DATA)


class FakeDownloader:
    """Downloads as far as a test lets it."""

    def __init__(self) -> None:
        self.have: dict[str, int] = {}
        self.fault: ChatDeskError | None = None
        self.go = asyncio.Event()
        self.running = 0
        self.proxies: list[str] = []

    async def download(self, model: CatalogModel, proxy: str, on_progress: Callable[[DownloadStage, int], None]) -> Path:
        self.running += 1
        assert self.running == 1, "two at the same file"
        self.proxies.append(proxy)
        try:
            self.have[model.sha256] = self.have.get(model.sha256, 0) + 100
            on_progress(DownloadStage.RECEIVING, self.have[model.sha256])
            await self.go.wait()
            if self.fault is not None:
                raise self.fault
            on_progress(DownloadStage.CHECKING, model.size)
            del self.have[model.sha256]
            return Path("/models") / model.file_name
        finally:
            await asyncio.sleep(0)
            self.running -= 1

    def partial_bytes(self, model: CatalogModel) -> int | None:
        return self.have.get(model.sha256)

    def discard(self, model: CatalogModel) -> None:
        assert not self.running
        self.have.pop(model.sha256, None)


@dataclass
class Shop:
    """The controllers over a real shelf in a folder, and what they told."""

    folder: Path
    desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        self.now = 0.0
        self.downloader = FakeDownloader()
        self.downloads = ModelDownloads(
            downloader=self.downloader, settings=self.desk.settings, tasks=self.desk.tasks, clock=lambda: self.now
        )
        catalog = self.folder / "catalog.json"
        catalog.write_text('{"models": []}')
        self.models = LocalModelsController(
            shelf=ModelShelf(self.folder, catalog),
            downloads=self.downloads,
            local_server=self.desk.local_server,
            settings=self.desk.settings,
            connections=self.desk.connections,
            tasks=self.desk.tasks,
        )
        self.told: dict[str, list[Any]] = {"changed": [], "finished": [], "canceled": [], "listed": [], "removed": []}
        for signal in ("changed", "finished", "canceled"):
            getattr(self.downloads, signal).connect(self.told[signal].append)
        for signal in ("listed", "removed"):
            getattr(self.models, signal).connect(self.told[signal].append)
        self.refused: list[tuple[str, ChatDeskError]] = []
        self.models.refused.connect(lambda name, error: self.refused.append((name, error)))

    def file(self, name: str, content: bytes = b"GGUF") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    async def files(self) -> tuple[ModelFile, ...]:
        """What is here besides the starter model."""
        self.models.refresh()
        await self.desk.tasks.settle()
        return tuple(file for file in self.told["listed"][-1] if file.origin is not ModelOrigin.STARTER)


def test_a_download_is_told_from_click_to_file(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.desk.settings.set_proxy("http://proxy.example:1")
        assert shop.downloads.of(MODEL) is None
        shop.models.download(MODEL)
        shop.models.download(MODEL)
        await asyncio.sleep(0.01)
        assert shop.downloads.of(MODEL) == Download(MODEL, DownloadState.RECEIVING, 100)
        shop.downloader.go.set()
        await shop.desk.tasks.settle()
        assert shop.downloads.of(MODEL) is None
        assert shop.told["finished"] == [Path("/models/model.gguf")]
        assert shop.downloader.proxies == ["http://proxy.example:1"]
        assert shop.told["listed"]

    run(work())


def test_nothing_is_downloaded_by_itself(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.downloader.have[MODEL.sha256] = 10
        await shop.files()
        assert shop.downloads.of(MODEL) == Download(MODEL, DownloadState.PAUSED, 10)
        assert shop.downloader.proxies == []

    run(work())


def test_a_pause_is_at_once_and_resuming_waits_until_the_file_is_closed(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.downloads.start(MODEL)
        await asyncio.sleep(0.01)
        shop.downloads.pause(MODEL)
        assert shop.downloads.of(MODEL) == Download(MODEL, DownloadState.PAUSED, 100)
        shop.downloads.start(MODEL)
        shop.downloader.go.set()
        await shop.desk.tasks.settle()
        assert len(shop.told["finished"]) == 1

    run(work())


def test_canceling_leaves_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.downloads.start(MODEL)
        await asyncio.sleep(0.01)
        shop.downloads.cancel(MODEL)
        await shop.desk.tasks.settle()
        assert shop.downloader.have == {}
        assert shop.downloads.of(MODEL) is None
        assert shop.told["canceled"] == [MODEL]

    run(work())


def test_a_failure_keeps_what_came_and_can_be_gone_on_with(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.downloader.fault = ConnectionBroken("models.example")
        shop.downloader.go.set()
        shop.downloads.start(MODEL)
        await shop.desk.tasks.settle()
        known = shop.downloads.of(MODEL)
        assert known is not None
        assert (known.state, known.received, known.error) == (DownloadState.FAILED, 100, shop.downloader.fault)
        shop.downloader.fault = None
        shop.downloads.start(MODEL)
        await shop.desk.tasks.settle()
        assert len(shop.told["finished"]) == 1

    run(work())


def test_speed_is_that_of_the_last_seconds_and_tells_what_is_left(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        model = model_of(DATA, size=10_000)
        shop.downloads.start(model)
        await asyncio.sleep(0.01)
        for second in range(1, 21):
            shop.now = float(second)
            shop.downloads._on_progress(model, DownloadStage.RECEIVING, 100 + (second if second < 10 else second * 10))
        known = shop.downloads.of(model)
        assert known is not None
        assert known.bytes_per_second == 10.0
        assert known.seconds_left == (10_000 - 300) / 10.0
        count = len(shop.told["changed"])
        shop.now += 0.01
        shop.downloads._on_progress(model, DownloadStage.RECEIVING, 301)
        assert len(shop.told["changed"]) == count
        shop.downloader.go.set()
        await shop.desk.tasks.settle()

    run(work())


def test_a_file_is_added_and_used_at_once(tmp_path: Path) -> None:
    async def work() -> None:
        (tmp_path / "models").mkdir()
        shop = Shop(tmp_path / "models")
        own = tmp_path / "mine.gguf"
        own.write_bytes(b"GGUF")
        shop.models.add(str(own))
        await shop.desk.tasks.settle()
        assert shop.desk.settings.settings.local_model_path == str(own)
        assert shop.desk.settings.connection == LOCAL
        assert [(file.name, file.origin) for file in await shop.files()] == [("mine", ModelOrigin.OWN)]
        page = tmp_path / "page.gguf"
        page.write_bytes(b"<html>")
        shop.models.add(str(page))
        await shop.desk.tasks.settle()
        assert [(name, type(error)) for name, error in shop.refused] == [("page.gguf", LocalModelUnreadable)]
        assert shop.desk.settings.settings.local_model_path == str(own)

    run(work())


def test_a_downloaded_model_is_removed_and_comes_back_as_it_was(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        path = shop.file("m.gguf")
        (file,) = await shop.files()
        shop.models.choose(file)
        shop.models.set_context_tokens(file.path, 4_096)
        shop.models.set_threads(file.path, 2)
        shop.models.remove(file)
        await shop.desk.tasks.settle()
        assert not path.exists()
        assert shop.desk.local_server.stops == 1
        assert shop.desk.settings.settings.local_model_path == ""
        assert shop.told["removed"] == [file]
        assert await shop.files() == ()
        shop.models.undo_remove()
        await shop.desk.tasks.settle()
        assert path.exists()
        assert shop.desk.settings.settings.local_model() == LocalModel(str(path), 4_096, 2)
        assert shop.told["removed"] == [file, None]
        shop.models.remove(file)
        await shop.desk.tasks.settle()
        shop.models.forget_removed()
        await shop.desk.tasks.settle()
        shop.models.undo_remove()
        await shop.desk.tasks.settle()
        assert not path.exists()
        assert [name for name in tmp_path.iterdir() if name.suffix != ".json"] == []

    run(work())


def test_a_removed_model_makes_room_before_a_download_asks_for_it(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.file("m.gguf")
        (file,) = await shop.files()
        shop.models.remove(file)
        await shop.desk.tasks.settle()
        assert list(tmp_path.glob("m.gguf*"))
        shop.models.download(MODEL)
        shop.downloader.go.set()
        while not shop.downloader.proxies:
            await asyncio.sleep(0.001)
        assert list(tmp_path.glob("m.gguf*")) == []
        await shop.desk.tasks.settle()

    run(work())


def test_what_a_killed_session_had_removed_is_swept_away_once(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        stale = shop.file("old.gguf.removed")
        assert await shop.files() == ()
        assert not stale.exists()
        stale.write_bytes(b"GGUF")
        await shop.files()
        assert stale.exists()

    run(work())


def test_an_own_file_stays_on_the_disk(tmp_path: Path) -> None:
    async def work() -> None:
        folder = tmp_path / "models"
        folder.mkdir()
        shop = Shop(folder)
        own = tmp_path / "mine.gguf"
        own.write_bytes(b"GGUF")
        shop.models.add(str(own))
        await shop.desk.tasks.settle()
        (file,) = await shop.files()
        shop.models.remove(file)
        await shop.desk.tasks.settle()
        assert own.exists()
        assert await shop.files() == ()
        shop.models.undo_remove()
        await shop.desk.tasks.settle()
        assert shop.desk.settings.settings.local_model_path == str(own)

    run(work())


def test_each_model_starts_with_its_own_context_and_threads(tmp_path: Path) -> None:
    async def work() -> None:
        shop = Shop(tmp_path)
        shop.file("m.gguf")
        (file,) = await shop.files()
        shop.models.choose(file)
        shop.models.set_context_tokens(file.path, 4_096)
        shop.models.set_threads(file.path, 3)
        await shop.desk.connections.endpoint()
        shop.desk.settings.set_local_model_path("")
        await shop.desk.connections.endpoint()
        assert [launch[1:] for launch in shop.desk.local_server.launches] == [(4_096, 3), (None, 0)]
        shop.desk.settings.set_context_tokens(512)
        assert shop.desk.settings.settings.local_model("") == LocalModel("", 512)
        assert shop.desk.settings.wanted_context_tokens == 512
        await shop.desk.tasks.settle()

    run(work())


def rest(desk: Desk, is_busy: Callable[[], bool] = lambda: False) -> LocalRest:
    """Return what stops the model, a minute of which takes 10 ms."""
    return LocalRest(
        settings=desk.settings, connections=desk.connections, is_busy=is_busy, tasks=desk.tasks, minute_seconds=0.01
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


def test_a_model_that_is_not_asked_is_stopped_and_starts_again() -> None:
    async def work() -> None:
        desk = Desk()
        kept = rest(desk)
        desk.connections.use_local_model()
        desk.settings.set_local_idle_minutes(5)
        await desk.connections.endpoint()
        assert desk.connections.local_state is LocalState.READY
        await until(lambda: desk.local_server.stops == 1)
        await desk.tasks.settle()
        assert desk.connections.local_state is LocalState.STOPPED
        await desk.connections.endpoint()
        assert desk.connections.local_state is LocalState.READY
        assert len(desk.local_server.starts) == 2
        kept.close()
        await asyncio.sleep(0.1)
        assert desk.local_server.stops == 1

    run(work())


def test_a_model_that_replies_is_not_stopped() -> None:
    async def work() -> None:
        desk, busy = Desk(), [True]
        kept = rest(desk, lambda: busy[0])
        desk.connections.use_local_model()
        desk.settings.set_local_idle_minutes(1)
        await desk.connections.endpoint()
        await asyncio.sleep(0.1)
        assert desk.local_server.stops == 0
        busy[0] = False
        await until(lambda: desk.local_server.stops == 1)
        kept.close()
        await desk.tasks.settle()

    run(work())


def test_a_shorter_rest_holds_at_once() -> None:
    async def work() -> None:
        desk = Desk()
        kept = rest(desk)
        desk.connections.use_local_model()
        desk.settings.set_local_idle_minutes(1_000)
        await desk.connections.endpoint()
        desk.settings.set_local_idle_minutes(1)
        await until(lambda: desk.local_server.stops == 1)
        kept.close()
        await desk.tasks.settle()

    run(work())


def test_want_of_memory_is_a_state_of_its_own() -> None:
    async def work() -> None:
        desk = Desk()
        desk.connections.use_local_model()
        await desk.connections.endpoint()
        desk.local_server.was_killed = True
        desk.local_server.crash()
        assert desk.connections.local_state is LocalState.OUT_OF_MEMORY
        desk.local_server.fault = LocalMemoryShort()
        try:
            await desk.connections.endpoint()
        except LocalMemoryShort:
            assert desk.connections.local_state is LocalState.OUT_OF_MEMORY
        await desk.tasks.settle()

    run(work())


@pytest.mark.parametrize("end", [LocalMemoryShort("exit code -9"), None])
def test_a_reply_that_breaks_off_says_what_became_of_the_model(end: ChatDeskError | None) -> None:
    async def work() -> None:
        broken = ConnectionBroken("127.0.0.1:1")
        desk = Desk(provider=FakeProvider([broken]))
        desk.local_server.end = end
        desk.connections.use_local_model()
        await desk.start()
        await desk.say("hello")
        assert desk.all("turn_failed")[-1].error == (end or broken)
        assert await desk.connections.explained(OPENAI, broken) == broken
        await desk.tasks.settle()

    run(work())
