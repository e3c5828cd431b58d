"""Scrolling obeys intent, and what is being read never moves."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import Shelf, long_conversation, prose, reply, row_tops, shifts, theme, user, wheel


def open_long(view: TranscriptView, count: int = 400) -> Shelf:
    """Open a conversation at its end."""
    messages = long_conversation(count)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    return shelf


def is_at_bottom(view: TranscriptView) -> bool:
    """Whether the end is in view, by the scroll bar."""
    bar = view.verticalScrollBar()
    return bar.value() == bar.maximum()


def test_a_conversation_opens_at_its_end(view: TranscriptView) -> None:
    open_long(view)
    assert is_at_bottom(view)
    assert view.page.position.is_following
    last = view.items[-1].id
    assert any(key[0] == last for key in row_tops(view))


def test_a_conversation_can_open_at_its_beginning(view: TranscriptView) -> None:
    messages = long_conversation(100)
    Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages], at_end=False)
    assert view.verticalScrollBar().value() == 0
    assert not view.page.position.is_following


def test_text_moves_exactly_with_the_wheel_through_unseen_messages(view: TranscriptView) -> None:
    shelf = open_long(view)
    before = row_tops(view)
    for _ in range(250):
        wheel(view, 100)
        after = row_tops(view)
        assert shifts(before, after) == {100}
        shelf.serve()
        late = row_tops(view)
        assert shifts(after, late) <= {0}
        before = late


def test_laying_out_ahead_moves_nothing(view: TranscriptView) -> None:
    shelf = open_long(view)
    for _ in range(60):
        wheel(view, 300)
        shelf.serve()
        before = row_tops(view)
        for _ in range(3):
            view._on_idle()
        assert shifts(before, row_tops(view)) == {0}


def test_text_stays_while_a_reply_streams_below(view: TranscriptView) -> None:
    open_long(view)
    view.start_reply(reply("new", status=Status.STREAMING))
    chance = random.Random(3)
    wheel(view, 900)
    before = row_tops(view)
    for _ in range(80):
        view.grow_reply("new", prose(chance, 20) + "\n\n", "")
        assert shifts(before, row_tops(view)) == {0}
    assert not is_at_bottom(view)


def test_text_above_stays_when_its_texts_arrive_late(view: TranscriptView) -> None:
    shelf = open_long(view)
    for _ in range(40):
        wheel(view, 700)
        before = row_tops(view)
        shelf.serve()
        assert shifts(before, row_tops(view)) <= {0}


def first_line(view: TranscriptView) -> tuple[str, int, int, float]:
    """Return the first visible line of text (message, row, offset) and its y."""
    page = view.page
    spot = page.flow.first_exact(page.position.scroll, page.position.scroll + page.position.height)
    assert spot is not None
    y = page.flow.y_of_text(spot)
    assert y is not None
    return spot.item, spot.row, spot.offset, y - page.position.scroll


def line_y(view: TranscriptView, line: tuple[str, int, int, float]) -> float:
    """Return where the line with that text is now."""
    item = view.item(line[0])
    number = view.number_of(line[0])
    assert item is not None
    assert number is not None
    assert item.rows is not None
    row = item.rows.rows[line[1]]
    top = view.page.flow.row_top(number, line[1]) + row.space + item.rows.box(line[1]).line_top(line[2])
    return top - view.page.position.scroll


@pytest.mark.parametrize("width", [500, 620, 760, 1_100])
def test_the_first_line_stays_when_the_window_is_resized(view: TranscriptView, width: int) -> None:
    shelf = open_long(view)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    line = first_line(view)
    view.resize(width, 700)
    assert line_y(view, line) == line[3]


def test_the_first_line_stays_when_the_text_size_changes(view: TranscriptView) -> None:
    shelf = open_long(view)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    line = first_line(view)
    view.set_theme(theme(is_dark=True, percent=150))
    assert abs(line_y(view, line) - line[3]) <= 1


def test_a_narrower_window_keeps_following(view: TranscriptView) -> None:
    open_long(view)
    view.resize(500, 500)
    assert is_at_bottom(view)


def test_following_keeps_the_end_in_view_while_a_reply_grows(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    view.start_reply(reply("2", status=Status.STREAMING))
    for number in range(60):
        view.grow_reply("2", f"Paragraph {number}.\n\n", "")
        assert is_at_bottom(view)
    assert view.verticalScrollBar().maximum() > 0


def test_only_the_readers_hand_ends_following(view: TranscriptView) -> None:
    open_long(view)
    view.start_reply(reply("new", "A\n\nB", Status.STREAMING))
    view.provide([])
    view.set_theme(theme(is_dark=True))
    view.resize(700, 600)
    view.finish_reply(reply("new", "A\n\nB"))
    wheel(view, -100)  # down, at the end: nothing to scroll, no intent to leave
    assert view.page.position.is_following
    wheel(view, 100)
    assert not view.page.position.is_following
    wheel(view, -5_000)
    assert is_at_bottom(view)
    assert not view.page.position.is_following


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home])
def test_keys_end_following_and_end_resumes_it(view: TranscriptView, key: Qt.Key) -> None:
    open_long(view)
    QTest.keyClick(view, key)
    assert not view.page.position.is_following
    assert not is_at_bottom(view)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.page.position.is_following
    assert is_at_bottom(view)


def test_dragging_the_handle_ends_following(view: TranscriptView) -> None:
    open_long(view)
    view.verticalScrollBar().setSliderPosition(1_000)
    assert not view.page.position.is_following
    assert view.verticalScrollBar().value() == 1_000


def test_selecting_ends_following(view: TranscriptView) -> None:
    open_long(view)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(view.viewport(), QPoint(500, 420))
    assert not view.page.position.is_following
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(500, 420))


def test_the_newest_button_shows_while_not_following_and_leads_back(view: TranscriptView, qtbot: QtBot) -> None:
    open_long(view)
    assert not view._newest.isVisible()
    wheel(view, 900)
    assert view._newest.isVisible()
    qtbot.mouseClick(view._newest, Qt.MouseButton.LeftButton)
    assert is_at_bottom(view)
    assert view.page.position.is_following
    assert not view._newest.isVisible()


def test_sending_resumes_following(view: TranscriptView) -> None:
    open_long(view)
    wheel(view, 5_000)
    view.add_message(user("mine", "A question"))
    assert view.page.position.is_following
    assert is_at_bottom(view)
