"""Attaches and sends pictures as fast as it can, and prints what the store has acknowledged, until it is killed.

Lines: ``draft SHA256``, ``sent MESSAGE SHA256``.
"""

import asyncio
import os
import sys
from pathlib import Path

from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import ImagePart, Message, Role, TextPart, new_id, now_ms
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database


async def main(folder: Path) -> None:
    """Send pictures of 200 KB for ever."""
    store = SqliteHistory(Database(folder / "history.sqlite3"))
    await store.open()
    await store.create(ConversationRecord(ConversationSummary("c", "", now_ms(), now_ms())))
    print("ready", flush=True)
    while True:
        data = os.urandom(200_000)
        image = ImagePart(await store.keep_attachment(data), "image/png", 8, 6, len(data), "noise.png")
        await store.save_draft_images("c", [image])
        print("draft", image.sha256, flush=True)
        message = Message(new_id(), None, Role.USER, (image, TextPart("Look")), now_ms())
        await store.append("c", message)
        print("sent", message.id, image.sha256, flush=True)
        await store.purge_attachments()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
