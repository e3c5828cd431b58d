"""Tells an Enter that belongs to an input method from one that a person means."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

CONFIRMING_SECONDS = 0.05
"""A key press this soon after a composition ended is the one that ended it: no person is that fast."""


class Composition:
    """Follows the input method's events of one editor.

    While a preedit text stands, Enter is the input method's. Some deliver that Enter as a key press as well, before the
    commit or right after it (ibus-hangul does); both are taken here.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._is_composing = False
        self._has_taken_enter = False
        self._ended_at: float | None = None

    def follow(self, event: QInputMethodEvent) -> None:
        """Take an input method event, before or after the editor does."""
        was_composing, self._is_composing = self._is_composing, bool(event.preeditString())
        if was_composing and not self._is_composing and not self._has_taken_enter:
            self._ended_at = self._clock()
        if not self._is_composing:
            self._has_taken_enter = False

    def takes_enter(self) -> bool:
        """Return whether an Enter pressed now is the input method's."""
        if self._is_composing:
            self._has_taken_enter = True
            return True
        ended_at, self._ended_at = self._ended_at, None
        return ended_at is not None and self._clock() - ended_at < CONFIRMING_SECONDS


def is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter was pressed, on either part of the keyboard."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEdit(QLineEdit):
    """A line of input whose Enter is never taken from an input method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composition = Composition()
        self._is_swallowing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow the composition."""
        self.composition.follow(event)
        super().inputMethodEvent(event)

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether a key press is an Enter of the input method, which ``keyPressEvent`` will swallow."""
        self._is_swallowing = is_enter(event) and self.composition.takes_enter()
        return self._is_swallowing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swallow an Enter that confirms a candidate."""
        if self._is_swallowing or self.wants(event):
            self._is_swallowing = False
            event.accept()
            return
        super().keyPressEvent(event)
