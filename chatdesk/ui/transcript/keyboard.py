"""The keys of the conversation: scrolling, walking from message to message, copying, the menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from chatdesk.ui.transcript.wheel import WHEEL_LINE

if TYPE_CHECKING:
    from chatdesk.ui.transcript.view import TranscriptView

_WALK_MODIFIERS = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier)
"""With these, arrows walk from message to message; without any, they do so once the keyboard stands on a message."""


def press(view: "TranscriptView", event: QKeyEvent) -> bool:
    """Do what a key asks for; return False for a key that means nothing here."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.matches(QKeySequence.StandardKey.Copy):
        view.copy()
    elif event.matches(QKeySequence.StandardKey.SelectAll):
        view.do_action("select-all", "")
    elif _walks(view, modifiers) and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        view.walk(-1 if event.key() == Qt.Key.Key_Up else 1)
    elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and view.page.focused:
        view.open_focused_menu()
    elif event.key() == Qt.Key.Key_Escape and (view.page.focused or view.page.selection.bounds()):
        view.walk(0)
    else:
        return _scroll(view, event.key(), modifiers)
    return True


def _walks(view: "TranscriptView", modifiers: Qt.KeyboardModifier) -> bool:
    return modifiers in _WALK_MODIFIERS or (modifiers == Qt.KeyboardModifier.NoModifier and bool(view.page.focused))


def _scroll(view: "TranscriptView", key: int, modifiers: Qt.KeyboardModifier) -> bool:
    page = view.page
    step = page.flow.measures.theme.px(WHEEL_LINE)
    screen = max(step, page.position.height - page.flow.measures.body.pitch)  # a line stays in view
    steps = {Qt.Key.Key_Up: -step, Qt.Key.Key_Down: step, Qt.Key.Key_PageUp: -screen, Qt.Key.Key_PageDown: screen}
    if key == Qt.Key.Key_Home:
        view.jump_to(0)
    elif key == Qt.Key.Key_End:
        view.scroll_to_end()
    elif modifiers == Qt.KeyboardModifier.NoModifier and key in steps:
        view.scroll_by(steps[Qt.Key(key)])
    elif modifiers == Qt.KeyboardModifier.NoModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        view.slide(page.blocks.wide_for_keys(page.focused), -2 * step if key == Qt.Key.Key_Left else 2 * step)
    elif key == Qt.Key.Key_Space and modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        view.scroll_by(-screen if modifiers else screen)
    else:
        return False
    return True
