"""Moves about in a long conversation: ``scroll_app.py PROFILE ID STEPS``; reports CPU ms of the process and memory in KiB."""

import random
import sys
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from chatdesk.app import App
from chatdesk.ui.transcript.view import TranscriptView
from tests.bench import script
from tests.bench.long_chats import EMPTY
from tests.bench.open_app import opened
from tests.bench.probe import memory_kib

STEP_MS = 16
"""Between two steps, as of a wheel that turns fast."""
REST_MS = 300
TURNS = 120
"""Steps of the wheel in one direction before it turns."""


def main(profile: Path, conversation_id: str, steps: int) -> int:
    """Measure one kind of move after the other."""

    def measured(app: App) -> script.Script:
        view = app.window.panel.transcript
        paints = script.Paints(view)
        yield from opened(app, paints, EMPTY)
        yield 2_000
        idle = memory_kib()
        yield from opened(app, paints, conversation_id)
        yield REST_MS
        jumps = yield from _jumps(view, paints, steps)
        wheel = yield from _wheel(view, paints, steps)
        widths = yield from _widths(app, paints, steps // 4)
        stops = yield from _tour(view, steps)
        full = memory_kib()
        texts = sum(item.outline.characters for item in view.items)
        return {"idle": idle, "full": full, "wheel": wheel, "jump": jumps, "width": widths, "stops": stops, "texts": texts}

    return script.play(profile, measured)


def _cost(paints: script.Paints, act: Callable[[], None]) -> Generator[int, None, float]:
    """Act, wait until all that is in view then is painted, and return the CPU ms of that."""
    paints.forget()
    before = script.cpu_ms()
    act()
    yield from script.until(lambda: paints.was_whole)
    yield 0
    return script.cpu_ms() - before


def _jumps(view: TranscriptView, paints: script.Paints, steps: int) -> Generator[int, None, list[float]]:
    """Drag the handle to random places."""
    chance, bar, costs = random.Random(1), view.verticalScrollBar(), []
    for _ in range(steps):
        y = chance.randrange(bar.maximum())
        costs.append((yield from _cost(paints, partial(bar.setValue, y))))
        yield STEP_MS
    return costs


def _wheel(view: TranscriptView, paints: script.Paints, steps: int) -> Generator[int, None, list[float]]:
    """Turn the wheel by single notches, up and down."""
    costs = []
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    yield REST_MS
    for step in range(steps):
        notch = 120 if step // TURNS % 3 < 2 else -120
        costs.append((yield from _cost(paints, partial(turn, view, notch))))
        yield STEP_MS
    return costs


def turn(view: TranscriptView, eighths: int) -> None:
    """Turn the wheel by so many eighths of a degree; 120 are one notch up."""
    at, none = QPointF(50, 50), Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, at, QPoint(), QPoint(0, eighths), Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(view.viewport(), event)


def _widths(app: App, paints: script.Paints, steps: int) -> Generator[int, None, list[float]]:
    """Make the window narrower, then wider."""
    costs, width, height = [], app.window.width(), app.window.height()
    for step in range(steps):
        by = abs(step % 40 - 20) * 10
        costs.append((yield from _cost(paints, partial(app.window.resize, width - by, height))))
        yield STEP_MS
    return costs


def _tour(view: TranscriptView, stops: int) -> Generator[int, None, int]:
    """Visit places from the beginning to the end, each with what is laid out around it; return how many."""
    bar = view.verticalScrollBar()
    for stop in range(stops + 1):
        bar.setValue(round(bar.maximum() * stop / stops))
        yield 20
    yield REST_MS
    return stops


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
