"""One piece of styled text broken into lines by Qt: measuring, painting, hit testing."""

from collections.abc import Iterable, Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from chatdesk.markup.blocks import Span, Style
from chatdesk.ui.theme import MONO_FAMILIES
from chatdesk.ui.transcript.box import Range, Touch, Utf16, units
from chatdesk.ui.transcript.directions import begins_right_to_left, holds_right_to_left
from chatdesk.ui.transcript.formulas import Formulas
from chatdesk.ui.transcript.inline_formulas import InlineFormula, InlineFormulas
from chatdesk.ui.transcript.isolates import Isolates
from chatdesk.ui.transcript.marks import NO_MARKS, Inked
from chatdesk.ui.transcript.measures import Ink, Type

_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
_STARTS = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)


@cache
def _option(alignment: Qt.AlignmentFlag | None, *, is_right_to_left: bool) -> QTextOption:
    """Return how lines are broken and set; shared, as a screen of a table may hold a thousand texts."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(_DIRECTIONS[is_right_to_left])
    option.setAlignment(alignment or _STARTS[is_right_to_left])
    return option


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
        formulas: Formulas | None = None,
    ) -> None:
        self._font, self._ink, self._color = font, ink, ink.muted if is_muted else ink.text
        shown = text.removesuffix("\u2028")
        self._is_bidi = holds_right_to_left(shown)
        self.is_right_to_left = self._is_bidi and begins_right_to_left(shown)
        self._formulas = InlineFormulas(shown, spans, font, max(1.0, width), formulas)
        self.undrawn = self._formulas.undrawn
        index = Utf16(shown)
        self._codes = sorted(self._code_ranges(spans, index))
        self._isolates = Isolates(self._codes if self._is_bidi else ())
        laid_out = self._isolates.text(self._formulas.shown(shown))
        self._length = units(laid_out)
        self._layout = QTextLayout(laid_out, font.font)
        self._layout.setTextOption(_option(alignment, is_right_to_left=self.is_right_to_left))
        self._layout.setCacheEnabled(True)
        self.links: list[tuple[int, int, str]] = []
        if spans:
            self._layout.setFormats(list(self._formats(spans, index)))
        self.height = 0
        self.natural_width = 0.0
        self.marks = NO_MARKS
        self.baseline = font.baseline
        """Of the first line."""
        self._tops: list[int] = []
        self._overhangs: list[tuple[int, int]] = []
        self._break(max(1.0, width))

    def _formats(self, spans: Iterable[Span], index: Utf16) -> Iterable[QTextLayout.FormatRange]:
        for span in spans:
            start, end = index.units(span.start), index.units(span.end)
            look = self._formulas.format(start) if self._formulas.holds(start) else self._format(span)
            if span.href:
                self.links.append((start, end, span.href))
            yield self._range(start, end, look)

    def _code_ranges(self, spans: Iterable[Span], index: Utf16) -> Iterable[Range]:
        for span in spans:
            start = index.units(span.start)
            if Style.CODE in span.style and not self._formulas.holds(start):
                yield start, index.units(span.end)

    def _range(self, start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
        start, end = self._isolates.laid_out(max(0, start), end)
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = start, max(0, min(end, self._length) - start), look
        return part

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
            start, end = line.textStart(), line.textStart() + line.textLength()
            above, below = self._formulas.overhang(self._isolates.shown(start), self._isolates.shown(end))
            line.setPosition(QPointF(0, y + above + max(0.0, rise)))
            if not self._tops:
                self.baseline = above + max(0.0, rise) + line.ascent()
            self._tops.append(y)
            self._overhangs.append((above, below))
            y += above + (round(line.height() + 0.49) if tall else pitch) + below
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
        self._layout.endLayout()
        self.height = y
        self._places = [(self._place_of(item), item) for item in self._formulas.items]

    def _place_of(self, item: InlineFormula) -> QPointF:
        """Return the left end of a formula on its baseline; where directions mix, only its letter knows it."""
        start = self._laid_out(item.start)
        line = self._layout.lineForTextPosition(start)
        runs = line.glyphRuns(start, 1)
        left = runs[0].positions()[0].x() if runs and runs[0].positions() else x_of(line, start)
        return QPointF(left, line.y() + line.ascent())

    def _formula_near(self, x: float, y: float) -> tuple[QPointF, InlineFormula] | None:
        """Return the formula that is above or below a point or on it, and its place."""
        row = self.row_at(y)
        for place, item in self._places:
            is_here = self._layout.lineForTextPosition(self._laid_out(item.start)).lineNumber() == row
            if is_here and place.x() <= x <= place.x() + item.width:
                return place, item
        return None

    def _laid_out(self, offset: int) -> int:
        return self._isolates.laid_out(offset, offset)[0]

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._tops)

    def widened(self, selected: Range) -> Range:
        """Return a range with the formulas that it begins or ends in, which are selected as a whole."""
        return self._formulas.widened(selected)

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the lines inside ``clip``."""
        selected = None if selected is None else self.widened(selected)
        for start, end in self._codes:
            for rect in self._rects(start, end, at, clip, is_plain=True):
                painter.setPen(self._ink.code)
                painter.setBrush(self._ink.code)
                painter.drawRoundedRect(rect.adjusted(-1, 2, 1, -2), 3, 3)
        inked = self.marks.paint(
            painter, self._ink.marks, lambda start, end: self._rects(*self._formulas.widened((start, end)), at, clip)
        )
        if selected is not None:  # links and muted text might be too faint on the ground of a selection
            inked.append((*selected, self._ink.text))
            for rect in self._rects(*selected, at, clip):
                painter.fillRect(rect, self._ink.selection)
        painter.setPen(self._color)
        self._layout.draw(painter, at, self._looks(inked), clip)
        for place, item in self._places:
            baseline = at + place
            if baseline.y() - item.ascent <= clip.bottom() and baseline.y() + item.descent >= clip.top():
                item.paint(painter, baseline, self._font.font, self._ink, self._formula_color(item, selected))

    def _formula_color(self, item: InlineFormula, selected: Range | None) -> QColor:
        if selected is not None and item.start < selected[1] and item.end > selected[0]:
            return self._ink.text
        if (marked := self.marks.color(item.start, item.end, self._ink.marks)) is not None:
            return marked
        is_link = any(start <= item.start < end for start, end, _ in self.links)
        return self._ink.link if is_link else self._color

    def _looks(self, inked: Sequence[Inked]) -> list[QTextLayout.FormatRange]:
        """Return how parts look that have another color; the letters in the place of a formula stay unseen."""
        looks = [self._painted(*part) for part in inked]
        hidden = self._formulas.items if looks else ()
        return looks + [self._painted(item.start, item.end, Qt.GlobalColor.transparent) for item in hidden]

    def _painted(self, start: int, end: int, color: QColor | Qt.GlobalColor) -> QTextLayout.FormatRange:
        look = QTextCharFormat()
        look.setForeground(color)
        return self._range(start, end, look)

    def _rects(self, start: int, end: int, at: QPointF, clip: QRectF, *, is_plain: bool = False) -> Iterable[QRectF]:
        """Yield where a range stands, line by line; if plain, no higher than text without formulas is."""
        start, end = self._isolates.laid_out(start, end)
        begin = self._layout.lineForTextPosition(max(0, start))
        for row in range(max(self.row_at(clip.top() - at.y()), begin.lineNumber() if begin.isValid() else 0), self.count):
            top = at.y() + self._tops[row]
            line = self._layout.lineAt(row)
            if top > clip.bottom() or line.textStart() >= end:
                return
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < last:
                above, below = self._overhangs[row] if is_plain else (0, 0)
                height = self._bottom(row) - self._tops[row] - above - below
                for left, right in stretches(line, first, last, is_bidi=self._is_bidi):
                    yield QRectF(at.x() + left, top + above, right - left, height)

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
        near = self._formula_near(x, y)
        if near is not None:
            place, item = near
            return item.start if x < place.x() + item.width / 2 else item.end
        line = self._layout.lineAt(self.row_at(y))
        offset = int(line.xToCursor(x))
        is_last = line.textStart() + line.textLength() >= len(self._layout.text())
        end = line.textStart() + line.textLength()
        offset = offset if is_last or offset < end else max(line.textStart(), self._layout.previousCursorPosition(end))
        return self._isolates.shown(offset)

    def row_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset."""
        line = self._layout.lineForTextPosition(self._laid_out(offset))
        return self._tops[line.lineNumber()] if line.isValid() else 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the link or the formula at a point."""
        if not (self.links or self._formulas) or not self.covers(x, y):
            return None
        offset, near = self.offset_at(x, y), self._formula_near(x, y)
        href = next((href for start, end, href in self.links if start <= offset <= end), "")
        formula = self._formulas.source_at(offset) if near is None else near[1].formula
        return Touch(href, formula=formula) if href or formula is not None else None

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
