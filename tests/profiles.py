"""Profiles made ready for a test or a measurement, and read back afterwards."""

import asyncio
import random
from pathlib import Path

from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import FinishReason, Message, Role, Status, TextPart, new_id, now_ms
from chatdesk.core.paths import Profile
from chatdesk.core.settings import Connection, ConnectionKind, Settings
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.storage.settings_file import SettingsFile

LATIN = "the model answers with a sentence that has some words of every length and **emphasis** or `code` now and then"
CHINESE = "牛顿提出过哪些知名的定律这是一个关于运动和力的问题我们可以从惯性开始讲起然后是加速度"
CONNECTION_ID = "11111111-2222-4333-8444-555555555555"


def write_settings(profile: Path, base_url: str) -> None:
    """Choose a server that needs no key."""
    profile.mkdir(parents=True, exist_ok=True)
    connection = Connection(CONNECTION_ID, ConnectionKind.COMPATIBLE, "Paced", base_url, "paced", needs_key=False)
    settings = Settings(connections=(connection,), connection_id=CONNECTION_ID)
    SettingsFile(Profile(profile).settings, Settings()).save(settings)


def sentence(chance: random.Random) -> str:
    """Return a sentence, Chinese in two cases of five."""
    if chance.random() < 0.4:
        start = chance.randrange(len(CHINESE) - 20)
        return CHINESE[start : start + chance.randint(8, 20)] + "。"
    return " ".join(chance.choices(LATIN.split(), k=chance.randint(6, 20))).capitalize() + "."


def reply(chance: random.Random) -> str:
    """Return an answer in Markdown of about 1.7 KB, sometimes with code or a list."""
    paragraphs = [" ".join(sentence(chance) for _ in range(chance.randint(2, 6))) for _ in range(chance.randint(2, 6))]
    if chance.random() < 0.3:
        paragraphs.insert(
            1, "```python\n" + "\n".join(f"value_{n} = compute({n})" for n in range(chance.randint(3, 20))) + "\n```"
        )
    if chance.random() < 0.3:
        paragraphs.append("\n".join(f"- {sentence(chance)}" for _ in range(chance.randint(2, 6))))
    return "\n\n".join(paragraphs)


def conversation(count: int) -> tuple[Message, ...]:
    """Return a conversation of so many messages, the same ones each time but for ids and times."""
    chance, messages, parent = random.Random(count), [], None
    for number in range(count):
        role = Role.USER if number % 2 == 0 else Role.ASSISTANT
        text = sentence(chance) if role == Role.USER else reply(chance)
        finish = None if role == Role.USER else FinishReason.STOP
        parts = (TextPart(text),)
        message = Message(new_id(), parent, role, parts, now_ms(), Status.COMPLETE, finish_reason=finish)
        messages.append(message)
        parent = message.id
    return tuple(messages)


def fill(profile: Path, count: int) -> None:
    """Write one conversation of so many messages."""

    async def main() -> None:
        store = SqliteHistory(Database(Profile(profile).history))
        await store.open()
        summary = ConversationSummary(new_id(), "A long conversation", now_ms(), now_ms())
        await store.create(ConversationRecord(summary))
        for message in conversation(count):
            await store.append(summary.id, message)
        await store.close()

    profile.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())


def read(profile: Path) -> tuple[Message, ...]:
    """Return all messages of all conversations as the next start of the app would find them, oldest first."""

    async def main() -> tuple[Message, ...]:
        store = SqliteHistory(Database(Profile(profile).history))
        await store.open()
        found: list[Message] = []
        for summary in await store.conversations():
            record = await store.load(summary.id)
            assert record is not None
            found += await store.messages([outline.id for outline in record.outlines])
        await store.close()
        return tuple(sorted(found, key=lambda message: message.id))

    return asyncio.run(main())
