"""What the view shows: texts that come lazily, replies that stream, the ways in which they end."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from chatdesk.core.message import FinishReason, Status
from chatdesk.ui.transcript.flow import ROW_LIMIT, TEXT_LIMIT
from chatdesk.ui.transcript.fragments import Thinking
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import (
    GREETING,
    RICH,
    Shelf,
    colors_in,
    long_conversation,
    on_screen,
    prose,
    read_code,
    reply,
    row_tops,
    theme,
    user,
    wheel,
)


def rows_of(view: TranscriptView, message_id: str) -> list[tuple[object, int]]:
    """Lay a message out whole and return its fragments and their heights."""
    item = view.item(message_id)
    assert item is not None
    assert item.rows is not None
    return [(row.fragment, item.rows.box(number).height) for number, row in enumerate(item.rows.rows)]


def test_the_greeting_comes_first_in_every_conversation(view: TranscriptView) -> None:
    assert [item.plain_text() for item in view.items] == [GREETING]
    messages = [user("1", "Hi"), reply("2", "Hello")]
    view.show_conversation([message.outline() for message in messages])
    view.provide(messages)
    assert [item.plain_text() for item in view.items] == [GREETING, "Hi", "Hello"]
    view.set_greeting("你好")
    assert [item.plain_text() for item in view.items] == ["你好", "Hi", "Hello"]


def test_opening_ten_thousand_messages_lays_out_only_what_is_visible(view: TranscriptView) -> None:
    messages = long_conversation(10_000)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    assert len(shelf.asked) < 60
    shelf.serve()
    materialized = [item for item in view.items if item.rows is not None]
    assert 0 < len(materialized) < 30
    assert len(list(view.page.flow.laid_out_rows())) < 60
    assert all(item.id in {message.id for message in messages[-60:]} for item in materialized)


def test_texts_are_asked_for_once_and_only_near_the_viewport(view: TranscriptView) -> None:
    messages = long_conversation(1_000)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    for _ in range(5):
        view.viewport().repaint()
        wheel(view, 10)
    assert len(shelf.asked) == len(set(shelf.asked))
    assert "m0" not in shelf.asked
    shelf.serve()
    view.verticalScrollBar().setSliderPosition(0)
    assert "m0" in shelf.asked


def test_a_scroll_tour_keeps_few_texts_and_few_layouts(view: TranscriptView) -> None:
    messages = long_conversation(3_000)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    bar = view.verticalScrollBar()
    for step in range(150):
        bar.setSliderPosition(bar.maximum() * step // 150)
        shelf.serve()
    assert sum(item.has_text for item in view.items) <= TEXT_LIMIT + 40
    boxes = sum(row.box is not None for item in view.items if item.rows for row in item.rows.rows)
    assert boxes <= ROW_LIMIT + 100


def test_a_text_that_was_dropped_is_asked_for_again(view: TranscriptView) -> None:
    messages = long_conversation(2_000)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    bar = view.verticalScrollBar()
    for step in range(120):
        bar.setSliderPosition(step * 1_500)
        shelf.serve()
    shelf.asked.clear()
    view.scroll_to_end()
    assert "m1999" in shelf.asked
    shelf.serve()
    assert any(key[0] == "m1999" for key in row_tops(view))


def test_messages_of_this_session_are_never_dropped(view: TranscriptView) -> None:
    view.add_message(user("mine", "keep me"))
    for number in range(TEXT_LIMIT + 50):
        view.add_message(user(f"u{number}", "x"))
    assert all(item.has_text for item in view.items)


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_streamed_reply_looks_like_the_whole_one(view: TranscriptView, qtbot: QtBot, size: int) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(RICH), size):
        view.grow_reply("1", RICH[start : start + size], "")
    view.finish_reply(reply("1", RICH))
    streamed, picture = rows_of(view, "1"), view.grab().toImage()
    assert view.item("1") is not None
    other = TranscriptView(theme())
    qtbot.addWidget(other)
    other.resize(view.size())
    other.set_greeting(GREETING)
    other.show()
    message = reply("1", RICH)
    other.show_conversation([message.outline()])
    other.provide([message])
    assert rows_of(other, "1") == streamed
    assert other.grab().toImage() == picture


def test_code_that_streams_in_is_kept_to_the_last_blank_line(view: TranscriptView) -> None:
    source = "```python\n" + "".join(f"line {number}\n\n\n" for number in range(300)) + "```\n"
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(source), 11):
        view.grow_reply("1", source[start : start + 11], "")
    view.finish_reply(reply("1", source))
    item = view.item("1")
    assert item is not None
    assert item.source == source
    assert item.rows is not None
    box = item.rows.box(0)
    assert box.text == source[len("```python\n") : -len("\n```\n")]


def test_a_thinking_mark_stands_until_the_first_token(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    view.start_reply(reply("2", status=Status.STREAMING))
    item = view.item("2")
    assert item is not None
    assert [type(fragment.content) for fragment in item.fragments()] == [Thinking]
    assert view._pulse.is_running
    view.grow_reply("2", "H", "")
    assert [type(fragment.content) for fragment in item.fragments()] != [Thinking]
    assert not view._pulse.is_running


def test_a_continued_reply_grows_from_its_text(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    view.start_reply(reply("2", status=Status.STREAMING))
    view.grow_reply("2", "One ", "")
    view.finish_reply(reply("2", "One ", Status.STOPPED, finish_reason=None))
    view.start_reply(reply("2", "One ", Status.STREAMING))
    view.grow_reply("2", "two", "")
    view.finish_reply(reply("2", "One two"))
    item = view.item("2")
    assert item is not None
    assert item.plain_text() == "One two"
    assert len(view.items) == 3


def test_a_conversation_opened_in_mid_reply_goes_on_growing(view: TranscriptView) -> None:
    part = reply("2", "One ", Status.STREAMING, finish_reason=None)
    view.show_conversation([user("1", "Hi").outline(), part.outline()])
    view.grow_reply("2", "lost until the end", "")
    view.provide([user("1", "Hi"), part])
    view.grow_reply("2", "two", "")
    item = view.item("2")
    assert item is not None
    assert item.source == "One two"
    assert item.is_live


def test_a_final_text_that_differs_from_the_stream_wins(view: TranscriptView) -> None:
    view.start_reply(reply("2", status=Status.STREAMING))
    view.grow_reply("2", "One", "")
    view.finish_reply(reply("2", "Two"))
    item = view.item("2")
    assert item is not None
    assert item.plain_text() == "Two"


def test_reasoning_is_one_line_that_unfolds(view: TranscriptView) -> None:
    view.start_reply(reply("2", status=Status.STREAMING))
    view.grow_reply("2", "", "Let me think.")
    view.grow_reply("2", "Answer", "")
    view.finish_reply(reply("2", "Answer", reasoning="Let me think."))
    item = view.item("2")
    assert item is not None
    assert len(item.fragments()) == 2
    number = view.number_of("2")
    assert number is not None
    origin = view.page.bubbles.rows_origin(number).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(4, 8))
    texts = [getattr(fragment.content, "text", "") for fragment in item.fragments()]
    assert texts == ["", "Let me think.", "Answer"]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(4, 8))
    assert len(item.fragments()) == 2
    assert item.plain_text() == "Answer"


CUT = None
ENDINGS = [
    (Status.COMPLETE, FinishReason.STOP, "text", ()),
    (Status.COMPLETE, FinishReason.LENGTH, "text", ("continue",)),
    (Status.COMPLETE, FinishReason.CONTENT_FILTER, "text", ()),
    (Status.STOPPED, CUT, "text", ("continue",)),
    (Status.STOPPED, CUT, "", ("retry",)),
    (Status.INTERRUPTED, CUT, "text", ("continue",)),
    (Status.FAILED, CUT, "text", ("continue", "retry")),
    (Status.FAILED, CUT, "", ("retry",)),
    (Status.STREAMING, CUT, "text", ()),
]


@pytest.mark.parametrize(("status", "reason", "text", "expected"), ENDINGS)
def test_each_ending_offers_its_remedies(
    view: TranscriptView, status: Status, reason: FinishReason | None, text: str, expected: tuple[str, ...]
) -> None:
    view.start_reply(reply("1", text, Status.STREAMING, finish_reason=None))
    view.finish_reply(reply("1", text, status, finish_reason=reason))
    item = view.item("1")
    assert item is not None
    assert item.actions() == expected
    assert item.says_something() is (reason is not FinishReason.STOP and status is not Status.STREAMING)


def test_a_click_on_a_remedy_asks_for_it(view: TranscriptView, qtbot: QtBot) -> None:
    view.start_reply(reply("1", "text", Status.STREAMING, finish_reason=None))
    view.finish_reply(reply("1", "text", Status.FAILED, finish_reason=None))
    links = view.page.bubbles.captions.links(1)
    for action, rect in links:
        if action == "copy":
            continue
        with qtbot.waitSignal(view.action_requested) as asked:
            at = rect.center().toPoint() - QPoint(0, view.page.position.scroll)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert asked.args == [action, "1"]
    assert [action for action, _ in links] == ["continue", "retry", "copy"]


@pytest.mark.parametrize("message_id", ["greeting", "1", "2"])
def test_a_message_under_the_mouse_offers_to_copy_it(view: TranscriptView, message_id: str) -> None:
    view.add_message(user("1", "Question"))
    view.start_reply(reply("2", "Answer", Status.STREAMING))
    number = view.number_of(message_id)
    assert number is not None
    ((action, rect),) = view.page.bubbles.captions.links(number)
    at = rect.center().toPoint()
    before = view.viewport().grab(rect.toAlignedRect()).toImage()
    QTest.mouseMove(view.viewport(), at)
    assert view.page.hovered == message_id
    assert view.viewport().grab(rect.toAlignedRect()).toImage() != before
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert QGuiApplication.clipboard().text() == {"greeting": GREETING, "1": "Question", "2": "Answer"}[message_id]
    assert action == "copy"
    view.resize(420, 600)
    assert all(link.left() >= 0 for _, link in view.page.bubbles.captions.links(number))


def test_bubbles_are_painted_in_their_colors_on_their_sides(view: TranscriptView) -> None:
    view.add_message(user("1", "牛顿提出过哪些知名的定律？"))
    view.start_reply(reply("2", "Three laws. " * 40, Status.STREAMING))
    look = theme()
    image = view.grab().toImage()
    question, answer = (view.page.bubbles.bubble_rect(number).toRect() for number in (1, 2))
    assert image.pixelColor(question.center().x(), question.top() + 3).name() == look.user_bubble.name()
    assert image.pixelColor(answer.center().x(), answer.top() + 3).name() == look.assistant_bubble.name()
    assert question.right() == answer.right()
    assert question.left() > answer.left() + 200
    for rect in (question, answer):
        assert look.user_text.name() in colors_in(image.copy(rect))
    header = image.copy(answer.left(), answer.top() - 24, 24, 24)
    assert look.accent.name() in colors_in(header)


def test_dark_and_light_are_painted_live(view: TranscriptView) -> None:
    view.add_message(user("1", "Hi"))
    for is_dark in (True, False):
        look = theme(is_dark=is_dark)
        view.set_theme(look)
        colors = colors_in(view.grab().toImage())
        assert {look.base.name(), look.user_bubble.name(), look.assistant_bubble.name()} <= colors


def differing(first: QImage, second: QImage) -> int:
    """Return how many pixels differ."""
    pixels = ((x, y) for y in range(first.height()) for x in range(0, first.width(), 2))
    return sum(first.pixel(x, y) != second.pixel(x, y) for x, y in pixels) if first != second else 0


def test_moved_pixels_equal_painted_ones(view: TranscriptView, qtbot: QtBot) -> None:
    messages = long_conversation(200)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    chance = random.Random(5)
    for _ in range(25):
        wheel(view, chance.choice([100, 40, 7, -60]))
        shelf.serve()
        qtbot.wait(1)
        read_code(view)
        moved = on_screen(view)
        view.viewport().repaint()
        assert differing(moved, on_screen(view)) == 0


def test_streamed_pixels_equal_painted_ones(view: TranscriptView, qtbot: QtBot) -> None:
    chance = random.Random(6)
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(RICH), 20):
        view.grow_reply("1", RICH[start : start + 20], "")
        qtbot.wait(1)
        read_code(view)
        moved = on_screen(view)
        view.viewport().repaint()
        assert differing(moved, on_screen(view)) == 0
    for _ in range(20):
        view.grow_reply("1", prose(chance, 30) + "\n\n", "")
        qtbot.wait(1)
        read_code(view)
        moved = on_screen(view)
        view.viewport().repaint()
        assert differing(moved, on_screen(view)) == 0


def test_several_changes_before_a_paint_leave_nothing_stale(view: TranscriptView, qtbot: QtBot) -> None:
    messages = long_conversation(200)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    chance = random.Random(7)
    view.start_reply(reply("new", status=Status.STREAMING))
    for _ in range(25):
        for _ in range(3):
            view.grow_reply("new", prose(chance, 25) + chance.choice([" ", "\n\n", "\n- item\n"]), "")
            wheel(view, chance.choice([0, 0, 40, 130, -20]))
        shelf.serve()
        qtbot.wait(1)
        read_code(view)
        moved = on_screen(view)
        view.viewport().repaint()
        assert differing(moved, on_screen(view)) == 0


def test_a_greeting_in_another_language_moves_nothing_else(view: TranscriptView) -> None:
    messages = long_conversation(60)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    wheel(view, 1_200)
    before, picture = row_tops(view), view.grab().toImage()
    view.set_greeting("你好，" * 200)
    assert row_tops(view) == before
    assert view.grab().toImage() == picture


@pytest.mark.parametrize("width", [300, 480, 900, 1_400])
def test_the_column_is_centered_and_beside_the_scroll_bar(view: TranscriptView, width: int) -> None:
    view.resize(width, 600)
    flow = view.page.flow
    measures = flow.measures
    assert flow.left >= measures.margin
    assert flow.left + flow.column + measures.bar + measures.margin // 2 <= width
    assert flow.column <= measures.column
    if flow.column == measures.column:
        assert abs(flow.left - (width - flow.left - flow.column)) <= 1
