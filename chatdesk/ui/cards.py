"""The rounded grounds that texts stand on."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from chatdesk.ui.theme import Theme


def paint_card(painter: QPainter, theme: Theme, rect: QRectF, ground: QColor, radius: float, *, line: int = 1) -> None:
    """Fill a rounded rectangle; in high contrast, where no tint sets it apart, with a line along its inner edge."""
    inset = line / 2 if theme.is_high_contrast else 0.0
    painter.setPen(QPen(theme.line, line) if inset else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
