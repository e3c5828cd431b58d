"""Garbage collection in the GUI thread alone.

Python collects cyclic garbage in whichever thread happens to allocate, and an object of Qt that is destroyed in a thread that
it does not live in may take the process down. So the automatic collection is off while ChatDesk runs, and a timer collects.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500
"""How often it is looked whether there is enough to collect."""

FULL_EVERY = 40
"""A full collection at most once in so many looks: 20 s."""


class GarbageCollector(QObject):
    """Collects by Python's own thresholds; a full collection waits until ``is_idle`` says that nobody is kept waiting."""

    def __init__(self, is_idle: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_idle = is_idle
        self._looks = 0
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Take the collection over."""
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """Leave what there is now alone from now on: it is here to stay, and 300,000 objects take 50 ms to look through."""
        gc.freeze()

    def stop(self) -> None:
        """Give the collection back to Python."""
        self._timer.stop()
        gc.enable()

    def _on_timeout(self) -> None:
        self._looks += 1
        youngest, middle, _ = gc.get_threshold()
        counts = gc.get_count()
        if self._looks >= FULL_EVERY and self._is_idle():
            self._looks = 0
            gc.collect()
        elif counts[0] > youngest:
            gc.collect(1 if counts[1] > middle else 0)
