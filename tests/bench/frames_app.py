"""Grows one reply in the real window at 2,000 tokens a second: ``frames_app.py PROFILE KIND FRAMES``.

At each length it measures so many frames as the app shows them, 30 a second; on the way there it goes faster. With every tenth
frame comes a key press in the composer, just before the frame: the one that has to wait longest.
"""

import sys
import time
from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from chatdesk.app import App
from chatdesk.control.facts import ReplyChange
from chatdesk.core.message import Message, Role, Status, new_id, now_ms
from chatdesk.ui.message_edit import MessageEdit
from tests.bench import script
from tests.bench.bench_markup import APPEND, CHARACTERS_PER_TOKEN, TEXTS, text_of

LENGTHS = (1_000, 16_000, 64_000)
FRAME_MS = 33
KEY_EVERY = 10
HURRY = 16 * APPEND
"""Characters a frame between the lengths."""
REST_MS = 300


class KeyWatch(QObject):
    """Presses keys in the composer and notes the CPU ms of this thread until each is painted."""

    def __init__(self, edit: MessageEdit) -> None:
        super().__init__(edit)
        self.costs: list[float] = []
        self._edit = edit
        self._began = 0.0
        self._length = 0
        self._is_painted = False
        edit.viewport().installEventFilter(self)

    def press(self) -> None:
        """Press a key; ``finish`` ends it."""
        self._length, self._is_painted = len(self._edit.toPlainText()), False
        self._began = time.thread_time()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(self._edit, QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._began:
            self._is_painted = len(self._edit.toPlainText()) > self._length
        return False

    def finish(self) -> Generator[int, None, None]:
        """Wait for the paint; the time until the loop comes round again, with the picture shown, counts."""
        yield from script.until(lambda: self._is_painted)
        self.costs.append((time.thread_time() - self._began) * 1000)
        self._began = 0.0


def main(profile: Path, kind: str, count: int) -> int:
    """Measure around each of the lengths."""

    def measured(app: App) -> script.Script:
        watch = KeyWatch(app.window.panel.composer.edit)
        source = text_of(*TEXTS[kind], max(LENGTHS) * CHARACTERS_PER_TOKEN + count * APPEND)
        reply = Message(new_id(), None, Role.ASSISTANT, (), now_ms(), Status.STREAMING)
        app.chat.reply_started.emit(reply)
        reader = app.window.panel.transcript.page.reader
        costs: dict[int, list[float]] = {}
        taken = 0
        for length in LENGTHS:
            start = max(taken, length * CHARACTERS_PER_TOKEN - count // 2 * APPEND)
            for place in range(taken, start, HURRY):
                app.chat.reply_changed.emit(ReplyChange(reply.id, source[place : min(place + HURRY, start)], ""))
                yield 1
            yield REST_MS
            yield from script.until(lambda: not reader.is_behind)
            taken = start + count * APPEND
            pieces = [source[place : place + APPEND] for place in range(start, taken, APPEND)]
            costs[length] = yield from _frames(app, reply.id, pieces, watch)
        return {"costs": costs, "keys": watch.costs}

    return script.play(profile, measured)


def _frames(app: App, message_id: str, pieces: list[str], watch: KeyWatch) -> Generator[int, None, list[float]]:
    """Return the CPU ms of the process for each frame without a key."""
    costs = []
    for number, piece in enumerate(pieces):
        due = time.monotonic() + FRAME_MS / 1000
        has_key = number % KEY_EVERY == KEY_EVERY - 1
        if has_key:
            watch.press()
        before = script.cpu_ms()
        app.chat.reply_changed.emit(ReplyChange(message_id, piece, ""))
        QApplication.processEvents()
        if has_key:
            yield from watch.finish()
        else:
            costs.append(script.cpu_ms() - before)
        yield max(1, round((due - time.monotonic()) * 1000))
    return costs


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
