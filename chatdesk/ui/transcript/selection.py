"""What is selected, across blocks and messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTextBoundaryFinder

from chatdesk.ui.transcript.box import Range, units
from chatdesk.ui.transcript.excerpt import END as END
from chatdesk.ui.transcript.excerpt import Excerpt, Part
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item


@dataclass(frozen=True, slots=True)
class Point:
    """A place between two characters: a message's id, one of its rows, an offset in UTF-16 units."""

    item: str
    row: int
    offset: int


class Selection:
    """From where the reader pressed to where the mouse is now; it may run backward."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._anchor: tuple[Point, Point] | None = None
        self._head: tuple[Point, Point] | None = None

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def start(self, first: Point, last: Point | None = None) -> None:
        """Begin at a place, or with a word or paragraph that stays selected whatever follows."""
        self._anchor = self._head = (first, last or first)

    def extend(self, first: Point, last: Point | None = None) -> None:
        """Select from the beginning up to a place, or up to a word or paragraph and with it."""
        self._head = (first, last or first)

    def select_all(self) -> None:
        """Select the whole conversation."""
        if self._flow.items:
            self.start(Point(self._flow.items[0].id, 0, 0))
            self.extend(Point(self._flow.items[-1].id, END, END))

    def bounds(self) -> tuple[Point, Point] | None:
        """Return the first and the last place in reading order; None when nothing is selected or it is gone."""
        if self._anchor is None or self._head is None:
            return None
        points = [*self._anchor, *self._head]
        if any(self._flow.number(point.item) is None for point in points):
            return None
        first, last = min(points, key=self._order), max(points, key=self._order)
        return None if first == last else (first, last)

    def _order(self, point: Point) -> tuple[int, int, int]:
        number = self._flow.number(point.item)
        return (-1 if number is None else number, point.row, point.offset)

    def ranges(self, number: int, rows: Sequence[int]) -> dict[int, Range]:
        """Return which part of each of an item's rows is selected."""
        bounds = self.bounds()
        if bounds is None:
            return {}
        first, last = self._order(bounds[0]), self._order(bounds[1])
        found = {}
        for row in rows:
            if (number, row) < first[:2] or (number, row) > last[:2]:
                continue
            start = first[2] if (number, row) == first[:2] else 0
            end = last[2] if (number, row) == last[:2] else END
            found[row] = (start, end)
        return found

    def items(self) -> Iterator[Item]:
        """Yield the messages of which something is selected."""
        bounds = self.bounds()
        if bounds is not None:
            first, last = (self._flow.number(point.item) for point in bounds)
            assert first is not None
            assert last is not None
            yield from self._flow.items[first : last + 1]

    def parts(self) -> list[Part]:
        """Return what is selected, message by message, to be copied: later changes of the messages do not reach it."""
        bounds = self.bounds()
        return [self._part(item, *bounds) for item in self.items()] if bounds is not None else []

    def _part(self, item: Item, first: Point, last: Point) -> Part:
        start = (first.row, first.offset) if item.id == first.item else (0, 0)
        end = (last.row, last.offset) if item.id == last.item else (END, END)
        return Part(item.snapshot(), start, end)

    def text(self) -> str:
        """Return the selected text as plain text; messages whose text is missing add nothing."""
        return Excerpt([part for part in self.parts() if part.item.has_text]).text()


def word_around(text: str, offset: int) -> Range:
    """Return the word that holds an offset, both in UTF-16 units."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    end_of_text = units(text)
    finder.setPosition(min(offset + 1, end_of_text))
    start = finder.toPreviousBoundary()
    finder.setPosition(max(0, start))
    end = finder.toNextBoundary()
    return max(0, start), end if end > 0 else end_of_text
