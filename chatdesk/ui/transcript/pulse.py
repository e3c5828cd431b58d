"""The slow pulse of the thinking mark: ten small paints a second while it is in view, none where motion is unwanted."""

import math

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

INTERVAL_MS = 100
PERIOD_STEPS = 16


class Pulse(QObject):
    """Ticks while it is wanted."""

    ticked = Signal(float)
    """How bright the mark is now, 0 to 1."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._step = 0
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_running(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def want(self, *, is_wanted: bool) -> None:
        """Tick or rest."""
        if not is_wanted:
            self._timer.stop()
        elif not self._timer.isActive() and self._is_allowed():
            self._timer.start()

    def _is_allowed(self) -> bool:
        from PySide6.QtWidgets import QStyle  # 10 ms, which the first window does not need

        return self._widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) > 0

    def _on_timeout(self) -> None:
        self._step = (self._step + 1) % PERIOD_STEPS
        self.ticked.emit(0.5 + 0.5 * math.cos(2 * math.pi * self._step / PERIOD_STEPS))
