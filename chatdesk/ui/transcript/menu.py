"""The context menu of the conversation."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.page import Target
from chatdesk.ui.transcript.wording import action_label, label


def make_menu(
    parent: QWidget,
    item: Item | None,
    target: Target | None,
    *,
    steps: Iterable[str],
    has_selection: bool,
    do: Callable[[str, str], None],
) -> QMenu:
    """Return a menu for what was clicked; ``do`` gets the chosen action and the message's id (or the link).

    ``steps`` are the actions that show another answer.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, action: str, of: str, shortcut: QKeySequence.StandardKey | None = None) -> None:
        entry = menu.addAction(text)
        if shortcut is not None:
            entry.setShortcut(QKeySequence(shortcut))
        entry.triggered.connect(lambda _=False: do(action, of))

    for text, action, of in _about(target):
        add(text, action, of)
        menu.addSeparator()
    if has_selection:
        add(label("Copy"), "copy-selection", "", QKeySequence.StandardKey.Copy)
        add(label("Copy as Markdown"), "markdown-selection", "")
    elif item is not None:
        add(label("Copy"), "copy", item.id, QKeySequence.StandardKey.Copy)
        add(label("Copy as Markdown"), "markdown", item.id)
        if item.fold_action:
            add(action_label(item.fold_action), item.fold_action, item.id)
    add(label("Select all"), "select-all", "", QKeySequence.StandardKey.SelectAll)
    for number, action in enumerate((*item.actions(), *steps) if item is not None else ()):
        if not number:
            menu.addSeparator()
        add(action_label(action), action, item.id if item else "")
    return menu


def _about(target: Target | None) -> Iterator[tuple[str, str, str]]:
    """Yield what can be done with the link and the formula that were clicked: the entry, its action, and with what."""
    if target is not None and target.href:
        yield label("Copy link"), "copy-link", target.href
    if target is not None and target.formula is not None:
        yield label("Copy formula"), "copy-formula", target.formula.tex
