"""Paints one message: its bubble, its rows, and the captions around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from chatdesk.ui.cards import paint_card
from chatdesk.ui.transcript.block_state import BlockKey, key_of
from chatdesk.ui.transcript.box import Range
from chatdesk.ui.transcript.captions import Captions
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.marks import NO_MARKS, Marks
from chatdesk.ui.transcript.prose import MarkBox, ProseBox


@dataclass(frozen=True, slots=True)
class Highlight:
    """What of an item stands out: under the mouse (and which block), focused by keyboard; by row, selected and marked."""

    is_hovered: bool = False
    is_focused: bool = False
    selected: dict[int, Range] | None = None
    block: BlockKey | None = None
    marks: Mapping[int, Marks] = field(default_factory=dict)


class BubblePainter:
    """Draws items of a flow; coordinates are those of the flow, moved by the caller's painter."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.captions = Captions(flow, self.bubble_rect)
        self.brightness = 1.0
        """Of the thinking mark."""

    def bubble_rect(self, number: int) -> QRectF:
        """Return an item's bubble."""
        flow = self._flow
        item, measures = flow.items[number], flow.measures
        width = item.bubble_width(measures, flow.column)
        left = flow.left + (flow.column - width if item.is_user else 0)
        top = flow.top(number) + item.bubble_top(measures)
        bottom = flow.top(number + 1) - item.status_height(measures)
        return QRectF(left, top, width, bottom - top)

    def rows_origin(self, number: int) -> QPointF:
        """Return where an item's rows begin."""
        rect, measures = self.bubble_rect(number), self._flow.measures
        return QPointF(rect.left() + measures.pad_x, rect.top() + self._flow.items[number].pad(measures))

    def row_corner(self, number: int, index: int) -> QPointF:
        """Return where a row begins, its space included."""
        rows = self._flow.items[number].rows
        assert rows is not None
        return self.rows_origin(number) + QPointF(self._spare(number, index), rows.tops.top(index))

    def _spare(self, number: int, index: int) -> float:
        """Return how far right of the others a row begins: one from right to left ends with a narrow bubble, too."""
        item, measures = self._flow.items[number], self._flow.measures
        if item.rows is None or not runs_right_to_left(item, index):
            return 0.0
        return item.bubble_width(measures, self._flow.column) - 2 * measures.pad_x - item.rows.width

    def paint(self, painter: QPainter, number: int, clip: QRectF, highlight: Highlight) -> None:
        """Draw the part of an item inside ``clip``."""
        item = self._flow.items[number]
        rect = self.bubble_rect(number)
        self._paint_bubble(painter, item, rect, highlight)
        if not item.is_user:
            self.captions.paint_header(painter, number)
        if highlight.is_hovered or highlight.is_focused:
            self.captions.paint_hover(painter, number)
        if item.rows is None:
            self._paint_placeholder(painter, rect, clip)
        self._paint_rows(painter, number, clip, highlight)
        if item.says_something():
            self.captions.paint_status(painter, number)

    def _paint_bubble(self, painter: QPainter, item: Item, rect: QRectF, highlight: Highlight) -> None:
        theme, radius = self._flow.measures.theme, self._flow.measures.radius
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if rect.height() > 0:
            paint_card(painter, theme, rect, theme.user_bubble if item.is_user else theme.assistant_bubble, radius)
        if highlight.is_focused:
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_placeholder(self, painter: QPainter, rect: QRectF, clip: QRectF) -> None:
        measures = self._flow.measures
        pitch, width = measures.body.pitch, rect.width() - 2 * measures.pad_x
        first = max(0, int((clip.top() - rect.top()) // pitch) - 1)
        last = int((min(clip.bottom(), rect.bottom() - 2 * measures.pad_y) - rect.top()) // pitch)
        for line in range(first, last):
            share = (1.0, 0.92, 0.97, 0.6)[line % 4]
            bar = QRectF(
                rect.left() + measures.pad_x, rect.top() + measures.pad_y + line * pitch + pitch / 3, width * share, pitch / 3
            )
            painter.fillRect(bar, measures.theme.code_background)

    def _paint_rows(self, painter: QPainter, number: int, clip: QRectF, highlight: Highlight) -> None:
        flow, item = self._flow, self._flow.items[number]
        rows = item.rows
        if rows is None:
            return
        origin, selected = self.rows_origin(number), highlight.selected or {}
        for index in flow.visible_rows(number, clip.top(), clip.bottom() + 1):
            row = rows.rows[index]
            corner = origin + QPointF(self._spare(number, index), rows.tops.top(index))
            self._paint_quotes(painter, item, index, corner)
            if isinstance(row.box, MarkBox):
                row.box.pulse = self.brightness
            elif isinstance(row.box, CodeBox | GridBox):
                is_here = highlight.block is not None and highlight.block == key_of(row.fragment)
                row.box.shows_actions = is_here or highlight.is_focused
            if row.box is not None:
                row.box.marks = highlight.marks.get(index, NO_MARKS)
                row.box.paint(painter, corner + QPointF(0, row.space), clip, selected.get(index))

    def _paint_quotes(self, painter: QPainter, item: Item, index: int, at: QPointF) -> None:
        rows, measures = item.rows, self._flow.measures
        assert rows is not None
        depth = quotes_of(item, index)
        if not depth:
            return
        above = quotes_of(item, index - 1) if index else 0
        height, space, width = rows.tops[index], rows.rows[index].space, measures.theme.px(3)
        is_on_the_right = runs_right_to_left(item, index)
        for level in range(depth):
            skipped = 0 if level < above else space
            x = level * measures.quote_indent
            x = rows.width - x - width if is_on_the_right else x
            painter.fillRect(QRectF(at.x() + x, at.y() + skipped, width, height - skipped), measures.theme.line)


def runs_right_to_left(item: Item, index: int) -> bool:
    """Whether a row's text runs from right to left."""
    box = item.rows.rows[index].box if item.rows is not None else None
    return isinstance(box, ProseBox) and box.is_right_to_left


def quotes_of(item: Item, index: int) -> int:
    """Return how many quote bars stand before a row."""
    assert item.rows is not None
    place = getattr(item.rows.rows[index].fragment.content, "place", None)
    return min(place.quotes, 12) if place is not None else 0
