"""The conversation on the screen: facts come in by methods, what the reader wants goes out by signals."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from chatdesk.core.message import Message, MessageOutline, Role, Status, TextPart
from chatdesk.ui.labels import plain_tooltip
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript import accessible, keyboard
from chatdesk.ui.transcript.canvas import Canvas
from chatdesk.ui.transcript.deeds import Deeds
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.menu import make_menu
from chatdesk.ui.transcript.mouse import Mouse
from chatdesk.ui.transcript.newest_button import NewestButton
from chatdesk.ui.transcript.page import Target
from chatdesk.ui.transcript.wording import label

GREETING_ID = "greeting"


class TranscriptView(Canvas):
    """Shows a conversation. Of a long one, only what is near the viewport is ever laid out."""

    link_activated = Signal(str)
    """A link with a safe address was clicked."""
    action_requested = Signal(str, str)
    """An action ("continue", "retry", "previous", "next") of a message (its id)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        accessible.install()
        super().__init__(theme, parent)
        self.setObjectName("transcript")
        self.setAccessibleName(label("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._greeting = ""
        self._wished: list[str] = []
        self._wish = QTimer(self, singleShot=True, interval=0)
        self._wish.timeout.connect(self._on_wish)
        self._deeds = Deeds(self.page, self)
        self._deeds.link_activated.connect(self.link_activated)
        self._deeds.action_requested.connect(self.action_requested)
        self._deeds.texts_missing.connect(self._ask)
        self._deeds.folded.connect(self._on_folded)
        self._deeds.changed.connect(self.viewport().update)
        self._mouse = Mouse(self.page, self.viewport().height, self)
        self._mouse.selected.connect(self.viewport().update)
        self._mouse.pressed_target.connect(self._deeds.click)
        self._mouse.scrolled.connect(self.scroll_by)
        self._newest = NewestButton(self)
        self._newest.clicked.connect(self.scroll_to_end)
        self.refreshed.connect(self._on_refreshed)
        view_id = id(self)
        self.destroyed.connect(lambda: accessible.drop(view_id))

    # ---- facts ------------------------------------------------------------------------------------------------

    def set_greeting(self, text: str) -> None:
        """Set the assistant's greeting: the first bubble of every conversation, never one of its messages."""
        if text != self._greeting:
            self._greeting = text
            self._open([item for item in self.items if not item.is_greeting])

    def show_conversation(self, branch: Sequence[MessageOutline], *, at_end: bool = True) -> None:
        """Show another conversation, from its outlines; texts are asked for as they are needed."""
        self._asked.clear()
        self._deeds.forget()
        self.page.selection.clear()
        self.page.hovered = self.page.focused = ""
        self.page.position.open(at_end=at_end)
        self._open([Item(outline) for outline in branch if outline.role is not Role.SYSTEM])

    def provide(self, messages: Sequence[Message]) -> None:
        """Take texts that were asked for."""
        self.page.flow.provide(messages)
        self._asked.difference_update(message.id for message in messages)
        self._refresh()
        for message in messages:
            accessible.tell(self, QAccessible.Event.NameChanged, message.id)
        self._deeds.take(message.id for message in messages)

    def add_message(self, message: Message) -> None:
        """Add a message at the end and go there, as after sending."""
        self.page.flow.add(Item(message.outline(), message))
        self.page.position.follow()
        self._refresh()
        accessible.tell(self, QAccessible.Event.ObjectReorder)

    def start_reply(self, message: Message) -> None:
        """Add a reply that grows, or let one that is there grow again."""
        item = self.item(message.id)
        if item is None:
            item = Item(message.outline(), message)
            self.page.flow.add(item)
            accessible.tell(self, QAccessible.Event.ObjectReorder)
        item.begin(message)
        self._changed(item)

    def grow_reply(self, message_id: str, text: str, reasoning: str) -> None:
        """Append to a growing reply; only its last blocks are laid out and painted again."""
        item = self.item(message_id)
        if item is not None:
            item.grow(text, reasoning)
            self._changed(item)

    def finish_reply(self, message: Message) -> None:
        """Show a reply's final state."""
        item = self.item(message.id)
        if item is not None:
            item.finish(message)
            self._changed(item)
            accessible.tell(self, QAccessible.Event.NameChanged, message.id)

    def scroll_to_end(self) -> None:
        """Go to the newest message and stay there."""
        self.page.position.follow()
        self._refresh()

    def _open(self, items: list[Item]) -> None:
        greeting = [self._make_greeting()] if self._greeting else []
        self.page.flow.open([*greeting, *items])
        self._picture = {}
        self._refresh()
        accessible.forget(self)
        accessible.tell(self, QAccessible.Event.ObjectReorder)

    def _make_greeting(self) -> Item:
        message = Message(GREETING_ID, None, Role.ASSISTANT, (TextPart(self._greeting),), 0, Status.COMPLETE)
        return Item(message.outline(), message, is_greeting=True)

    def _changed(self, item: Item) -> None:
        number = self.number_of(item.id)
        if number is not None:
            self.page.flow.update_height(number)
        self._refresh()

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def items(self) -> Sequence[Item]:
        """The greeting and the messages, in order."""
        return self.page.flow.items

    def item(self, message_id: str) -> Item | None:
        """Return a message by its id."""
        return self.page.flow.item(message_id)

    def number_of(self, message_id: str) -> int | None:
        """Return a message's place in the order."""
        return self.page.flow.number(message_id)

    def want_text(self, message_id: str) -> None:
        """Ask for one message's text, as a screen reader needs it."""
        self._wished.append(message_id)
        self._wish.start()

    def _on_wish(self) -> None:
        wished, self._wished = self._wished, []
        self._ask(wished)

    def selected_text(self) -> str:
        """Return what is selected as plain text."""
        return self.page.selection.text()

    # ---- actions ----------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy what is selected, else the focused message."""
        self._deeds.copy()

    def selectAll(self) -> None:
        """Select the whole conversation."""
        self._deeds.do("select-all", "")

    def do_action(self, action: str, message_id: str) -> None:
        """Do what a menu entry or a screen reader asks for."""
        self._deeds.do(action, message_id)

    def walk(self, step: int) -> None:
        """Focus the next (1) or the previous (-1) message; 0 focuses and selects nothing."""
        if step:
            self.page.walk(step)
            accessible.tell(self, QAccessible.Event.Focus, self.page.focused)
        else:
            self.page.focused = ""
            self.page.selection.clear()
        self._refresh()
        self.viewport().update()

    def open_focused_menu(self) -> None:
        """Open the menu of the focused message beside it."""
        number = self.number_of(self.page.focused)
        if number is not None:
            corner = self.page.item_rect(number).toRect().intersected(self.viewport().rect()).topLeft()
            self._open_menu(Target(self.page.focused), self.viewport().mapToGlobal(corner))

    # ---- events -----------------------------------------------------------------------------------------------

    def _on_folded(self, message_id: str) -> None:
        item = self.item(message_id)
        if item is not None:
            self._changed(item)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(label("Conversation"))
            self._newest.retranslate()

    def _on_refreshed(self) -> None:
        position = self.page.position
        self._newest.setVisible(not position.is_following and not position.is_at_end)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text and the button in place."""
        super().resizeEvent(event)
        self._newest.place(self.page.flow)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.page.focused = ""
            self._mouse.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.double_click(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a selection or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what is under the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._mouse.move(event)
            return
        target = self.page.target_at(event.position())
        self._hover(target)
        self.viewport().setCursor(_cursor(target))
        if target is not None and target.href:
            QToolTip.showText(event.globalPosition().toPoint(), plain_tooltip(target.href), self.viewport())

    def leaveEvent(self, event: QEvent) -> None:
        """Hover over nothing."""
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, target: Target | None) -> None:
        hovered = target.item if target is not None else ""
        if hovered == self.page.hovered:
            return
        for message_id in (self.page.hovered, hovered):
            number = self.number_of(message_id)
            if number is not None:
                self.viewport().update(self.page.item_rect(number).toAlignedRect())
        self.page.hovered = hovered

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the message under the mouse, or the focused one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.page.focused:
            self.open_focused_menu()
            return
        at = self.viewport().mapFromGlobal(event.globalPos())
        self._open_menu(self.page.target_at(QPointF(at)), event.globalPos())

    def _open_menu(self, target: Target | None, at: QPoint) -> None:
        item = self.item(target.item) if target is not None else None
        has_selection = self.page.selection.bounds() is not None
        make_menu(self, item, target, has_selection=has_selection, do=self.do_action).popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, walk, copy."""
        if not keyboard.press(self, event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; who comes by Tab stands on the last message in view."""
        super().focusInEvent(event)
        self.page.has_keyboard = True
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.page.focus_visible()
            accessible.tell(self, QAccessible.Event.Focus, self.page.focused)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.page.has_keyboard = event.reason() == Qt.FocusReason.PopupFocusReason
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Claim the keys for copying and selecting all before a shortcut of the window takes them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_claimed(event):
            event.accept()
            return True
        return super().event(event)


def _is_claimed(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll)


def _cursor(target: Target | None) -> Qt.CursorShape:
    if target is None:
        return Qt.CursorShape.ArrowCursor
    if target.href or target.action:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor if target.row is None else Qt.CursorShape.IBeamCursor
