"""Finding in a conversation: real SQLite below, the real rule of what is shown beside, no Qt application."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from chatdesk.control import find
from chatdesk.control.find import FindController, FindState
from chatdesk.control.tally import Hit
from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import FinishReason, Message, ReasoningPart, Role, TextPart
from chatdesk.core.stream import Finished, TextDelta
from chatdesk.core.wanted import Wanted
from chatdesk.markup.sieve import Sieve
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.ui.transcript.hits import counting
from tests.fake_ports import Desk, FakeProvider, run

START = Hit("0", 0)
SPLIT = "**la**w"
"""Markup that only reading sees through."""


class Finding:
    """A conversation in SQLite with a search in it."""

    def __init__(self, path: Path, provider: FakeProvider | None = None) -> None:
        store = SqliteHistory(Database(path / "history.sqlite3"))
        self.desk = Desk(provider or FakeProvider(), store=store)
        self.read: list[str] = []
        self.find = FindController(
            chat=self.desk.chat,
            turns=self.desk.turns,
            tasks=self.desk.tasks,
            make_judge=lambda wanted: Sieve(wanted).count_in_message,
            counting=self._counting,
        )
        self.states: list[FindState] = []
        self.hits: list[Hit] = []
        self.find.changed.connect(self.states.append)
        self.find.arrived.connect(self.hits.append)

    def _counting(self, message: Message, wanted: Wanted) -> Iterator[int]:
        self.read.append(message.id)
        return counting(message, wanted)

    async def open(self, *texts: str, name: str = "c") -> None:
        """Open a conversation of alternating speakers whose messages are named 0, 1, 2…"""
        store, parent = self.desk.store, None
        await store.create(ConversationRecord(ConversationSummary(name, "", 1, 1)))
        for number, text in enumerate(texts):
            role = Role.ASSISTANT if number % 2 else Role.USER
            parts = (ReasoningPart(text[6:]),) if text.startswith("think:") else (TextPart(text),)
            key = str(number) if name == "c" else f"{name}{number}"
            await store.append(name, Message(key, parent, role, parts, number))
            parent = key
        self.desk.chat.open(name)
        await self.desk.tasks.settle()

    async def search(self, text: str, near: Hit = START, *, is_case_sensitive: bool = False) -> FindState:
        self.find.search(Wanted(text, is_case_sensitive), near)
        await self.desk.tasks.settle()
        return self.find.state

    async def step(self, by: int) -> FindState:
        self.find.step(by)
        await self.desk.tasks.settle()
        return self.find.state


def play(path: Path, scenario: Callable[[Finding], Awaitable[None]], provider: FakeProvider | None = None) -> None:
    async def work() -> None:
        finding = Finding(path, provider)
        await finding.desk.store.open()
        finding.desk.connections.start()
        await finding.desk.tasks.settle()
        try:
            await scenario(finding)
        finally:
            finding.find.stop()
            await finding.desk.tasks.close()
            await finding.desk.store.close()

    run(work())


def test_hits_are_counted_in_all_messages_and_only_unclear_ones_are_read(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        await finding.open("law", "The law and the LAW", "order", f"{SPLIT} and `law`", "no", "[law](http://x) **law**")
        state = await finding.search("Law")
        assert (state.number, state.total, state.is_counting) == (1, 7, False)
        assert set(finding.read) == {"3", "5"}
        assert (await finding.search("Law", is_case_sensitive=True)).total == 0
        assert (await finding.search("LAW", is_case_sensitive=True)).total == 1

    play(tmp_path, scenario)


def test_hit_from_where_the_reader_is_comes_first_else_the_last_one_before(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        await finding.open("law law", "x", "x", f"{SPLIT} law", "x", "law", "x")
        assert (await finding.search("law", Hit("1", 0))).hit == Hit("3", 0)
        assert (await finding.search("law", Hit("3", 1))).hit == Hit("3", 1)
        assert (await finding.search("law", Hit("3", 9))).hit == Hit("5", 0)
        assert (await finding.search("law", Hit("5", 1))).hit == Hit("5", 0)
        assert (await finding.search("law", Hit("6", 0))).hit == Hit("5", 0)
        assert (await finding.search("law", Hit("greeting", 0))).hit == Hit("0", 0)
        await finding.search("la w", Hit("5", 0))
        assert finding.find.state == FindState(Wanted("la w"))

    play(tmp_path, scenario)


def test_steps_go_around_and_say_so(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        await finding.open("law law", "x", "law")
        await finding.search("law")
        seen = [(state.number, state.has_wrapped) for state in [await finding.step(1) for _ in range(4)]]
        assert seen == [(2, False), (3, False), (1, True), (2, False)]
        seen = [(state.number, state.has_wrapped) for state in [await finding.step(-1) for _ in range(3)]]
        assert seen == [(1, False), (3, True), (2, False)]
        await finding.open("only one law", name="d")
        assert (await finding.search("law", Hit("d0", 0))).number == 1
        assert [(await finding.step(by)).has_wrapped for by in (1, -1)] == [True, True]

    play(tmp_path, scenario)


def test_steps_wait_for_what_is_not_counted_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("FIRST_BATCH", 2), ("BATCH", 2), ("READ_AT_ONCE", 1)):
        monkeypatch.setattr(find, name, size)
    texts = [f"law {SPLIT}" if number % 4 == 1 else "x" for number in range(40)]

    async def scenario(finding: Finding) -> None:
        await finding.open(*texts)
        finding.find.search(Wanted("law"), Hit("15", 0))
        for by in (1, 1, 1, -1):
            finding.find.step(by)
        assert (await finding.step(-1)).total == 20
        assert finding.hits == [Hit("17", 0)]  # no steps from a hit that is not known yet
        finding.hits.clear()
        finding.find.search(Wanted("law"), Hit("17", 0))
        while not finding.hits:
            await asyncio.sleep(0)
        for _ in range(6):
            finding.find.step(-1)
        await finding.desk.tasks.settle()
        assert finding.hits == [Hit(str(n), i) for n, i in ((17, 0), (13, 1), (13, 0), (9, 1), (9, 0), (5, 1), (5, 0))]

    play(tmp_path, scenario)


def test_reasoning_is_searched(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        await finding.open("x", 'think:a "law"\nand another law')
        assert (await finding.search("law")).total == 2
        assert (await finding.search('"law"')).total == 1

    play(tmp_path, scenario)


def test_long_conversation_is_found_as_reading_all_of_it_would(tmp_path: Path) -> None:
    texts = [f"第{n}条：力 law\n```c\nlaw[{n}] = {n};\n```\n| law |\n|--|\n| {n} |" if n % 5 else "x" for n in range(700)]

    async def scenario(finding: Finding) -> None:
        await finding.open(*texts)
        for text in ("law", "第69", "law[", "= 3", "力 law"):
            state = await finding.search(text, Hit("350", 0))
            messages = await finding.desk.chat.conversation.read([str(n) for n in range(700)])
            assert state.total == sum(sum(counting(message, Wanted(text))) for message in messages)

    play(tmp_path, scenario)


def test_reply_that_streams_is_counted_again_at_its_end_and_moves_nobody(tmp_path: Path) -> None:
    gate = asyncio.Event()
    provider = FakeProvider([TextDelta("law "), gate, TextDelta("and law"), Finished(FinishReason.STOP)])

    async def scenario(finding: Finding) -> None:
        await finding.open("law", "x")
        finding.desk.chat.send("say law")
        await finding.desk.until("reply_changed")
        finding.find.search(Wanted("law"), Hit("0", 0))
        while finding.find.state.is_counting:
            await asyncio.sleep(0.01)
        assert (finding.find.state.number, finding.find.state.total) == (1, 3)
        gate.set()
        await finding.desk.tasks.settle()
        assert (finding.find.state.number, finding.find.state.total) == (1, 4)
        assert finding.hits == [Hit("0", 0)]

    play(tmp_path, scenario, provider)


def test_nothing_found_moves_nobody_when_it_comes_later(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        await finding.open("x", "y")
        await finding.search("ok")
        finding.desk.chat.send("the fake says ok")
        await finding.desk.tasks.settle()
        assert (finding.find.state.number, finding.find.state.total, finding.hits) == (0, 2, [])
        assert (await finding.step(1)).number == 1

    play(tmp_path, scenario)


def test_other_answer_is_searched_and_other_conversation_ends_it(tmp_path: Path) -> None:
    async def scenario(finding: Finding) -> None:
        left: list[bool] = []
        finding.find.left.connect(lambda: left.append(True))
        await finding.open("law", "law law", "x", "law")
        await finding.desk.store.append("c", Message("1b", "0", Role.ASSISTANT, (TextPart("law, order"),), 9))
        finding.desk.chat.open("c")
        await finding.desk.tasks.settle()
        await finding.search("law", Hit("1b", 0))
        assert (finding.find.state.number, finding.find.state.total) == (2, 2)
        finding.desk.chat.select_sibling("1b", -1)
        await finding.desk.tasks.settle()
        assert (finding.find.state.number, finding.find.state.total, left) == (0, 4, [])
        await finding.open("law", name="d")
        assert (finding.find.state, left) == (FindState(), [True])

    play(tmp_path, scenario)
