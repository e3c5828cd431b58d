"""What can be done with code and tables: by buttons that appear under the mouse, by menu and keys, by a screen reader."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import on_screen, read_code, reply, row_tops, user

LEFT = Qt.MouseButton.LeftButton
WIDE = "value = " + "x + " * 80 + "y"
NARROW_TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"
WIDE_TABLE = "|" + " column |" * 30 + "\n" + "|---" * 30 + "|\n" + "|" + " cell |" * 30
TEXT = f"Prose.\n\n```python\n{WIDE}\n```\n\n{NARROW_TABLE}\n\n{WIDE_TABLE}\n\nMore prose.\n\n```\nplain\n```"


@pytest.fixture
def talk(view: TranscriptView) -> TranscriptView:
    """Return a view of a reply with two blocks of code and two tables."""
    messages = [user("q", "What?"), reply("1", TEXT)]
    view.show_conversation([message.outline() for message in messages])
    view.provide(messages)
    view.jump_to(0)
    read_code(view)
    return view


def places(view: TranscriptView, action: str, number: int = 0) -> QPoint:
    """Return a point of the viewport where a block (counted from 0) offers an action."""
    ref = view.page.blocks.of_item(view.items[-1])[number][0]
    rect = view.page.block_rect(ref).toRect().intersected(view.viewport().rect())
    for y in range(rect.top(), rect.bottom(), 4):
        for x in range(rect.right(), rect.left(), -4):
            target = view.page.target_at(QPointF(x, y))
            if target is not None and target.action == action:
                return QPoint(x - 6, y + 4)
    raise AssertionError(action)


def clipboard() -> str:
    """Return the clipboard's text."""
    return QGuiApplication.clipboard().text()


def is_fresh(view: TranscriptView) -> bool:
    """Whether the screen shows what a full repaint would."""
    QApplication.processEvents()
    before = on_screen(view)
    view.viewport().repaint()
    return before == on_screen(view)


def test_buttons_appear_under_the_mouse_and_move_nothing(talk: TranscriptView) -> None:
    QTest.mouseMove(talk.viewport(), QPoint(3, 3))
    before, calm = row_tops(talk), on_screen(talk)
    for action, number in (("wrap-code", 0), ("save-code", 0), ("copy-table", 1), ("copy-table", 2), ("save-code", 3)):
        at = places(talk, action, number)
        QTest.mouseMove(talk.viewport(), at)
        assert is_fresh(talk)
        assert on_screen(talk) != calm
        assert talk.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
        assert row_tops(talk) == before
        QTest.mouseMove(talk.viewport(), QPoint(3, 3))
        assert is_fresh(talk)
        assert on_screen(talk) == calm


def test_the_focused_message_shows_the_buttons_as_well(talk: TranscriptView) -> None:
    talk.setFocus()
    calm = on_screen(talk)
    talk.page.focused, talk.page.has_keyboard = "1", True
    talk.viewport().repaint()
    box = next(iter(talk.page.blocks.boxes_of(talk.page.blocks.of_item(talk.items[-1])[0][0])))
    assert box.shows_actions
    assert on_screen(talk) != calm


def test_the_buttons_do_what_they_say(talk: TranscriptView, qtbot: QtBot) -> None:
    QTest.mouseClick(talk.viewport(), LEFT, pos=places(talk, "copy-code", 3))
    assert clipboard() == "plain"
    QTest.mouseClick(talk.viewport(), LEFT, pos=places(talk, "copy-table", 1))
    assert clipboard() == "a\tb\n1\t2"
    with qtbot.waitSignal(talk.save_requested) as asked:
        QTest.mouseClick(talk.viewport(), LEFT, pos=places(talk, "save-code", 0))
    assert asked.args == ["python", WIDE]
    QTest.mouseClick(talk.viewport(), LEFT, pos=places(talk, "wrap-code", 0))
    assert talk.page.blocks.bar_of(talk.page.blocks.of_item(talk.items[-1])[0][0]) is None
    QTest.mouseClick(talk.viewport(), LEFT, pos=places(talk, "unwrap-code", 0))
    assert talk.page.blocks.bar_of(talk.page.blocks.of_item(talk.items[-1])[0][0]) is not None


@pytest.mark.parametrize(("action", "number"), [("copy-code", 3), ("copy-table", 1)])
def test_a_block_says_for_a_while_that_it_was_copied(talk: TranscriptView, qtbot: QtBot, action: str, number: int) -> None:
    at = places(talk, action, number)
    QTest.mouseMove(talk.viewport(), at)
    QApplication.processEvents()
    before = on_screen(talk)
    QTest.mouseClick(talk.viewport(), LEFT, pos=at)
    QApplication.processEvents()
    assert on_screen(talk) != before
    qtbot.waitUntil(lambda: on_screen(talk) == before)


def entries(menu: QMenu) -> dict[str, list[str]]:
    """Return the submenus of a menu and what is in them."""
    found = {}
    for action in menu.actions():
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            found[action.text()] = [entry.text() for entry in submenu.actions()]
    return found


def the_menu(view: TranscriptView) -> QMenu:
    """Return the menu that is open."""
    (menu,) = view.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return menu


def test_enter_reaches_every_block_of_the_focused_message(talk: TranscriptView) -> None:
    QTest.keyClick(talk, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(talk, Qt.Key.Key_Return)
    menu = the_menu(talk)
    tables = ["Copy", "Copy as TSV", "Copy as CSV", "Copy as Markdown"]
    assert entries(menu) == {
        "Code 1: python": ["Copy", "Save as…", "Wrap lines"],
        "Table 1": tables,
        "Table 2": tables,
        "Code 2": ["Copy", "Save as…", "Wrap lines"],
    }
    submenu = menu.actions()[-1].menu()
    assert isinstance(submenu, QMenu)
    submenu.actions()[0].trigger()
    assert clipboard() == "plain"
    menu.close()


def test_the_menu_of_a_block_is_about_that_block(talk: TranscriptView) -> None:
    target = talk.page.target_at(QPointF(places(talk, "copy-table", 2)))
    talk._open_menu(target, QPoint(5, 5))
    menu = the_menu(talk)
    assert list(entries(menu)) == ["Table 2"]
    menu.close()


def test_a_screen_reader_does_the_same(talk: TranscriptView) -> None:
    interface = QAccessible.queryAccessibleInterface(talk).child(talk.number_of("1") or 0)
    assert interface is not None
    actions = interface.actionInterface()
    names = ["Copy", "Copy code 1", "Save code 1", "Copy table 1", "Copy table 2", "Copy code 2", "Save code 2"]
    assert actions.actionNames() == names
    assert actions.localizedActionName("Copy code 1") == "Code 1: python — Copy"
    actions.doAction("Copy code 2")
    assert clipboard() == "plain"
    actions.doAction("Copy table 1")
    assert clipboard() == "a\tb\n1\t2"
    actions.doAction("Copy table 9")
    assert clipboard() == "a\tb\n1\t2"


def test_a_formula_is_no_block_of_code(view: TranscriptView) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "$$\nx\n$$\n\n```py\ny\n```", "")
    view.finish_reply(reply("1", "$$\nx\n$$\n\n```py\ny\n```"))
    assert [block.language for _, block in view.page.blocks.of_item(view.items[-1])] == ["py"]  # type: ignore[union-attr]


def test_an_action_of_a_block_that_is_gone_does_nothing(talk: TranscriptView) -> None:
    ref = talk.page.blocks.of_item(talk.items[-1])[0][0]
    QGuiApplication.clipboard().setText("before")
    talk.show_conversation([])
    talk.do_block_action("copy-code", ref)
    talk.do_block_action("wrap-code", ref)
    assert clipboard() == "before"
