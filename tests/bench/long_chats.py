"""The conversations that the view is measured with: messages of 1.7 KB on average, two sentences of five in Chinese."""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import FinishReason, Message, Role, Status, TextPart, new_id, now_ms
from chatdesk.core.paths import Profile
from chatdesk.storage.conversation_rows import append_message
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from tests.profiles import reply, sentence

if TYPE_CHECKING:
    import apsw

EMPTY = "empty"
"""The id of a conversation without messages, which is open after the start; the others' ids are their sizes."""
_SENTENCES = 8
_REPLIES = (2, 3)


def messages(count: int) -> Iterator[Message]:
    """Yield questions and answers in turn; the same texts each time."""
    chance, parent = random.Random(count), None
    for number in range(count):
        is_question = number % 2 == 0
        if is_question:
            text = " ".join(sentence(chance) for _ in range(_SENTENCES))
        else:
            text = "\n\n".join(reply(chance) for _ in range(chance.randint(*_REPLIES)))
        role = Role.USER if is_question else Role.ASSISTANT
        finish = None if is_question else FinishReason.STOP
        message = Message(new_id(), parent, role, (TextPart(text),), now_ms(), Status.COMPLETE, finish_reason=finish)
        parent = message.id
        yield message


def fill(profile: Path, *counts: int) -> None:
    """Write a conversation of each size and an empty one."""
    write(profile, {str(count): list(messages(count)) for count in counts})


def write(profile: Path, chats: Mapping[str, Sequence[Message]]) -> None:
    """Write conversations by their ids, and an empty one."""
    profile.mkdir(parents=True, exist_ok=True)
    asyncio.run(_write(profile, {**chats, EMPTY: ()}))


async def _write(profile: Path, chats: Mapping[str, Sequence[Message]]) -> None:
    database = Database(Profile(profile).history)
    store = SqliteHistory(database)
    await store.open()
    for number, (name, branch) in enumerate(chats.items()):
        time = now_ms() + number
        await store.create(ConversationRecord(ConversationSummary(name, f"{name} messages", time, time)))
        await database.write(partial(_append, conversation_id=name, branch=branch), durable=True)
    await store.close()


def _append(connection: "apsw.Connection", conversation_id: str, branch: Sequence[Message]) -> None:
    """Add all in one transaction, which takes seconds instead of minutes."""
    for message in branch:
        append_message(connection, conversation_id, message)


def read(profile: Path, conversation_id: str) -> tuple[Message, ...]:
    """Return the messages of a conversation, as the app's store reads them."""

    async def main() -> tuple[Message, ...]:
        store = SqliteHistory(Database(Profile(profile).history))
        await store.open()
        record = await store.load(conversation_id)
        assert record is not None
        found = await store.messages([outline.id for outline in record.outlines])
        await store.close()
        return found

    return asyncio.run(main())
