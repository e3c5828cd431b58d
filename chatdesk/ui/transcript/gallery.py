"""The pictures of a person's message: thumbnails in rows, at their places before any of them is decoded."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from chatdesk.core.message import ImagePart
from chatdesk.ui.icons import Icon, draw_icon
from chatdesk.ui.transcript.box import Range, Touch, units
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.shelf import PictureShelf

_ALONE = QSizeF(360, 270)
_AMONG = QSizeF(220, 132)
_LEAST_SIDE = 40
_GAP = 6
_RADIUS = 8


class GalleryBox:
    """Thumbnails that wrap like words; a click shows one of them large."""

    undrawn = ()

    def __init__(self, images: Sequence[ImagePart], text: str, measures: Measures, width: int) -> None:
        self.text, self.marks = text, NO_MARKS
        self._images = images
        self._theme = measures.theme
        self._selection = measures.user_ink.selection
        self._mark_ink = measures.user_ink.marks
        self._shelf = measures.shelf
        self._rects = self._arrange(width)
        self.height = max((round(rect.bottom()) for rect in self._rects), default=0)
        self.natural_width = max((rect.right() for rect in self._rects), default=0.0)

    def _arrange(self, width: int) -> list[QRectF]:
        px, rects, x, y, row_height = self._theme.px, [], 0.0, 0.0, 0.0
        bounds = (_ALONE if len(self._images) == 1 else _AMONG) * self._theme.scale
        bounds.setWidth(min(bounds.width(), width))
        for image in self._images:
            size = _shown_size(image, bounds, px(_LEAST_SIDE))
            if x and x + size.width() > width:
                x, y, row_height = 0.0, y + row_height + px(_GAP), 0.0
            rects.append(QRectF(QPointF(x, y), size))
            x += size.width() + px(_GAP)
            row_height = max(row_height, size.height())
        return rects

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the thumbnails inside ``clip``."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        start = 0
        for image, name, rect in zip(self._images, self.text.split("\u2028"), self._rects, strict=True):
            if rect.translated(at).intersects(clip):
                self._paint_one(painter, image, rect.translated(at), is_selected=selected is not None)
                self.marks.within(start, start + units(name)).frame(painter, self._mark_ink, rect.translated(at))
            start += units(name) + 1
        painter.restore()

    def _paint_one(self, painter: QPainter, image: ImagePart, rect: QRectF, *, is_selected: bool) -> None:
        theme = self._theme
        natural = QSize(image.width, image.height)
        paint_picture(painter, self._shelf, image.sha256, rect, theme.px(_RADIUS), natural, theme.code_background)
        if self._shelf.is_lost(image.sha256):
            side = min(theme.px(24), rect.width(), rect.height())
            square = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            draw_icon(painter, Icon.WARNING, square, theme.muted)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._selection, 3) if is_selected else QPen(theme.line, 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(_RADIUS), theme.px(_RADIUS))

    def offset_at(self, x: float, y: float) -> int:
        """Return the beginning or the end, whichever is nearer."""
        return 0 if y < self.height / 2 else len(self.text)

    def line_top(self, offset: int) -> int:
        """Return 0: the thumbnails are one piece."""
        return 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return that the thumbnail at a point is shown large."""
        for number, rect in enumerate(self._rects):
            if rect.contains(x, y):
                return Touch(action=f"image:{number}")
        return None


def _shown_size(image: ImagePart, bounds: QSizeF, least: int) -> QSizeF:
    """Return the size of a thumbnail: all of the picture in its proportions, never too thin to be hit."""
    size = QSizeF(image.width, image.height)
    if size.width() > bounds.width() or size.height() > bounds.height():
        size = size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio)
    return QSizeF(round(max(size.width(), least)), round(max(size.height(), least)))


def paint_picture(
    painter: QPainter, shelf: PictureShelf, key: str, rect: QRectF, radius: float, natural: QSize, ground: QColor
) -> None:
    """Draw a picture with round corners into ``rect``, all of it in its proportions; a plain ground until it is here.

    ``natural`` is its size in pixels: more than that is never asked for.
    """
    ratio = painter.device().devicePixelRatioF()
    wanted = QSize(round(rect.width() * ratio), round(rect.height() * ratio)).boundedTo(natural)
    pixmap = shelf.get(key, wanted)
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    painter.save()
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, ground)
    if pixmap is not None:
        size = QSizeF(pixmap.size()).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = rect.center() - QPointF(size.width() / 2, size.height() / 2)
        painter.drawPixmap(QRectF(corner, size), pixmap, QRectF(pixmap.rect()))
    painter.restore()
