"""Exporting the open conversation: what is handed on, and that nothing is left of an export that fails or is given up."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chatdesk.control.export import SLICE_MESSAGES, ExportController, ExportOrder
from chatdesk.control.facts import ExportDone, ExportProgress
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import ExportFailed, FileNotSaved
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn
from chatdesk.core.message import ImagePart, Message, Role, Status, TextPart, new_id, now_ms
from chatdesk.core.stream import TextDelta
from tests.fake_ports import Desk, FakeProvider, run

PATH = Path("/nowhere/chat.txt")


class NotingFile:
    """Notes what it gets, and fails or waits where it is told to."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.turns: list[ExportTurn] = []
        self.pictures: dict[str, bytes] = {}
        self.sizes: list[int] = []
        self.head: ExportHead | None = None
        self.kind: ExportFormat | None = None
        self.fault: Exception | None = None
        self.fails_at = ""
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, path: Path, kind: ExportFormat, head: ExportHead) -> "NotingFile":
        assert path == PATH
        self.kind, self.head = kind, head
        return self

    def begin(self) -> None:
        self._note("begin")

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        self._note("add")
        self.gate.wait(10)
        self.turns += turns
        self.sizes.append(len(turns))
        self.pictures |= pictures

    def finish(self) -> None:
        self._note("finish")

    def interrupt(self) -> None:
        self.calls.append("interrupt")
        self.gate.set()

    def abandon(self) -> None:
        self._note("abandon")

    def _note(self, call: str) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self.calls.append(call)
        if call == self.fails_at and self.fault is not None:
            raise self.fault


class Exports:
    """A desk with an export controller, and what that said."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.file = NotingFile()
        self.control = ExportController(chat=desk.chat, turns=desk.turns, tasks=desk.tasks, open_file=self.file)
        self.said: list[Any] = []
        for signal in (self.control.progressed, self.control.finished, self.control.failed):
            signal.connect(self.said.append)

    def start(self, kind: ExportFormat = ExportFormat.TEXT) -> None:
        head = ExportHead(ConversationSummary("c", "Title", 0, 0), "Title")
        self.control.start(ExportOrder(PATH, kind, head, lambda message: ExportTurn(message, message.role.value)))

    async def export(self, kind: ExportFormat = ExportFormat.TEXT) -> None:
        self.start(kind)
        await self.desk.tasks.settle()

    @property
    def texts(self) -> list[str]:
        return [turn.message.text for turn in self.file.turns]


def test_the_branch_on_the_screen_is_exported_with_its_instructions() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        exports = Exports(desk)
        assert not exports.control.has_messages
        desk.chat.set_system_prompt("Be brief.")
        await desk.say("One")
        desk.chat.try_again(desk.messages[-1].id)
        await desk.tasks.settle()
        assert exports.control.has_messages
        await exports.export()
        head = exports.file.head
        assert head is not None
        assert (head.system_prompt, head.head_id) == ("Be brief.", desk.messages[-1].id)
        assert [turn.message for turn in exports.file.turns] == [desk.messages[0], desk.messages[2]]
        assert exports.file.calls == ["begin", "add", "finish", "interrupt", "abandon"]
        assert exports.said == [ExportProgress("chat.txt", 99), ExportDone(PATH, ExportFormat.TEXT)]
        assert not exports.control.is_running

    run(main())


def test_the_archive_gets_all_branches() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        exports = Exports(desk)
        await desk.say("One")
        desk.chat.try_again(desk.messages[-1].id)
        await desk.tasks.settle()
        await exports.export(ExportFormat.ARCHIVE)
        assert [turn.message for turn in exports.file.turns] == desk.messages
        assert len(desk.messages) == 3

    run(main())


def test_a_long_conversation_comes_in_slices_with_progress() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        parent = None
        for number in range(3 * SLICE_MESSAGES + 1):
            message = Message(new_id(), parent, Role.USER, (TextPart("x" * 100),), number)
            await desk.store.append(desk.chat.conversation_id, message)
            parent = message.id
        desk.chat.open(desk.chat.conversation_id)
        await desk.tasks.settle()
        exports = Exports(desk)
        await exports.export()
        assert exports.file.sizes[:3] == [SLICE_MESSAGES] * 3
        assert [progress.percent for progress in exports.said[:-1]][:3] == [32, 65, 98]
        assert [turn.message.created_at for turn in exports.file.turns][:193] == list(range(193))

    run(main())


def test_pictures_come_one_message_at_a_time_and_lost_ones_are_counted() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        sha256 = await desk.store.keep_attachment(b"picture")
        here, lost = (ImagePart(name, "image/png", 1, 1, 7) for name in (sha256, "f" * 64))
        parts = [(TextPart("a"),), (here,), (here, lost, TextPart("b")), (TextPart("c"),)]
        parent = None
        for some in parts:
            message = Message(new_id(), parent, Role.ASSISTANT, some, now_ms())
            await desk.store.append(desk.chat.conversation_id, message)
            parent = message.id
        desk.chat.open(desk.chat.conversation_id)
        await desk.tasks.settle()
        exports = Exports(desk)
        await exports.export(ExportFormat.HTML)
        assert exports.file.sizes == [1, 1, 1, 1]
        assert exports.file.pictures == {sha256: b"picture"}
        assert exports.said[-1] == ExportDone(PATH, ExportFormat.HTML, missing_pictures=1)
        exports.file.pictures = {}
        await exports.export(ExportFormat.MARKDOWN)
        assert (exports.file.pictures, exports.said[-1].missing_pictures) == ({}, 0)

    run(main())


def test_a_reply_under_way_is_exported_as_far_as_it_has_come() -> None:
    async def main() -> None:
        desk = Desk(FakeProvider([TextDelta("Half an"), asyncio.Event()]))
        await desk.start()
        desk.chat.send("One")
        await desk.until("reply_changed")
        exports = Exports(desk)
        exports.start()
        while not exports.said or not isinstance(exports.said[-1], ExportDone):
            await asyncio.sleep(0.002)
        assert exports.texts == ["One", "Half an"]
        assert exports.file.turns[-1].message.status is Status.INTERRUPTED
        desk.chat.stop()
        await desk.tasks.settle()

    run(main())


def test_what_fails_is_told_and_leaves_nothing() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("One")
        for fails_at, fault in (
            ("begin", FileNotSaved("chat.txt", is_full=True)),
            ("add", ExportFailed("chat.txt")),
            ("finish", FileNotSaved("chat.txt")),
        ):
            exports = Exports(desk)
            exports.file.fails_at, exports.file.fault = fails_at, fault
            await exports.export()
            assert exports.said[-1] is fault
            assert exports.file.calls[-2:] == ["interrupt", "abandon"]
            assert exports.file.calls[-3] == fails_at
        assert desk.all("failed") == []

    run(main())


def test_giving_up_ends_what_is_under_way_and_leaves_nothing() -> None:
    async def main() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("One")
        exports = Exports(desk)
        exports.file.gate.clear()
        exports.start()
        while "add" not in exports.file.calls:
            await asyncio.sleep(0.002)
        assert exports.control.is_running
        exports.start()  # one at a time
        exports.control.cancel()
        await desk.tasks.settle()
        assert exports.file.calls == ["begin", "add", "interrupt", "abandon"]
        assert exports.said == []

    run(main())
