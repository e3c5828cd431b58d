"""Talks as fast as it can and prints what the store has acknowledged, until it is killed.

Lines: ``user ID``, ``start ID``, ``part ID CHARACTERS``, ``done ID``; the texts follow from the ids.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import FinishReason, Message, Role, Status, TextPart, new_id, now_ms
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database

PIECE = 40


def text_of(message_id: str, length: int) -> str:
    """Return the first ``length`` characters of a message's text."""
    return (f"{message_id} 牛顿 " * (length // 30 + 1))[:length]


async def main(folder: Path) -> None:
    """Talk for ever, several conversations in turn."""
    store = SqliteHistory(Database(folder / "history.sqlite3"))
    await store.open()
    heads: dict[str, str | None] = {f"c{number}": None for number in range(3)}
    for conversation_id in heads:
        await store.create(ConversationRecord(ConversationSummary(conversation_id, "", now_ms(), now_ms())))
        record = await store.load(conversation_id)
        assert record is not None
        heads[conversation_id] = record.head_id
    print("ready", flush=True)
    while True:
        for conversation_id in heads:
            heads[conversation_id] = await turn(store, conversation_id, heads[conversation_id])


async def turn(store: SqliteHistory, conversation_id: str, parent_id: str | None) -> str:
    """Have one turn and return the answer's id."""
    question_id = new_id()
    question = Message(question_id, parent_id, Role.USER, (TextPart(text_of(question_id, 200)),), now_ms())
    await store.append(conversation_id, question)
    print("user", question.id, flush=True)
    answer = Message(new_id(), question.id, Role.ASSISTANT, (), now_ms(), Status.STREAMING)
    await store.append(conversation_id, answer)
    print("start", answer.id, flush=True)
    length = 0
    for _ in range(10):
        whole = text_of(answer.id, length + PIECE)
        await store.append_partial(answer.id, whole[length:], "")
        length += PIECE
        print("part", answer.id, length, flush=True)
    parts = (TextPart(text_of(answer.id, length)),)
    await store.finish(replace(answer, parts=parts, status=Status.COMPLETE, finish_reason=FinishReason.STOP))
    print("done", answer.id, flush=True)
    return answer.id


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
