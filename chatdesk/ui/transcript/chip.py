"""A picture that a reply links to: a card that offers to load it, and the picture itself once the reader asked for it."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from chatdesk.control.facts import LinkedState
from chatdesk.ui.colors import readable
from chatdesk.ui.icons import Icon, draw_icon
from chatdesk.ui.picture_wording import load_failure, load_label, loaded_from, loading_from
from chatdesk.ui.transcript.box import Range, Touch
from chatdesk.ui.transcript.fragments import LinkedImage
from chatdesk.ui.transcript.gallery import paint_picture
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import inset, marker_width, paint_marker
from chatdesk.ui.transcript.wording import action_label

_TALLEST = 480
_RADIUS = 8
_PAD = 8


class ChipBox:
    """What is seen of a linked picture; another one is made when its state changes."""

    undrawn = ()

    def __init__(self, image: LinkedImage, measures: Measures, width: int, ink: Ink) -> None:
        self.text, self.marks = image.text, NO_MARKS
        self._image = image
        self._measures, self._ink = measures, ink
        self._shelf = measures.shelf
        self.state = self._shelf.linked(image.address)
        self._left = min(inset(image.place, measures), width // 2)
        self._room = max(40, width - self._left)
        self._danger = readable(measures.theme.danger, measures.code_ground)
        self._metrics = QFontMetricsF(measures.small.font)
        self._picture = self._picture_size()
        self._sentence = self._say()
        self._links = self._lay_out_links()
        self.height = self._find_height()
        self.natural_width = self._left + (self._picture.width() if self._is_loaded else self._card_width())

    def _find_height(self) -> int:
        small, px = self._measures.small.pitch, self._measures.theme.px
        if self._is_loaded:
            return round(self._picture.height()) + px(6) + small
        return (1 + bool(self._sentence) + bool(self._links)) * small + 2 * px(_PAD)

    @property
    def _is_loaded(self) -> bool:
        return self.state.state is LinkedState.LOADED

    def _picture_size(self) -> QSizeF:
        """Return how large the picture is shown: no larger than it is, than the column, and than most screens are high."""
        if not self._is_loaded:
            return QSizeF(0, 0)
        size = QSizeF(self.state.width, self.state.height)
        bounds = QSizeF(self._room, self._measures.theme.px(_TALLEST))
        if size.width() > bounds.width() or size.height() > bounds.height():
            size = size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio)
        return QSizeF(max(1, round(size.width())), max(1, round(size.height())))

    # ---- the card -----------------------------------------------------------------------------------------------

    def _say(self) -> str:
        """Return what is said below the description: that it is loading, or why it could not be loaded."""
        match self.state.state:
            case LinkedState.LOADING:
                return loading_from(self._image.host)
            case LinkedState.FAILED:
                return load_failure(self.state.error, self._image.host)
            case _:
                return ""

    def _offers(self) -> tuple[tuple[str, Touch], ...]:
        """Return the links of the card."""
        load = Touch(action=f"load:{self._image.address}")
        browse = (action_label("browse"), Touch(href=self._image.href))
        match self.state.state:
            case LinkedState.NOT_LOADED:
                return (load_label(self._image.host), load), browse
            case LinkedState.FAILED:
                return (action_label("retry"), load), browse
            case _:
                return ()

    def _lay_out_links(self) -> list[tuple[str, Touch, QRectF]]:
        """Return the links with their places, relative to the box; one that does not fit is left out, never the first."""
        small, px = self._measures.small, self._measures.theme.px
        x: float = self._left + self._text_left
        right = self._left + self._room - px(_PAD)
        y = px(_PAD) + (1 + bool(self._sentence)) * small.pitch
        found: list[tuple[str, Touch, QRectF]] = []
        for text, touch in self._offers():
            width = self._metrics.horizontalAdvance(text)
            if found and x + width > right:
                break
            found.append((text, touch, QRectF(x, y, min(width, right - x), small.pitch)))
            x += width + px(14)
        return found

    @property
    def _text_left(self) -> int:
        return self._measures.theme.px(44)

    def _title(self) -> str:
        return self._image.alt or self._image.host

    def _card_width(self) -> float:
        px = self._measures.theme.px
        title = self._text_left + self._metrics.horizontalAdvance(self._title())
        line = self._text_left + self._metrics.horizontalAdvance(self._sentence)
        links = self._links[-1][2].right() - self._left if self._links else 0.0
        return min(self._room, max(title, line, links) + px(14))

    # ---- painting -----------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the picture with its caption, or the card."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_marker(painter, at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._measures.small.font)
        if self._is_loaded:
            self._paint_picture(painter, at, is_selected=selected is not None)
        else:
            self._paint_card(painter, at, is_selected=selected is not None)
        width = self._picture.width() if self._is_loaded else self._card_width()
        self.marks.frame(painter, self._ink.marks, QRectF(at.x() + self._left, at.y(), width, self.height))
        painter.restore()

    def _paint_picture(self, painter: QPainter, at: QPointF, *, is_selected: bool) -> None:
        theme, small = self._measures.theme, self._measures.small
        rect = QRectF(QPointF(at.x() + self._left, at.y()), self._picture)
        natural = QSize(self.state.width, self.state.height)
        paint_picture(painter, self._shelf, self._image.address, rect, theme.px(_RADIUS), natural, self._measures.code_ground)
        self._paint_frame(painter, rect, is_selected=is_selected)
        painter.setPen(self._ink.muted)
        caption = loaded_from(self._image.alt, self.state.host)
        caption = self._metrics.elidedText(caption, Qt.TextElideMode.ElideRight, self._room)
        painter.drawText(QPointF(rect.left(), rect.bottom() + theme.px(6) + small.baseline), caption)

    def _paint_card(self, painter: QPainter, at: QPointF, *, is_selected: bool) -> None:
        small, px = self._measures.small, self._measures.theme.px
        card = QRectF(at.x() + self._left, at.y(), self._card_width(), self.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._measures.code_ground)
        painter.drawRoundedRect(card, px(_RADIUS), px(_RADIUS))
        self._paint_frame(painter, card, is_selected=is_selected)
        side = px(22)
        draw_icon(painter, Icon.ATTACH, QRectF(card.x() + px(11), card.center().y() - side / 2, side, side), self._ink.muted)
        x, y = card.x() + self._text_left, card.y() + px(_PAD) + small.baseline
        painter.setPen(self._ink.text)
        painter.drawText(QPointF(x, y), self._elided(self._title(), card))
        painter.setPen(self._ink.muted if self.state.state is LinkedState.LOADING else self._danger)
        painter.drawText(QPointF(x, y + small.pitch), self._elided(self._sentence, card))
        painter.setPen(self._measures.code_link)
        for text, _, rect in self._links:
            shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
            painter.drawText(QPointF(at.x() + rect.x(), at.y() + rect.y() + small.baseline), shown)

    def _elided(self, text: str, card: QRectF) -> str:
        room = card.width() - self._text_left - self._measures.theme.px(_PAD)
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1)

    def _paint_marker(self, painter: QPainter, at: QPointF) -> None:
        """Draw the bullet or number of a list item that begins with the picture."""
        marker, body = self._image.place.marker, self._measures.body
        if marker:
            right = at.x() + self._left - self._measures.theme.px(6)
            width = marker_width(marker, body)
            paint_marker(painter, marker, QPointF(right - width, at.y() + body.baseline), body, self._ink.text)

    def _paint_frame(self, painter: QPainter, rect: QRectF, *, is_selected: bool) -> None:
        theme = self._measures.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._ink.selection, 3) if is_selected else QPen(theme.line, 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(_RADIUS), theme.px(_RADIUS))

    # ---- where things are ---------------------------------------------------------------------------------------

    def offset_at(self, x: float, y: float) -> int:
        """Return the beginning or the end, whichever is nearer."""
        return 0 if y < self.height / 2 else len(self.text)

    def line_top(self, offset: int) -> int:
        """Return 0: a picture is one piece."""
        return 0

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the link of the card at a point, or that the loaded picture is shown large."""
        if self._is_loaded:
            is_inside = QRectF(QPointF(self._left, 0), self._picture).contains(x, y)
            return Touch(action=f"linked:{self._image.address}") if is_inside else None
        slack = self._measures.theme.px(6)
        return next((touch for _, touch, rect in self._links if rect.adjusted(-slack, 0, slack, slack).contains(x, y)), None)
