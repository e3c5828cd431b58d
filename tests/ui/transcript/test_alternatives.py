"""Answers that have alternatives: the mark below them, and switching from one to another."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from chatdesk.control.facts import ConversationOpened
from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import Message, Status
from chatdesk.ui.colors import contrast
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.conftest import World
from tests.ui.transcript.samples import Shelf, long_conversation, on_screen, reply, row_tops, shifts, theme, user

Alternatives = dict[str, tuple[int, int]]


def show(view: TranscriptView, messages: list[Message], alternatives: Alternatives) -> None:
    """Open a conversation with its texts."""
    view.show_conversation([message.outline() for message in messages], alternatives=alternatives)
    view.provide(messages)


def links(view: TranscriptView, message_id: str) -> dict[str, QPoint]:
    """Return what can be clicked around a message, and where."""
    number = view.number_of(message_id)
    assert number is not None
    scroll = QPoint(0, view.page.position.scroll)
    return {action: rect.center().toPoint() - scroll for action, rect in view.page.bubbles.captions.links(number)}


@pytest.mark.parametrize(
    ("alternatives", "steps"),
    [({}, []), ({"2": (1, 2)}, ["next"]), ({"2": (2, 2)}, ["previous"]), ({"2": (2, 3)}, ["previous", "next"])],
)
def test_an_answer_with_alternatives_leads_to_them(view: TranscriptView, alternatives: Alternatives, steps: list[str]) -> None:
    show(view, [user("1", "Hi"), reply("2", "Hello")], alternatives)
    assert [action for action in links(view, "2") if action != "copy"] == steps
    item = view.item("2")
    assert item is not None
    assert item.says_something() is bool(alternatives)


def test_a_click_on_an_arrow_asks_for_the_other_answer(view: TranscriptView, qtbot: QtBot) -> None:
    show(view, [user("1", "Hi"), reply("2", "Hello")], {"2": (2, 3)})
    for step in ("previous", "next"):
        with qtbot.waitSignal(view.action_requested) as asked:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=links(view, "2")[step])
        assert asked.args == [step, "2"]
        QTest.mouseMove(view.viewport(), links(view, "2")[step])
        assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_the_menu_and_screen_readers_offer_the_other_answer(view: TranscriptView, qtbot: QtBot) -> None:
    show(view, [user("1", "Hi"), reply("2", "Hello")], {"2": (1, 2)})
    view.setFocus()
    view.walk(1)
    QTest.keyClick(view, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.text() == "Next answer")
    with qtbot.waitSignal(view.action_requested) as asked:
        entry.trigger()
    assert asked.args == ["next", "2"]
    menu.close()
    root = QAccessible.queryAccessibleInterface(view)
    assert root is not None
    message = root.child(2)
    assert message.text(QAccessible.Text.Description) == "Answer 1 of 2"
    assert root.child(1).text(QAccessible.Text.Description) == ""
    assert message.actionInterface().actionNames() == ["Copy", "Next answer"]
    with qtbot.waitSignal(view.action_requested):
        message.actionInterface().doAction("Next answer")
    message.actionInterface().doAction("Previous answer")


def test_an_answer_that_grows_anew_tells_which_it_is_and_leads_nowhere(view: TranscriptView) -> None:
    growing = reply("3", status=Status.STREAMING)
    show(view, [user("1", "Hi"), growing], {"3": (2, 2)})
    view.start_reply(growing)
    view.grow_reply("3", "New", "")
    item = view.item("3")
    assert item is not None
    assert item.says_something()
    assert "previous" not in links(view, "3")
    before = on_screen(view)
    view.finish_reply(reply("3", "New"))
    QApplication.processEvents()
    assert next(iter(links(view, "3"))) == "previous"
    after = on_screen(view)
    assert after != before
    view.viewport().repaint()
    assert on_screen(view) == after


def test_an_ending_stands_beside_the_mark(view: TranscriptView) -> None:
    show(view, [user("1", "Hi"), reply("2", "Part", Status.FAILED, finish_reason=None)], {"2": (2, 2)})
    places = links(view, "2")
    assert places["previous"].x() < places["continue"].x() < places["retry"].x()
    for width in (300, 480):
        view.resize(width, 600)
        assert max(place.x() for action, place in links(view, "2").items() if action != "copy") < width


@pytest.mark.parametrize("at", ["end", "middle"])
def test_another_answer_appears_in_the_place_of_the_first(view: TranscriptView, at: str) -> None:
    messages = long_conversation(60)
    chosen = messages[31] if at == "middle" else messages[-1]
    index = messages.index(chosen)
    shelf = Shelf(view, [*messages, reply("other", "Something else. " * 400)])
    view.show_conversation([message.outline() for message in messages], alternatives={chosen.id: (1, 2)})
    shelf.serve()
    number = view.number_of(chosen.id)
    assert number is not None
    view.page.reveal(number)
    view.jump_to(view.page.position.scroll - 40)
    shelf.serve()
    y = view.page.item_rect(number).top()
    before = row_tops(view)
    view.do_action("next", chosen.id)
    branch = [*messages[:index], reply("other", "Something else. " * 400)]
    view.show_conversation([message.outline() for message in branch], alternatives={"other": (2, 2)})
    shelf.serve()
    assert view.page.item_rect(number).top() == y
    after = row_tops(view)
    assert shifts(before, after) <= {0}
    assert any(key[0] == "other" for key in after)


def test_another_answer_than_one_read_to_its_end_is_shown_from_its_beginning(view: TranscriptView) -> None:
    long = "Something else.\n\n" * 100
    show(view, [user("1", "Hi"), reply("2", long)], {"2": (1, 2)})
    assert view.page.item_rect(2).top() < -1_000
    view.do_action("next", "2")
    show(view, [user("1", "Hi"), reply("3", long)], {"3": (2, 2)})
    assert 0 <= view.page.item_rect(2).top() < 40


def test_the_keyboard_stays_on_the_answer(view: TranscriptView) -> None:
    show(view, [user("1", "Hi"), reply("2", "Hello")], {"2": (1, 2)})
    view.walk(1)
    view.do_action("next", "2")
    show(view, [user("1", "Hi"), reply("3", "Hey")], {"3": (2, 2)})
    assert view.page.focused == "3"
    view.do_action("previous", "3")
    show(view, [user("7", "Something"), reply("8", "else")], {})
    assert view.page.focused == ""
    assert view.page.position.is_following


def test_texts_that_are_here_are_not_asked_for_again(view: TranscriptView) -> None:
    messages = long_conversation(6)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    shelf.asked.clear()
    view.show_conversation([message.outline() for message in messages[:4]])
    assert shelf.asked == []
    assert all(item.has_text for item in view.items)


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_mark_is_painted_in_the_colors_of_the_theme(view: TranscriptView, is_dark: bool) -> None:
    look = theme(is_dark=is_dark)
    view.set_theme(look)
    show(view, [user("1", "Hi"), reply("2", "Hello")], {"2": (2, 2)})
    image = view.viewport().grab().toImage()
    places = links(view, "2")
    assert places.keys() >= {"previous"}
    at = places["previous"]
    pixels = [image.pixelColor(at.x() + dx, at.y() + dy) for dx in range(-6, 7) for dy in range(-6, 7)]
    assert max(contrast(pixel, look.base) for pixel in pixels) >= 3
    assert min(abs(pixel.hue() - look.link.hue()) for pixel in pixels if pixel.saturation() > 60) < 15


def test_the_window_tells_the_view_of_alternatives(world: World) -> None:
    window = world.window()
    messages = (user("1", "Hi"), reply("2", "Hello"))
    record = ConversationRecord(ConversationSummary("a", "Chat", 0, 0), tuple(m.outline() for m in messages), "2")
    opened = ConversationOpened(record, record.outlines, is_replying=False, alternatives={"2": (1, 2)})
    world.controllers.chat.conversation_opened.emit(opened)
    item = window.panel.transcript.item("2")
    assert item is not None
    assert item.alternative == (1, 2)
