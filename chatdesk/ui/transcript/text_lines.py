"""One piece of styled text broken into lines by Qt: measuring, painting, hit testing."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from chatdesk.markup.blocks import Span, Style
from chatdesk.ui.theme import MONO_FAMILIES
from chatdesk.ui.transcript.box import Range, Utf16, units
from chatdesk.ui.transcript.measures import Ink, Type

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters and marks of the scripts that run from right to left (DerivedBidiClass.txt, classes R and AL), and their controls."""

_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
_STARTS = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)


def holds_right_to_left(text: str) -> bool:
    """Whether anything in a text runs, or makes other text run, from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode Annex 9, rules P2 and P3)."""
    return next((kind != "L" for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), False)


class TextLines:
    """A paragraph, list item or table cell: its lines at one width, at an even pitch.

    Its direction is that of its first letter; without an ``alignment``, lines start at the side where that starts.
    """

    def __init__(
        self,
        text: str,
        spans: Sequence[Span],
        font: Type,
        ink: Ink,
        width: float,
        *,
        is_muted: bool = False,
        alignment: Qt.AlignmentFlag | None = None,
    ) -> None:
        self._font, self._ink, self._color = font, ink, ink.muted if is_muted else ink.text
        shown = text.removesuffix("\u2028")
        self._is_bidi = holds_right_to_left(shown)
        self.is_right_to_left = self._is_bidi and begins_right_to_left(shown)
        self._layout = QTextLayout(shown, font.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(_DIRECTIONS[self.is_right_to_left])
        option.setAlignment(alignment or _STARTS[self.is_right_to_left])
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self.links: list[tuple[int, int, str]] = []
        self._codes: list[Range] = []
        if spans:
            self._layout.setFormats(list(self._formats(spans, Utf16(shown))))
        self.height = 0
        self.natural_width = 0.0
        self.baseline = font.baseline
        """Of the first line."""
        self._tops: list[int] = []
        self._break(max(1.0, width))

    def _formats(self, spans: Iterable[Span], index: Utf16) -> Iterable[QTextLayout.FormatRange]:
        for span in spans:
            start, end = index.units(span.start), index.units(span.end)
            item = QTextLayout.FormatRange()
            item.start = start
            item.length = end - start
            item.format = self._format(span)
            if span.href:
                self.links.append((start, end, span.href))
            if Style.CODE in span.style:
                self._codes.append((start, end))
            yield item

    def _format(self, span: Span) -> QTextCharFormat:
        look = QTextCharFormat()
        if Style.STRONG in span.style:
            look.setFontWeight(QFont.Weight.Bold)
        if Style.EMPHASIS in span.style:
            look.setFontItalic(True)
        if Style.STRIKE in span.style:
            look.setFontStrikeOut(True)
        if Style.CODE in span.style:
            look.setFontFamilies([*MONO_FAMILIES, *self._font.font.families()])
        if span.href:
            look.setForeground(self._ink.link)
            look.setFontUnderline(True)
        return look

    def _break(self, width: float) -> None:
        pitch, y = self._font.pitch, 0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            tall = line.height() > pitch
            rise = 0.0 if tall else min(self._font.baseline - line.ascent(), pitch - line.height())
            line.setPosition(QPointF(0, y + max(0.0, rise)))
            if not self._tops:
                self.baseline = max(0.0, rise) + line.ascent()
            self._tops.append(y)
            y += round(line.height() + 0.49) if tall else pitch
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
        self._layout.endLayout()
        self.height = y

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._tops)

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the lines inside ``clip``."""
        for start, end in self._codes:
            for rect in self._rects(start, end, at, clip):
                painter.setPen(self._ink.code)
                painter.setBrush(self._ink.code)
                painter.drawRoundedRect(rect.adjusted(-1, 2, 1, -2), 3, 3)
        if selected is not None:
            for rect in self._rects(*selected, at, clip):
                painter.fillRect(rect, self._ink.selection)
        painter.setPen(self._color)
        self._layout.draw(painter, at, [] if selected is None else [self._selected(*selected)], clip)

    def _selected(self, start: int, end: int) -> QTextLayout.FormatRange:
        """Return how a selected part looks: links and muted text might be too faint on its ground."""
        start, end = max(0, start), min(end, units(self._layout.text()))
        look = QTextCharFormat()
        look.setForeground(self._ink.text)
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = start, max(0, end - start), look
        return part

    def _rects(self, start: int, end: int, at: QPointF, clip: QRectF) -> Iterable[QRectF]:
        for row in range(self.row_at(clip.top() - at.y()), self.count):
            top = at.y() + self._tops[row]
            if top > clip.bottom():
                return
            line = self._layout.lineAt(row)
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < last:
                height = self._bottom(row) - self._tops[row]
                for left, right in stretches(line, first, last, is_bidi=self._is_bidi):
                    yield QRectF(at.x() + left, top, right - left, height)

    def _bottom(self, row: int) -> int:
        return self._tops[row + 1] if row + 1 < self.count else self.height

    def row_at(self, y: float) -> int:
        """Return the line nearest to a y."""
        low, high = 0, self.count - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._tops[middle] <= y:
                low = middle
            else:
                high = middle - 1
        return max(0, low)

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point."""
        if not self.count:
            return 0
        line = self._layout.lineAt(self.row_at(y))
        offset = int(line.xToCursor(x))
        is_last = line.textStart() + line.textLength() >= len(self._layout.text())
        end = line.textStart() + line.textLength()
        return offset if is_last or offset < end else max(line.textStart(), self._layout.previousCursorPosition(end))

    def row_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset."""
        line = self._layout.lineForTextPosition(offset)
        return self._tops[line.lineNumber()] if line.isValid() else 0

    def covers(self, x: float, y: float) -> bool:
        """Whether a point is on the text itself rather than beside it."""
        if not self.count or not 0 <= y < self.height:
            return False
        rect = self._layout.lineAt(self.row_at(y)).naturalTextRect()
        return rect.left() <= x <= rect.right()


def stretches(line: QTextLine, start: int, end: int, *, is_bidi: bool) -> Iterable[tuple[float, float]]:
    """Return from where to where a range of a line reaches; where directions mix, that may be in several places."""
    if not is_bidi:
        yield x_of(line, start), x_of(line, end)
        return
    # By the glyphs, since at the edge of a direction "cursorToX" gives one side of the edge for both.
    for run in line.glyphRuns(start, end - start):
        yield run.boundingRect().left(), run.boundingRect().right()


def x_of(line: QTextLine, offset: int) -> float:
    """Return the x of an offset on a line."""
    x = line.cursorToX(offset)  # Qt moves the offset to the nearest cursor position and returns both
    return float(x[0]) if isinstance(x, tuple) else 0.0
