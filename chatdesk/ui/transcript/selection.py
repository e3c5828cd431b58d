"""What is selected, across blocks and messages, and the text that a copy of it gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTextBoundaryFinder

from chatdesk.markup.blocks import CodeBlock, Paragraph
from chatdesk.ui.transcript.box import Range, Utf16, cut, units
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.fragments import Fold, Fragment, Thinking, fragment_text
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.real_code import real_part

END = 1 << 40
"""A row or offset beyond any other."""


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

    def text(self) -> str:
        """Return the selected text as plain text; messages whose text is missing add nothing."""
        bounds = self.bounds()
        if bounds is None:
            return ""
        parts = []
        for item in self.items():
            start = bounds[0] if item.id == bounds[0].item else Point(item.id, 0, 0)
            end = bounds[1] if item.id == bounds[1].item else Point(item.id, END, END)
            parts.append(_item_text(item, start, end))
        return "\n\n".join(part for part in parts if part)


def _item_text(item: Item, start: Point, end: Point) -> str:
    text = ""
    above: Fragment | None = None
    for row, fragment in enumerate(item.fragments()):
        if row < start.row or row > end.row or isinstance(fragment.content, Fold | Thinking):
            continue
        whole = fragment_text(fragment)
        first = start.offset if row == start.row else 0
        last = min(end.offset, units(whole)) if row == end.row else units(whole)
        if above is not None:
            text += _between(above, fragment)
        text += (_lead(fragment) if not first else "") + _part(item, fragment, whole, (first, last))
        above = fragment
    return text


def _part(item: Item, fragment: Fragment, whole: str, part: Range) -> str:
    """Return the text of a part of a fragment, whose text is ``whole``; of code the real one."""
    content = fragment.content
    if not isinstance(content, CodeBlock) or fragment.is_muted:
        return cut(whole, *part).replace("\u2028", "\n")
    index = Utf16(whole)
    return real_part(item.source, content, index.code_points(part[0]), index.code_points(part[1]))


def _between(above: Fragment, fragment: Fragment) -> str:
    if fragment.continues:
        return "" if isinstance(fragment.content, Paragraph) else "\n"
    content = fragment.content
    assert not isinstance(content, Fold | Thinking)
    return "\n" if content.place.tight else "\n\n"


def _lead(fragment: Fragment) -> str:
    content = fragment.content
    if isinstance(content, Fold | Thinking) or not content.place.marker:
        return ""
    return "  " * max(0, content.place.indent - 1) + content.place.marker + " "


def word_around(text: str, offset: int) -> Range:
    """Return the word that holds an offset, both in UTF-16 units."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    end_of_text = units(text)
    finder.setPosition(min(offset + 1, end_of_text))
    start = finder.toPreviousBoundary()
    finder.setPosition(max(0, start))
    end = finder.toNextBoundary()
    return max(0, start), end if end > 0 else end_of_text
