"""How evenly an event loop runs: what lies between two ticks of a timer of 1 ms is what a key press would wait for, at most.

With each gap goes the CPU time that the GUI thread spent in it, which, unlike the gap, does not depend on what else the
computer does.
"""

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Gaps(QObject):
    """Collects (wall ms, CPU ms of this thread) of each gap from ``start`` to ``stop``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps: list[tuple[float, float]] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(self._on_tick)
        self._last = (0.0, 0.0)

    def start(self) -> None:
        """Begin."""
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def take_longest(self) -> float:
        """Return the most CPU ms in one gap since this was last asked for."""
        longest = max((cpu for _, cpu in self.gaps), default=0.0)
        self.gaps.clear()
        return longest

    def _on_tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.gaps.append(((now[0] - self._last[0]) * 1000, (now[1] - self._last[1]) * 1000))
        self._last = now
