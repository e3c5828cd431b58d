"""Values and a way to reopen the store that the storage tests share."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import FinishReason, Message, ReasoningPart, Role, Status, TextPart, Usage, new_id
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database

T = TypeVar("T")


def history(folder: Path, vfs: str | None = None) -> SqliteHistory:
    return SqliteHistory(Database(folder / "history.sqlite3", vfs=vfs))


def with_store(folder: Path, body: Callable[[SqliteHistory], Awaitable[T]], vfs: str | None = None) -> T:
    """Open the store, run ``body``, close it: each call is a start of the app."""
    return with_report(folder, lambda store, _report: body(store), vfs)


def with_report(folder: Path, body: Callable[[SqliteHistory, StoreReport], Awaitable[T]], vfs: str | None = None) -> T:
    async def main() -> T:
        store = history(folder, vfs)
        try:
            return await body(store, await store.open())
        finally:
            await store.close()

    return asyncio.run(main())


def record(conversation_id: str = "c", title: str = "", at: int = 1_000) -> ConversationRecord:
    return ConversationRecord(ConversationSummary(conversation_id, title, at, at))


def user(text: str, parent: Message | None = None, message_id: str | None = None, at: int = 2_000) -> Message:
    return Message(
        message_id or new_id(), parent.id if parent else None, Role.USER, (TextPart(text),) if text else (), created_at=at
    )


def reply(parent: Message | None, message_id: str | None = None, at: int = 3_000) -> Message:
    return Message(message_id or new_id(), parent.id if parent else None, Role.ASSISTANT, (), at, Status.STREAMING, model="m-1")


def finished(start: Message, text: str, reasoning: str = "") -> Message:
    parts = ((ReasoningPart(reasoning),) if reasoning else ()) + (TextPart(text),)
    return Message(
        start.id,
        start.parent_id,
        start.role,
        parts,
        start.created_at,
        Status.COMPLETE,
        model="m-1-long",
        finish_reason=FinishReason.STOP,
        usage=Usage(12, 34),
        first_token_ms=56,
        duration_ms=789,
        damaged_events=1,
    )
