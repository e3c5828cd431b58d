"""Wheel and touchpad as pixels: exact where the device tells them, else so many lines a notch."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

WHEEL_LINE = 36
"""Pixels at 100 % text size for one of the lines that a wheel's notch scrolls."""
_NOTCH = 120
"""What Qt reports for one notch; wheels of high resolution report parts of it."""


class Wheel:
    """Adds up what a wheel turns, so that small turns are not lost. The view moves at once: a touchpad is smooth by itself."""

    def __init__(self) -> None:
        self._rest_x = self._rest_y = 0.0
        # On X11 "pixelDelta" holds whatever the driver counts in (https://doc.qt.io/qt-6/qwheelevent.html#pixelDelta).
        self._has_pixels = QGuiApplication.platformName() != "xcb"

    def take(self, event: QWheelEvent, line: float) -> tuple[int, int]:
        """Return how many whole pixels an event scrolls to the right and down, at least one of them 0.

        ``line`` is the height of a wheel's line. With Shift, a wheel that turns down scrolls to the right.
        """
        notch = QApplication.wheelScrollLines() * line / _NOTCH
        told = event.pixelDelta() if self._has_pixels else QPoint()
        x, y = told.x() or event.angleDelta().x() * notch, told.y() or event.angleDelta().y() * notch
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not x:
            x, y = y, 0.0
        if abs(x) > abs(y):
            self._rest_x, whole = _split(self._rest_x + x)
            return -whole, 0
        self._rest_y, whole = _split(self._rest_y + y)
        return 0, -whole


def _split(pixels: float) -> tuple[float, int]:
    """Return the part of a pixel that is left, and the whole pixels."""
    return pixels - int(pixels), int(pixels)
