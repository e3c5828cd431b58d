"""What the reader does to the conversation: copying, following links, asking for more of a reply."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.copies import copied_code, copied_text
from chatdesk.ui.transcript.page import Page, Target

COPIED_MS = 1_500
"""How long a code block says that it was copied."""


class Deeds(QObject):
    """Does what clicks, keys, menus and screen readers ask for."""

    link_activated = Signal(str)
    """A link with a safe address was clicked."""
    action_requested = Signal(str, str)
    """An action ("continue", "retry", "previous", "next") of a message (its id)."""
    texts_missing = Signal(list)
    """list[str]: ids of messages whose text is needed to copy them."""
    folded = Signal(str)
    """The reasoning of this message (its id) was folded or unfolded."""
    changed = Signal()
    """Something looks different in place."""

    def __init__(self, page: Page, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._waiting: set[str] = set()
        self._copied_code: CodeBox | None = None
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)

    def forget(self) -> None:
        """Give up a copy that waits for texts, as another conversation is shown."""
        self._waiting.clear()

    def take(self, message_ids: list[str]) -> None:
        """Note that texts came; the last one that a copy waited for lets it happen."""
        if self._waiting:
            self._waiting.difference_update(message_ids)
            if not self._waiting:
                self.copy()

    def copy(self) -> None:
        """Copy what is selected, else the focused message; texts that are missing are asked for first."""
        if self._page.selection.bounds() is None:
            self.do("copy", self._page.focused)
            return
        missing = self._page.missing_selected()
        self._waiting = set(missing)
        if missing:
            self.texts_missing.emit(missing)
        else:
            _to_clipboard(self._page.selection.text())

    def do(self, action: str, of: str) -> None:
        """Do an action of a message (its id), of a link (its address) or of the whole conversation ("")."""
        item = self._page.flow.item(of)
        match action:
            case "copy-selection":
                self.copy()
            case "select-all":
                self._page.selection.select_all()
                self._page.position.stay()
                self.changed.emit()
            case "copy-link":
                _to_clipboard(of)
            case "copy" if item is not None:
                _to_clipboard(copied_text(item))
            case "markdown" if item is not None:
                _to_clipboard(item.source)
            case "previous" | "next" if item is not None and action in steps(self._page.flow, item):
                self._page.turn_at(of)
                self.action_requested.emit(action, of)
            case "fold" | "unfold" if item is not None:
                self._page.selection.clear()
                item.set_folded(is_folded=action == "fold")
                self.folded.emit(of)
            case "continue" | "retry":
                self._page.position.follow()
                self.action_requested.emit(action, of)

    def click(self, target: Target) -> None:
        """Follow a link or do an action that was clicked."""
        if target.href:
            self.open_link(target.href)
        elif target.action == "copy-code":
            self._copy_code(target)
        elif target.action:
            self.do(target.action, target.item)

    def open_link(self, href: str) -> None:
        """Ask for a link to be opened, if its address is safe; text that passed the parser is checked once more."""
        from chatdesk.markup.links import safe_href  # with what it imports 15 ms that a start without links does not need

        address = safe_href(href)
        if address:
            self.link_activated.emit(address)

    def _copy_code(self, target: Target) -> None:
        box, item = self._page.code_at(target), self._page.flow.item(target.item)
        if box is None or item is None or target.row is None:
            return
        _to_clipboard(copied_code(item, target.row))
        self._on_copied_shown()
        self._copied_code, box.was_copied = box, True
        self._copied.start()

    def _on_copied_shown(self) -> None:
        if self._copied_code is not None:
            self._copied_code.was_copied = False
        self._copied_code = None
        self.changed.emit()


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
