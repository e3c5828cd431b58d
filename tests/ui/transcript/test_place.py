"""Where the reader is: told now and then, and found again in another window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import GREETING, Shelf, long_conversation, prose_reply, reply, shelved, theme, user, wheel


def read_on(view: TranscriptView, steps: int = 20) -> Shelf:
    """Open a long conversation and scroll up into it."""
    shelf = shelved(view, long_conversation(400))
    for _ in range(steps):
        wheel(view, 333)
        shelf.serve()
    return shelf


def other_view(qtbot: QtBot, place: ReadingPlace | None, *, width: int = 900, percent: int = 100) -> TranscriptView:
    """Return another window on the conversation, opened at a place."""
    view = TranscriptView(theme(percent=percent))
    qtbot.addWidget(view)
    view.resize(width, 700)
    view.set_greeting(GREETING)
    view.show()
    shelved(view, long_conversation(400), place)
    return view


def texts_at_top(view: TranscriptView) -> tuple[str, str]:
    """Return the message and the text from the first whole line of it in view on."""
    place = view.place
    assert place is not None
    item = view.item(place.message_id or "greeting")
    assert item is not None
    assert item.rows is not None
    text = item.rows.box(place.piece + item.head_count).text
    return item.id, text[place.offset :]


@pytest.mark.parametrize("steps", [3, 20, 60])
def test_a_conversation_opens_at_the_very_line_and_pixel(view: TranscriptView, qtbot: QtBot, steps: int) -> None:
    read_on(view, steps)
    other = other_view(qtbot, view.place)
    assert other.place == view.place
    assert texts_at_top(other) == texts_at_top(view)
    assert not other.page.position.is_following


@pytest.mark.parametrize(("width", "percent"), [(500, 100), (1_200, 100), (900, 200), (900, 80)])
def test_the_line_is_at_the_top_though_all_heights_are_others(
    view: TranscriptView, qtbot: QtBot, width: int, percent: int
) -> None:
    read_on(view)
    place = view.place
    assert place is not None
    other = other_view(qtbot, place, width=width, percent=percent)
    spot = other.page.flow.first_exact(other.page.position.scroll + place.y, other.page.position.scroll + 700)
    message_id, text = texts_at_top(view)
    assert spot is not None
    assert spot.item == message_id
    item = other.item(message_id)
    assert item is not None
    assert item.rows is not None
    line_text = item.rows.box(spot.row).text[spot.offset :]
    assert line_text[: len(text)] == text or text in line_text


def test_messages_that_came_meanwhile_leave_the_place_alone(view: TranscriptView, qtbot: QtBot) -> None:
    read_on(view)
    place = view.place
    other = other_view(qtbot, place)
    other.add_message(user("new", "More"))
    assert other.page.position.is_following
    again = TranscriptView(theme())
    qtbot.addWidget(again)
    again.resize(900, 700)
    again.set_greeting(GREETING)
    again.show()
    messages: list[Message] = [*long_conversation(400), user("new", "More"), reply("newer", prose_reply())]
    shelved(again, messages, place)
    assert again.place == place


def test_who_follows_has_no_place_and_comes_back_to_the_end(view: TranscriptView, qtbot: QtBot) -> None:
    read_on(view)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.place is None
    assert other_view(qtbot, None).page.position.is_following


def test_a_place_in_a_message_that_is_gone_is_the_end(qtbot: QtBot) -> None:
    other = other_view(qtbot, ReadingPlace("gone", 0, 0, 0))
    assert other.page.position.is_following
    assert other.place is None


def test_the_place_above_all_messages_is_the_greeting(view: TranscriptView, qtbot: QtBot) -> None:
    read_on(view, 1)
    view.jump_to(0)
    place = view.place
    assert place is not None
    assert place.message_id is None
    assert other_view(qtbot, place).verticalScrollBar().value() == 0


def test_the_readers_hand_comes_before_a_place_that_is_awaited(view: TranscriptView) -> None:
    messages = long_conversation(400)
    shelf = Shelf(view, messages)
    place = ReadingPlace("m201", 0, 0, 0)
    view.show_conversation([message.outline() for message in messages], place=place)
    assert view.place == place
    wheel(view, -3_000)
    shelf.serve()
    assert view.place is not None
    assert view.place.message_id != "m201"


def test_a_place_is_told_once_a_while_and_not_for_each_step(view: TranscriptView, qtbot: QtBot) -> None:
    told: list[ReadingPlace | None] = []
    view.place_changed.connect(told.append)
    shelf = read_on(view)
    assert told == []
    with qtbot.waitSignal(view.place_changed):
        pass
    assert told == [view.place]
    view.flush_place()
    assert len(told) == 1
    wheel(view, 500)
    shelf.serve()
    view.flush_place()
    assert told[1:] == [view.place]


def test_a_line_of_unfolded_reasoning_is_found_again_as_its_fold(view: TranscriptView, qtbot: QtBot) -> None:
    thoughts = "\n\n".join(f"Thought number {number}." for number in range(80))
    message = reply("1", prose_reply(), reasoning=thoughts)
    shelved(view, [user("0", "Hi"), message])
    view.do_action("unfold", "1")
    view.jump_to(900)
    place = view.place
    assert place is not None
    assert place.piece < 0
    other = TranscriptView(theme())
    qtbot.addWidget(other)
    other.resize(900, 300)
    other.show()
    shelved(other, [user("0", "Hi"), message], place)
    assert other.place is not None
    assert (other.place.message_id, other.place.piece) == ("1", -1)


def test_a_place_in_a_reply_that_streams_on_is_found(view: TranscriptView) -> None:
    growing = reply("1", prose_reply() + "\n\n" + prose_reply(), Status.STREAMING)
    place = ReadingPlace("1", 3, 0, 0)
    view.show_conversation([user("0", "Hi").outline(), growing.outline()], place=place)
    view.start_reply(growing)
    view.grow_reply("1", "and more\n\n" * 20, "")
    assert view.place == place
