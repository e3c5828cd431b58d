"""The lines of code at a fixed pitch, broken at a width or going on beyond it; only what is seen is ever laid out."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption

from chatdesk.ui.transcript.box import Range, Utf16, units
from chatdesk.ui.transcript.directions import holds_right_to_left
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.syntax import Syntax
from chatdesk.ui.transcript.text_lines import stretches, x_of

if TYPE_CHECKING:
    from chatdesk.markup.highlight import Runs

LINE_LIMIT = 1_000
"""Characters of one line laid out at a time; a longer line becomes several pieces."""
PIECE = 160
"""Characters of a line that is not broken laid out at a time, where each is one cell wide: little more than is seen."""
LAYOUT_LIMIT = 320
"""Laid-out pieces kept: more than the tallest window shows."""
TAB = 4
"""Cells."""


class CodeLines:
    """The pieces of a text's lines. Growing by appended text costs only the new pieces.

    ``columns`` is how many cells are beside each other; with ``wraps``, lines are broken there.
    """

    def __init__(self, measures: Measures, ink: Ink, columns: int, *, wraps: bool) -> None:
        self._measures, self._ink = measures, ink
        self._columns, self._wraps = columns, wraps
        self._limit = columns * max(1, LINE_LIMIT // columns)
        self.text, self.marks = "", NO_MARKS
        self._last = 0
        """Code points before the last piece."""
        self._pieces: list[str] = []
        self._starts: list[int] = []  # offset of each piece
        self._rows: list[int] = []  # row in which each begins
        self._lefts: list[float] = []  # x of each
        self._widths: list[float] = []  # of the widest line up to each
        self._origins: list[tuple[int, int]] = []  # which line of the code each is a part of, and from which character on
        self._layouts: dict[tuple[str, Runs], QTextLayout] = {}
        self.end, self.row_count = 0, 0
        self.kept_rows = 0
        """How many rows the last growth left as they were."""

    @property
    def width(self) -> float:
        """How wide the widest line is, in pixels; where lines are broken that is of no interest and 0."""
        return self._widths[-1] if self._widths else 0.0

    @property
    def has_broken(self) -> bool:
        """Whether any line is broken."""
        return self._wraps and bool(self._origins) and self.row_count > self._origins[-1][0] + 1

    def take(self, text: str) -> bool:
        """Take a longer text that begins with the present one up to its last line; False if it does not."""
        kept = self._last
        if text[:kept] != self.text[:kept]:
            kept = self.text.rfind("\n") + 1
            if text[:kept] != self.text[:kept]:
                return False
        number, first, left = 0, 0, 0.0
        while self._pieces and self._last >= kept:
            number, first, left = *self._origins[-1], self._lefts[-1]
            self._drop_last()
        self.kept_rows = self.row_count
        for line in text[kept:].split("\n"):
            self._add_line(line, number, first, left)
            number, first, left = number + 1, 0, 0.0
        self.text = text
        self._last = len(text) - len(self._pieces[-1])
        return True

    def row_of(self, line: int) -> int:
        """Return the row in which a line of the code begins; beyond the last one, how many rows there are."""
        piece = bisect_left(self._origins, (line, 0))
        return self._rows[piece] if piece < len(self._rows) else self.row_count

    def _drop_last(self) -> None:
        self._pieces.pop()
        self._lefts.pop()
        self._widths.pop()
        _, first = self._origins.pop()
        self.end, self.row_count = self._starts.pop(), self._rows.pop()
        if self._pieces:
            self._last -= len(self._pieces[-1]) + (not first)
        else:
            self._last = -1

    def _add_line(self, line: str, number: int, first: int, left: float) -> None:
        """Add what is left of a line from its character ``first`` on, which stands at x ``left``."""
        at = 0
        while at == 0 or at < len(line):
            part = line[at : at + self._size(line[at : at + PIECE])]
            self._origins.append((number, first + at))
            self._pieces.append(part)
            self._starts.append(self.end)
            self._rows.append(self.row_count)
            self._lefts.append(left)
            self.end += units(part)
            if self._wraps:
                self.row_count += self._rows_of(part)
            else:
                left += self._advance(part)
            self._widths.append(max(self.width, left))
            at += max(1, len(part))
        self.end += 1
        self.row_count += not self._wraps

    def _size(self, begin: str) -> int:
        if self._wraps:
            return self._limit
        return PIECE if begin.isascii() and "\t" not in begin else LINE_LIMIT

    def _advance(self, part: str) -> float:
        """Return how wide a piece is, without laying it out."""
        measures = self._measures
        if part.isascii():
            return len(part.expandtabs(TAB)) * measures.mono_cell
        x, stop = 0.0, TAB * measures.mono_cell
        for number, between in enumerate(part.split("\t")):
            x = (x // stop + 1) * stop if number else x
            x += sum(count * measures.mono_advance(character) for character, count in Counter(between).items())
        return x

    def _rows_of(self, part: str) -> int:
        if len(part) <= self._columns // 2 and "\t" not in part:
            return 1
        if part.isascii() and "\t" not in part:
            return max(1, -(-len(part) // self._columns))
        return max(1, self._layout(part).lineCount())

    # ---- layout -----------------------------------------------------------------------------------------------

    def _layout(self, part: str, runs: "Runs" = ()) -> QTextLayout:
        layout = self._layouts.get((part, runs))
        if layout is None:
            if len(self._layouts) >= LAYOUT_LIMIT:
                self._layouts.clear()
            layout = self._layouts[part, runs] = self._lay_out(part, runs)
        return layout

    def _lay_out(self, part: str, runs: "Runs") -> QTextLayout:
        """Break one piece where lines are broken; colors change nothing about that."""
        mono, cell = self._measures.mono, self._measures.mono_cell
        layout = QTextLayout(part, mono.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere if self._wraps else QTextOption.WrapMode.NoWrap)
        option.setTabStopDistance(TAB * cell)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if runs:
            layout.setFormats(list(self._formats(part, runs)))
        layout.beginLayout()
        y = 0
        while (row := layout.createLine()).isValid():
            row.setLineWidth(self._columns * cell + 0.5)
            row.setPosition(QPointF(0, y + mono.baseline - row.ascent()))
            y += mono.pitch
        layout.endLayout()
        return layout

    def _formats(self, part: str, runs: "Runs") -> Iterable[QTextLayout.FormatRange]:
        looks, index = self._measures.code_formats, Utf16(part)
        for run in runs:
            look = looks.get(run.kind)
            start, end = index.units(run.start), index.units(min(run.end, len(part)))
            if look is not None and start < end:
                yield _format_range(start, end, look)

    # ---- painting ---------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None, syntax: Syntax) -> None:
        """Draw what is inside ``clip``; ``at`` is where the first line begins."""
        pitch = self._measures.mono.pitch
        painter.setPen(self._ink.text)
        for index in self._seen(clip.translated(-at.x(), -at.y())):
            place = QPointF(at.x() + self._lefts[index], at.y() + self._rows[index] * pitch)
            self._paint_piece(painter, index, place, selected, syntax)

    def _seen(self, clip: QRectF) -> Iterator[int]:
        """Yield the pieces that a part of the code shows."""
        pitch = self._measures.mono.pitch
        first, last = int(max(0.0, clip.top()) // pitch), int(clip.bottom() // pitch)
        if self._wraps:
            index = self._piece_at_row(first)
            while index < len(self._pieces) and self._rows[index] <= last:
                yield index
                index += 1
            return
        for row in range(first, min(last, self.row_count - 1) + 1):
            start, end = bisect_left(self._rows, row), bisect_right(self._rows, row)
            index = max(start, bisect_right(self._lefts, clip.left(), start, end) - 1)
            while index < end and self._lefts[index] <= clip.right():
                yield index
                index += 1

    def _paint_piece(self, painter: QPainter, index: int, at: QPointF, selected: Range | None, syntax: Syntax) -> None:
        part, (number, start) = self._pieces[index], self._origins[index]
        layout = self._layout(part, syntax.runs_of(number, start, start + len(part)))
        length, offset = units(part), self._starts[index]
        inked = self.marks.within(offset, offset + length).paint(
            painter, self._ink.marks, lambda start, end: self._rects(layout, at, start, end)
        )
        first, last = (0, 0) if selected is None else (max(0, selected[0] - offset), min(length, selected[1] - offset))
        if first < last:  # colors might be too faint on the ground of a selection
            inked.append((first, last, self._ink.text))
            for rect in self._rects(layout, at, first, last):
                painter.fillRect(rect, self._ink.selection)
        painter.setPen(self._ink.text)
        layout.draw(painter, at, [_format_range(start, end, _colored(color)) for start, end, color in inked])

    def _rects(self, layout: QTextLayout, at: QPointF, start: int, end: int) -> Iterator[QRectF]:
        """Yield where a range of a piece stands."""
        pitch = self._measures.mono.pitch
        for number in range(layout.lineCount()):
            row = layout.lineAt(number)
            first, last = max(start, row.textStart()), min(end, row.textStart() + row.textLength())
            if first < last:
                for left, right in stretches(row, first, last, is_bidi=holds_right_to_left(layout.text())):
                    yield QRectF(at.x() + left, at.y() + number * pitch, right - left, pitch)

    # ---- places -----------------------------------------------------------------------------------------------

    def _piece_at_row(self, row: int) -> int:
        return max(0, bisect_right(self._rows, row) - 1)

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point; below the lines, the end."""
        row = int(max(0.0, y) // self._measures.mono.pitch)
        if row >= self.row_count:
            return self.end - 1
        index = self._piece_at_row(row)
        if not self._wraps:
            start = bisect_left(self._rows, row)
            index = max(start, bisect_right(self._lefts, x, start, index + 1) - 1)
        layout = self._layout(self._pieces[index])
        if not layout.lineCount():
            return self._starts[index]
        line = layout.lineAt(min(row - self._rows[index], layout.lineCount() - 1))
        return self._starts[index] + int(line.xToCursor(x - self._lefts[index]))

    def top_of(self, offset: int) -> int:
        """Return the y of the row that holds an offset."""
        index = self._piece_of(offset)
        row = self._rows[index]
        if self._wraps and len(self._pieces[index]) > self._columns // 2:
            line = self._layout(self._pieces[index]).lineForTextPosition(offset - self._starts[index])
            row += line.lineNumber() if line.isValid() else 0
        return row * self._measures.mono.pitch

    def x_of(self, offset: int) -> float:
        """Return the x of an offset."""
        index = self._piece_of(offset)
        line = self._layout(self._pieces[index]).lineForTextPosition(min(offset, self.end - 1) - self._starts[index])
        return self._lefts[index] + (x_of(line, offset - self._starts[index]) if line.isValid() else 0.0)

    def _piece_of(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)


def _format_range(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, look
    return made


def _colored(color: QColor) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(color)
    return look
