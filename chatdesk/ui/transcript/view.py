"""The conversation on the screen: facts come in by methods, what the reader wants goes out by signals."""

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

from chatdesk.ui.labels import plain_tooltip
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript import accessible, keyboard
from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.block_menu import add_blocks
from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.deeds import Deeds
from chatdesk.ui.transcript.feed import Feed
from chatdesk.ui.transcript.image_actions import add_images, image_hint
from chatdesk.ui.transcript.menu import make_menu
from chatdesk.ui.transcript.mouse import Mouse
from chatdesk.ui.transcript.newest_button import NewestButton
from chatdesk.ui.transcript.page import Target
from chatdesk.ui.transcript.seeker import Seeker
from chatdesk.ui.transcript.wording import action_label, label


class TranscriptView(Feed):
    """Shows a conversation. Of a long one, only what is near the viewport is ever laid out."""

    link_activated = Signal(str)
    """A link with a safe address was clicked."""
    action_requested = Signal(str, str)
    """An action ("continue", "retry", "previous", "next") of a message (its id)."""
    save_requested = Signal(str, str)
    """Code shall be saved: its language, and its text as it was written."""
    image_requested = Signal(str, str)
    """A picture shall be loaded or shown: a message (its id) and one of its ``image_actions``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        accessible.install()
        super().__init__(theme, parent)
        self.setObjectName("transcript")
        self.setAccessibleName(label("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # each paragraph has its own, whatever the window's is
        self.viewport().setMouseTracking(True)
        self._wished: list[str] = []
        self._wish = QTimer(self, singleShot=True, interval=0)
        self._wish.timeout.connect(self._on_wish)
        self._deeds = Deeds(self.page, self)
        self._deeds.link_activated.connect(self.link_activated)
        self._deeds.action_requested.connect(self.action_requested)
        self._deeds.texts_missing.connect(self._ask)
        self._deeds.image_requested.connect(self.image_requested)
        self._deeds.folded.connect(self._on_folded)
        self._deeds.changed.connect(self.viewport().update)
        self._deeds.blocks.changed.connect(self.viewport().update)
        self._deeds.blocks.remade.connect(self._present)
        self._deeds.blocks.save_requested.connect(self.save_requested)
        self._seeker = Seeker(self.page, self)
        self._seeker.texts_missing.connect(self._ask)
        self._seeker.unfolded.connect(self._on_folded)
        self._seeker.moved.connect(self._refresh)
        self._seeker.changed.connect(self.viewport().update)
        self.refreshed.connect(self._seeker.look)
        self.opened.connect(self._deeds.forget)
        self.provided.connect(self._deeds.take)
        self._mouse = Mouse(self.page, self.viewport().height, self)
        self._mouse.selected.connect(self.viewport().update)
        self._mouse.pressed_target.connect(self._deeds.click)
        self._mouse.scrolled.connect(self.scroll_by)
        self._mouse.slid.connect(self._present)
        self._newest = NewestButton(self)
        self._newest.clicked.connect(self.scroll_to_end)
        self.refreshed.connect(self._on_refreshed)
        view_id = id(self)
        self.destroyed.connect(lambda: accessible.drop(view_id))

    # ---- what is shown ----------------------------------------------------------------------------------------

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

    @property
    def seeker(self) -> Seeker:
        """What marks the hits of a search and goes to them."""
        return self._seeker

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

    def do_block_action(self, action: str, ref: BlockRef) -> None:
        """Do what a menu entry or a screen reader asks for of a block."""
        self._deeds.blocks.do(action, ref)

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
        bar = self.page.blocks.bar_at(event.position())
        target = self.page.target_at(event.position()) if bar is None else Target(bar.ref.item)
        self._hover(target, bar.ref if bar is not None else None)
        self.viewport().setCursor(_cursor(target))
        hint = _hint(target) or self._formula_hint(target) or self._image_hint(target)
        if hint:
            QToolTip.showText(event.globalPosition().toPoint(), plain_tooltip(hint), self.viewport())
        else:
            QToolTip.hideText()

    def _formula_hint(self, target: Target | None) -> str:
        """Return why a formula is shown as it was written."""
        formulas = self.page.flow.measures.formulas
        if target is None or target.formula is None or formulas is None or formulas.is_drawable(target.formula):
            return ""
        return label("Undrawable")

    def _image_hint(self, target: Target | None) -> str:
        """Return the name and the size of an attached picture, or the true address of a linked one."""
        item = None if target is None else self.item(target.item)
        return "" if target is None or item is None else image_hint(target.action, item)

    def leaveEvent(self, event: QEvent) -> None:
        """Hover over nothing."""
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, target: Target | None, ref: BlockRef | None = None) -> None:
        hovered = target.item if target is not None else ""
        if ref is None and target is not None:
            ref = self.page.blocks.ref_of(target.item, target.row)
        if ref != self.page.hovered_block:
            for block in (self.page.hovered_block, ref):
                below = self.page.flow.measures.bar_height
                self.viewport().update(self.page.block_rect(block).adjusted(0, 0, 0, below).toAlignedRect())
            self.page.hovered_block = ref
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
        others = steps(self.page.flow, item) if item is not None else ()
        menu = make_menu(self, item, target, steps=others, has_selection=has_selection, do=self.do_action)
        if item is not None and target is not None:
            add_images(menu, item, self.shelf, self.do_action)
            clicked = self.page.blocks.ref_of(target.item, target.row)
            add_blocks(menu, self.page.blocks, item, clicked, self.do_block_action)
        menu.popup(at)

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


def _hint(target: Target | None) -> str:
    """Return what is told of a target that shows no words of its own: a link's true address, what an arrow does."""
    if target is None:
        return ""
    return action_label(target.action) if target.action in ("previous", "next") else target.href


def _cursor(target: Target | None) -> Qt.CursorShape:
    if target is None:
        return Qt.CursorShape.ArrowCursor
    if target.href or target.action:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor if target.row is None else Qt.CursorShape.IBeamCursor
