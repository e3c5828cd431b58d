"""Exporting the open conversation: read in slices, written in a thread, with progress and a way out."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.facts import ExportDone, ExportProgress
from chatdesk.control.open_conversation import OpenConversation
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.errors import AttachmentMissing, ChatDeskError
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn
from chatdesk.core.export_ports import ExportFile, ExportFiles
from chatdesk.core.message import Message, MessageOutline, Status

SLICE_MESSAGES, SLICE_CHARACTERS = 64, 200_000
"""What is read and written at a time."""

_TASK = "export"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be exported where; ``describe`` puts words around a message, and is called in another thread."""

    path: Path
    kind: ExportFormat
    head: ExportHead
    describe: Callable[[Message], ExportTurn]


class ExportController(QObject):
    """Exports one conversation at a time."""

    progressed = Signal(object)
    """ExportProgress."""

    finished = Signal(object)
    """ExportDone."""

    failed = Signal(object)
    """ChatDeskError: nothing was written, and what was at that place is there unchanged."""

    def __init__(
        self, *, chat: ChatController, turns: Turns, tasks: Tasks, open_file: ExportFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._turns = turns
        self._tasks = tasks
        self._open_file = open_file

    @property
    def has_messages(self) -> bool:
        """Whether there is something to export."""
        return bool(self._chat.branch)

    @property
    def is_running(self) -> bool:
        """Whether an export is under way."""
        return self._tasks.is_running(_TASK)

    def start(self, order: ExportOrder) -> None:
        """Export the open conversation as it is now; an export that is under way goes on alone."""
        if self._chat.conversation is not None and not self.is_running:
            self._tasks.start(self._run(self._chat.conversation, order), name=_TASK)

    def cancel(self) -> None:
        """Give up the export that is under way; nothing is left of it."""
        self._tasks.cancel(_TASK)

    async def _run(self, conversation: OpenConversation, order: ExportOrder) -> None:
        head = replace(order.head, head_id=conversation.tree.head_id, system_prompt=conversation.record.system_prompt)
        export = _Export(conversation, self._turns, order, self._open_file(order.path, order.kind, head))
        try:
            await export.run(self.progressed.emit)
        except ChatDeskError as error:
            self.failed.emit(error)
        else:
            self.finished.emit(ExportDone(order.path, order.kind, len(export.missing)))


class _Export:
    """One export; ``missing`` are the pictures, by SHA-256, that are lost."""

    def __init__(self, conversation: OpenConversation, turns: Turns, order: ExportOrder, file: ExportFile) -> None:
        self._conversation = conversation
        self._turns = turns
        self._order = order
        self._file = file
        self._outlines = conversation.tree.all() if order.kind.holds_branches else conversation.branch()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="export")
        self.missing: set[str] = set()

    async def run(self, tell: Callable[[ExportProgress], None]) -> None:
        """Write the file; when that fails or is canceled, leave nothing."""
        try:
            await self._in_thread(self._file.begin)
            await self._write_messages(tell)
            await self._in_thread(self._file.finish)
        finally:
            # After ``finish`` there is nothing to abandon.
            self._file.interrupt()
            await self._in_thread(self._file.abandon)
            self._thread.shutdown(wait=False)

    async def _write_messages(self, tell: Callable[[ExportProgress], None]) -> None:
        total = sum(map(_weight, self._outlines)) or 1
        done = 0
        for batch in _slices(self._outlines):
            for messages in _apart(await self._read([outline.id for outline in batch])):
                pictures = await self._pictures(messages)
                await self._in_thread(self._add, messages, pictures)
            done += sum(map(_weight, batch))
            # What was handed on is not yet on disk: the last percent is for that.
            tell(ExportProgress(self._order.path.name, 99 * done // total))

    def _add(self, messages: Sequence[Message], pictures: dict[str, bytes]) -> None:
        self._file.add([self._order.describe(message) for message in messages], pictures)

    async def _in_thread(self, work: Callable[..., None], *arguments: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    async def _read(self, message_ids: Sequence[str]) -> list[Message]:
        """Return messages; a reply that is under way as far as it has come, which is how it ended for whoever reads it."""
        turn = self._turns.find(self._conversation.id)
        growing = None if turn is None else turn.message()
        found = []
        for message in await self._conversation.read(message_ids):
            newest = growing if growing is not None and growing.id == message.id else message
            found.append(replace(newest, status=Status.INTERRUPTED) if newest.status is Status.STREAMING else newest)
        return found

    async def _pictures(self, messages: Sequence[Message]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        if self._order.kind.holds_pictures:
            for sha256 in {image.sha256 for message in messages for image in message.images}:
                with contextlib.suppress(AttachmentMissing):
                    found[sha256] = await self._conversation.read_picture(sha256)
                if sha256 not in found:
                    self.missing.add(sha256)
        return found


def _weight(outline: MessageOutline) -> int:
    return outline.characters + 100


def _slices(outlines: Sequence[MessageOutline]) -> Iterator[list[MessageOutline]]:
    """Yield the messages in order, so many at a time as are quickly read and written."""
    batch: list[MessageOutline] = []
    characters = 0
    for outline in outlines:
        if batch and (len(batch) == SLICE_MESSAGES or characters + outline.characters > SLICE_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(outline)
        characters += outline.characters
    if batch:
        yield batch


def _apart(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Yield the messages in order, each with pictures by itself, since those take memory."""
    plain: list[Message] = []
    for message in messages:
        if not message.images:
            plain.append(message)
            continue
        if plain:
            yield plain
        yield [message]
        plain = []
    if plain:
        yield plain
