"""Starts the real app on a profile, says one thing, and tells the parent process what happens: ``send_one.py PROFILE TEXT``.

Prints ``asked ID`` when the person's message is kept, ``streaming TEXT`` with the first piece on the screen, and
``finished ID`` when the whole answer is kept. Goes on running until it is killed.
"""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from chatdesk.app import App
from chatdesk.control.facts import ReplyChange
from chatdesk.core.message import Message, Role
from tests import real_app


def tell(*words: str) -> None:
    """Tell the parent process."""
    print(*words, flush=True)


def tell_when_kept(
    keep: Callable[[str, Message], Awaitable[None]], word: str, role: Role
) -> Callable[[str, Message], Awaitable[None]]:
    """Return the same coroutine function, which tells after it is done."""

    async def keep_and_tell(conversation_id: str, message: Message) -> None:
        await keep(conversation_id, message)
        if message.role == role:
            tell(word, message.id)

    return keep_and_tell


def main(profile: Path, text: str) -> int:
    """Run the app and send."""
    seen: list[str] = []

    def on_changed(change: ReplyChange) -> None:
        if not seen:
            tell("streaming", change.text)
        seen.append(change.message_id)

    def started(app: App) -> None:
        for method, word, role in (("append", "asked", Role.USER), ("finish", "finished", Role.ASSISTANT)):
            setattr(app.keeper, method, tell_when_kept(getattr(app.keeper, method), word, role))
        app.chat.reply_changed.connect(on_changed)
        app.chat.send(text)

    return real_app.run(profile, started)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
