"""Wheel and touchpad as pixels: exact where the device tells them, else so many lines a notch."""

from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

WHEEL_LINE = 36
"""Pixels at 100 % text size for one of the lines that a wheel's notch scrolls."""
_NOTCH = 120
"""What Qt reports for one notch; wheels of high resolution report parts of it."""


class Wheel:
    """Adds up what a wheel turns, so that small turns are not lost. The view moves at once: a touchpad is smooth by itself."""

    def __init__(self) -> None:
        self._rest = 0.0
        # On X11 "pixelDelta" holds whatever the driver counts in (https://doc.qt.io/qt-6/qwheelevent.html#pixelDelta).
        self._has_pixels = QGuiApplication.platformName() != "xcb"

    def take(self, event: QWheelEvent, line: float) -> int:
        """Return how many whole pixels an event scrolls down, ``line`` being the height of a wheel's line."""
        notches = event.angleDelta().y() / _NOTCH
        pixels = event.pixelDelta().y() if self._has_pixels else 0
        self._rest += pixels or notches * QApplication.wheelScrollLines() * line
        whole = int(self._rest)
        self._rest -= whole
        return -whole
