"""A drawn formula, ready to be painted in any color and size."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath

from chatdesk.core.formula import COORDINATES, UNITS, Drawing, Letters, Shape
from chatdesk.ui.theme import readable
from chatdesk.ui.transcript.measures import Ink


class FormulaPicture:
    """The outlines of a drawing as Qt fills them. ``width``, ``ascent`` and ``descent`` are in em."""

    def __init__(self, drawing: Drawing) -> None:
        self.width, self.ascent, self.descent = drawing.width / UNITS, drawing.ascent / UNITS, drawing.descent / UNITS
        self.points = sum(len(shape.numbers) for shape in drawing.shapes) + 10 * len(drawing.letters)
        """What it takes to keep, roughly: the numbers of its outlines."""
        self._outlines = [(outline(shape), shape.color) for shape in drawing.shapes]
        self._letters = drawing.letters

    def paint(self, painter: QPainter, at: QPointF, em: float, color: QColor, ink: Ink, font: QFont) -> None:
        """Draw it with its left end on the baseline at a point; ``font`` is that of the text around it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(at)
        self._paint_letters(painter, em, color, ink, font)
        painter.scale(em / UNITS, em / UNITS)
        for path, name in self._outlines:
            painter.fillPath(path, _shade(name, color, ink))
        painter.restore()

    def _paint_letters(self, painter: QPainter, em: float, color: QColor, ink: Ink, font: QFont) -> None:
        for letters in self._letters:
            scaled = _scaled(font, letters, em)
            painter.setFont(scaled)
            painter.setPen(_shade(letters.color, color, ink))
            spare = letters.width / UNITS * em - QFontMetricsF(scaled).horizontalAdvance(letters.text)
            painter.drawText(QPointF(letters.x / UNITS * em + spare / 2, letters.y / UNITS * em), letters.text)


def outline(shape: Shape) -> QPainterPath:
    """Return a shape as a path of Qt's."""
    made = QPainterPath()
    made.setFillRule(Qt.FillRule.WindingFill)
    draw: dict[str, Callable[..., None]] = {
        "M": made.moveTo,
        "L": made.lineTo,
        "Q": made.quadTo,
        "C": made.cubicTo,
        "Z": made.closeSubpath,
    }
    at, numbers = 0, shape.numbers
    for command in shape.commands:
        end = at + COORDINATES[command]
        draw[command](*numbers[at:end])
        at = end
    return made


def _shade(name: str, color: QColor, ink: Ink) -> QColor:
    """Return the color that TeX named, so that it can be read on this ground; without a known name, that of the text."""
    if not name or not QColor.isValidColorName(name):
        return color
    return readable(QColor(name), ink.ground)


def _scaled(font: QFont, letters: Letters, em: float) -> QFont:
    scaled = QFont(font)
    share = letters.size / UNITS * em / max(1, QFontInfo(font).pixelSize())
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(max(1.0, font.pointSizeF() * share))
    else:
        scaled.setPixelSize(max(1, round(font.pixelSize() * share)))
    return scaled


def paint_placeholder(painter: QPainter, rect: QRectF, ink: Ink) -> None:
    """Draw what stands for a formula that is not drawn yet."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.code)
    painter.drawRoundedRect(rect, 3, 3)
    painter.restore()
