"""What the conversation says: messages come in and are put on the page."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from chatdesk.core.message import Message, MessageOutline, Role, Status, TextPart
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript import accessible
from chatdesk.ui.transcript.canvas import Canvas
from chatdesk.ui.transcript.item import Item

GREETING_ID = "greeting"


class Feed(Canvas):
    """A canvas that takes the facts about a conversation."""

    opened = Signal()
    """Another conversation is shown."""
    provided = Signal(list)
    """list[str]: ids of messages whose text came."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._greeting = ""

    # ---- facts ------------------------------------------------------------------------------------------------

    def set_greeting(self, text: str) -> None:
        """Set the assistant's greeting: the first bubble of every conversation, never one of its messages."""
        if text != self._greeting:
            self._greeting = text
            self._open([item for item in self.items if not item.is_greeting])

    def show_conversation(self, branch: Sequence[MessageOutline], *, at_end: bool = True) -> None:
        """Show another conversation, from its outlines; texts are asked for as they are needed."""
        self._asked.clear()
        self.page.selection.clear()
        self.page.hovered = self.page.focused = ""
        self.page.position.open(at_end=at_end)
        self._open([Item(outline) for outline in branch if outline.role is not Role.SYSTEM])
        self.opened.emit()

    def provide(self, messages: Sequence[Message]) -> None:
        """Take texts that were asked for."""
        self.page.flow.provide(messages)
        self._asked.difference_update(message.id for message in messages)
        self._refresh()
        for message in messages:
            accessible.tell(self, QAccessible.Event.NameChanged, message.id)
        self.provided.emit([message.id for message in messages])

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
