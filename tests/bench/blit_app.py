"""Compares what scrolled and grew on the screen with the same painted anew: ``blit_app.py PROFILE ID``; reports pixels."""

import sys
from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from chatdesk.app import App
from chatdesk.control.facts import ReplyChange
from chatdesk.core.message import Message, Role, Status, new_id, now_ms
from chatdesk.ui.transcript.view import TranscriptView
from tests.bench import script
from tests.bench.bench_markup import APPEND, TEXTS, text_of
from tests.bench.open_app import opened
from tests.bench.scroll_app import turn
from tests.ui.transcript.samples import on_screen

NOTCHES = (*[120] * 25, *[-120] * 15, *[7] * 10)
"""In eighths of a degree; 120 are a notch of a wheel, 7 what a fine wheel tells."""
FRAMES = 20
STEP_MS = 5

Counts = Generator[int, None, list[int]]


def main(profile: Path, conversation_id: str) -> int:
    """Count the differing pixels of each step."""

    def measured(app: App) -> script.Script:
        view = app.window.panel.transcript
        yield from opened(app, script.Paints(view), conversation_id)
        scrolled = yield from _scroll(view)
        grown: list[int] = []
        for head, unit in TEXTS.values():
            grown += yield from _grow(app, text_of(head, unit, FRAMES * APPEND))
        return {"scrolled": scrolled, "grown": grown}

    return script.play(profile, measured)


def _scroll(view: TranscriptView) -> Counts:
    counts = []
    for notch in NOTCHES:
        turn(view, notch)
        yield STEP_MS
        counts.append(_differing(view))
    return counts


def _grow(app: App, text: str) -> Counts:
    """Let a reply grow while the view follows it, then while the reader is a little above its end."""
    view, counts = app.window.panel.transcript, []
    reply = Message(new_id(), None, Role.ASSISTANT, (), now_ms(), Status.STREAMING)
    view.scroll_to_end()
    app.chat.reply_started.emit(reply)
    for frame in range(FRAMES):
        app.chat.reply_changed.emit(ReplyChange(reply.id, text[frame * APPEND : (frame + 1) * APPEND], ""))
        if frame > FRAMES // 2:
            turn(view, 40)
        yield STEP_MS
        counts.append(_differing(view))
    return counts


def _differing(view: TranscriptView) -> int:
    """Return how many pixels change on the screen when all is painted anew."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
    before = on_screen(view)
    view.viewport().repaint()
    after = on_screen(view)
    if before == after:
        return 0
    return sum(one != other for one, other in zip(_pixels(before), _pixels(after), strict=True))


def _pixels(picture: QImage) -> memoryview:
    return memoryview(picture.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("B").cast("I")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
