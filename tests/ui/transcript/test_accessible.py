"""What assistive technology is told of the conversation, asked within the process."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt, QTranslator
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import GREETING, Shelf, long_conversation, reply, theme, user, wheel

NAME = QAccessible.Text.Name


def seen(view: TranscriptView) -> QAccessibleInterface:
    """Return the view as assistive technology sees it."""
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface is not None
    return interface


def names(view: TranscriptView) -> list[str]:
    """Return the names of all items."""
    root = seen(view)
    return [root.child(index).text(NAME) for index in range(root.childCount())]


def test_the_conversation_is_a_list_of_named_items(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi\nthere"))
    view.start_reply(reply("2", "**Bold** and `code`", Status.STREAMING))
    root = seen(view)
    assert root.role() == QAccessible.Role.List
    assert root.text(NAME) == "Conversation"
    assert names(view) == [f"Assistant: {GREETING}", "You: Hi\nthere", "Assistant: Bold and code"]
    for index in range(3):
        child = root.child(index)
        assert child.role() == QAccessible.Role.ListItem
        assert child.childCount() == 0
        assert root.indexOfChild(child) == index
        assert child.parent() == root
        assert child.isValid()
        state = child.state()
        assert state.focusable
        assert not state.offscreen


def test_items_have_places_on_the_screen(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    root = seen(view)
    rect = root.child(1).rect()
    assert root.rect().contains(rect.center())
    found = root.childAt(rect.right() - 10, rect.center().y())
    assert found is not None
    assert found.text(NAME) == "You: Hi"
    assert root.childAt(-5_000, -5_000) is None


def test_items_offer_their_actions(view: TranscriptView, qtbot: QtBot) -> None:
    view.start_reply(reply("1", "Part", Status.STREAMING, finish_reason=None))
    actions = seen(view).child(1).actionInterface()
    assert actions.actionNames() == ["Copy"]
    view.finish_reply(reply("1", "Part", Status.FAILED, finish_reason=None))
    assert actions.actionNames() == ["Copy", "Continue", "Try again"]
    assert actions.localizedActionName("Continue") == "Continue"
    actions.doAction("Copy")
    assert QGuiApplication.clipboard().text() == "Part"
    with qtbot.waitSignal(view.action_requested) as asked:
        actions.doAction("Try again")
    assert asked.args == ["retry", "1"]
    actions.doAction("Fly")


def test_other_interfaces_are_absent_and_safe_to_ask_for(view: TranscriptView) -> None:
    item = seen(view).child(0)
    assert item.valueInterface() is None
    assert item.textInterface() is None
    assert item.tableCellInterface() is None
    assert item.window() is view.windowHandle()


def test_the_tree_survives_garbage_collection_and_other_conversations(view: TranscriptView) -> None:
    messages = long_conversation(200)
    shelf = Shelf(view, messages)
    for _ in range(3):
        view.show_conversation([message.outline() for message in messages])
        shelf.serve()
        root = seen(view)
        old = [root.child(index) for index in range(root.childCount())]
        gc.collect()
        assert old[-1].text(NAME).startswith("Assistant: ")
        view.show_conversation([])
        gc.collect()
        assert names(view) == [f"Assistant: {GREETING}"]
        assert root.child(100) is None
        assert root.child(-1) is None


def test_a_name_that_is_asked_for_brings_its_text(view: TranscriptView, qtbot: QtBot) -> None:
    messages = long_conversation(500)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    item = seen(view).child(1)
    assert item.text(NAME) == "You: "
    with qtbot.waitSignal(view.texts_wanted):
        pass
    shelf.serve()
    assert item.text(NAME) == f"You: {messages[0].text}"
    assert item.state().offscreen


def test_qt_forgets_the_messages_of_a_view_before_python_deletes_them(qtbot: QtBot) -> None:
    view = TranscriptView(theme())
    view.set_greeting(GREETING)
    view.add_message(user("1", "Hi"))
    numbers = [QAccessible.uniqueId(seen(view).child(index)) for index in range(2)]
    assert all(QAccessible.accessibleInterface(number) is not None for number in numbers)
    shiboken6.delete(view)
    assert [QAccessible.accessibleInterface(number) for number in numbers] == [None, None]


def test_a_view_that_is_gone_leaves_nothing_behind(qtbot: QtBot) -> None:
    view = TranscriptView(theme())
    view.set_greeting(GREETING)
    view.show()
    seen(view).child(0).text(NAME)
    view.close()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.mark.parametrize("text", ["a\ud800b", "\x00", "\u202e" * 9, "x" * 100_000, "```\n" * 99])
def test_hostile_texts_have_names(view: TranscriptView, text: str) -> None:
    view.add_message(user("1", text))
    view.start_reply(reply("2", text, Status.STREAMING))
    assert len(names(view)) == 3
    for index in range(3):
        seen(view).child(index).actionInterface().doAction("Copy")


class Brackets(QTranslator):
    """A language in which every text stands in brackets."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"[{source}]" if context == "Transcript" else ""

    def isEmpty(self) -> bool:
        return False


def test_names_and_marks_follow_the_language(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    view.start_reply(reply("2", status=Status.STREAMING))
    plain = view.grab().toImage()
    translator = Brackets()
    QApplication.installTranslator(translator)
    try:
        QApplication.sendPostedEvents()
        assert names(view) == [f"[Assistant]: {GREETING}", "[You]: Hi", "[Assistant]: "]
        assert seen(view).text(NAME) == "[Conversation]"
        actions = seen(view).child(1).actionInterface()
        assert actions.actionNames() == ["Copy"]
        assert actions.localizedActionName("Copy") == "[Copy]"
        assert view.grab().toImage() != plain
    finally:
        QApplication.removeTranslator(translator)
    QApplication.sendPostedEvents()
    assert view.grab().toImage() == plain


def test_the_walk_is_told(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    view.activateWindow()
    view.setFocus()
    view.walk(-1)
    focused = seen(view).focusChild()
    assert focused is not None
    assert focused.text(NAME) == "You: Hi"
    assert focused.state().focused
    wheel(view, 100)


def test_arrows_walk_once_the_keyboard_stands_on_a_message(view: TranscriptView) -> None:
    for message in long_conversation(12):
        view.add_message(message)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.page.focused == ""  # the text scrolled
    assert not view.page.position.is_following
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.page.focus_visible()
    numbers = [view.number_of(view.page.focused)]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
        numbers.append(view.number_of(view.page.focused))
    first = numbers[0]
    assert first is not None
    assert numbers[1:] == [first - 1, first - 2, first - 1]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.page.focused == ""
