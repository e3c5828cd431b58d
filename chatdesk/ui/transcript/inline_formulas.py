"""Formulas within a line of text: room for each is kept by a letter that nobody sees, as wide as the drawing.

The text keeps its length, so that offsets mean the same in it as in what is copied: the letter is followed by marks without
width that belong to it. So Qt takes a formula for one letter, which no line break, cursor or selection divides.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat

from chatdesk.core.formula import Formula
from chatdesk.markup.blocks import Span, Style
from chatdesk.markup.math import undelimited
from chatdesk.ui.transcript.box import Range, Utf16
from chatdesk.ui.transcript.formula_picture import FormulaPicture, paint_placeholder
from chatdesk.ui.transcript.formulas import Formulas
from chatdesk.ui.transcript.measures import Ink, Type

SIDE = 0.05
"""Space on both sides of a formula, in em: letters lean, and Chinese has no spaces."""
LETTER, MARK = "x", "\ufe00"
"""A letter, since a line breaks beside a formula where it does beside a word; and a variation selector."""


@dataclass(frozen=True, slots=True)
class InlineFormula:
    """A formula in a text, from one UTF-16 offset to another; sizes are in pixels."""

    start: int
    end: int
    formula: Formula
    formulas: Formulas
    picture: FormulaPicture | None
    em: float
    width: float
    ascent: float
    descent: float

    def paint(self, painter: QPainter, at: QPointF, font: QFont, ink: Ink, color: QColor) -> None:
        """Draw it, or what stands for it, with its left end on the baseline at a point."""
        if self.picture is not None:
            self.picture.paint(painter, at + QPointF(SIDE * self.em, 0), self.em, color, ink, font)
        elif self.formulas.is_late(self.formula):
            paint_placeholder(painter, QRectF(at.x(), at.y() - 0.5 * self.em, self.width, 0.5 * self.em), ink)


class InlineFormulas:
    """The formulas of one text that are drawn or will be; those that can't be are left to be shown as code."""

    def __init__(self, text: str, spans: Sequence[Span], font: Type, width: float, formulas: Formulas | None) -> None:
        self._font = font
        self.items: list[InlineFormula] = []
        self._by_start: dict[int, InlineFormula] = {}
        self._letter = 0.0
        self.source: list[tuple[int, int, Formula]] = []
        """Those that can't be drawn."""
        if not any(Style.MATH in span.style for span in spans):
            return
        self._letter = QFontMetricsF(font.font).horizontalAdvance(LETTER)
        index = Utf16(text)
        for span in spans:
            if Style.MATH in span.style:
                self._add(index.units(span.start), index.units(span.end), text[span.start : span.end], width, formulas)

    def _add(self, start: int, end: int, text: str, width: float, formulas: Formulas | None) -> None:
        tex, is_display = undelimited(text)
        formula = Formula(tex, is_display)
        if formulas is None or not formulas.is_drawable(formula):
            self.source.append((start, end, formula))
            return
        size = formulas.size(formula)
        em = min(self._font.formula_em, width / (size.width + 2 * SIDE))
        picture, width = formulas.picture(formula), (size.width + 2 * SIDE) * em
        item = InlineFormula(start, end, formula, formulas, picture, em, width, size.ascent * em, size.descent * em)
        self.items.append(item)
        self._by_start[start] = item

    def __bool__(self) -> bool:
        return bool(self.items or self.source)

    @property
    def undrawn(self) -> tuple[Formula, ...]:
        """Those that are not drawn yet."""
        return tuple(item.formula for item in self.items if item.picture is None)

    def holds(self, start: int) -> bool:
        """Whether a formula that is drawn or will be begins at an offset."""
        return start in self._by_start

    def shown(self, text: str) -> str:
        """Return a text with room for the formulas."""
        if not self.items:
            return text
        index, parts, last = Utf16(text), [], 0
        for item in self.items:
            start, end = index.code_points(item.start), index.code_points(item.end)
            parts += [text[last:start], LETTER, MARK * (item.end - item.start - 1)]
            last = end
        return "".join(parts) + text[last:]

    def format(self, start: int) -> QTextCharFormat:
        """Return the look of the letter that keeps room for the formula that begins at an offset."""
        look = QTextCharFormat()
        look.setForeground(Qt.GlobalColor.transparent)
        look.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        look.setFontLetterSpacing(self._by_start[start].width - self._letter)
        return look

    def within(self, start: int, end: int) -> Iterable[InlineFormula]:
        """Return the formulas that begin between two offsets."""
        return (item for item in self.items if start <= item.start < end)

    def overhang(self, start: int, end: int) -> tuple[int, int]:
        """Return how many pixels the formulas between two offsets reach above and below a line of plain text."""
        font, above, below = self._font, 0, 0
        for item in self.within(start, end):
            above = max(above, math.ceil(item.ascent + 1 - font.baseline))
            below = max(below, math.ceil(item.descent + 1 - (font.pitch - font.baseline)))
        return above, below

    def widened(self, selected: Range) -> Range:
        """Return a range with the formulas that it begins or ends in."""
        start, end = selected
        for item in self.items:
            if item.start < start < item.end:
                start = item.start
            if item.start < end < item.end:
                end = item.end
        return start, end

    def source_at(self, offset: int) -> Formula | None:
        """Return the formula at an offset that is shown as it was written."""
        return next((formula for start, end, formula in self.source if start <= offset < end), None)
