"""What people expect of every window: menus with mnemonics, shortcuts, names for screen readers, drops of text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QToolButton, QWidget

from chatdesk.control.facts import TurnFailure
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import KeyMissing
from chatdesk.core.message import Role
from chatdesk.core.picture import PictureOffer
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.picture_viewer import PictureViewer
from chatdesk.ui.settings_dialog.dialog import PAGES
from tests.fake_controllers import said
from tests.ui.conftest import World
from tests.ui.test_finder import FakeFind

LANGUAGES = ("en", "zh_CN")
CHATS = (ConversationSummary("a", "Light", 1, 9), ConversationSummary("b", "Sound", 2, 8))


@pytest.fixture(params=LANGUAGES)
def window(world: World, request: pytest.FixtureRequest) -> MainWindow:
    """A window with something of everything: chats, messages, a notice, the find bar."""
    world.speak(request.param)
    window = world.window()
    controllers = world.controllers
    controllers.library.listed.emit(CHATS)
    controllers.library.selected.emit("a")
    controllers.chat.open_with(
        said("1", Role.USER, "What is light?"), said("2", Role.ASSISTANT, "```py\nx\n```\n\nA wave.", "1")
    )
    controllers.chat.turn_failed.emit(TurnFailure(KeyMissing(), None, has_text=False))
    window.panel.finding.take(FakeFind)
    window.panel.finding.open()
    QApplication.processEvents()
    return window


def menus_of(window: MainWindow) -> Iterator[QMenu]:
    """Yield the menus of the menu bar, and those inside them."""
    waiting = [action.menu() for action in window.menuBar().actions()]
    while waiting:
        menu = waiting.pop()
        yield menu
        waiting += [action.menu() for action in menu.actions() if action.menu() is not None]


def context_menu(widget: QWidget, where: QPoint) -> QMenu:
    """Open a widget's context menu by the mouse."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, widget.mapToGlobal(where))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entries(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()]


def mnemonics(texts: list[str]) -> list[str]:
    return [text.replace("&&", "")[text.replace("&&", "").index("&") + 1].lower() for text in texts]


class TestActions:
    def test_all_of_menus_and_toolbar_are_the_windows_actions(self, window: MainWindow) -> None:
        ours = set(window.actions_.findChildren(QAction))
        in_menus = {action for menu in menus_of(window) for action in entries(menu) if action.menu() is None}
        on_toolbar = {button.defaultAction() for button in window.toolbar.findChildren(QToolButton) if button.isVisible()}
        assert in_menus == ours, "nothing else, and each of them"
        assert on_toolbar <= ours
        for action in ours:
            assert action.text()
            assert action.iconText()
            assert action.shortcuts(), action.objectName()
            assert action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) in action.toolTip()
            assert action.toolTip() != action.text()

    def test_mnemonics_are_there_and_no_two_in_a_menu_are_equal(self, window: MainWindow) -> None:
        bar = [action.text() for action in window.menuBar().actions()]
        for texts in (bar, *([action.text() for action in entries(menu)] for menu in menus_of(window))):
            keys = mnemonics(texts)
            assert len(set(keys)) == len(keys), texts

    def test_no_two_shortcuts_are_equal(self, window: MainWindow) -> None:
        keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
        keys += [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
        keys += [f"Alt+{key.upper()}" for key in mnemonics([action.text() for action in window.menuBar().actions()])]
        assert sorted(keys) == sorted(set(keys))

    def test_shortcuts_are_the_standard_ones(self, window: MainWindow) -> None:
        a, standard = window.actions_, QKeySequence.StandardKey
        for action, key in (
            (a.new_chat, standard.New),
            (a.undo, standard.Undo),
            (a.redo, standard.Redo),
            (a.cut, standard.Cut),
            (a.copy, standard.Copy),
            (a.paste, standard.Paste),
            (a.select_all, standard.SelectAll),
            (a.find, standard.Find),
            (a.larger_text, standard.ZoomIn),
            (a.smaller_text, standard.ZoomOut),
        ):
            assert set(QKeySequence.keyBindings(key)) <= set(action.shortcuts()), action.objectName()
        assert a.quit.shortcut() == QKeySequence("Ctrl+Q")
        assert a.find_next.shortcut() == QKeySequence("F3")

    def test_fields_take_the_shortcuts_of_editing_alone(self, window: MainWindow) -> None:
        editing = {"undo", "redo", "cut", "copy", "paste", "selectAll", "goToEnd"}
        for field in (window.panel.composer.edit, window.settings_dock.panel.form.key.edit, window.panel.transcript):
            for action in window.actions_.findChildren(QAction):
                for sequence in action.shortcuts():
                    key = sequence[0]
                    event = QKeyEvent(QEvent.Type.ShortcutOverride, key.key(), key.keyboardModifiers())
                    event.ignore()
                    QApplication.sendEvent(field, event)
                    taken = event.isAccepted()
                    assert not taken or action.objectName().removesuffix("Action") in editing, (field, sequence.toString())

    def test_context_menus_say_the_keys_that_the_window_has(self, window: MainWindow) -> None:
        keys = {key.toString() for action in window.actions_.findChildren(QAction) for key in action.shortcuts()}
        chats = window.chats_dock.list
        menu = context_menu(chats.viewport(), chats.visualRect(chats.model().index(0, 0)).center())
        assert [action.shortcut().toString() for action in entries(menu)] == ["Return", "F2", "Del"]
        found = mnemonics([action.text() for action in entries(menu)])
        assert len(set(found)) == len(found)
        menu.close()
        menu = context_menu(window.panel.transcript.viewport(), window.panel.transcript.viewport().rect().center())
        assert entries(menu)
        for action in entries(menu):
            assert action.text()
            assert not action.shortcuts() or action.shortcut().toString() in keys
        menu.close()


def nameless(root: QWidget) -> list[str]:
    """Return what can have the keyboard focus and tells a screen reader no name."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}")
    return found


class TestNames:
    def test_everything_in_the_window_has_a_name(self, window: MainWindow) -> None:
        assert nameless(window) == []

    def test_everything_in_the_settings_has_a_name(self, window: MainWindow) -> None:
        for page in PAGES:
            window.wiring.open_settings(page)
            QApplication.processEvents()
            assert window.wiring.dialog is not None
            assert nameless(window.wiring.dialog) == [], page
        window.wiring.dialog.close()

    def test_everything_in_other_dialogs_has_a_name(self, window: MainWindow, world: World) -> None:
        window.wiring.help.show_about()
        window.wiring.help.show_licenses()
        viewer = PictureViewer(world.themes.current, window)
        viewer.expect("key", "cat.jpg")
        QApplication.processEvents()
        dialogs = [viewer, *window.findChildren(QMessageBox), window.findChild(QDialog, "licensesDialog")]
        assert len(dialogs) == 3
        for dialog in dialogs:
            assert nameless(dialog) == []
            dialog.close()


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Drag something into the middle of a widget and let it fall; return whether it was taken."""
    where, copy, left = widget.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, copy, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, enter)
    event = QDropEvent(QPointF(where), copy, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
    return enter.isAccepted() and event.isAccepted()


class TestDrop:
    def test_dropped_text_is_inserted_as_plain_text(self, window: MainWindow) -> None:
        data = QMimeData()
        data.setText("plain <b>text</b>")
        data.setHtml("<b>rich</b>")
        assert drop(window.panel.composer.edit.viewport(), data)
        assert window.panel.composer.text == "plain <b>text</b>"

    def test_dropped_files_are_offered_by_their_paths(self, window: MainWindow) -> None:
        offered: list[PictureOffer] = []
        window.panel.composer.edit.pictures_offered.connect(offered.extend)
        data = QMimeData()
        data.setUrls(["file:///nonexistent/cat.png"])
        assert drop(window.panel.composer.edit.viewport(), data)
        assert [offer.name for offer in offered] == ["cat.png"]
        assert window.panel.composer.text == ""
