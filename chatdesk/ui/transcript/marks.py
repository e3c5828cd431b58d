"""What a search marks in a block: each hit on a ground of its own, and the one that the reader is at framed."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from chatdesk.ui.transcript.box import Range

Inked = tuple[int, int, QColor]
"""A range of a text with the color of its letters."""


@dataclass(frozen=True, slots=True)
class MarkInk:
    """What hits are painted with: their ground, the text on it, the line below it; the current one's ground and text."""

    ground: QColor
    text: QColor
    line: QColor
    current: QColor
    current_text: QColor


@dataclass(frozen=True, slots=True)
class Marks:
    """The hits in a block, in order, and which of them is the current one, if it is here."""

    hits: tuple[Range, ...] = ()
    current: Range | None = None

    def color(self, start: int, end: int, ink: MarkInk) -> QColor | None:
        """Return what is painted where something reaches from one offset to another that hits mark as a whole."""
        inside = self.within(start, end)
        if not inside.hits:
            return None
        return ink.current_text if inside.current in inside.hits else ink.text

    def frame(self, painter: QPainter, ink: MarkInk, rect: QRectF) -> None:
        """Draw a frame around something that any hits mark as a whole, such as a picture by its name."""
        if not self.hits:
            return
        is_current = self.current in self.hits
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink.current if is_current else ink.line, 4 if is_current else 2))
        painter.drawRect(rect.adjusted(2, 2, -2, -2))
        if is_current:
            painter.setPen(ink.current_text)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def within(self, start: int, end: int) -> "Marks":
        """Return the marks of a part of the block, as seen from its start."""
        if not self.hits:
            return self
        before = bisect_left(self.hits, (start,))
        before -= before > 0 and self.hits[before - 1][1] > start
        inside = self.hits[before : bisect_left(self.hits, (end,))]
        current = None if self.current is None else (self.current[0] - start, self.current[1] - start)
        return Marks(tuple((first - start, last - start) for first, last in inside), current)

    def paint(self, painter: QPainter, ink: MarkInk, rects: Callable[[int, int], Iterable[QRectF]]) -> list[Inked]:
        """Draw the grounds where ``rects`` says that a range stands; return what is seen of them, and its text's color."""
        inked = []
        for hit in sorted(self.hits, key=lambda hit: hit == self.current):  # over others in the same formula
            is_current = hit == self.current
            seen = [rect.toRect() for rect in rects(*hit)]
            for rect in seen:
                painter.fillRect(rect, ink.current if is_current else ink.ground)
                line = rect.adjusted(0, rect.height() - 2, 0, 0)
                painter.fillRect(line, ink.current_text if is_current else ink.line)
                if is_current:
                    painter.setPen(ink.current_text)
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(rect.adjusted(0, 0, -1, -1))
            if seen:
                inked.append((*hit, ink.current_text if is_current else ink.text))
        return inked


NO_MARKS = Marks()
