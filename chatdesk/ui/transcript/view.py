"""The conversation on the screen: a view that lays out and paints only what is visible, block by block."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from chatdesk.core.message import Message, MessageOutline, Role, Status, TextPart
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.bubble import BubblePainter, Highlight
from chatdesk.ui.transcript.damage import Picture, compare, picture
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.position import Position
from chatdesk.ui.transcript.wording import label

GREETING_ID = "greeting"
WHEEL_LINE = 36
"""Pixels at 100 % text size for one of the lines that a wheel's notch scrolls."""


class TranscriptView(QAbstractScrollArea):
    """Shows a conversation; facts come in by methods, intents go out by signals."""

    texts_wanted = Signal(list)
    """list[str]: ids of messages near the viewport whose text is missing; answered by ``provide``."""
    link_activated = Signal(str)
    """A link with a safe address was clicked."""
    action_requested = Signal(str, str)
    """An action ("continue", "retry", "previous", "next") of a message (its id)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setAccessibleName(label("Conversation"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._greeting = ""
        self._flow = Flow(Measures(theme), self._page_width())
        self._position = Position(self._flow)
        self._painter = BubblePainter(self._flow)
        self._picture: Picture = {}
        self._asked: set[str] = set()
        self._is_setting_bar = False
        self._wheel_rest = 0.0
        self.verticalScrollBar().valueChanged.connect(self._on_bar_moved)
        self._set_background()

    # ---- facts ------------------------------------------------------------------------------------------------

    def set_greeting(self, text: str) -> None:
        """Set the assistant's greeting: the first bubble of every conversation, never one of its messages."""
        self._greeting = text
        self._open([item for item in self._flow.items if not item.is_greeting])

    def show_conversation(self, branch: Sequence[MessageOutline], *, at_end: bool = True) -> None:
        """Show another conversation, from its outlines; texts are asked for as they are needed."""
        self._asked.clear()
        self._position.is_following = at_end
        self._position.scroll = 0
        self._open([Item(outline) for outline in branch if outline.role is not Role.SYSTEM])

    def provide(self, messages: Sequence[Message]) -> None:
        """Take texts that were asked for."""
        self._flow.provide(messages)
        self._asked.difference_update(message.id for message in messages)
        self._refresh()

    def add_message(self, message: Message) -> None:
        """Add a message at the end and go there, as after sending."""
        self._flow.add(Item(message.outline(), message))
        self._position.follow()
        self._refresh()

    def start_reply(self, message: Message) -> None:
        """Add a reply that grows, or let one that is there grow again."""
        item = self._flow.item(message.id)
        if item is None:
            item = Item(message.outline(), message)
            self._flow.add(item)
        item.begin(message)
        self._changed(item)

    def grow_reply(self, message_id: str, text: str, reasoning: str) -> None:
        """Append to a growing reply; only its last blocks are laid out and painted again."""
        item = self._flow.item(message_id)
        if item is not None:
            item.grow(text, reasoning)
            self._changed(item)

    def finish_reply(self, message: Message) -> None:
        """Show a reply's final state."""
        item = self._flow.item(message.id)
        if item is not None:
            item.finish(message)
            self._changed(item)

    def scroll_to_end(self) -> None:
        """Go to the newest message and stay there."""
        self._position.follow()
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colors and fonts; the text being read stays where it is."""
        self._position.relay(Measures(theme), self._page_width(), self.viewport().height())
        self._set_background()
        self._repaint_all()

    def _open(self, items: list[Item]) -> None:
        greeting = [self._make_greeting()] if self._greeting else []
        self._flow.open([*greeting, *items])
        self._picture = {}
        self._refresh()

    def _make_greeting(self) -> Item:
        parts = (TextPart(self._greeting),)
        message = Message(GREETING_ID, None, Role.ASSISTANT, parts, 0, Status.COMPLETE)
        return Item(message.outline(), message, is_greeting=True)

    def _changed(self, item: Item) -> None:
        number = self._flow.number(item.id)
        if number is not None:
            self._flow.update_height(number)
        self._refresh()

    # ---- layout and painting ----------------------------------------------------------------------------------

    def _page_width(self) -> int:
        """The width to lay out in: the room beside the scroll bar, whether it is shown or not."""
        return max(120, self.width() - self.verticalScrollBar().sizeHint().width())

    def _refresh(self) -> None:
        """Settle, then bring the screen up to date with the least painting."""
        if not self.isVisible():
            return
        self._position.settle()
        self._present()

    def _present(self) -> None:
        position, flow = self._position, self._flow
        self._set_bar()
        self._ask_for_texts()
        flow.trim(position.scroll - position.height, position.scroll + 2 * position.height)
        old, self._picture = self._picture, picture(flow, position.scroll, position.height)
        is_whole = float(self.devicePixelRatioF()).is_integer()
        damage = compare(old, self._picture, position.height) if is_whole else None
        if damage is None:
            self.viewport().update()
            return
        if damage.shift:
            self.viewport().scroll(0, damage.shift)
        for top, bottom in damage.strips:
            self.viewport().update(0, top - 3, self.viewport().width(), bottom - top + 6)

    def _set_bar(self) -> None:
        bar, position = self.verticalScrollBar(), self._position
        self._is_setting_bar = True
        bar.setRange(0, position.limit)
        bar.setPageStep(max(1, position.height))
        bar.setSingleStep(self._flow.measures.theme.px(WHEEL_LINE))
        bar.setValue(position.scroll)
        self._is_setting_bar = False

    def _ask_for_texts(self) -> None:
        position = self._position
        margin = 2 * position.height
        missing = self._flow.missing(position.scroll - margin, position.scroll + position.height + margin)
        wanted = [message_id for message_id in missing if message_id not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self.texts_wanted.emit(wanted)

    def _repaint_all(self) -> None:
        self._picture = {}
        if self.isVisible():
            self._present()

    def _set_background(self) -> None:
        palette = self.viewport().palette()
        palette.setColor(self.viewport().backgroundRole(), self._flow.measures.theme.base)
        self.viewport().setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the items in the exposed part."""
        painter = QPainter(self.viewport())
        scroll = self._position.scroll
        painter.fillRect(event.rect(), self._flow.measures.theme.base)
        painter.translate(0, -scroll)
        clip = QRectF(event.rect().translated(0, scroll))
        painter.setClipRegion(QRegion(event.region()).translated(0, scroll))
        for number in self._flow.visible(clip.top(), clip.bottom()):
            self._painter.paint(painter, number, clip, self._highlight(number))
        painter.end()

    def _highlight(self, number: int) -> Highlight:
        return Highlight()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Do nothing: what the scroll bar says is handled where it says it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line that is being read where it is."""
        width, height = self._page_width(), self.viewport().height()
        if width != self._flow.view_width:
            self._position.relay(self._flow.measures, width, height)
        elif height != self._position.height:
            self._position.height = height
        self._picture = {}
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what came while nobody saw it."""
        super().showEvent(event)
        self._position.height = self.viewport().height()
        self._refresh()

    # ---- the reader's hand ------------------------------------------------------------------------------------

    def _on_bar_moved(self, value: int) -> None:
        if not self._is_setting_bar and value != self._position.scroll:
            self._position.jump_to(value)
            self._present()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels where the device tells them, else by lines."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        pixels = event.pixelDelta().y()
        lines = event.angleDelta().y() / 120 * QApplication.wheelScrollLines()
        exact = pixels or lines * self._flow.measures.theme.px(WHEEL_LINE)
        self._wheel_rest += exact
        whole = int(self._wheel_rest)
        self._wheel_rest -= whole
        self._scroll_by(-whole)
        event.accept()

    def _scroll_by(self, pixels: int) -> None:
        if self._position.move_by(pixels):
            self._present()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the usual keys."""
        step, page = (
            self._flow.measures.theme.px(WHEEL_LINE),
            max(1, self._position.height - self._flow.measures.body.pitch * 2),
        )
        steps = {
            Qt.Key.Key_Up: -step,
            Qt.Key.Key_Down: step,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }
        match event.key():
            case key if key in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._scroll_by(steps[Qt.Key(key)])
            case Qt.Key.Key_Home:
                self._position.jump_to(0)
                self._present()
            case Qt.Key.Key_End:
                self.scroll_to_end()
            case _:
                super().keyPressEvent(event)
