"""Selecting and copying across blocks and messages, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Status
from chatdesk.ui.transcript.selection import END, Point
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import GREETING, RICH, Shelf, long_conversation, on_screen, reply, theme, user, wheel

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def talk(view: TranscriptView) -> TranscriptView:
    """Return a view of a question and a rich answer."""
    view.add_message(user("1", "First line\nsecond 😀 line"))
    view.start_reply(reply("2", RICH, Status.STREAMING))
    view.finish_reply(reply("2", RICH))
    view._on_idle()
    view.jump_to(0)
    return view


def origin(view: TranscriptView, message_id: str) -> QPoint:
    """Return where a message's text begins in the viewport."""
    number = view.number_of(message_id)
    assert number is not None
    return view.page.bubbles.rows_origin(number).toPoint() - QPoint(0, view.page.position.scroll)


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    """Drag the mouse."""
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, pos=end)


def clipboard() -> str:
    """Return the clipboard's text."""
    return QGuiApplication.clipboard().text()


def test_a_drag_selects_from_message_to_message(talk: TranscriptView) -> None:
    pitch = talk.page.flow.measures.body.pitch
    drag(talk, origin(talk, "1") + QPoint(0, pitch + 5), origin(talk, "2") + QPoint(700, 10))
    assert talk.selected_text() == "second 😀 line\n\nSorting"
    drag(talk, origin(talk, "2") + QPoint(700, 10), origin(talk, "1") + QPoint(0, pitch + 5))
    assert talk.selected_text() == "second 😀 line\n\nSorting"


def test_copying_everything_gives_plain_text_with_markers(talk: TranscriptView) -> None:
    QTest.keyClick(talk, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(talk, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "\n\n".join(
        [
            GREETING,
            "First line\nsecond 😀 line",
            "Sorting",
            "Use sorted() for a new list. See the docs.",
            "1. First item\n2. Second item\n  • nested",
            "A quotation.",
            "a\tb\n1\ttwo",
            "———",
            "def key(item):\n    return item",
            "排序😀是基本操作。",
        ]
    )


def test_a_selection_never_cuts_an_emoji_in_two(talk: TranscriptView) -> None:
    talk.page.selection.start(Point("1", 0, 18))
    talk.page.selection.extend(Point("1", 0, 20))
    assert talk.selected_text() == "😀"
    row = 0
    item = talk.item("1")
    assert item is not None
    assert item.rows is not None
    text = item.rows.box(row).text
    for x in range(0, 300, 3):
        point = talk.page.point_at((origin(talk, "1") + QPoint(x, 24)).toPointF())
        assert point is not None
        encoded = text.encode("utf-16-le")
        assert encoded[2 * point.offset : 2 * point.offset + 2] != "😀".encode("utf-16-le")[2:]


def test_a_double_click_selects_a_word_and_a_third_click_the_paragraph(talk: TranscriptView) -> None:
    at = origin(talk, "1") + QPoint(12, 8)
    QTest.mouseDClick(talk.viewport(), LEFT, pos=at)
    assert talk.selected_text() == "First"
    QTest.mouseClick(talk.viewport(), LEFT, pos=at)
    assert talk.selected_text() == "First line\nsecond 😀 line"


def test_dragging_after_a_double_click_selects_whole_words(talk: TranscriptView) -> None:
    start = origin(talk, "1") + QPoint(12, 8)
    end = origin(talk, "1") + QPoint(20, talk.page.flow.measures.body.pitch + 8)
    QTest.mouseClick(talk.viewport(), LEFT, pos=start)
    for kind, at in ((QEvent.Type.MouseButtonDblClick, start), (QEvent.Type.MouseMove, end)):
        event = QMouseEvent(kind, at.toPointF(), at.toPointF(), LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(talk.viewport(), event)
    assert talk.selected_text() == "First line\nsecond"
    QTest.mouseRelease(talk.viewport(), LEFT, pos=end)


def test_a_click_selects_nothing_and_clears(talk: TranscriptView) -> None:
    QTest.keyClick(talk, Qt.Key.Key_A, CONTROL)
    QTest.mouseClick(talk.viewport(), LEFT, pos=origin(talk, "1") + QPoint(12, 8))
    assert talk.selected_text() == ""


def test_shift_click_extends(talk: TranscriptView) -> None:
    pitch = talk.page.flow.measures.body.pitch
    drag(talk, origin(talk, "1") + QPoint(0, 8), origin(talk, "1") + QPoint(60, 8))
    QTest.mouseClick(talk.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, origin(talk, "1") + QPoint(600, pitch + 8))
    assert talk.selected_text() == "First line\nsecond 😀 line"


def test_the_selection_is_painted(talk: TranscriptView) -> None:
    area = QRect(origin(talk, "1"), origin(talk, "1") + QPoint(60, 16))
    before = talk.viewport().grab().toImage().copy(area)
    QTest.keyClick(talk, Qt.Key.Key_A, CONTROL)
    after = talk.viewport().grab().toImage().copy(area)
    selection = talk.page.flow.measures.user_ink.selection.name()
    assert selection not in {before.pixelColor(x, 3).name() for x in range(before.width())}
    assert selection in {after.pixelColor(x, 3).name() for x in range(after.width())}


def test_a_selection_survives_scrolling_and_streaming(view: TranscriptView) -> None:
    view.start_reply(reply("1", "One two three", Status.STREAMING))
    QTest.mouseDClick(view.viewport(), LEFT, pos=origin(view, "1") + QPoint(8, 8))
    assert view.selected_text() == "One"
    for number in range(100):
        view.grow_reply("1", f"\n\nParagraph {number}", "")
    wheel(view, -4_000)
    assert view.selected_text() == "One"


def test_dragging_below_the_edge_scrolls(view: TranscriptView, qtbot: QtBot) -> None:
    messages = long_conversation(60)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    view.jump_to(0)
    shelf.serve()
    QTest.mousePress(view.viewport(), LEFT, pos=QPoint(300, 300))
    QTest.mouseMove(view.viewport(), QPoint(300, view.viewport().height() + 60))
    with qtbot.waitSignal(view.verticalScrollBar().valueChanged):
        pass
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(300, 500))
    assert view.page.position.scroll > 0
    assert len(view.selected_text()) > 50


def test_copying_waits_for_texts_that_are_missing(view: TranscriptView) -> None:
    messages = long_conversation(300)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "before"
    shelf.serve()
    assert clipboard().startswith(GREETING)
    for message in (messages[0], messages[150], messages[298]):
        assert message.text in clipboard()


def test_actions_of_a_message_copy_it(talk: TranscriptView) -> None:
    talk.do_action("markdown", "2")
    assert clipboard() == RICH
    talk.do_action("copy", "1")
    assert clipboard() == "First line\nsecond 😀 line"


def test_the_code_card_copies_its_code(talk: TranscriptView) -> None:
    item, number = talk.item("2"), talk.number_of("2")
    assert item is not None
    assert item.rows is not None
    assert number is not None
    row = next(index for index, row in enumerate(item.rows.rows) if type(row.fragment.content).__name__ == "CodeBlock")
    top = talk.page.flow.row_top(number, row) + item.rows.rows[row].space - talk.page.position.scroll
    right = talk.page.bubbles.bubble_rect(number).right() - talk.page.flow.measures.pad_x
    before = on_screen(talk)
    QTest.mouseClick(talk.viewport(), LEFT, pos=QPoint(int(right) - 20, int(top) + 8))
    assert clipboard() == "def key(item):\n    return item"
    talk.viewport().repaint()
    assert on_screen(talk) != before  # it says "Copied"


def test_walking_by_keyboard_moves_a_ring_from_message_to_message(talk: TranscriptView) -> None:
    talk.activateWindow()
    talk.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(talk, Qt.Key.Key_Up, CONTROL)
        seen.append(talk.page.focused)
    assert seen[-1] == "greeting"
    QTest.keyClick(talk, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert talk.page.focused == "1"
    image = talk.grab().toImage()
    rect = talk.page.bubbles.bubble_rect(1).toRect().translated(0, -talk.page.position.scroll)
    assert image.pixelColor(rect.center().x(), rect.top() - 2).name() == theme().accent.name()
    QTest.keyClick(talk, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "First line\nsecond 😀 line"
    QTest.keyClick(talk, Qt.Key.Key_Escape)
    assert talk.page.focused == ""


def ring(view: TranscriptView, number: int) -> bool:
    """Whether the focus ring is painted around a message."""
    rect = view.page.bubbles.bubble_rect(number).toRect().translated(0, -view.page.position.scroll)
    color = view.grab().toImage().pixelColor(rect.center().x(), rect.top() - 2)
    return color.name() == theme().accent.name()


def test_tab_stands_on_the_last_message_in_view(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    middle = QWidget(window)
    layout = QVBoxLayout(middle)
    edit, view = QLineEdit(middle), TranscriptView(theme(), middle)
    layout.addWidget(edit)
    layout.addWidget(view)
    window.setCentralWidget(middle)
    view.set_greeting(GREETING)
    window.resize(800, 600)
    with qtbot.waitActive(window):
        window.show()
    view.add_message(user("1", "Hi"))
    edit.setFocus()
    assert not ring(view, 1)
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert view.hasFocus()
    assert view.page.focused == "1"
    assert view.page.position.is_following
    assert ring(view, 1)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not view.hasFocus()
    assert not ring(view, 1)


def test_walking_brings_messages_into_view(view: TranscriptView) -> None:
    messages = long_conversation(80)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)
        shelf.serve()
        number = view.number_of(view.page.focused)
        assert number is not None
        rect = view.page.item_rect(number)
        assert rect.top() >= -1
        assert rect.top() < view.viewport().height()
    assert view.page.focused == "m40"


def test_enter_opens_the_menu_of_the_focused_message(talk: TranscriptView) -> None:
    QTest.keyClick(talk, Qt.Key.Key_Up, CONTROL)
    QTest.keyClick(talk, Qt.Key.Key_Return)
    (menu,) = talk.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    entries = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert entries == ["Copy", "Copy as Markdown", "Select all", "Table 1", "Code 1: python"]
    menu.actions()[1].trigger()
    assert clipboard() == RICH
    menu.close()


def test_a_window_shortcut_does_not_take_the_copy_key(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = TranscriptView(theme(), window)
    view.set_greeting(GREETING)
    window.setCentralWidget(view)
    taken: list[bool] = []
    action = QAction("Other", window)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    action.triggered.connect(lambda: taken.append(True))
    window.addAction(action)
    with qtbot.waitActive(window):
        window.show()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert clipboard() == GREETING
    assert taken == []


def test_a_place_beyond_the_end_is_the_end(talk: TranscriptView) -> None:
    talk.page.selection.start(Point("1", 0, 11))
    talk.page.selection.extend(Point("1", END, END))
    assert talk.selected_text() == "second 😀 line"
