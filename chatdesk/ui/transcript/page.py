"""The conversation as a page without a widget: its flow, the reader's place, what is selected, and what is at a point."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from chatdesk.core.formula import Formula
from chatdesk.markup.blocks import MathBlock
from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.bubble import BubblePainter, Highlight
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.formula_box import formula_of
from chatdesk.ui.transcript.fragments import Thinking
from chatdesk.ui.transcript.marking import Marking
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.page_blocks import PageBlocks
from chatdesk.ui.transcript.position import Position
from chatdesk.ui.transcript.reader import Reader
from chatdesk.ui.transcript.selection import END, Point, Selection


@dataclass(frozen=True, slots=True)
class Target:
    """What is under the mouse: a message, perhaps on its text, a link (its address), an action (its name) or a formula."""

    item: str
    row: int | None = None
    href: str = ""
    action: str = ""
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Pivot:
    """Where one branch of a conversation turns into another: below the message ``above``, at ``y`` in the viewport."""

    above: str
    y: float
    is_focused: bool


class Page:
    """Everything that the view shows; points are in the viewport's pixels."""

    def __init__(self, measures: Measures, width: int) -> None:
        self.flow = Flow(measures, width)
        self.position = Position(self.flow)
        self.reader = Reader(self.flow, self.position)
        self.bubbles = BubblePainter(self.flow)
        self.selection = Selection(self.flow)
        self.blocks = PageBlocks(self.flow, self.position)
        self.marking = Marking(self.flow)
        self.hovered = ""
        self.hovered_block: BlockRef | None = None
        self.focused = ""
        """The message that the keyboard stands on."""
        self.has_keyboard = False
        self.pivot: Pivot | None = None
        """Set when another answer was asked for: it shall appear in the place of the present one."""

    def highlight(self, number: int, clip: QRectF) -> Highlight:
        """Return what of an item stands out."""
        item = self.flow.items[number]
        rows = self.flow.visible_rows(number, clip.top(), clip.bottom() + 1)
        return Highlight(
            is_hovered=item.id == self.hovered,
            is_focused=self.has_keyboard and item.id == self.focused,
            selected=self.selection.ranges(number, rows),
            marks=self.marking.rows(item, rows),
            block=self.hovered_block.key if self.hovered_block is not None and self.hovered_block.item == item.id else None,
        )

    def point_at(self, at: QPointF) -> Point | None:
        """Return the place in the text that is nearest to a point."""
        if not self.flow.items:
            return None
        y = at.y() + self.position.scroll
        number = self.flow.heights.find(y)
        item = self.flow.items[number]
        origin = self.bubbles.rows_origin(number)
        if item.rows is None or not item.rows.rows or y < origin.y():
            return Point(item.id, 0, 0)
        if y >= origin.y() + item.rows.height:
            return Point(item.id, END, END)
        row = item.rows.tops.find(y - origin.y())
        box, corner = item.rows.box(row), self.bubbles.row_corner(number, row)
        return Point(item.id, row, box.offset_at(at.x() - corner.x(), y - corner.y() - item.rows.rows[row].space))

    def target_at(self, at: QPointF) -> Target | None:
        """Return what is at a point; None between messages."""
        if not self.flow.items:
            return None
        y = at.y() + self.position.scroll
        number = self.flow.heights.find(y)
        item, spot = self.flow.items[number], QPointF(at.x(), y)
        for action, rect in self.bubbles.captions.links(number):
            if rect.contains(spot):
                return Target(item.id, action=action)
        rows = self.flow.visible_rows(number, y, y + 1)
        if item.rows is None or not rows or not self.bubbles.bubble_rect(number).contains(spot):
            is_beside = y < self.flow.top(number) + item.gap or y >= self.flow.top(number + 1)
            return None if is_beside else Target(item.id)
        corner, row = self.bubbles.row_corner(number, rows[0]), item.rows.rows[rows[0]]
        top = corner.y() + row.space
        touch = row.box.touch_at(at.x() - corner.x(), y - top) if row.box is not None and y >= top else None
        content = row.fragment.content
        formula = formula_of(content) if isinstance(content, MathBlock) and isinstance(row.box, CodeBox) else None
        if touch is None:
            return Target(item.id, row=rows[0], formula=formula)
        return Target(item.id, row=rows[0], href=touch.href, action=touch.action, formula=touch.formula or formula)

    def thinking_rect(self) -> QRectF | None:
        """Return where the thinking mark of the last message is, None if it has none."""
        if not self.flow.items:
            return None
        number = len(self.flow.items) - 1
        rows = self.flow.items[number].rows
        if rows is None or not rows.rows or not isinstance(rows.rows[0].fragment.content, Thinking):
            return None
        return self.bubbles.bubble_rect(number).translated(0, -self.position.scroll)

    def block_rect(self, ref: BlockRef | None) -> QRectF:
        """Return where the part of a block that is laid out is in the viewport."""
        number = self.flow.number(ref.item) if ref is not None else None
        rows = self.blocks.rows_of(ref) if ref is not None else range(0)
        if number is None or not rows:
            return QRectF()
        top = self.flow.row_top(number, rows.start) - self.position.scroll
        return QRectF(self.flow.left, top, self.flow.column, self.flow.row_top(number, rows.stop) - self.position.scroll - top)

    def remake(self, ref: BlockRef) -> None:
        """Lay a block out anew that shall look different; the first line of text in view stays where it is."""
        item, number = self.flow.item(ref.item), self.flow.number(ref.item)
        if item is None or item.rows is None or number is None:
            return
        rows = item.rows

        def change() -> None:
            for row in self.blocks.rows_of(ref):
                rows.remake(row)
            self.flow.update_height(number)

        self.position.stay()
        self.position.keep_line(change)

    def item_rect(self, number: int) -> QRectF:
        """Return where an item is in the viewport."""
        flow, top = self.flow, self.flow.top(number) + self.flow.items[number].gap
        return QRectF(flow.left, top - self.position.scroll, flow.column, flow.top(number + 1) - top)

    def turn_at(self, message_id: str) -> None:
        """Note that another message will take this one's place, which shall not move; its beginning will be in view."""
        number = self.flow.number(message_id)
        if number:
            y = max(0, self.flow.top(number) - self.position.scroll)
            self.pivot = Pivot(self.flow.items[number - 1].id, y, is_focused=self.focused == message_id)

    def focus_visible(self) -> None:
        """Focus the last message in view, if the focused one is not in view."""
        numbers = self.flow.visible(self.position.scroll, self.position.scroll + self.position.height)
        if len(numbers) and self.flow.number(self.focused) not in numbers:
            self.focused = self.flow.items[numbers[-1]].id

    def walk(self, step: int) -> None:
        """Focus the next message, or the previous one (-1), and bring it into view."""
        flow, position = self.flow, self.position
        if not flow.items:
            return
        current = flow.number(self.focused)
        if current is None:
            last = flow.visible(position.scroll, position.scroll + position.height)[-1]
            current = last if step > 0 else last + 1
        number = min(max(0, current + step), len(flow.items) - 1)
        self.focused = flow.items[number].id
        self.reveal(number)

    def reveal(self, number: int) -> None:
        """Scroll as little as needed to show an item; of one taller than the viewport, its beginning."""
        position = self.position
        position.stay()
        for _ in range(3):
            rect = self.item_rect(number).adjusted(0, -6, 0, 6)
            if rect.top() < 0 or rect.height() > position.height:
                moved = position.move_by(round(rect.top()))
            elif rect.bottom() > position.height:
                moved = position.move_by(round(rect.bottom() - position.height))
            else:
                return
            if not moved:
                return
