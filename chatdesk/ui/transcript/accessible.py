"""What a screen reader sees: a list of messages with role, text, place and actions.

Qt keeps what is registered with it by pointer, so every interface made here is also kept by Python until Qt has deleted it.
"""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget

from chatdesk.ui.transcript.accessible_blocks import BlockAction, block_actions
from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.image_actions import ImageAction, image_actions
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.wording import action_label, answer_number, label, speaker, thought

if TYPE_CHECKING:
    from chatdesk.ui.transcript.view import TranscriptView

_ACTION_NAMES = {
    "copy": "Copy",
    "continue": "Continue",
    "retry": "Try again",
    "previous": "Previous answer",
    "next": "Next answer",
    "fold": "Hide reasoning",
    "unfold": "Show reasoning",
}
"""What programs call the actions, whatever the language; people hear the translation."""

_NOTHING = shiboken6.VoidPtr(0)
"""The null pointer. ``interface_cast`` must not return None or 0: PySide6 6.11 would hand Qt a pointer to that very object."""

_lists: dict[int, "AccessibleTranscript"] = {}
_is_installed = False


def install() -> None:
    """Tell Qt how transcripts are seen; once, before the first is made."""
    global _is_installed  # so is Qt's list of factories
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_make)


def _make(key: str, thing: QObject | None) -> QAccessibleInterface | None:
    if key != "TranscriptView" or thing is None:
        return None
    from chatdesk.ui.transcript.view import TranscriptView  # the view imports this module

    if not isinstance(thing, TranscriptView):
        return None
    interface = AccessibleTranscript(thing)
    _lists[id(thing)] = interface
    return interface


class AccessibleTranscript(QAccessibleWidget):
    """The list "Conversation"."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view, QAccessible.Role.List, label("Conversation"))
        self._view = view
        self._items: dict[str, AccessibleMessage] = {}

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name in the language of the moment."""
        return label("Conversation") if kind == QAccessible.Text.Name else super().text(kind)

    def childCount(self) -> int:
        """Return the number of messages, the greeting among them."""
        return len(self._view.items)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null for no child
        """Return the message of this number."""
        items = self._view.items
        return self.message(items[index].id) if 0 <= index < len(items) else None

    def message(self, message_id: str) -> "AccessibleMessage":
        """Return the interface of a message, made when it is first asked for."""
        interface = self._items.get(message_id)
        if interface is None or not shiboken6.isValid(interface):
            interface = AccessibleMessage(self._view, message_id)
            self._items[message_id] = interface
            QAccessible.registerAccessibleInterface(interface)
        return interface

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the number of a message."""
        number = self._view.number_of(child.message_id) if isinstance(child, AccessibleMessage) else None
        return -1 if number is None else number

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null
        """Return the message at a point of the screen."""
        at = self._view.viewport().mapFromGlobal(QPoint(x, y))
        target = self._view.page.target_at(QPointF(at)) if self._view.viewport().rect().contains(at) else None
        return self.message(target.item) if target else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null
        """Return the message that the keyboard walks on."""
        focused = self._view.page.focused
        return self.message(focused) if self._view.hasFocus() and self._view.number_of(focused) is not None else None

    def forget(self) -> None:
        """Let go of messages that are no longer shown."""
        for message_id in [key for key in self._items if self._view.number_of(key) is None]:
            _unregister(self._items.pop(message_id))

    def forget_all(self) -> None:
        """Let go of all messages, also when the view is gone: Qt must not keep what Python is about to delete."""
        while self._items:
            _unregister(self._items.popitem()[1])

    def known(self, message_id: str) -> "AccessibleMessage | None":
        """Return the interface of a message if anyone has asked for it."""
        return self._items.get(message_id)


class MessageActions(QAccessibleActionInterface):
    """The actions of a message."""

    def __init__(self, view: "TranscriptView", message_id: str) -> None:
        super().__init__()
        self._view, self._id = view, message_id

    def actionNames(self) -> list[str]:
        """Return the names: Copy, how to go on with a reply that was cut, to see its alternatives and its reasoning."""
        item = self._view.item(self._id)
        if item is None:
            return []
        images = [action.name for action in image_actions(item, self._view.shelf)]
        others = [*steps(self._view.page.flow, item), *([item.fold_action] if item.fold_action else [])]
        blocks = [action.name for action in block_actions(self._view.page.blocks, item)]
        return [*(_ACTION_NAMES[action] for action in ("copy", *item.actions(), *others)), *images, *blocks]

    def doAction(self, name: str) -> None:
        """Do one of them."""
        if (of_block := self._block_action(name)) is not None:
            self._view.do_block_action(of_block.action, of_block.ref)
            return
        action = _action_of(name) or getattr(self._image_action(name), "action", "")
        if action and name in self.actionNames():
            self._view.do_action(action, self._id)

    def localizedActionName(self, name: str) -> str:
        """Return what people call it."""
        action = _action_of(name)
        return action_label(action) if action else getattr(self._image_action(name) or self._block_action(name), "label", "")

    def _block_action(self, name: str) -> BlockAction | None:
        item = self._view.item(self._id)
        found = block_actions(self._view.page.blocks, item) if item else []
        return next((action for action in found if action.name == name), None)

    def _image_action(self, name: str) -> ImageAction | None:
        item = self._view.item(self._id)
        found = image_actions(item, self._view.shelf) if item else ()
        return next((action for action in found if action.name == name), None)

    def localizedActionDescription(self, name: str) -> str:
        """Return the same: the names say all."""
        return self.localizedActionName(name)

    def keyBindingsForAction(self, name: str) -> list[str]:
        """Return the keys."""
        return ["Ctrl+C"] if name == _ACTION_NAMES["copy"] else []


def _action_of(name: str) -> str:
    return next((action for action, known in _ACTION_NAMES.items() if known == name), "")


class AccessibleMessage(QAccessibleInterface):
    """One message: a list item named by its speaker and plain text."""

    def __init__(self, view: "TranscriptView", message_id: str) -> None:
        super().__init__()
        self._view, self.message_id = view, message_id
        self._actions = MessageActions(view, message_id)

    def _item(self) -> Item | None:
        return self._view.item(self.message_id) if shiboken6.isValid(self._view) else None

    def isValid(self) -> bool:
        """Whether the message is still shown."""
        return self._item() is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # Qt takes null
        """Return nothing: a message is no QObject."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # Qt takes null
        """Return the window that the view is in."""
        return self._view.window().windowHandle() if shiboken6.isValid(self._view) else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null
        """Return the list."""
        return QAccessible.queryAccessibleInterface(self._view) if shiboken6.isValid(self._view) else None

    def childCount(self) -> int:
        """Return 0."""
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null
        """Return nothing."""
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null
        """Return nothing."""
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return that it is no child."""
        return -1

    def role(self) -> QAccessible.Role:
        """Return that this is an item of a list."""
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name: who says what; as a description, what else is seen. A text that is not here is asked for."""
        item = self._item()
        if item is not None and kind == QAccessible.Text.Description:
            return _description(item)
        if item is None or kind != QAccessible.Text.Name:
            return ""
        if not item.has_text:
            self._view.want_text(self.message_id)
        return f"{speaker(item.outline.role)}: {item.plain_text()}"

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Do nothing: a message can't be written over."""

    def rect(self) -> QRect:
        """Return where the message is on the screen."""
        number = self._view.number_of(self.message_id) if shiboken6.isValid(self._view) else None
        if number is None:
            return QRect()
        rect = self._view.page.item_rect(number).toRect()
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def state(self) -> QAccessible.State:
        """Return whether it is focused and in view."""
        state = QAccessible.State()
        number = self._view.number_of(self.message_id) if shiboken6.isValid(self._view) else None
        if number is None:
            state.invalid = True
            return state
        state.focusable = True
        state.readOnly = True
        state.selectableText = True
        state.focused = self._view.hasFocus() and self._view.page.focused == self.message_id
        rect = self._view.page.item_rect(number).toRect()
        is_in_view = rect.intersects(self._view.viewport().rect())
        state.offscreen = not is_in_view
        state.invisible = not self._view.isVisible()
        return state

    def interface_cast(  # type: ignore[override]  # a pointer, which the stubs call a number
        self, kind: QAccessible.InterfaceType
    ) -> MessageActions | shiboken6.VoidPtr:
        """Return the actions when Qt asks for them."""
        return self._actions if kind == QAccessible.InterfaceType.ActionInterface else _NOTHING


def _description(item: Item) -> str:
    """Return which of several answers it is and how long it was thought about; the reasoning, too, when it is unfolded."""
    parts = [] if item.alternative is None else [answer_number(*item.alternative)]
    if item.fold_action:
        parts.append(thought(item.reasoning_seconds) + (f": {item.reasoning}" if item.is_unfolded else ""))
    return ". ".join(parts)


def tell(view: QObject, kind: QAccessible.Event, message_id: str = "") -> None:
    """Tell assistive technology, if there is any, that something happened to the list or to one message."""
    interface = _lists.get(id(view))
    if not QAccessible.isActive() or interface is None or not shiboken6.isValid(interface):
        return
    if not message_id:
        QAccessible.updateAccessibility(QAccessibleEvent(interface, kind))
        return
    message = interface.message(message_id) if kind == QAccessible.Event.Focus else interface.known(message_id)
    if message is not None and shiboken6.isValid(message):
        QAccessible.updateAccessibility(QAccessibleEvent(message, kind))


def announce(view: QObject, text: str) -> None:
    """Have a text spoken after what is being spoken."""
    event = QAccessibleAnnouncementEvent(view, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def forget(view: QObject) -> None:
    """Let go of messages that are no longer shown."""
    interface = _lists.get(id(view))
    if interface is not None and shiboken6.isValid(interface):
        interface.forget()


def drop(view_id: int) -> None:
    """Let go of a view that was deleted."""
    interface = _lists.pop(view_id, None)
    if interface is not None:
        interface.forget_all()


def _unregister(interface: AccessibleMessage) -> None:
    if shiboken6.isValid(interface):
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))
