"""The list of chats: by mouse, by keyboard, and with an input method."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from chatdesk.core.conversation import ConversationSummary
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.conversation_list import ConversationList
from chatdesk.ui.theme import Theme
from tests.ui.input_method import commit, compose

SUMMARIES = (
    ConversationSummary("a", "Newton's laws", 1, 9),
    ConversationSummary("b", "", 2, 8),
    ConversationSummary("c", "<b>not bold</b>", 3, 7),
)


@pytest.fixture
def chats(qtbot: QtBot, theme: Theme) -> Iterator[ConversationList]:
    made = ConversationList(theme)
    made.resize(240, 300)
    made.show_conversations(SUMMARIES)
    made.show_open("a")
    made.show()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


def editor(chats: ConversationList) -> LineEdit:
    found = [field for field in chats.findChildren(LineEdit) if field.isVisible()]
    assert len(found) == 1
    return found[0]


def click(chats: ConversationList, row: int) -> None:
    place = chats.visualRect(chats.model().index(row, 0)).center()
    QTest.mouseClick(chats.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_names_of_the_contract(chats: ConversationList) -> None:
    assert chats.objectName() == "conversationList"
    assert chats.accessibleName() == "Chats"


def test_untitled_chat_is_called_new_chat(chats: ConversationList) -> None:
    assert [chats.model().index(row, 0).data() for row in range(3)] == ["Newton's laws", "New chat", "<b>not bold</b>"]


def test_click_and_enter_choose(chats: ConversationList) -> None:
    chosen: list[str] = []
    chats.chosen.connect(chosen.append)
    click(chats, 1)
    QTest.keyClick(chats, Qt.Key.Key_Down)
    QTest.keyClick(chats, Qt.Key.Key_Return)
    assert chosen == ["b", "c"]


def test_the_open_chat_is_not_opened_again(chats: ConversationList) -> None:
    chosen: list[str] = []
    chats.chosen.connect(chosen.append)
    click(chats, 0)
    assert chosen == []


def test_title_is_edited_in_place(qtbot: QtBot, chats: ConversationList) -> None:
    chats.rename_current()
    field = editor(chats)
    assert field.text() == "Newton's laws"
    field.setText("  Laws   of motion ")
    with qtbot.waitSignal(chats.renamed) as renamed:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert renamed.args == ["a", "Laws of motion"]


def test_enter_of_an_input_method_does_not_end_the_renaming(qtbot: QtBot, chats: ConversationList) -> None:
    renamed: list[tuple[str, str]] = []
    chats.renamed.connect(lambda *args: renamed.append(args))
    chats.rename_current()
    field = editor(chats)
    field.clear()
    compose(field, "niudun")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert renamed == []
    commit(field, "牛顿")
    with qtbot.waitSignal(chats.renamed):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert renamed == [("a", "牛顿")]


@pytest.mark.parametrize("title", ["", "   ", "Newton's laws"])
def test_empty_or_same_title_changes_nothing(chats: ConversationList, title: str) -> None:
    renamed: list[str] = []
    chats.renamed.connect(lambda *args: renamed.append(args[1]))
    chats.rename_current()
    field = editor(chats)
    field.setText(title)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert renamed == []


def test_escape_leaves_the_title(chats: ConversationList) -> None:
    renamed: list[str] = []
    chats.renamed.connect(lambda *args: renamed.append(args[1]))
    chats.rename_current()
    editor(chats).setText("something else")
    QTest.keyClick(editor(chats), Qt.Key.Key_Escape)
    assert renamed == []


def test_delete_key_asks_for_the_current_chat(qtbot: QtBot, chats: ConversationList) -> None:
    with qtbot.waitSignal(chats.delete_requested) as asked:
        QTest.keyClick(chats, Qt.Key.Key_Delete)
    assert asked.args == ["a"]


def test_context_menu_offers_what_can_be_done(qtbot: QtBot, chats: ConversationList) -> None:
    place = chats.visualRect(chats.model().index(1, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, chats.mapToGlobal(place))
    chats.contextMenuEvent(event)
    menu = chats.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["&Open", "&Rename", "&Delete"]
    with qtbot.waitSignal(chats.delete_requested) as asked:
        menu.actions()[2].trigger()
    assert asked.args == ["b"]
    menu.close()
    QApplication.processEvents()


def test_context_menu_beside_the_rows_is_none(chats: ConversationList) -> None:
    place = QPoint(20, 290)
    chats.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, chats.mapToGlobal(place)))
    assert chats.findChild(QMenu) is None


def test_a_new_title_leaves_the_scroll_and_the_choice_alone(chats: ConversationList) -> None:
    chats.show_open("c")
    chats.show_conversations((*SUMMARIES[:2], ConversationSummary("c", "Bold", 3, 7)))
    assert chats.currentIndex().row() == 2
    assert chats.currentIndex().data() == "Bold"


def test_open_chat_stays_marked_when_the_order_changes(chats: ConversationList) -> None:
    chats.show_conversations((SUMMARIES[2], SUMMARIES[0], SUMMARIES[1]))
    assert chats.currentIndex().row() == 1
