"""Shows texts that are meant to hurt: ``hostile_app.py PROFILE``.

For each text it reports the longest frame, as CPU ms of the GUI thread between two turns of the event loop: while the text
streams in at 2,000 tokens a second, while it is opened, and while it is scrolled through and laid out at another width.
"""

import sys
from collections.abc import Generator
from pathlib import Path

from chatdesk.app import App
from chatdesk.control.facts import ReplyChange
from chatdesk.core.message import FinishReason, Message, Role, Status, TextPart, new_id, now_ms
from tests.bench import long_chats, script
from tests.bench.bench_markup import APPEND
from tests.bench.gaps import Gaps
from tests.bench.open_app import opened
from tests.bench.scroll_app import turn
from tests.hostile_texts import TEXTS

PLACES = 25
REST_MS = 80

Longest = Generator[int, None, float]


def main(profile: Path) -> int:
    """Measure text after text."""
    long_chats.write(profile, {name: (_reply(text),) for name, text in TEXTS.items()})

    def measured(app: App) -> script.Script:
        gaps, paints = Gaps(app), script.Paints(app.window.panel.transcript)
        gaps.start()
        found = {}
        for name, text in TEXTS.items():
            yield from opened(app, paints, long_chats.EMPTY)
            streamed = yield from _stream(app, gaps, text)
            yield from opened(app, paints, long_chats.EMPTY)
            opening = yield from _open(app, gaps, paints, name)
            scrolled = yield from _scroll(app, gaps)
            found[name] = {"streaming": streamed, "opening": opening, "scrolling": scrolled}
        return {"longest": found}

    return script.play(profile, measured)


def _reply(text: str, status: Status = Status.COMPLETE) -> Message:
    finish = FinishReason.STOP if status is Status.COMPLETE else None
    parts = (TextPart(text),) if text else ()
    return Message(new_id(), None, Role.ASSISTANT, parts, now_ms(), status, finish_reason=finish)


def _stream(app: App, gaps: Gaps, text: str) -> Longest:
    reply = _reply("", Status.STREAMING)
    yield REST_MS
    gaps.take_longest()
    app.chat.reply_started.emit(reply)
    for start in range(0, len(text), APPEND):
        app.chat.reply_changed.emit(ReplyChange(reply.id, text[start : start + APPEND], ""))
        yield 1
    done = Message(reply.id, None, Role.ASSISTANT, (TextPart(text),), reply.created_at, finish_reason=FinishReason.STOP)
    app.chat.reply_finished.emit(done)
    yield REST_MS
    return gaps.take_longest()


def _open(app: App, gaps: Gaps, paints: script.Paints, name: str) -> Longest:
    yield REST_MS
    gaps.take_longest()
    yield from opened(app, paints, name)
    yield REST_MS
    return gaps.take_longest()


def _scroll(app: App, gaps: Gaps) -> Longest:
    view = app.window.panel.transcript
    bar, size = view.verticalScrollBar(), app.window.size()
    for place in range(PLACES):
        bar.setValue(round(bar.maximum() * place / PLACES))
        yield 2
        turn(view, -120)
        yield 2
    app.window.resize(size.width() - 200, size.height())
    yield REST_MS
    app.window.resize(size)
    yield REST_MS
    return gaps.take_longest()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
