"""What the conversation says: messages come in and are put on the page."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from chatdesk.control.facts import LinkedPicture
from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, MessageOutline, Role, Status, TextPart
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript import accessible
from chatdesk.ui.transcript.announcer import Announcer
from chatdesk.ui.transcript.canvas import Canvas
from chatdesk.ui.transcript.flow import FOOT, Spot
from chatdesk.ui.transcript.item import GREETING_ID, Item
from chatdesk.ui.transcript.place import PlaceWatch, place_of


class Feed(Canvas):
    """A canvas that takes the facts about a conversation."""

    opened = Signal()
    """Another conversation is shown."""
    provided = Signal(object)
    """Sequence[Message]: texts that were asked for came."""
    place_changed = Signal(object)
    """ReadingPlace, or None while the end is followed: the reader is somewhere else, and has been for a moment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._greeting = ""
        self._place_watch = PlaceWatch(self.page, self)
        self._place_watch.changed.connect(self.place_changed)
        self.refreshed.connect(self._place_watch.look)
        self._announcer = Announcer(
            partial(accessible.announce, self), is_heard=QAccessible.isActive, is_watched=self.isActiveWindow
        )

    # ---- facts ------------------------------------------------------------------------------------------------

    def set_greeting(self, text: str) -> None:
        """Set the assistant's greeting: the first bubble of every conversation, never one of its messages."""
        if text != self._greeting:
            self._greeting = text
            self._open([item for item in self.items if not item.is_greeting])

    def show_conversation(
        self,
        branch: Sequence[MessageOutline],
        *,
        alternatives: Mapping[str, tuple[int, int]] | None = None,
        place: ReadingPlace | None = None,
    ) -> None:
        """Show another conversation, or another branch of it, from its outlines; texts are asked for as they are needed.

        ``alternatives`` says of each answer that has siblings which of how many it is, from 1. It opens at ``place``, if
        that is in it, else at its end.
        """
        pivot, self.page.pivot = self.page.pivot, None
        self._asked.clear()
        self.page.selection.clear()
        self.page.hovered = self.page.focused = ""
        items = self._items_of(branch, alternatives or {})
        places = {item.id: number for number, item in enumerate(items)}
        if pivot is not None and (pivot.above in places or pivot.above == GREETING_ID):
            self.page.position.open_at(Spot(pivot.above, FOOT, 0.0), pivot.y)
            below = places.get(pivot.above, -1) + 1
            self.page.focused = items[below].id if pivot.is_focused and below < len(items) else ""
        elif place is not None and (place.message_id is None or place.message_id in places):
            self.page.position.open_at_place(place)
        else:
            self.page.position.open(at_end=True)
        self._place_watch.begin(place)
        self._open(items)
        self.opened.emit()

    def _items_of(self, branch: Sequence[MessageOutline], alternatives: Mapping[str, tuple[int, int]]) -> list[Item]:
        """Return the messages to show; those that are here already and have not changed keep their text and layout."""
        known = {item.id: item for item in self.items if item.has_text and not item.is_streaming}
        system = Role.SYSTEM
        items = [Item(outline) for outline in branch if outline.role is not system]
        if known:
            items = [_kept(known.get(item.id), item) for item in items]
        for item in items if known or alternatives else ():
            item.alternative = alternatives.get(item.id) if item.outline.role is Role.ASSISTANT else None
        return items

    def provide(self, messages: Sequence[Message]) -> None:
        """Take texts that were asked for."""
        self.page.flow.provide(messages)
        self._asked.difference_update(message.id for message in messages)
        self._refresh()
        for message in messages:
            accessible.tell(self, QAccessible.Event.NameChanged, message.id)
        self.provided.emit(messages)

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
        self._announcer.begin(item)

    def grow_reply(self, message_id: str, text: str, reasoning: str, reasoning_ms: int | None = None) -> None:
        """Append to a growing reply; only its last blocks are laid out and painted again."""
        item = self.item(message_id)
        if item is not None:
            item.grow(text, reasoning, reasoning_ms)
            self._changed(item)
            self._announcer.grow(item)

    def finish_reply(self, message: Message) -> None:
        """Show a reply's final state."""
        item = self.item(message.id)
        if item is not None:
            item.finish(message)
            self._changed(item)
            self._announcer.finish(item)
            accessible.tell(self, QAccessible.Event.NameChanged, message.id)

    def show_linked(self, picture: LinkedPicture) -> None:
        """Show how a picture is that messages link to; the text being read stays where it is."""
        self.shelf.note_linked(picture)
        for number, item in enumerate(self.items):
            if item.rows is not None and item.has_links and item.rows.show_linked(picture.address):
                self.page.flow.update_height(number)
                accessible.tell(self, QAccessible.Event.NameChanged, item.id)
        self._refresh()

    @property
    def place(self) -> ReadingPlace | None:
        """Where the reader is; None while the end is followed."""
        return place_of(self.page)

    def flush_place(self) -> None:
        """Tell now where the reader is, if that was not told yet."""
        self._place_watch.flush()

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


def _kept(old: Item | None, new: Item) -> Item:
    return old if old is not None and old.outline == new.outline else new
