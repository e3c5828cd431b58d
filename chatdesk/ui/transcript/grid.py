"""Some rows of a table as a grid of laid-out cells."""

from bisect import bisect_right
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from chatdesk.markup.blocks import Align, Span, Style
from chatdesk.ui.transcript.block_state import BlockState
from chatdesk.ui.transcript.box import Range, Touch, units
from chatdesk.ui.transcript.copy_chip import CopyChip
from chatdesk.ui.transcript.fragments import Fragment, TableSlice, Weight, fragment_text
from chatdesk.ui.transcript.marks import NO_MARKS, Marks
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import inset
from chatdesk.ui.transcript.sideways import Sideways
from chatdesk.ui.transcript.text_lines import TextLines

_ALIGNMENTS = {
    Align.START: None,
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


SLACK = 1.0
"""Average characters more than counted, as a word may be of wide letters."""
COMFORT = 20
"""Average characters beside each other in a column of a table that is scrolled sideways."""


class GridBox:
    """Rows of cells between thin lines. Its text is the cells with tabs and line ends between them."""

    def __init__(self, content: TableSlice, measures: Measures, width: int, ink: Ink, state: BlockState | None = None) -> None:
        self._measures, self._ink, self._content = measures, ink, content
        self._left = min(inset(content.place, measures), width // 2)
        self._pad = measures.theme.px(8)
        room = width - self._left
        self._widths = _column_widths(content.weights, measures, room, self._pad)
        self.sideways = Sideways(state or BlockState(), self._left, room, sum(self._widths))
        self.natural_width = float(self._left + min(room, self.sideways.width))
        self._chip = CopyChip(measures) if content.has_header else None
        self.was_copied = False
        self.marks = NO_MARKS
        self.shows_actions = False
        """Whether the mouse or the keyboard is on the table."""
        self.kept_height = 0
        """How much of the picture, from its top, the last growth left as it was."""
        self._metrics = QFontMetricsF(measures.body.font)
        self._line_height = 0
        """Of a cell with one line of plain letters, 0 until there was one."""
        self._cells: list[list[TextLines | None]] = []  # one that takes a line is laid out when it is seen
        self._tops = [0]
        self._starts: list[list[int]] = []
        self._end = 0
        self._add_rows(0)

    def _add_rows(self, first: int) -> None:
        """Lay out the rows from ``first`` on, in the place of those that were there."""
        del self._cells[first:]
        del self._tops[first + 1 :]
        del self._starts[first + 1 :]
        if first < len(self._starts):
            self._end = self._starts.pop()[0]
        for number, row in enumerate(self._content.rows[first:], first):
            self._cells.append([None] * len(row))
            self._tops.append(self._tops[-1] + max(self._height(number, column) for column in range(len(row))) + self._pad)
            self._starts.append([])
            for cell in row:
                self._starts[-1].append(self._end)
                self._end += units(cell.text) + 1
        self.text = fragment_text(Fragment(self._content))
        self.height = self._tops[-1] + 1
        self.undrawn = tuple(formula for cells in self._cells for cell in cells if cell is not None for formula in cell.undrawn)

    def grow(self, content: TableSlice) -> bool:
        """Take more rows; False unless the columns are the same and all rows but the last are."""
        old, kept = self._content, len(self._content.rows) - 1
        same_columns = (content.weights, content.alignments, content.place.indent, content.place.quotes) == (
            old.weights,
            old.alignments,
            old.place.indent,
            old.place.quotes,
        )
        if not same_columns or kept < 1 or content.rows[:kept] != old.rows[:kept]:
            return False
        self._content = content
        self._add_rows(kept)
        self.kept_height = self._tops[kept]
        return True

    @cached_property
    def _blank(self) -> TextLines:
        """What all empty cells share: a few characters can ask for thousands."""
        return TextLines("", (), self._measures.body, self._ink, 1.0)

    def _height(self, row: int, column: int) -> int:
        """Return the height of a cell, laying it out unless it is certain to be one line of plain letters."""
        cell, room = self._content.rows[row][column], self._widths[column] - 2 * self._pad
        is_plain = cell.text.isascii() and not cell.spans and not self._is_header(row)
        if not is_plain or self._metrics.horizontalAdvance(cell.text) >= room:
            return self._cell(row, column).height
        self._line_height = self._line_height or self._cell(row, column).height
        return self._line_height

    def _is_header(self, row: int) -> bool:
        return self._content.has_header and row == 0

    def _cell(self, row: int, column: int) -> TextLines:
        """Return a cell laid out."""
        known = self._cells[row][column]
        if known is None:
            known = self._cells[row][column] = self._lay_out(row, column)
        return known

    def _lay_out(self, row: int, column: int) -> TextLines:
        cell = self._content.rows[row][column]
        if not cell.text:
            return self._blank
        return TextLines(
            cell.text,
            (*cell.spans, Span(0, len(cell.text), Style.STRONG)) if self._is_header(row) else cell.spans,
            self._measures.body,
            self._ink,
            self._widths[column] - 2 * self._pad,
            alignment=_ALIGNMENTS[self._content.alignments[column]],
            formulas=self._measures.formulas,
        )

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the rows inside ``clip`` with the lines between them, and what can be done with the table."""
        if self.sideways.limit:
            seen = clip.intersected(QRectF(at.x() + self._left, at.y(), self.sideways.room, self.height))
            painter.save()
            painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
            self._paint_rows(painter, at, seen, selected)
            painter.restore()
        else:
            self._paint_rows(painter, at, clip, selected)
        if self._chip is not None and self.shows_actions:
            self._chip.paint(painter, self._chip_place().translated(at), was_copied=self.was_copied)

    def _chip_place(self) -> QRectF:
        """Return where the copy action is: beside the header, or over the end of one that takes all the room."""
        assert self._chip is not None
        end, size, gap = min(self.sideways.width, self.sideways.room), self._chip.size, self._pad / 2
        left = self._left + min(end + gap, self.sideways.room - size.width() - gap)
        return QRectF(QPointF(int(left), self._pad // 2), size)

    def _paint_rows(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        theme, left = self._measures.theme, at.x() + self._left - self.sideways.offset
        width = self.sideways.width
        for row in range(len(self._cells)):
            top, bottom = at.y() + self._tops[row], at.y() + self._tops[row + 1]
            if bottom < clip.top() or top > clip.bottom():
                continue
            if self._is_header(row):
                painter.fillRect(QRectF(left, top, width, bottom - top), self._measures.code_ground)
            painter.fillRect(QRectF(left, bottom, width, 1), theme.line)
            x = left
            for column in range(len(self._widths)):
                if x <= clip.right() and x + self._widths[column] >= clip.left():
                    cell = self._cell(row, column)
                    part = _shifted(selected, self._starts[row][column])
                    cell.marks = self._marks_in(row, column)
                    cell.paint(painter, QPointF(x + self._pad, top + self._pad / 2), clip, part)
                x += self._widths[column]

    def _marks_in(self, row: int, column: int) -> Marks:
        starts = self._starts[row]
        if column + 1 < len(starts):
            end = starts[column + 1]
        else:
            end = self._starts[row + 1][0] if row + 1 < len(self._starts) else self._end
        return self.marks.within(starts[column], end - 1)

    def _hit(self, x: float, y: float) -> tuple[int, int, float, float]:
        """Return row, column and the point in that cell."""
        row = min(max(0, bisect_right(self._tops, y) - 1), len(self._cells) - 1)
        column, left = 0, float(self._left - self.sideways.offset)
        while column + 1 < len(self._widths) and x >= left + self._widths[column]:
            left += self._widths[column]
            column += 1
        return row, column, x - left - self._pad, y - self._tops[row] - self._pad / 2

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point."""
        row, column, cell_x, cell_y = self._hit(x, y)
        return self._starts[row][column] + self._cell(row, column).offset_at(cell_x, cell_y)

    def widened(self, selected: Range) -> Range:
        """Return a range with the formulas that it begins or ends in."""
        start, end = selected
        for starts, cells in zip(self._starts, self._cells, strict=True):
            for at, cell in zip(starts, cells, strict=True):
                if cell is not None:  # one that is not laid out yet has no formula
                    first, last = cell.widened((start - at, end - at))
                    start, end = first + at, last + at
        return start, end

    def line_top(self, offset: int) -> int:
        """Return the y of the row that holds an offset."""
        row = bisect_right([line[0] for line in self._starts], offset) - 1
        return self._tops[max(0, row)]

    def reveal(self, offset: int) -> bool:
        """Scroll sideways as far as needed to show the cell with an offset; return whether that changed anything."""
        if not self.sideways.limit:
            return False
        starts = self._starts[max(0, bisect_right([line[0] for line in self._starts], offset) - 1)]
        column = max(0, bisect_right(starts, offset) - 1)
        left = sum(self._widths[:column])
        return self.sideways.reveal(left) | self.sideways.reveal(min(left + self._widths[column], left + self.sideways.room))

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the link, the formula or the copy action at a point."""
        if self._chip is not None and self._chip_place().contains(x, y):
            return Touch(action="copy-table")
        row, column, cell_x, cell_y = self._hit(x, y)
        return self._cell(row, column).touch_at(cell_x, cell_y)


def _shifted(selected: Range | None, by: int) -> Range | None:
    return None if selected is None else (selected[0] - by, selected[1] - by)


def _column_widths(weights: tuple[Weight, ...], measures: Measures, width: int, pad: int) -> list[int]:
    """Give every column what it wants; when that is too much, keep words whole if that fits, and share the rest.

    When not even the words fit, the table becomes wider than the room, each column as wide as reads well.
    """
    cell = measures.body.average * 1.1
    wanted = [round((weight.whole + SLACK) * cell) + 2 * pad for weight in weights]
    if sum(wanted) <= width:
        return wanted
    least = [min(want, round((weight.word + SLACK) * cell) + 2 * pad) for weight, want in zip(weights, wanted, strict=True)]
    if sum(least) > width:
        comfort = round(COMFORT * cell) + 2 * pad
        return [min(want, max(low, comfort)) for low, want in zip(least, wanted, strict=True)]
    spare = max(0, width - sum(least))
    lacking = sum(wanted) - sum(least) or 1
    return [low + (want - low) * spare // lacking for low, want in zip(least, wanted, strict=True)]
