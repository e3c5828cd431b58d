"""Plays a script in the real app: a generator that acts, and yields how many milliseconds the event loop shall run on."""

import os
import time
from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from chatdesk.app import App
from chatdesk.ui.transcript.view import TranscriptView
from tests import real_app
from tests.bench.probe import report

Script = Generator[int, None, dict[str, object]]
"""Ends with what to report."""


class Player(QObject):
    """Goes on with the script whenever its wait is over; then reports and ends the process."""

    def __init__(self, script: Script, parent: QObject) -> None:
        super().__init__(parent)
        self._script = script
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(0)

    def _on_timeout(self) -> None:
        try:
            self._timer.start(next(self._script))
        except StopIteration as ended:
            report(**ended.value)
            os._exit(0)


def play(profile: Path, make: Callable[[App], Script]) -> int:
    """Start the app on a profile, wait until it is warm and at rest, and play the script."""

    def begin(app: App) -> None:
        Player(_rested(app, make), app)

    return real_app.run(profile, begin)


def _rested(app: App, make: Callable[[App], Script]) -> Script:
    app._get_ready()  # as the first letter that is typed does
    yield from until(lambda: not app.tasks.names)
    return (yield from make(app))


def until(condition: Callable[[], bool]) -> Generator[int, None, None]:
    """Let the event loop run until the condition holds."""
    while not condition():
        yield 1


class Paints(QObject):
    """Notes how often a view was painted, and whether all that was in view then was really there."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self.count = 0
        self.was_whole = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
            self.was_whole = is_whole(self._view)
        return False

    def forget(self) -> None:
        """Let only what is painted from now on count."""
        self.was_whole = False


def is_whole(view: TranscriptView) -> bool:
    """Return whether everything in view is laid out from its text."""
    flow, position = view.page.flow, view.page.position
    bottom = position.scroll + position.height
    for number in flow.visible(position.scroll, bottom):
        rows = flow.items[number].rows
        if rows is None or any(rows.rows[row].box is None for row in flow.visible_rows(number, position.scroll, bottom)):
            return False
    return bool(flow.items)


def cpu_ms() -> float:
    """Return the CPU milliseconds of this process, all threads."""
    return time.process_time() * 1000
