"""What the reader does to the conversation: copying, following links, asking for more of a reply."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from chatdesk.core.message import Message
from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.block_deeds import BlockDeeds
from chatdesk.ui.transcript.clipboard import put_excerpt, put_markdown, put_text
from chatdesk.ui.transcript.copies import message_excerpt
from chatdesk.ui.transcript.excerpt import Excerpt
from chatdesk.ui.transcript.gathering import Gathering
from chatdesk.ui.transcript.image_actions import is_image_action
from chatdesk.ui.transcript.page import Page, Target


class Deeds(QObject):
    """Does what clicks, keys, menus and screen readers ask for."""

    link_activated = Signal(str)
    """A link with a safe address was clicked."""
    action_requested = Signal(str, str)
    """An action ("continue", "retry", "previous", "next") of a message (its id)."""
    texts_missing = Signal(list)
    """list[str]: ids of messages whose text is needed to copy them."""
    image_requested = Signal(str, str)
    """A picture shall be loaded or shown: a message (its id) and one of its ``image_actions``."""
    folded = Signal(str)
    """The reasoning of this message (its id) was folded or unfolded."""
    changed = Signal()
    """Something looks different in place."""

    def __init__(self, page: Page, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._gathering: Gathering | None = None
        self._put: Callable[[Excerpt], None] = put_excerpt
        self.blocks = BlockDeeds(page, self)

    def forget(self) -> None:
        """Give up a copy that waits for texts, as another conversation is shown."""
        self._gathering = None

    def take(self, messages: Sequence[Message]) -> None:
        """Take texts that came; the last one that a copy waited for lets it happen."""
        if self._gathering is not None and self._gathering.take(messages):
            self._go_on()

    def copy(self, action: str = "copy-selection") -> None:
        """Copy what is selected, else the focused message; texts that are missing are asked for first."""
        if self._page.selection.bounds() is None:
            self.do("markdown" if action == "markdown-selection" else "copy", self._page.focused)
            return
        self._gathering = Gathering(self._page.selection.parts())
        self._put = put_markdown if action == "markdown-selection" else put_excerpt
        self._go_on()

    def _go_on(self) -> None:
        """Copy what was gathered, or ask for more of it."""
        gathering = self._gathering
        if gathering is None:
            return
        if gathering.is_complete:
            self._gathering = None
            self._put(gathering.excerpt())
        else:
            self.texts_missing.emit(gathering.wanted())

    def do(self, action: str, of: str) -> None:
        """Do an action of a message (its id), a link (its address), a formula (its TeX) or the whole conversation ("")."""
        item = self._page.flow.item(of)
        match action:
            case "copy-selection" | "markdown-selection":
                self.copy(action)
            case "select-all":
                self._page.selection.select_all()
                self._page.position.stay()
                self.changed.emit()
            case "copy-link" | "copy-formula":
                put_text(of)
            case "copy" if item is not None:
                put_excerpt(message_excerpt(item))
            case "markdown" if item is not None:
                put_markdown(message_excerpt(item))
            case "previous" | "next" if item is not None and action in steps(self._page.flow, item):
                self._page.turn_at(of)
                self.action_requested.emit(action, of)
            case "fold" | "unfold" if item is not None:
                self._page.selection.clear()
                item.set_folded(is_folded=action == "fold")
                self.folded.emit(of)
            case _ if is_image_action(action):
                self._ask_for_image(action, of)
            case "continue" | "retry":
                self._page.position.follow()
                self.action_requested.emit(action, of)

    def click(self, target: Target) -> None:
        """Follow a link or do an action that was clicked."""
        if target.href:
            self.open_link(target.href)
        elif (ref := self._page.blocks.ref_of(target.item, target.row)) is not None and target.action:
            self.blocks.do(target.action, ref)
        elif target.action:
            self.do(target.action, target.item)

    def _ask_for_image(self, action: str, of: str) -> None:
        if action.startswith("load:"):
            self._page.position.stay()  # what is read stays in its place when the picture comes
        self.image_requested.emit(of, action)

    def open_link(self, href: str) -> None:
        """Ask for a link to be opened, if its address is safe; text that passed the parser is checked once more."""
        from chatdesk.markup.links import safe_href  # with what it imports 15 ms that a start without links does not need

        address = safe_href(href)
        if address:
            self.link_activated.emit(address)
