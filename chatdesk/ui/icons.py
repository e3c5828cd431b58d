"""Line icons, drawn from paths in the colors of the theme.

Drawn with QPainterPath rather than read from SVG files: they take new colors when the scheme changes, and the window's first
six cost 1.5 ms of CPU against 4 ms with QtSvg and its import.
"""

from collections.abc import Iterator
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_SIDE = 24.0
"""The side of the square in which the paths below are given."""

_STROKE = 1.8

_PIXEL_RATIO = 2.0
"""Icons are drawn for twice the pixels and scaled down where the screen has fewer."""


class Icon(Enum):
    """The icons, as SVG-like paths: M and L take x y, C takes three points, Z closes, O x y r is a circle."""

    NEW_CHAT = (
        "M 12 5 L 6 5 C 4.9 5 4 5.9 4 7 L 4 18 C 4 19.1 4.9 20 6 20 L 17 20 C 18.1 20 19 19.1 19 18 L 19 12 "
        "M 17.4 4.2 L 19.8 6.6 L 12 14.4 L 9 15 L 9.6 12 Z"
    )
    CLEAR_CHAT = "M 14 4 L 20 10 L 11.5 18.5 L 8.5 18.5 L 4.2 14.2 Z M 9 9 L 15 15 M 8.5 20 L 20 20"
    EXPORT = (
        "M 12 14.5 L 12 4.5 M 7.8 8.7 L 12 4.5 L 16.2 8.7 "
        "M 5 13.5 L 5 18 C 5 19.1 5.9 20 7 20 L 17 20 C 18.1 20 19 19.1 19 18 L 19 13.5"
    )
    SETTINGS = "M 4 7 L 11 7 M 17 7 L 20 7 O 14 7 2.6 M 4 17 L 7 17 M 13 17 L 20 17 O 10 17 2.6"
    CHATS = (
        "M 6 5 L 18 5 C 19.1 5 20 5.9 20 7 L 20 17 C 20 18.1 19.1 19 18 19 L 6 19 C 4.9 19 4 18.1 4 17 L 4 7 "
        "C 4 5.9 4.9 5 6 5 M 9.5 5 L 9.5 19"
    )
    PANEL = (
        "M 6 5 L 18 5 C 19.1 5 20 5.9 20 7 L 20 17 C 20 18.1 19.1 19 18 19 L 6 19 C 4.9 19 4 18.1 4 17 L 4 7 "
        "C 4 5.9 4.9 5 6 5 M 14.5 5 L 14.5 19"
    )
    SEND = "M 12 19 L 12 5.5 M 6 11 L 12 5 L 18 11"
    STOP = "M 8 8 L 16 8 L 16 16 L 8 16 Z"
    ATTACH = (
        "M 6 4.5 L 18 4.5 C 19.1 4.5 20 5.4 20 6.5 L 20 17.5 C 20 18.6 19.1 19.5 18 19.5 L 6 19.5 C 4.9 19.5 4 18.6 4 17.5 "
        "L 4 6.5 C 4 5.4 4.9 4.5 6 4.5 M 4.5 17 L 9.5 12 L 13 15.5 L 15.5 13 L 19.5 17 O 15 9 1.5"
    )
    UP = "M 5 15.5 L 12 8.5 L 19 15.5"
    DOWN = "M 5 8.5 L 12 15.5 L 19 8.5"
    CASE = "M 3 17.5 L 7.5 6.5 L 12 17.5 M 4.8 13.5 L 10.2 13.5 O 17 14 3.3 M 20.3 10.5 L 20.3 17.5"
    CLOSE = "M 6.5 6.5 L 17.5 17.5 M 17.5 6.5 L 6.5 17.5"
    SHOWN = "M 2.8 12 C 6.5 5.2 17.5 5.2 21.2 12 C 17.5 18.8 6.5 18.8 2.8 12 Z O 12 12 2.8"
    HIDDEN = "M 2.8 12 C 6.5 5.2 17.5 5.2 21.2 12 C 17.5 18.8 6.5 18.8 2.8 12 Z O 12 12 2.8 M 5 19 L 19 5"
    INFO = "O 12 12 8.5 M 12 11 L 12 16.5 M 12 7.7 L 12 7.9"
    WARNING = "M 12 4.5 L 20.5 19 L 3.5 19 Z M 12 10 L 12 14 M 12 16.3 L 12 16.5"
    REFRESH = (
        "M 19 12 C 19 15.9 15.9 19 12 19 C 8.1 19 5 15.9 5 12 C 5 8.1 8.1 5 12 5 C 14.4 5 16.6 6.2 17.8 8.2 "
        "M 18.4 4 L 18.2 8.6 L 13.6 8.4"
    )


def _path(source: str) -> QPainterPath:
    path = QPainterPath()
    tokens = iter(source.split())
    for command in tokens:
        match command:
            case "M":
                path.moveTo(_point(tokens))
            case "L":
                path.lineTo(_point(tokens))
            case "C":
                path.cubicTo(_point(tokens), _point(tokens), _point(tokens))
            case "O":
                path.addEllipse(_point(tokens), *[float(next(tokens))] * 2)
            case _:
                path.closeSubpath()
    return path


def _point(tokens: Iterator[str]) -> QPointF:
    return QPointF(float(next(tokens)), float(next(tokens)))


def draw_icon(painter: QPainter, icon: Icon, rect: QRectF, color: QColor, *, filled: bool = False) -> None:
    """Paint an icon into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _SIDE, rect.height() / _SIDE)
    painter.setPen(QPen(color, _STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(icon.value))
    painter.restore()


def line_icon(icon: Icon, color: QColor, side: int) -> QIcon:
    """Return an icon of this side (device-independent pixels) in this color; the style makes the faint one when disabled."""
    pixmap = QPixmap(round(side * _PIXEL_RATIO), round(side * _PIXEL_RATIO))
    pixmap.setDevicePixelRatio(_PIXEL_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, icon, QRectF(0, 0, side, side), color)
    painter.end()
    return QIcon(pixmap)
