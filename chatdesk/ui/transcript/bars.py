"""The slim bars that scroll wide code and tables sideways: always at the lower edge of what is seen of their block."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from chatdesk.ui.transcript.block_state import BlockRef, key_of
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.sideways import Sideways


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the viewport, ``top`` pixels from its upper edge; ``row`` is the first row in view of its block."""

    ref: BlockRef
    row: int
    sideways: Sideways
    left: int
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The y below it."""
        return self.top + self.height

    @property
    def handle(self) -> QRectF:
        """The rectangle of the handle."""
        start, length = self.sideways.handle()
        return QRectF(self.left + start, self.top, length, self.height)

    def covers(self, at: QPointF) -> bool:
        """Whether a point of the viewport is on the bar."""
        return self.top <= at.y() < self.bottom and self.left <= at.x() < self.left + self.sideways.room


def sideways_of(item: Item, row: int) -> Sideways | None:
    """Return how a row is scrolled sideways, None for one that fits or is not laid out."""
    if item.rows is None or row >= len(item.rows.rows):
        return None
    box = item.rows.rows[row].box
    return box.sideways if isinstance(box, CodeBox | GridBox) and box.sideways.limit else None


def bars(flow: Flow, scroll: int, height: int) -> Iterator[Bar]:
    """Yield the bars of all wide blocks between two y of the page."""
    for number in flow.visible(scroll, scroll + max(1, height)):
        rows = flow.visible_rows(number, scroll, scroll + height)
        row = rows.start
        while row < rows.stop:
            sideways, first = sideways_of(flow.items[number], row), row
            row += 1
            if sideways is None:
                continue
            while (more := sideways_of(flow.items[number], row)) is not None and more.state is sideways.state:
                row += 1
            yield _bar(flow, number, range(first, row), sideways, scroll, height)


def _bar(flow: Flow, number: int, rows: range, sideways: Sideways, scroll: int, height: int) -> Bar:
    item, thick = flow.items[number], flow.measures.bar_height
    assert item.rows is not None
    row = item.rows.rows[rows.start]
    key = key_of(row.fragment)
    assert key is not None
    top, bottom = flow.row_top(number, rows.start) + row.space - scroll, flow.row_top(number, rows.stop) - scroll
    lowest = bottom - thick - 1 if isinstance(row.box, CodeBox) else bottom
    left = rows_left(flow, item) + sideways.left
    return Bar(BlockRef(item.id, key), rows.start, sideways, left, max(top, min(lowest, height - thick)), thick)


def rows_left(flow: Flow, item: Item) -> int:
    """Return the x at which the rows of an item begin."""
    inset = flow.column - item.bubble_width(flow.measures, flow.column) if item.is_user else 0
    return flow.left + inset + flow.measures.pad_x


def paint_bar(painter: QPainter, flow: Flow, bar: Bar, *, is_hot: bool) -> None:
    """Draw the handle, stronger while the mouse is on the block; the painter's coordinates are the viewport's."""
    measures = flow.measures
    thick = measures.bar_height / 2
    rect = bar.handle.adjusted(0, thick / 2, 0, -thick / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(measures.code_label if is_hot else measures.bar_color)
    painter.drawRoundedRect(rect, thick / 2, thick / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
