"""The small "‹ 2/3 ›" below an answer that has alternatives."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item

Link = tuple[str, QRectF]
"""An action and where its words are."""

ARROW = 22
"""Pixels at 100 % text size that take the click on an arrow."""


def steps(flow: Flow, item: Item) -> tuple[str, ...]:
    """Return which other answer can be shown in an item's place: "previous", "next"; none while a reply grows."""
    if item.alternative is None or flow.items[-1].is_streaming:
        return ()
    which, count = item.alternative
    return tuple(step for step, is_there in (("previous", which > 1), ("next", which < count)) if is_there)


class AlternativesMark:
    """Draws which answer is shown, between arrows to the others; ``corner`` is where the line below the bubble begins."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def width(self, item: Item) -> float:
        """Return how much room it takes, with the gap to what follows; 0 for an only answer."""
        if item.alternative is None:
            return 0.0
        px = self._flow.measures.theme.px
        return 2 * px(ARROW) + self._number_width(item) + px(10)

    def links(self, item: Item, corner: QPointF) -> list[Link]:
        """Return the arrows that lead somewhere."""
        places = self._arrows(item, corner)
        return [(step, places[step]) for step in steps(self._flow, item)]

    def paint(self, painter: QPainter, item: Item, corner: QPointF) -> None:
        """Draw the number and both arrows, one that leads nowhere faintly."""
        if item.alternative is None:
            return
        measures, open_steps = self._flow.measures, steps(self._flow, item)
        theme = measures.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step, rect in self._arrows(item, corner).items():
            painter.setPen(QPen(theme.link if step in open_steps else theme.line, 1.6 * theme.scale))
            _paint_arrow(painter, rect.center(), theme.px(4), direction=-1 if step == "previous" else 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        y = corner.y() + (measures.status_height - measures.small.pitch) + measures.small.baseline
        painter.setFont(measures.small.font)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(self._left(corner) + theme.px(ARROW), y), _number(item))

    def _left(self, corner: QPointF) -> float:
        """Return where the first arrow's room begins: the arrow itself stands below the first letter."""
        return corner.x() - self._flow.measures.theme.px(ARROW / 2 - 4)

    def _arrows(self, item: Item, corner: QPointF) -> dict[str, QRectF]:
        if item.alternative is None:
            return {}
        measures = self._flow.measures
        size, left = measures.theme.px(ARROW), self._left(corner)
        drop = measures.status_height - measures.small.pitch
        height = measures.status_height - drop
        right = left + size + self._number_width(item)
        return {
            "previous": QRectF(left, corner.y() + drop, size, height),
            "next": QRectF(right, corner.y() + drop, size, height),
        }

    def _number_width(self, item: Item) -> float:
        return QFontMetricsF(self._flow.measures.small.font).horizontalAdvance(_number(item))


def _number(item: Item) -> str:
    which, count = item.alternative or (1, 1)
    return f"{which}/{count}"


def _paint_arrow(painter: QPainter, center: QPointF, size: float, *, direction: int) -> None:
    x, y = center.x() - direction * size / 2, center.y()
    painter.drawPolyline([QPointF(x, y - size), QPointF(x + direction * size, y), QPointF(x, y + size)])
