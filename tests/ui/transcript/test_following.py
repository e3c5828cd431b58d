"""Scrolling obeys intent, and what is being read never moves."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, ReasoningPart, Role, Status, TextPart
from chatdesk.ui.transcript.view import TranscriptView
from chatdesk.ui.transcript.wheel import WHEEL_LINE
from tests.ui.transcript.samples import Shelf, long_conversation, prose, reply, row_tops, shelved, shifts, theme, user, wheel


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
    view.show_conversation([message.outline() for message in messages], place=ReadingPlace(None, 0, 0, 1_000))
    assert view.verticalScrollBar().value() == 0
    assert not view.page.position.is_following


def test_text_moves_exactly_with_the_wheel_through_unseen_messages(view: TranscriptView) -> None:
    shelf = open_long(view)
    before = row_tops(view)
    chance = random.Random(1)
    for _ in range(400):
        pixels = chance.choice((1, 17, 108, 250))
        wheel(view, pixels)
        after = row_tops(view)
        assert shifts(before, after) == {pixels}
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


def test_text_stays_when_something_above_it_changes_its_height(view: TranscriptView) -> None:
    messages = [message if message.role is Role.USER else thought_about(message) for message in long_conversation(60)]
    shelf = shelved(view, messages)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    page = view.page
    first = page.flow.visible(page.position.scroll, page.position.scroll + page.position.height)[0]
    before = row_tops(view)
    for action in ("unfold", "fold") * 2:
        view.do_action(action, next(item.id for item in reversed(view.items[:first]) if item.fold_action))
        assert shifts(before, row_tops(view)) == {0}


def thought_about(message: Message) -> Message:
    """Return a reply with reasoning before its text."""
    return replace(message, parts=(ReasoningPart("So it must be.\n\n" * 9), *message.parts))


@pytest.mark.parametrize("height", [300, 690, 1_000])
def test_the_first_line_stays_when_the_window_gets_another_height(view: TranscriptView, height: int) -> None:
    shelf = open_long(view)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    before = row_tops(view)
    view.resize(900, height)
    assert shifts(before, row_tops(view)) == {0}


@pytest.mark.parametrize("width", [500, 620, 760, 1_100])
def test_the_first_line_stays_when_the_window_is_resized(view: TranscriptView, width: int) -> None:
    shelf = open_long(view)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    line = first_line(view)
    view.resize(width, 700)
    assert line_y(view, line) == line[3]


def test_many_small_changes_of_the_width_add_nothing_up(view: TranscriptView) -> None:
    shelf = open_long(view)
    for _ in range(20):
        wheel(view, 333)
        shelf.serve()
    place = view.place
    for width in (*range(900, 500, -7), *range(501, 900, 11), 900):
        view.resize(width, 700)
    assert view.place == place


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


def test_nothing_but_the_reader_ends_following(view: TranscriptView) -> None:
    open_long(view)
    view.start_reply(replace(reply("new", "A", Status.STREAMING), parts=(ReasoningPart("Hm."), TextPart("A"))))
    QTest.mouseMove(view.viewport(), QPoint(300, 300))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.copy()
    view.do_action("unfold", "new")
    view.set_greeting("Hello again.")
    for percent in (200, 80, 100):
        view.set_theme(theme(percent=percent))
        assert is_at_bottom(view)
    for size in ((500, 300), (1_300, 900)):
        view.resize(*size)
        assert is_at_bottom(view)
    view.hide()
    view.grow_reply("new", "\n\nB" * 300, "")
    view.show()
    assert view.page.position.is_following
    assert is_at_bottom(view)


def test_selecting_all_ends_following(view: TranscriptView) -> None:
    open_long(view)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert not view.page.position.is_following


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


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space])
def test_a_key_that_moves_nothing_ends_no_following(view: TranscriptView, key: Qt.Key) -> None:
    view.add_message(user("1", "Hi"))
    QTest.keyClick(view, key)
    assert view.page.position.is_following


@pytest.mark.parametrize(
    ("down", "up", "modifier"),
    [
        (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_a_page_keeps_one_line_in_view(view: TranscriptView, down: Qt.Key, up: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    shelf = open_long(view)
    page = view.page.position.height - view.page.flow.measures.body.pitch
    for key, moved in ((up, page), (up, page), (down, -page)):
        seen = row_tops(view)
        QTest.keyClick(view, key, modifier if moved > 0 else Qt.KeyboardModifier.NoModifier)
        row = next(iter(seen)) if moved > 0 else list(seen)[-1]
        assert top_of(view, row) - seen[row] == moved
        shelf.serve()


def top_of(view: TranscriptView, row: tuple[str, int]) -> int:
    """Return where a row begins, in view or not."""
    number = view.number_of(row[0])
    assert number is not None
    return view.page.flow.row_top(number, row[1]) - view.page.position.scroll


def moved_by(view: TranscriptView, eighths: int, pixels: int = 0) -> int:
    """Turn the wheel; return how far the text moved."""
    before = row_tops(view)
    turn(view, eighths, pixels)
    (shift,) = shifts(before, row_tops(view))
    return shift


def turn(view: TranscriptView, eighths: int, pixels: int = 0) -> None:
    """Turn the wheel by eighths of a degree; up is positive."""
    at, no_button = QPointF(50, 50), Qt.MouseButton.NoButton
    turned, moved = QPoint(0, eighths), QPoint(0, pixels)
    event = QWheelEvent(at, at, moved, turned, no_button, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.viewport(), event)


def test_small_turns_of_a_fine_wheel_add_up_to_a_notch(view: TranscriptView) -> None:
    open_long(view)
    notch = moved_by(view, 120)
    assert notch == QApplication.wheelScrollLines() * WHEEL_LINE
    steps = [moved_by(view, 3) for _ in range(40)]
    assert sum(steps) == notch
    assert set(steps) <= {notch // 40, notch // 40 + 1}


def test_a_touchpad_moves_the_text_by_its_pixels(view: TranscriptView) -> None:
    open_long(view)
    for pixels in (1, 3, 40, -2):
        assert moved_by(view, 8 * pixels, pixels) == pixels


@pytest.mark.parametrize("scale", ["1.25", "1.5", "1.75"])
def test_text_moves_by_one_pixel_at_most_beside_the_wheel_at_fractional_scale(scale: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.transcript.fractional"],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ratio, steps, lines, worst = done.stdout.split()
    assert float(ratio) == float(scale)
    assert int(steps) == 60
    assert int(lines) > 600
    assert float(worst) <= 1.0


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
