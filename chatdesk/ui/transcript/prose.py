"""A paragraph, heading or list item, laid out; and a thematic break."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from chatdesk.markup.blocks import Paragraph, Place
from chatdesk.ui.transcript.box import Range, Touch
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Ink, Measures, Type
from chatdesk.ui.transcript.text_lines import TextLines


def inset(place: Place, measures: Measures) -> int:
    """Return how far quotes and lists push a block to the right."""
    return place.quotes * measures.quote_indent + min(place.indent, 12) * measures.indent


class ProseBox:
    """A paragraph with its list marker in the indent, which is on the right where the text runs from right to left."""

    def __init__(self, block: Paragraph, measures: Measures, width: int, ink: Ink, *, is_muted: bool) -> None:
        self.text, self.marks = block.text, NO_MARKS
        self._marker = block.place.marker
        self._color = ink.muted if is_muted else ink.text
        self._type = _type_of(block, measures, is_muted=is_muted)
        self._left = self._indent(block.place, measures, width)
        self._lines = TextLines(
            block.text, block.spans, self._type, ink, width - self._left, is_muted=is_muted, formulas=measures.formulas
        )
        self.undrawn = self._lines.undrawn
        self.height = self._lines.height
        self.natural_width = self._left + self._lines.natural_width
        self.is_right_to_left = self._lines.is_right_to_left
        self._x = 0.0 if self.is_right_to_left else self._left
        self._marker_x = width - self._left + self._marker_gap
        if not self.is_right_to_left:
            self._marker_x = self._left - self._marker_gap - self._marker_width

    def _indent(self, place: Place, measures: Measures, width: int) -> float:
        left = min(inset(place, measures), width // 2)
        self._marker_width = marker_width(self._marker, self._type)
        self._marker_gap = measures.theme.px(6)
        return max(left, self._marker_width + self._marker_gap - measures.pad_x / 2 if self._marker else 0)

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the marker and the lines."""
        if self._marker:
            direction = Qt.LayoutDirection.RightToLeft if self.is_right_to_left else Qt.LayoutDirection.LeftToRight
            painter.setLayoutDirection(direction)  # of "1."
            corner = QPointF(at.x() + self._marker_x, at.y() + self._lines.baseline)
            paint_marker(painter, self._marker, corner, self._type, self._color)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._lines.marks = self.marks
        self._lines.paint(painter, QPointF(at.x() + self._x, at.y()), clip, selected)

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point."""
        return self._lines.offset_at(x - self._x, y)

    def widened(self, selected: Range) -> Range:
        """Return a range with the formulas that it begins or ends in."""
        return self._lines.widened(selected)

    def line_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset."""
        return self._lines.row_top(offset)

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the link or the formula at a point."""
        return self._lines.touch_at(x - self._x, y)


def _type_of(block: Paragraph, measures: Measures, *, is_muted: bool) -> Type:
    if block.heading:
        return measures.headings[block.heading - 1]
    return measures.small if is_muted else measures.body


def marker_width(marker: str, font: Type) -> float:
    """Return how wide a list marker is drawn."""
    if marker in ("", "•"):
        return 0.6 * font.em
    return 0.9 * font.em if marker in ("☐", "☑") else QFontMetricsF(font.font).horizontalAdvance(marker)


def paint_marker(painter: QPainter, marker: str, at: QPointF, font: Type, color: QColor) -> None:
    """Draw a list marker at a point on the baseline; bullets and check boxes as shapes, alike in every font."""
    middle = at.y() - 0.34 * font.em
    if marker not in ("•", "☐", "☑"):
        painter.setPen(color)
        painter.setFont(font.font)
        painter.drawText(at, marker)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marker == "•":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(at.x() + 0.3 * font.em, middle), 0.19 * font.em, 0.19 * font.em)
    else:
        _paint_check_box(
            painter, QRectF(at.x(), middle - 0.45 * font.em, 0.9 * font.em, 0.9 * font.em), color, is_checked=marker == "☑"
        )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_check_box(painter: QPainter, rect: QRectF, color: QColor, *, is_checked: bool) -> None:
    painter.setPen(QPen(color, rect.width() / 10))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, rect.width() / 6, rect.width() / 6)
    if is_checked:
        size, corner = rect.width(), rect.topLeft()
        points = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.28))
        painter.setPen(QPen(color, size / 7))
        painter.drawPolyline([QPointF(corner.x() + x * size, corner.y() + y * size) for x, y in points])


class RuleBox:
    """A thematic break: a line in the middle of its height."""

    text = "———"
    undrawn = ()
    marks = NO_MARKS

    def __init__(self, place: Place, measures: Measures, width: int) -> None:
        self.height = measures.theme.px(17)
        self.natural_width = float(width)
        self._left, self._width = inset(place, measures), width
        self._line = measures.theme.line

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the line."""
        y = at.y() + self.height // 2
        painter.fillRect(QRectF(at.x() + self._left, y, self._width - self._left, 1), self._line)

    def offset_at(self, x: float, y: float) -> int:
        """Return the start or the end, whichever is nearer."""
        return 0 if y < self.height / 2 else len(self.text)

    def line_top(self, offset: int) -> int:
        """Return 0: there is one line."""
        return 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return nothing: a line does nothing."""
        return None


class MarkBox:
    """One small line that can't be selected: the folded reasoning, or that the model is thinking."""

    text = ""
    undrawn = ()
    marks = NO_MARKS

    def __init__(self, label: str, measures: Measures, *, action: str = "", is_open: bool | None = None) -> None:
        self.label, self._type, self._theme = label, measures.small, measures.theme
        self._action, self._is_open = action, is_open
        self._dot = measures.theme.px(8)
        self._left = self._dot + measures.theme.px(8)
        self.height = measures.body.pitch
        self.natural_width = self._left + QFontMetricsF(self._type.font).horizontalAdvance(label) + 2
        self.pulse = 1.0

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw a dot or a fold arrow, and the label."""
        middle = at.y() + self.height / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_open is None:
            self._paint_dot(painter, QPointF(at.x() + self._dot / 2, middle))
        else:
            self._paint_arrow(painter, QPointF(at.x() + self._dot / 2, middle), down=self._is_open)
        painter.restore()
        painter.setPen(self._theme.muted)
        painter.setFont(self._type.font)
        y = at.y() + (self.height - self._type.pitch) / 2 + self._type.baseline
        painter.drawText(QPointF(at.x() + self._left, y), self.label)

    def _paint_dot(self, painter: QPainter, center: QPointF) -> None:
        color = QColor(self._theme.accent)
        color.setAlphaF(0.35 + 0.65 * self.pulse)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        radius = self._dot / 2 * (0.7 + 0.3 * self.pulse)
        painter.drawEllipse(center, radius, radius)

    def _paint_arrow(self, painter: QPainter, center: QPointF, *, down: bool) -> None:
        pen = painter.pen()
        pen.setColor(self._theme.muted)
        pen.setWidthF(1.5 * self._theme.scale)
        painter.setPen(pen)
        long, short = self._dot / 2, self._dot / 4
        turned = [(-long, -short), (0, short), (long, -short)] if down else [(-short, -long), (short, 0), (-short, long)]
        painter.drawPolyline([QPointF(center.x() + x, center.y() + y) for x, y in turned])

    def offset_at(self, x: float, y: float) -> int:
        """Return 0: there is no text to select."""
        return 0

    def line_top(self, offset: int) -> int:
        """Return 0: there is one line."""
        return 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the action of the line."""
        return Touch(action=self._action) if self._action and x <= self.natural_width else None
