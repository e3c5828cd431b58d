"""Watches a text field in a process under measurement, and tells the parent process what was seen, as one line of JSON."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

RETRY_MS = 20
"""A key press that the field did not take, since it was not ready, comes again after this time."""


def report(**figures: object) -> None:
    """Tell the parent process."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def memory_kib() -> dict[str, int]:
    """Return this process's memory in KiB: ``rss`` is all it has mapped and touched, ``pss`` counts shared pages by share."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0].rstrip(":").lower(): int(line.split()[1]) for line in lines if line.endswith("kB")}
    return {kind: sizes[kind] for kind in ("pss", "rss")}


def cpu_seconds() -> float:
    """Return the CPU time that this process has used since its start, all threads, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class FirstPaint(QObject):
    """Presses a key once the field is painted, if it ``types``, and calls back once that key, or else the field, is painted."""

    def __init__(self, field: QPlainTextEdit | QTextEdit, painted: Callable[[float, float], None], *, types: bool) -> None:
        super().__init__(field)
        self._types = types
        self._field = field
        self._painted = painted
        self._first_paint = False
        self._done = False
        field.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._done:
            if not self._first_paint:
                self._first_paint = True
                QTimer.singleShot(0, self, self._press if self._types else self._tell)
            elif self._field.toPlainText():
                self._done = True
                # The paint is flushed to the screen when the loop comes round again.
                QTimer.singleShot(0, self, self._tell)
        return False

    def _press(self) -> None:
        if not self._field.toPlainText():
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x")
                QCoreApplication.postEvent(self._field, event)
            QTimer.singleShot(RETRY_MS, self, self._press)

    def _tell(self) -> None:
        self._painted(time.monotonic(), cpu_seconds())


def watch(field: QPlainTextEdit | QTextEdit, settle_seconds: float, *, types: bool) -> None:
    """Report when the first key is painted, or, if none is typed, when the field is; then the memory; then end.

    The memory is that of ``settle_seconds`` later; with 0 there is no such figure.
    """

    def on_painted(wall: float, cpu: float) -> None:
        figures: dict[str, object] = {"wall": wall, "cpu": cpu, "openai": "openai" in sys.modules}
        if not settle_seconds:
            _end(figures)
        QTimer.singleShot(int(settle_seconds * 1000), field, lambda: _end(figures | _memory()))

    FirstPaint(field, on_painted, types=types)


def _memory() -> dict[str, object]:
    return {**memory_kib(), "openai": "openai" in sys.modules}


def _end(figures: dict[str, object]) -> None:
    report(**figures)
    os._exit(0)
