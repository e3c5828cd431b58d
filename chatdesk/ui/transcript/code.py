"""A code block: a card with a header, lines at a fixed pitch, long lines wrapped; only visible lines are ever laid out."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from chatdesk.markup.blocks import CodeBlock
from chatdesk.ui.transcript.box import Range, Touch, Utf16, units
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import inset
from chatdesk.ui.transcript.syntax import Syntax
from chatdesk.ui.transcript.text_lines import holds_right_to_left, stretches
from chatdesk.ui.transcript.wording import label

if TYPE_CHECKING:
    from chatdesk.markup.highlight import Runs

LINE_LIMIT = 1_000
"""Characters of one line laid out at a time; a longer line becomes several."""
LAYOUT_LIMIT = 160
"""Laid-out lines kept by a code block: more than the tallest window shows."""


class CodeBox:
    """The lines of a code block. Growing by appended text costs only the new lines."""

    def __init__(self, block: CodeBlock, measures: Measures, width: int, ink: Ink, syntax: Syntax) -> None:
        theme = measures.theme
        self._measures, self._ink, self.syntax = measures, ink, syntax
        self._left = min(inset(block.place, measures), width // 2)
        self._width = width - self._left
        self._pad = theme.px(10)
        self._header = measures.small.pitch + theme.px(8)
        self._columns = max(8, int((self._width - 2 * self._pad) // measures.mono_cell))
        self._limit = self._columns * max(1, LINE_LIMIT // self._columns)
        self.natural_width = float(width)
        self.language, self.text = block.language, ""
        self.was_copied = False
        self._plain = QTextCharFormat()  # of what is selected: colors might be too faint on another ground
        self._plain.setForeground(ink.text)
        self._lines: list[str] = []
        self._starts: list[int] = []  # offset of each line
        self._rows: list[int] = []  # row of each line
        self._origins: list[tuple[int, int]] = []  # which line of the code each is a part of, and from which character on
        self._layouts: dict[tuple[str, Runs], QTextLayout] = {}
        self._end, self._row_count = 0, 0
        self.height = 0
        self.grow(block)

    def grow(self, block: CodeBlock) -> bool:
        """Take a longer text that begins with the present one up to its last line; False if it does not."""
        text = block.text
        known = len(self.text) - len(self._last_line()) if self._lines else 0
        if text[:known] != self.text[:known]:
            return False
        if self._lines:
            while self._is_joined():
                self._drop_last()
            self._drop_last()
        for line in text[known:].split("\n"):
            self._add(line)
        self.text = text
        self.syntax.take(text, is_open=block.is_open)
        if self.syntax.is_started and self.syntax.is_behind:
            self.syntax.step()  # now, so that the new lines are painted once
        self.height = self._header + self._row_count * self._measures.mono.pitch + self._pad
        return True

    def _last_line(self) -> str:
        return self.text[self.text.rfind("\n") + 1 :]

    def _is_joined(self) -> bool:
        """Whether the last two pieces belong to one overlong line."""
        return len(self._starts) > 1 and self._starts[-1] == self._starts[-2] + units(self._lines[-2])

    def _drop_last(self) -> None:
        self._lines.pop()
        self._origins.pop()
        self._end = self._starts.pop()
        self._row_count = self._rows.pop()

    def _add(self, line: str) -> None:
        number = self._origins[-1][0] + 1 if self._origins else 0
        for start in range(0, max(1, len(line)), self._limit):
            self._origins.append((number, start))
            part = line[start : start + self._limit]
            self._lines.append(part)
            self._starts.append(self._end)
            self._rows.append(self._row_count)
            self._end += units(part)
            self._row_count += self._rows_of(part)
        self._end += 1

    def _rows_of(self, line: str) -> int:
        if len(line) <= self._columns // 2 and "\t" not in line:
            return 1
        if line.isascii() and "\t" not in line:
            return max(1, -(-len(line) // self._columns))
        return max(1, self._layout(line).lineCount())

    def _layout(self, line: str, runs: "Runs" = ()) -> QTextLayout:
        layout = self._layouts.get((line, runs))
        if layout is None:
            if len(self._layouts) >= LAYOUT_LIMIT:
                self._layouts.clear()
            layout = self._layouts[line, runs] = self._lay_out(line, runs)
        return layout

    def _lay_out(self, line: str, runs: "Runs") -> QTextLayout:
        """Break one line at the card's width; colors change nothing about that."""
        mono = self._measures.mono
        layout = QTextLayout(line, mono.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        option.setTabStopDistance(4 * self._measures.mono_cell)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if runs:
            layout.setFormats(list(self._formats(line, runs)))
        layout.beginLayout()
        y = 0
        while (row := layout.createLine()).isValid():
            row.setLineWidth(self._columns * self._measures.mono_cell + 0.5)
            row.setPosition(QPointF(0, y + mono.baseline - row.ascent()))
            y += mono.pitch
        layout.endLayout()
        return layout

    def _formats(self, line: str, runs: "Runs") -> Iterable[QTextLayout.FormatRange]:
        looks, index = self._measures.code_formats, Utf16(line)
        for run in runs:
            look = looks.get(run.kind)
            start, end = index.units(run.start), index.units(min(run.end, len(line)))
            if look is not None and start < end:
                yield _format_range(start, end, look)

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the card, its header and the rows inside ``clip``."""
        theme, pitch = self._measures.theme, self._measures.mono.pitch
        card = QRectF(at.x() + self._left, at.y(), self._width, self.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._measures.code_ground)
        painter.drawRoundedRect(card, theme.px(8), theme.px(8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.restore()
        self._paint_header(painter, card)
        top = at.y() + self._header
        first = self._line_at_row(int(max(0.0, clip.top() - top) // pitch))
        for index in range(first, len(self._lines)):
            y = top + self._rows[index] * pitch
            if y > clip.bottom():
                break
            self._paint_line(painter, index, QPointF(card.x() + self._pad, y), selected)

    def _paint_header(self, painter: QPainter, card: QRectF) -> None:
        small = self._measures.small
        painter.setFont(small.font)
        painter.setPen(self._measures.code_label)
        y = card.y() + (self._header - small.pitch) / 2 + small.baseline
        painter.drawText(QPointF(card.x() + self._pad, y), _elided(self.language))
        painter.drawText(QPointF(card.right() - self._pad - self._copy_width(), y), self._copy_label())

    def _copy_label(self) -> str:
        return label("Copied") if self.was_copied else label("Copy")

    def _copy_width(self) -> float:
        return QFontMetricsF(self._measures.small.font).horizontalAdvance(self._copy_label())

    def _paint_line(self, painter: QPainter, index: int, at: QPointF, selected: Range | None) -> None:
        line, (number, start) = self._lines[index], self._origins[index]
        layout = self._layout(line, self.syntax.runs_of(number, start, start + len(line)))
        painter.setPen(self._ink.text)
        if selected is None:
            layout.draw(painter, at)
            return
        first, last = max(0, selected[0] - self._starts[index]), min(units(line), selected[1] - self._starts[index])
        self._paint_selection(painter, layout, at, first, last)
        layout.draw(painter, at, [_format_range(first, last, self._plain)] if first < last else [])

    def _paint_selection(self, painter: QPainter, layout: QTextLayout, at: QPointF, start: int, end: int) -> None:
        pitch = self._measures.mono.pitch
        for number in range(layout.lineCount()):
            row = layout.lineAt(number)
            first, last = max(start, row.textStart()), min(end, row.textStart() + row.textLength())
            if first < last:
                for left, right in stretches(row, first, last, is_bidi=holds_right_to_left(layout.text())):
                    rect = QRectF(at.x() + left, at.y() + number * pitch, right - left, pitch)
                    painter.fillRect(rect, self._ink.selection)

    def _line_at_row(self, row: int) -> int:
        return max(0, bisect_right(self._rows, row) - 1)

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point."""
        row = int(max(0.0, y - self._header) // self._measures.mono.pitch)
        if row >= self._row_count:
            return self._end - 1
        index = self._line_at_row(row)
        layout = self._layout(self._lines[index])
        if not layout.lineCount():
            return self._starts[index]
        line = layout.lineAt(min(row - self._rows[index], layout.lineCount() - 1))
        return self._starts[index] + int(line.xToCursor(x - self._left - self._pad))

    def line_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        return self._header + self._rows[index] * self._measures.mono.pitch if offset else 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the copy action when the point is on it."""
        slack = self._pad
        is_on_copy = x >= self._left + self._width - self._copy_width() - 2 * slack
        return Touch(action="copy-code") if y < self._header and is_on_copy else None


def _format_range(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, look
    return made


def _elided(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
