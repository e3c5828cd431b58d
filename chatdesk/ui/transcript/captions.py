"""The small print around a bubble: who speaks, when, what can be done, and how a reply ended."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from chatdesk.ui.transcript.alternatives import AlternativesMark, Link
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.wording import action_label, clock, ending, label


class Captions:
    """Draws what stands around bubbles; ``bubble_rect`` tells where an item's bubble is."""

    def __init__(self, flow: Flow, bubble_rect: Callable[[int], QRectF]) -> None:
        self._flow = flow
        self._bubble_rect = bubble_rect
        self._alternatives = AlternativesMark(flow)

    def links(self, number: int) -> list[Link]:
        """Return all that can be clicked around a bubble."""
        return [*self._status_links(number), *self._hover_links(number)]

    # ---- above ------------------------------------------------------------------------------------------------

    def paint_header(self, painter: QPainter, number: int) -> None:
        """Draw the avatar and the name above a reply."""
        measures, rect = self._flow.measures, self._bubble_rect(number)
        size, theme = measures.avatar, measures.theme
        paint_avatar(
            painter, QRectF(rect.left(), rect.top() - measures.header_height, size, size), theme.accent, theme.on_accent
        )
        painter.setPen(theme.muted)
        painter.setFont(measures.small.font)
        painter.drawText(QPointF(self._name_left(rect), self._header_baseline(rect)), self._name(number))

    def _name_left(self, rect: QRectF) -> float:
        return rect.left() + self._flow.measures.avatar + self._flow.measures.theme.px(8)

    def _header_baseline(self, rect: QRectF) -> float:
        measures = self._flow.measures
        return rect.top() - measures.header_height + (measures.avatar - measures.small.pitch) / 2 + measures.small.baseline

    def _name(self, number: int) -> str:
        metrics = self._metrics()
        return metrics.elidedText(speaker_name(self._flow.items[number]), Qt.TextElideMode.ElideRight, self._flow.column / 2)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._flow.measures.small.font)

    # ---- time and actions, on hover and focus -----------------------------------------------------------------

    def paint_hover(self, painter: QPainter, number: int) -> None:
        """Draw the time and what can be done, in a place that is always free."""
        item, measures = self._flow.items[number], self._flow.measures
        painter.setFont(measures.small.font)
        if not item.is_greeting:
            painter.setPen(measures.theme.muted)
            painter.drawText(self._time_place(number), clock(item.outline.created_at))
        painter.setPen(measures.theme.link)
        for action, rect in self._hover_links(number):
            painter.drawText(QPointF(rect.left(), rect.top() + measures.small.baseline), action_label(action))

    def _time_place(self, number: int) -> QPointF:
        """Return where the time begins, on its baseline: beside a person's bubble, behind a model's name."""
        item, rect, measures = self._flow.items[number], self._bubble_rect(number), self._flow.measures
        gap, metrics = measures.theme.px(8), self._metrics()
        if item.is_user:
            x = rect.left() - gap - metrics.horizontalAdvance(clock(item.outline.created_at))
            return QPointF(x, rect.bottom() - measures.small.pitch + measures.small.baseline - gap / 4)
        x = self._name_left(rect) + metrics.horizontalAdvance(self._name(number)) + gap
        return QPointF(x, self._header_baseline(rect))

    def _hover_links(self, number: int) -> list[Link]:
        item, measures = self._flow.items[number], self._flow.measures
        place, metrics = self._time_place(number), self._metrics()
        width = metrics.horizontalAdvance(action_label("copy"))
        top = place.y() - measures.small.baseline
        if item.is_user:
            left = self._bubble_rect(number).left() - measures.theme.px(8) - width
            return [("copy", QRectF(left, top - measures.small.pitch, width, measures.small.pitch))]
        time = 0.0 if item.is_greeting else metrics.horizontalAdvance(clock(item.outline.created_at)) + measures.theme.px(8)
        return [("copy", QRectF(place.x() + time, top, width, measures.small.pitch))]

    # ---- below ------------------------------------------------------------------------------------------------

    def paint_status(self, painter: QPainter, number: int) -> None:
        """Draw how a reply ended and what can be done about it."""
        measures, rect = self._flow.measures, self._bubble_rect(number)
        y = rect.bottom() + (measures.status_height - measures.small.pitch) + measures.small.baseline
        item, x = self._flow.items[number], rect.left() + measures.pad_x
        self._alternatives.paint(painter, item, QPointF(x, rect.bottom()))
        painter.setFont(measures.small.font)
        painter.setPen(measures.theme.muted)
        painter.drawText(QPointF(x + self._alternatives.width(item), y), self._ending(number))
        painter.setPen(measures.theme.link)
        for action, box in self._ending_links(number):
            painter.drawText(QPointF(box.left(), y), action_label(action))

    def _ending(self, number: int) -> str:
        """Return the sentence, shortened where the column is too narrow for it and the links."""
        item, metrics, gap = self._flow.items[number], self._metrics(), self._flow.measures.theme.px(12)
        links = sum(metrics.horizontalAdvance(action_label(action)) + gap for action in item.actions())
        room = self._flow.column - 2 * self._flow.measures.pad_x - links - self._alternatives.width(item)
        return metrics.elidedText(ending(item.newest), Qt.TextElideMode.ElideRight, max(0.0, room))

    def _status_links(self, number: int) -> list[Link]:
        item, rect = self._flow.items[number], self._bubble_rect(number)
        if not item.says_something():
            return []
        corner = QPointF(rect.left() + self._flow.measures.pad_x, rect.bottom())
        return [*self._alternatives.links(item, corner), *self._ending_links(number)]

    def _ending_links(self, number: int) -> list[Link]:
        item, measures, rect = self._flow.items[number], self._flow.measures, self._bubble_rect(number)
        metrics, gap, text = self._metrics(), measures.theme.px(12), self._ending(number)
        x = rect.left() + measures.pad_x + self._alternatives.width(item)
        x += metrics.horizontalAdvance(text) + gap if text else 0
        found = []
        for action in item.actions():
            width = metrics.horizontalAdvance(action_label(action))
            found.append((action, QRectF(x, rect.bottom(), width, measures.status_height)))
            x += width + gap
        return found


def speaker_name(item: Item) -> str:
    """Return what stands beside the avatar: the model's name where one is known."""
    return " ".join(item.outline.model.split()) or label("Assistant")


def paint_avatar(painter: QPainter, rect: QRectF, ground: QColor, mark: QColor) -> None:
    """Draw the assistant's icon: a four-pointed star on a disc."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(rect)
    center, long, short = rect.center(), rect.width() * 0.34, rect.width() * 0.10
    star = QPainterPath(QPointF(center.x(), center.y() - long))
    for x, y, next_x, next_y in ((1, -1, 1, 0), (1, 1, 0, 1), (-1, 1, -1, 0), (-1, -1, 0, -1)):
        control = QPointF(center.x() + x * short, center.y() + y * short)
        star.quadTo(control, QPointF(center.x() + next_x * long, center.y() + next_y * long))
    painter.setBrush(mark)
    painter.drawPath(star)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
