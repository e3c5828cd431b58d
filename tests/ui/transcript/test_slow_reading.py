"""Long texts are read between frames: the view stays alive, and nothing but the moment differs."""

import pytest
from pytestqt.qtbot import QtBot

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, Status
from chatdesk.markup.parse import parse
from chatdesk.ui.transcript.message_text import LONG
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import Shelf, colors_in, on_screen, reply, user

LIST = "".join(f"- item **{number}**\n" for number in range(LONG // 10))


def open_stored(view: TranscriptView, *messages: Message, place: ReadingPlace | None = None) -> None:
    """Open a conversation and give it the texts that it asks for."""
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages], place=place)
    shelf.serve()


def is_read(view: TranscriptView, message_id: str) -> bool:
    """Whether a message shows its text."""
    item = view.item(message_id)
    assert item is not None
    return item.rows is not None


def test_a_long_text_is_not_read_at_once(view: TranscriptView, qtbot: QtBot) -> None:
    open_stored(view, reply("1", LIST))
    assert not is_read(view, "1")
    qtbot.waitUntil(lambda: is_read(view, "1"))
    item = view.item("1")
    assert item is not None
    assert item.blocks() == parse(LIST)
    assert view.page.position.is_following
    assert view.page.position.is_at_end


def test_what_is_not_read_yet_is_shown_as_a_placeholder(view: TranscriptView) -> None:
    open_stored(view, reply("1", LIST))
    view.viewport().repaint()
    bars = view.page.flow.measures.theme.code_background.name()
    assert bars in colors_in(on_screen(view))


def test_a_copy_does_not_wait(view: TranscriptView) -> None:
    open_stored(view, user("0", "Please"), reply("1", LIST))
    view.page.reader.read()
    view.selectAll()
    text = view.selected_text()
    assert "item 0\n" in text
    assert f"item {LONG // 10 - 1}" in text


def test_a_text_that_is_dropped_or_replaced_while_it_is_read_leaves_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    open_stored(view, reply("1", LIST))
    view.page.reader.read()
    open_stored(view, reply("1", "Another"))
    qtbot.waitUntil(lambda: is_read(view, "1"))
    item = view.item("1")
    assert item is not None
    assert item.blocks() == parse("Another")


def test_a_place_in_a_long_text_is_found_when_it_is_read(view: TranscriptView, qtbot: QtBot) -> None:
    place = ReadingPlace("1", 700, 0, 40)
    open_stored(view, reply("1", LIST), place=place)
    assert view.page.position.awaited == place
    qtbot.waitUntil(lambda: is_read(view, "1"))
    number = view.number_of("1")
    assert number is not None
    row = view.page.flow.items[number].rows.rows[700]  # type: ignore[union-attr]
    assert view.page.flow.row_top(number, 700) + row.space - view.page.position.scroll == pytest.approx(40)


def test_a_long_reply_that_ends_with_definitions_is_read_again_in_steps(view: TranscriptView, qtbot: QtBot) -> None:
    text = "See [the article][a].\n\n" + LIST + "\n\nIt is[^1] there.\n\n[a]: https://example.org\n\n[^1]: really\n"
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(text), 2_000):
        view.grow_reply("1", text[start : start + 2_000], "")
    view.finish_reply(reply("1", text))
    item = view.item("1")
    assert item is not None
    assert item.is_behind
    qtbot.waitUntil(lambda: not item.is_behind)
    assert item.blocks() == parse(text)
    assert item.rows is not None
    assert [row.fragment for row in item.rows.rows] == item.fragments()
    assert view.page.position.is_at_end
