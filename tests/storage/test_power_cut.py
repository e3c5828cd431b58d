"""After a power cut the history is sound and has every question, finished answer and edit that was acknowledged."""

import os
import random
from pathlib import Path

from chatdesk.core.message import Message, Status
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from tests.storage.cases import finished, record, reply, user, with_report, with_store
from tests.storage.power import CuttableDisk

CUTS = int(os.environ.get("CHATDESK_CUTS", "60"))


class Talk:
    """Talks to a store, and cuts the power after some steps; remembers what was acknowledged durably at each cut."""

    def __init__(self, folder: Path, disk: CuttableDisk, seed: int) -> None:
        self.folder = folder
        self.cuts: list[tuple[Path, dict[str, Message], str]] = []
        self._disk = disk
        self._chance = random.Random(seed)
        self._lasting: dict[str, Message] = {}
        self._title = ""
        self._last: Message | None = None

    def step(self) -> None:
        """Cut the power, perhaps; the talk itself goes on as if nothing had happened."""
        if self._chance.random() < 0.25 and len(self.cuts) < CUTS:
            folder = self.folder / f"cut{len(self.cuts)}"
            folder.mkdir(parents=True)
            self._disk.cut(folder, self._chance)
            self.cuts.append((folder, dict(self._lasting), self._title))

    async def run(self, store: SqliteHistory) -> None:
        """Talk until there have been enough cuts."""
        await store.create(record())
        while len(self.cuts) < CUTS:
            await self._turn(store)

    async def _turn(self, store: SqliteHistory) -> None:
        question = user("q" * self._chance.randrange(1, 9_000), self._last)
        await store.append("c", question)
        self._lasting[question.id] = question
        self.step()
        answer = reply(question)
        await store.append("c", answer)
        self.step()
        pieces = [str(number) * self._chance.randrange(1, 3_000) for number in range(self._chance.randrange(6))]
        for piece in pieces:
            await store.append_partial(answer.id, piece, "")
            self.step()
        whole = finished(answer, "".join(pieces))
        await store.finish(whole)
        self._lasting[whole.id] = self._last = whole
        self.step()
        if self._chance.random() < 0.2:
            await store.rename("c", f"title {len(self._lasting)}")
            self._title = f"title {len(self._lasting)}"
            self.step()
        if self._chance.random() < 0.1:
            await store.clear("c")
            self.step()
            await store.undo_clear("c")
            self.step()


def test_a_power_cut_loses_nothing_that_was_acknowledged_as_lasting(tmp_path: Path) -> None:
    disk = CuttableDisk()
    talk = Talk(tmp_path / "cuts", disk, seed=11)
    try:
        with_store(tmp_path / "live", talk.run, "cuttable-disk")
    finally:
        disk.unregister()
    assert len(talk.cuts) == CUTS
    for folder, lasting, title in talk.cuts:
        with_report(folder, lambda store, report, lasting=lasting, title=title: check(store, report, lasting, title))


async def check(store: SqliteHistory, report: StoreReport, lasting: dict[str, Message], title: str) -> None:
    """Look at what a cut has left; it came right after an acknowledgement, so nothing else was under way."""
    assert (report.set_aside, report.read_only) == (None, None)
    assert await store.verify() == StoreReport()
    loaded = await store.load("c")
    assert loaded is not None
    assert loaded.summary.title == title
    if loaded.can_undo_clear:
        assert await store.undo_clear("c") is not None
    found = {message.id: message for message in await store.messages(list(lasting))}
    assert found == lasting
    loaded = await store.load("c")
    assert loaded is not None
    assert all(outline.status in (Status.COMPLETE, Status.INTERRUPTED) for outline in loaded.outlines)
