"""A formula on lines of its own: its drawing in the middle of the column, or, until that is there, what stands for it."""

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from chatdesk.core.formula import Formula
from chatdesk.markup.blocks import MathBlock
from chatdesk.ui.transcript.box import Range, Touch, units
from chatdesk.ui.transcript.formula_picture import paint_placeholder
from chatdesk.ui.transcript.formulas import Formulas
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import inset
from chatdesk.ui.transcript.text_lines import TextLines

LONGEST_OPEN = 1_500
"""Characters of TeX that is still being written; more of it is laid out line by line, as code is."""
SMALLEST = 0.3
"""The share of its size down to which a formula wider than the column is scaled; beyond, it is shown as it is written."""


def formula_of(block: MathBlock) -> Formula:
    """Return the formula that a block holds."""
    return Formula(block.text, is_display=True)


def fits(block: MathBlock, measures: Measures, width: int) -> bool:
    """Whether a block is shown as a drawing, now or as soon as there is one, rather than as it is written."""
    formulas = measures.formulas
    if formulas is None or not formulas.is_drawable(formula_of(block)):
        return False
    if block.is_open or not block.text.strip():
        return block.is_open and len(block.text) <= LONGEST_OPEN
    return formulas.size(formula_of(block)).width * measures.body.formula_em * SMALLEST <= width


class FormulaBox:
    """The drawing of a block of math, which is selected as a whole. As long as its TeX is being written, that is shown."""

    def __init__(self, block: MathBlock, measures: Measures, width: int, ink: Ink, formulas: Formulas) -> None:
        self._measures, self._ink, self._formulas = measures, ink, formulas
        self._left = min(inset(block.place, measures), width // 2)
        self._width = width - self._left
        self._formula = formula_of(block)
        self._picture = None if block.is_open else formulas.picture(self._formula)
        self._size = formulas.size(self._formula)
        self._source: TextLines | None = None
        self.natural_width = float(width)
        self.text, self.marks = block.text, NO_MARKS
        self.undrawn: tuple[Formula, ...] = () if self._picture or block.is_open else (self._formula,)
        if block.is_open:
            self._show_source()
        else:
            self._em = min(measures.body.formula_em, self._width / max(0.1, self._size.width))
            self._pad = measures.theme.px(4)
            self._baseline = self._pad + math.ceil(self._size.ascent * self._em)
            self.height = self._baseline + math.ceil(self._size.descent * self._em) + self._pad

    def _show_source(self) -> None:
        text = self.text.replace("\n", "\u2028")
        self._source = TextLines(text, (), self._measures.mono, self._ink, self._width, is_muted=True)
        self.height = self._source.height

    def grow(self, block: MathBlock) -> bool:
        """Take more of a formula that is being written; what is written stays to be seen until the drawing comes."""
        if self._source is None or not fits(block, self._measures, self._width):
            return False
        if not block.is_open and self._measures.formulas is not None:
            self._formula = formula_of(block)
            if self._measures.formulas.picture(self._formula) is not None:
                return False
            self.undrawn = (self._formula,)
        if block.text != self.text:
            self.text = block.text
            self._show_source()
        return True

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the formula, what stands for it, or its source."""
        corner = QPointF(at.x() + self._left, at.y())
        if self._source is not None:
            self._source.marks = self.marks
            self._source.paint(painter, corner, clip, selected)
            return
        width = self._size.width * self._em
        left = corner.x() + max(0.0, (self._width - width) / 2)
        whole = QRectF(left, at.y(), width, self.height)
        self.marks.paint(painter, self._ink.marks, lambda _start, _end: (whole,))
        color = self.marks.color(0, units(self.text), self._ink.marks) or self._ink.text
        if selected is not None and selected[0] < selected[1]:
            painter.fillRect(whole, self._ink.selection)
            color = self._ink.text
        if self._picture is not None:
            baseline = QPointF(left, at.y() + self._baseline)
            self._picture.paint(painter, baseline, self._em, color, self._ink, self._measures.body.font)
        elif self._formulas.is_late(self._formula):
            paint_placeholder(painter, whole.adjusted(0, self._pad, 0, -self._pad), self._ink)

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point; of a drawing its start or its end."""
        if self._source is not None:
            return self._source.offset_at(x - self._left, y)
        is_before = y < 0 or (y < self.height and x < self._left + self._width / 2)
        return 0 if is_before else units(self.text)

    def line_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset; a drawing is one line."""
        return 0 if self._source is None else self._source.row_top(offset)

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the formula when the point is on it."""
        reach = self._width if self._source is not None else self._size.width * self._em
        is_inside = abs(x - self._left - self._width / 2) <= reach / 2
        return Touch(formula=self._formula) if is_inside else None
