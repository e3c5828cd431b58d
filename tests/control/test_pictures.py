"""Pictures for the screen: decoded when wanted, loaded when asked for, and never more kept than fits."""

import asyncio

from chatdesk.control import pictures
from chatdesk.control.facts import LinkedPicture, LinkedState
from chatdesk.control.pictures import PictureController
from chatdesk.core.errors import HostNotFound, PictureFlaw, PictureRefused, ServiceError
from chatdesk.core.picture import FetchedPicture, PreparedPicture
from tests.fake_ports import Desk, run

ADDRESS = "https://pictures.example/cat.png"


class FakeCodec:
    """Takes bytes that begin with "ok"."""

    def prepare(self, source: object) -> PreparedPicture:
        raise NotImplementedError

    def decode(self, data: bytes, width: int, height: int) -> object:
        if not data.startswith(b"ok"):
            raise PictureRefused(PictureFlaw.DAMAGED)
        return (data, width, height)

    def size(self, data: bytes) -> tuple[int, int]:
        if not data.startswith(b"ok"):
            raise PictureRefused(PictureFlaw.NOT_A_PICTURE)
        return 800, 600


class FakeFetcher:
    """Gives what a test has put there."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes | ServiceError] = {}
        self.asked: list[tuple[str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, address: str, proxy: str) -> FetchedPicture:
        self.asked.append((address, proxy))
        await self.gate.wait()
        found = self.pictures.get(address, HostNotFound("pictures.example"))
        if isinstance(found, ServiceError):
            raise found
        return FetchedPicture(found, "cdn.example")


class Screen(Desk):
    """A desk with pictures, and what was told of them."""

    async def start(self) -> None:
        self.fetcher = FakeFetcher()
        self.pictures = PictureController(
            store=self.store, codec=FakeCodec(), fetcher=self.fetcher, settings=self.settings, tasks=self.tasks
        )
        self.decoded: list[tuple[str, int, int, object]] = []
        self.lost: list[str] = []
        self.linked: list[LinkedPicture] = []
        self.opened: list[tuple[str, bytes, object]] = []
        self.pictures.decoded.connect(lambda *what: self.decoded.append(what))
        self.pictures.lost.connect(self.lost.append)
        self.pictures.linked_changed.connect(self.linked.append)
        self.pictures.opened.connect(lambda *what: self.opened.append(what))
        await super().start()


def test_attached_pictures_are_decoded_as_large_as_they_are_wanted() -> None:
    async def main() -> None:
        screen = Screen()
        await screen.start()
        key = await screen.store.keep_attachment(b"ok cat")
        screen.pictures.want(key, 200, 150)
        await screen.tasks.settle()
        assert screen.decoded == [(key, 200, 150, (b"ok cat", 200, 150))]
        damaged = await screen.store.keep_attachment(b"no picture")
        for lost in (damaged, "0" * 64):
            screen.pictures.want(lost, 9, 9)
        await screen.tasks.settle()
        assert sorted(screen.lost) == sorted([damaged, "0" * 64])

    run(main())


def test_a_linked_picture_is_loaded_once_and_kept() -> None:
    async def main() -> None:
        screen = Screen()
        await screen.start()
        screen.settings.set_proxy("http://proxy.example:3128")
        screen.fetcher.pictures[ADDRESS] = b"ok cat"
        screen.fetcher.gate.clear()
        screen.pictures.load(ADDRESS)
        screen.pictures.load(ADDRESS)
        await asyncio.sleep(0)
        assert screen.linked == [LinkedPicture(ADDRESS, LinkedState.LOADING)]
        screen.fetcher.gate.set()
        await screen.tasks.settle()
        assert screen.linked[1:] == [LinkedPicture(ADDRESS, LinkedState.LOADED, 800, 600, "cdn.example")]
        assert screen.fetcher.asked == [(ADDRESS, "http://proxy.example:3128")]
        screen.pictures.want(ADDRESS, 400, 300)
        screen.pictures.open(ADDRESS)
        await screen.tasks.settle()
        assert screen.decoded == [(ADDRESS, 400, 300, (b"ok cat", 400, 300))]
        assert screen.opened == [(ADDRESS, b"ok cat", (b"ok cat", pictures.OPENED_SIDE, pictures.OPENED_SIDE))]
        assert len(screen.fetcher.asked) == 1
        assert screen.store.attachments == {}

    run(main())


def test_why_a_picture_was_not_loaded_is_told_and_it_can_be_tried_again() -> None:
    async def main() -> None:
        screen = Screen()
        await screen.start()
        screen.pictures.load(ADDRESS)
        await screen.tasks.settle()
        assert isinstance(screen.linked[-1].error, HostNotFound)
        screen.fetcher.pictures[ADDRESS] = b"<html>"
        screen.pictures.load(ADDRESS)
        await screen.tasks.settle()
        assert isinstance(screen.linked[-1].error, PictureRefused)
        screen.fetcher.pictures[ADDRESS] = b"ok at last"
        screen.pictures.load(ADDRESS)
        await screen.tasks.settle()
        assert screen.linked[-1].state is LinkedState.LOADED
        assert screen.all("failed") == []

    run(main())


def test_the_oldest_loaded_pictures_are_forgotten() -> None:
    async def main() -> None:
        screen = Screen()
        await screen.start()
        for number in range(5):
            screen.fetcher.pictures[f"{ADDRESS}?{number}"] = b"ok" + bytes(20 << 20)
            screen.pictures.load(f"{ADDRESS}?{number}")
            await screen.tasks.settle()
        forgotten = [linked.address for linked in screen.linked if linked.state is LinkedState.NOT_LOADED]
        assert forgotten == [f"{ADDRESS}?0", f"{ADDRESS}?1"]

    run(main())


def test_what_cannot_be_opened_is_told() -> None:
    async def main() -> None:
        screen = Screen()
        await screen.start()
        screen.pictures.open("0" * 64)
        await screen.tasks.settle()
        assert screen.opened == [("0" * 64, b"", None)]

    run(main())
