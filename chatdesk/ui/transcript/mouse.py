"""The mouse on the conversation: selecting, following links, pressing actions, scrolling when a drag leaves the view."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.box import Box, Range, units
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.page import Page, Target
from chatdesk.ui.transcript.prose import ProseBox
from chatdesk.ui.transcript.selection import Point, word_around

CHARACTERS, WORDS, PARAGRAPHS = 1, 2, 3


class Mouse(QObject):
    """Turns mouse events into a selection and intents."""

    selected = Signal()
    """The selection changed."""
    pressed_target = Signal(object)
    """A Target with a link or an action was clicked."""
    scrolled = Signal(int)
    """A drag beyond the edge wants to scroll by so many pixels."""
    slid = Signal()
    """A block was scrolled sideways."""

    def __init__(self, page: Page, height: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._height = page, height
        self._unit = 0
        self._at = QPointF()
        self._press = QPointF()
        self._target: Target | None = None
        self._is_dragging = False
        self._handle: tuple[BlockRef, float] | None = None
        """The block whose bar is dragged, and where in the handle it was taken, in pixels."""
        self._double_click_at = QPointF(-100, -100)
        self._triple = QTimer(self, singleShot=True)
        self._edge = QTimer(self, interval=40)
        self._edge.timeout.connect(self._on_edge)

    def press(self, event: QMouseEvent) -> None:
        """Begin a selection, a third click of one, a click, or to drag a bar."""
        self._press = self._at = event.position()
        if self._takes_bar():
            return
        self._target = self._page.target_at(self._at)
        self._is_dragging = False
        is_third = self._triple.isActive() and _are_near(self._press, self._double_click_at)
        self._unit = PARAGRAPHS if is_third else CHARACTERS
        point = self._page.point_at(self._at)
        if point is None:
            return
        if is_third:
            self._select(point)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._page.selection.bounds():
            self._page.selection.extend(point)
        else:
            self._page.selection.start(point)
        self.selected.emit()

    def double_click(self, event: QMouseEvent) -> None:
        """Select a word."""
        self._press = self._at = event.position()
        if self._takes_bar():
            return
        self._double_click_at = self._press
        self._target = None
        self._unit = WORDS
        self._triple.start(QApplication.doubleClickInterval())
        point = self._page.point_at(self._at)
        if point is not None:
            self._select(point)
            self.selected.emit()

    def move(self, event: QMouseEvent) -> None:
        """Extend the selection."""
        self._at = event.position()
        if self._handle is not None:
            self._drag_bar(*self._handle)
        if not self._unit:
            return
        if not self._is_dragging and (self._at - self._press).manhattanLength() < QApplication.startDragDistance():
            return
        self._is_dragging = True
        self._extend()
        is_outside = not 0 <= self._at.y() < self._height() or self._pull() != 0.0
        if is_outside and not self._edge.isActive():
            self._edge.start()
        elif not is_outside:
            self._edge.stop()

    def release(self, event: QMouseEvent) -> None:
        """End a selection, or click what was pressed."""
        self._edge.stop()
        self._unit, self._handle = 0, None
        target, self._target = self._target, None
        if self._is_dragging or target is None or not (target.href or target.action):
            return
        if self._page.target_at(event.position()) == target:
            self.pressed_target.emit(target)

    def _select(self, point: Point) -> None:
        self._page.selection.start(*self._around(point))
        if self._page.selection.bounds():
            self._page.position.stay()

    def _extend(self) -> None:
        point = self._page.point_at(self._at)
        if point is None:
            return
        self._page.selection.extend(*self._around(point))
        if self._page.selection.bounds():
            self._page.position.stay()
        self.selected.emit()

    def _around(self, point: Point) -> tuple[Point, Point]:
        """Return the unit of selection (character, word, paragraph) around a place."""
        item = self._page.flow.item(point.item)
        if self._unit == CHARACTERS or item is None or item.rows is None or point.row >= len(item.rows.rows):
            return point, point
        box = item.rows.box(point.row)
        start, end = _word(box, point.offset) if self._unit == WORDS else paragraph_around(box.text, point.offset)
        return Point(point.item, point.row, start), Point(point.item, point.row, end)

    def _on_edge(self) -> None:
        beyond = self._at.y() if self._at.y() < 0 else max(0.0, self._at.y() - self._height())
        if beyond or self._at.y() >= self._height():
            self.scrolled.emit(_step(beyond))
        pull, point = self._pull(), self._page.point_at(self._at)
        ref = self._page.blocks.ref_of(point.item, point.row) if pull and point is not None else None
        if ref is not None and self._page.blocks.slide_by(ref, _step(pull)):
            self.slid.emit()
        self._extend()

    def _pull(self) -> float:
        """Return how far the mouse is beside the wide block that is selected in, in pixels."""
        point = self._page.point_at(self._at)
        return self._page.blocks.pull(point, self._at.x()) if point is not None else 0.0

    # ---- bars -------------------------------------------------------------------------------------------------

    def _takes_bar(self) -> bool:
        """Take hold of a bar that was pressed; beside its handle, move that to the mouse."""
        bar = self._page.blocks.bar_at(self._press)
        if bar is None:
            return False
        handle = bar.handle
        inside = self._press.x() - handle.left()
        self._handle = (bar.ref, inside if 0 <= inside <= handle.width() else handle.width() / 2)
        self._drag_bar(*self._handle)
        return True

    def _drag_bar(self, ref: BlockRef, inside: float) -> None:
        bar = self._page.blocks.bar_of(ref)
        if bar is not None and self._page.blocks.slide_to(ref, bar.sideways.offset_of_handle(self._at.x() - bar.left - inside)):
            self.slid.emit()


def _step(beyond: float) -> int:
    """Return how many pixels to scroll at a time when a drag is so many pixels beyond the edge."""
    return round(max(-60.0, min(60.0, beyond / 2))) or (1 if beyond >= 0 else -1)


def _word(box: Box, offset: int) -> Range:
    """Return the word that holds an offset, or the formula, which may also end there."""
    if not isinstance(box, ProseBox | GridBox):
        return word_around(box.text, offset)
    before = offset - 1, offset
    formula = box.widened(before)
    return formula if formula != before else box.widened(word_around(box.text, offset))


def paragraph_around(text: str, offset: int) -> Range:
    """Return the paragraph, or the line of code, that holds an offset."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    ends = [index for index in range(0, len(encoded), 2) if encoded[index : index + 2] == b"\n\x00"]
    start = max((index // 2 + 1 for index in ends if index // 2 < offset), default=0)
    end = min((index // 2 for index in ends if index // 2 >= offset), default=units(text))
    return start, end


def _are_near(first: QPointF, second: QPointF) -> bool:
    return QRectF(first.x() - 4, first.y() - 4, 8, 8).contains(second)
