"""Keeps messages on disk; what could not be written stays in memory and is tried again until it is."""

import asyncio
import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from chatdesk.control.tasks import Tasks
from chatdesk.core.conversation import ConversationRecord
from chatdesk.core.errors import StorageError
from chatdesk.core.message import Message, Status
from chatdesk.core.ports import HistoryStore

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""How often unsaved messages are tried again."""


class Keeper(QObject):
    """Writes messages to the history store, and never loses one to a full disk."""

    failed = Signal(object)
    """StorageError: something could not be written; it is kept in memory."""

    recovered = Signal()
    """Everything that could not be written is on disk now."""

    def __init__(self, *, store: HistoryStore, tasks: Tasks, retry_seconds: float = RETRY_SECONDS) -> None:
        super().__init__()
        self._store = store
        self._tasks = tasks
        self._retry_seconds = retry_seconds
        self._unsaved: dict[str, tuple[str, Message]] = {}
        self._uncreated: dict[str, ConversationRecord] = {}

    @property
    def has_unsaved(self) -> bool:
        """Whether a message or a conversation is in memory only."""
        return bool(self._unsaved or self._uncreated)

    def unsaved_record(self, conversation_id: str) -> ConversationRecord | None:
        """Return a conversation that is in memory only, as it was begun; None if it is on disk."""
        return self._uncreated.get(conversation_id)

    def unsaved_messages(self, conversation_id: str) -> list[Message]:
        """Return the messages of a conversation that are in memory only, oldest first."""
        return [message for its_id, message in self._unsaved.values() if its_id == conversation_id]

    async def create(self, record: ConversationRecord) -> None:
        """Add an empty conversation."""
        try:
            await self._store.create(record)
        except StorageError as error:
            self._uncreated[record.summary.id] = record
            self._note_failure(error, record.summary.id)

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        if (record := self._uncreated.get(conversation_id)) is not None:
            self._uncreated[conversation_id] = replace(record, summary=replace(record.summary, title=title))
        else:
            await self._store.rename(conversation_id, title)

    async def append(self, conversation_id: str, message: Message) -> None:
        """Add a message to its conversation."""
        try:
            await self._store.append(conversation_id, message)
        except StorageError as error:
            self._unsaved[message.id] = (conversation_id, message)
            self._note_failure(error, message.id)

    async def append_partial(self, message_id: str, text: str, reasoning: str) -> None:
        """Add what arrived to a streaming reply; after a failure the whole reply is written at its end."""
        if message_id in self._unsaved:
            return
        try:
            await self._store.append_partial(message_id, text, reasoning)
        except StorageError as error:
            self.failed.emit(error)

    async def resume(self, conversation_id: str, message: Message) -> None:
        """Note that a reply goes on."""
        try:
            await self._store.resume(message)
        except StorageError as error:
            self._unsaved[message.id] = (conversation_id, message)
            self._note_failure(error, message.id)

    async def finish(self, conversation_id: str, message: Message) -> None:
        """Write a reply's final state."""
        if message.id in self._unsaved:
            self._unsaved[message.id] = (conversation_id, message)
            return
        try:
            await self._store.finish(message)
        except StorageError as error:
            self._unsaved[message.id] = (conversation_id, message)
            self._note_failure(error, message.id)

    async def save_now(self) -> None:
        """Try once more to write what is in memory only."""
        for conversation_id, record in list(self._uncreated.items()):
            await self._store.create(record)
            del self._uncreated[conversation_id]
        for message_id, (conversation_id, message) in list(self._unsaved.items()):
            await self._store.append(conversation_id, message)
            if message.status != Status.STREAMING:
                await self._store.finish(message)
            if self._unsaved.get(message_id) == (conversation_id, message):
                del self._unsaved[message_id]

    def _note_failure(self, error: StorageError, unwritten_id: str) -> None:
        log.info("%s is not written yet: %s", unwritten_id, type(error).__name__)
        self.failed.emit(error)
        if not self._tasks.is_running("save unsaved"):
            self._tasks.start(self._save_unsaved(), name="save unsaved")

    async def _save_unsaved(self) -> None:
        while self.has_unsaved:
            await asyncio.sleep(self._retry_seconds)
            try:
                await self.save_now()
            except StorageError as error:
                log.info("%s messages are not written yet: %s", len(self._unsaved), type(error).__name__)
        self.recovered.emit()
