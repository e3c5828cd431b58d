"""Wide code and tables: scrolled sideways by wheel, bar, drag and keys; broken lines; nothing stale, nothing moved."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Status
from chatdesk.markup.blocks import Align, Cell, Place, Table
from chatdesk.ui.transcript.bars import Bar
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.code_lines import PIECE, CodeLines
from chatdesk.ui.transcript.fragments import TableSlice, fragments
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.syntax import Syntax
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import on_screen, prose, read_code, reply, row_tops, shifts, theme, user, wheel

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LONG = "value = " + "first + " * 60 + "last"
CODE = f"```python\nshort = 1\n{LONG}\nshort = 2\n```"
TABLE = "| " + " | ".join(f"column {n}" for n in range(30)) + " |\n" + "|---" * 30 + "|\n"
TABLE += ("| " + " | ".join(f"cell {n}" for n in range(30)) + " |\n") * 100


def show(view: TranscriptView, text: str) -> None:
    """Show a reply from the history, from its beginning."""
    message = reply("1", text)
    view.show_conversation([message.outline()])
    view.provide([message])
    view.jump_to(0)
    read_code(view)


def boxes(view: TranscriptView) -> list[Any]:
    """Return the laid-out boxes of code and tables of the reply."""
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    return [row.box for row in item.rows.rows if isinstance(row.box, CodeBox | GridBox)]


def the_bar(view: TranscriptView) -> Bar:
    """Return the only bar in view."""
    (bar,) = view.page.blocks.bars()
    return bar


def turn(view: TranscriptView, at: QPointF, pixels: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Turn a wheel or move two fingers over a point."""
    event = QWheelEvent(at, at, pixels, pixels, Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.viewport(), event)


def is_fresh(view: TranscriptView) -> bool:
    """Whether the screen shows what a full repaint would."""
    QApplication.processEvents()
    before = on_screen(view)
    view.viewport().repaint()
    return before == on_screen(view)


@pytest.mark.parametrize("text", [CODE, TABLE], ids=["code", "table"])
def test_sideways_wheels_scroll_the_block_under_the_mouse(view: TranscriptView, text: str) -> None:
    show(view, text)
    bar, before = the_bar(view), row_tops(view)
    inside = QPointF(bar.left + 50, bar.top - 20)
    turn(view, inside, QPoint(-70, 10))
    assert the_bar(view).sideways.offset == 70
    turn(view, inside, QPoint(0, -30), SHIFT)
    assert the_bar(view).sideways.offset == 100
    turn(view, inside, QPoint(0, 5_000), SHIFT)
    assert the_bar(view).sideways.offset == 0
    turn(view, inside, QPoint(-9_999, 0))
    assert the_bar(view).sideways.offset == the_bar(view).sideways.limit > 0
    assert row_tops(view) == before
    assert is_fresh(view)


def test_a_sideways_wheel_beside_a_wide_block_does_nothing(view: TranscriptView) -> None:
    show(view, "Prose.\n\n" + CODE)
    turn(view, QPointF(120, 90), QPoint(-70, 0))
    assert the_bar(view).sideways.offset == 0


def test_a_wheel_goes_on_down_over_a_wide_block(view: TranscriptView) -> None:
    show(view, TABLE)
    turn(view, QPointF(300, 300), QPoint(-3, -100))
    assert view.page.position.scroll == 100
    assert the_bar(view).sideways.offset == 0


@pytest.mark.parametrize("text", [CODE, TABLE], ids=["code", "table"])
def test_the_bar_is_dragged(view: TranscriptView, text: str) -> None:
    show(view, text)
    handle = the_bar(view).handle
    grip = handle.center().toPoint()
    QTest.mousePress(view.viewport(), LEFT, pos=grip)
    assert the_bar(view).sideways.offset == 0
    QTest.mouseMove(view.viewport(), grip + QPoint(100, 40))
    assert abs(the_bar(view).handle.left() - handle.left() - 100) <= 1
    QTest.mouseMove(view.viewport(), grip + QPoint(5_000, 0))
    QTest.mouseRelease(view.viewport(), LEFT, pos=grip)
    bar = the_bar(view)
    assert bar.sideways.offset == bar.sideways.limit
    assert bar.handle.right() == bar.left + bar.sideways.room
    assert view.selected_text() == ""
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(bar.left + 2, bar.top + 2))
    assert the_bar(view).sideways.offset == 0
    assert is_fresh(view)


def test_slices_of_a_table_move_as_one(view: TranscriptView) -> None:
    show(view, TABLE)
    view.jump_to(900)
    assert len(boxes(view)) > 1
    view.slide(the_bar(view).ref, 123)
    assert {box.sideways.offset for box in boxes(view)} == {123}
    assert is_fresh(view)


def test_the_bar_stays_at_the_lower_edge_and_leaves_nothing_behind(view: TranscriptView, qtbot: QtBot) -> None:
    show(view, "\n\n".join([TABLE, CODE, prose(random.Random(1), 400)]))
    seen = set()
    for step in range(30):
        wheel(view, -97)
        if step % 3 == 0:
            view.slide(view.page.blocks.wide_for_keys(""), 40)
        qtbot.wait(1)
        read_code(view)
        bars = list(view.page.blocks.bars())
        seen |= {bar.bottom == view.viewport().height() for bar in bars}
        assert all(bar.top >= 0 and bar.bottom <= view.viewport().height() for bar in bars)
        assert is_fresh(view)
    assert seen == {True, False}


def test_a_bar_over_code_that_streams_leaves_nothing_behind(view: TranscriptView, qtbot: QtBot) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "```python\n", "")
    for number in range(60):
        view.grow_reply("1", f"x{number} = '{'y' * (20 * (number % 17))}'\n", "")
        if number % 5 == 0:
            view.slide(view.page.blocks.wide_for_keys(""), 35)
        qtbot.wait(1)
        read_code(view)
        assert is_fresh(view)


def test_buttons_over_code_that_becomes_wide_are_painted(view: TranscriptView, qtbot: QtBot) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "```python\n" + "x = 1\n" * 20, "")
    number = view.number_of("1")
    assert number is not None
    QTest.mouseMove(view.viewport(), view.page.bubbles.rows_origin(number).toPoint() + QPoint(60, 60))
    for piece in ("x = 2\n", "y" * 60, "y" * 60, "y" * 60, "\n", "z"):
        view.grow_reply("1", piece, "")
        qtbot.wait(1)
        read_code(view)
        assert is_fresh(view)
    assert boxes(view)[0].is_wide


def test_arrow_keys_scroll_the_wide_block_in_view(view: TranscriptView) -> None:
    show(view, CODE)
    QTest.keyClick(view, Qt.Key.Key_Right)
    moved = the_bar(view).sideways.offset
    assert moved > 0
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert the_bar(view).sideways.offset == moved


def test_arrow_keys_take_the_block_of_the_focused_message(view: TranscriptView) -> None:
    view.add_message(user("first", CODE))
    view.add_message(user("second", CODE))
    view.walk(-1)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert [bar.ref.item for bar in view.page.blocks.bars() if bar.sideways.offset] == ["second"]


def test_a_drag_beyond_the_side_scrolls_and_selects_on(view: TranscriptView, qtbot: QtBot) -> None:
    show(view, CODE)
    bar, box = the_bar(view), boxes(view)[0]
    start = QPoint(bar.left + 5, bar.top - 2 * view.page.flow.measures.mono.pitch + 4)
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), QPoint(bar.left + bar.sideways.room + 90, start.y()))
    qtbot.waitUntil(lambda: box.sideways.offset == box.sideways.limit)
    QTest.mouseMove(view.viewport(), QPoint(bar.left + bar.sideways.room + 91, start.y()))
    assert LONG.endswith(view.selected_text())
    assert len(view.selected_text()) > 100
    QTest.mouseMove(view.viewport(), QPoint(bar.left - 60, start.y()))
    qtbot.waitUntil(lambda: box.sideways.offset == 0)
    QTest.mouseRelease(view.viewport(), LEFT, pos=start)
    assert view.page.position.scroll == 0


def test_what_is_seen_is_what_is_hit(view: TranscriptView) -> None:
    show(view, CODE)
    bar, box = the_bar(view), boxes(view)[0]
    view.slide(bar.ref, 333)
    y = box._top + box._lines._measures.mono.pitch + 3
    cell = view.page.flow.measures.mono_cell
    for x in (40, 200, 500):
        column = box.offset_at(x, y) - len("short = 1\n")
        assert abs(column * cell - (x - box.sideways.left + 333)) <= cell / 2 + 1


def test_a_place_beyond_the_side_is_brought_into_view(view: TranscriptView) -> None:
    show(view, CODE)
    box = boxes(view)[0]
    end = len("short = 1\n" + LONG)
    assert box.reveal(end)
    assert box.sideways.offset == box.sideways.limit
    assert not box.reveal(end - 3)
    assert box.reveal(0)
    assert box.sideways.offset == 0
    show(view, TABLE)
    table = boxes(view)[0]
    assert table.reveal(table.text.index("column 29"))
    assert table.sideways.offset == table.sideways.limit


def test_how_far_a_block_is_scrolled_outlives_its_layout(view: TranscriptView) -> None:
    show(view, CODE)
    view.slide(the_bar(view).ref, 200)
    view.set_theme(theme(is_dark=True))
    assert the_bar(view).sideways.offset == 200
    view.resize(600, 700)
    assert the_bar(view).sideways.offset == 200


def test_wrapping_breaks_the_lines_of_one_block_and_the_text_above_stays(view: TranscriptView) -> None:
    show(view, "\n\n".join([prose(random.Random(2), 200), CODE, CODE, "End. " * 800]))
    view.jump_to(40)
    before, (first, second) = row_tops(view), boxes(view)
    view.do_block_action("wrap-code", next(view.page.blocks.bars()).ref)
    wrapped, other = boxes(view)
    assert wrapped.wraps
    assert not other.wraps
    assert wrapped.height > first.height
    assert wrapped.sideways.limit == 0
    assert row_tops(view)["1", 0] == before["1", 0]
    assert is_fresh(view)
    view.do_block_action("unwrap-code", view.page.blocks.of_item(view.items[-1])[0][0])
    assert boxes(view)[0].height == second.height
    assert shifts(before, row_tops(view)) == {0}


def test_the_line_that_is_read_stays_when_its_block_is_wrapped(view: TranscriptView) -> None:
    lines = "\n".join(f"line_{number} = '{'x' * (number * 7 % 230)}'" for number in range(39))
    show(view, f"```python\n{lines}\n```\n\n" + "End. " * 900)
    view.jump_to(300)
    flow = view.page.flow
    spot = flow.first_exact(300, 900)
    assert spot is not None
    y = flow.y_of_text(spot)
    assert y is not None
    view.do_block_action("wrap-code", view.page.blocks.bar_of(next(view.page.blocks.bars()).ref).ref)  # type: ignore[union-attr]
    now = flow.y_of_text(spot)
    assert now is not None
    assert now - view.page.position.scroll == y - 300


def test_the_settings_say_what_blocks_do_that_were_not_touched(view: TranscriptView) -> None:
    show(view, CODE + "\n\n" + CODE)
    view.do_block_action("wrap-code", next(view.page.blocks.bars()).ref)
    view.do_block_action("unwrap-code", view.page.blocks.of_item(view.items[-1])[0][0])
    view.set_wraps_code(is_wanted=True)
    assert [box.wraps for box in boxes(view)] == [False, True]
    view.set_theme(theme(is_dark=True))
    assert [box.wraps for box in boxes(view)] == [False, True]


# ---- lines --------------------------------------------------------------------------------------------------------------


def lines_of(measures: Measures, text: str, *, wraps: bool) -> CodeLines:
    """Return the lines of a whole text."""
    made = CodeLines(measures, measures.assistant_ink, 40, wraps=wraps)
    assert made.take(text)
    return made


def state(lines: CodeLines) -> tuple[object, ...]:
    """Return all that is known of the pieces."""
    return lines._pieces, lines._starts, lines._rows, lines._lefts, lines._widths, lines._origins, lines.end, lines.row_count


PIECES = ["a", "b ", "x" * 90, "\n", "\t", "中", "😀", "é", "y" * 1_100]
CODE_TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize("wraps", [True, False])
@settings(max_examples=60, deadline=None)
@given(parts=st.lists(CODE_TEXT, min_size=1, max_size=5))
def test_lines_that_grew_equal_lines_made_at_once(qapp: QApplication, wraps: bool, parts: list[str]) -> None:
    measures = Measures(theme())
    grown = CodeLines(measures, measures.assistant_ink, 40, wraps=wraps)
    for count in range(1, len(parts) + 1):
        assert grown.take("".join(parts[:count]))
    whole = lines_of(measures, "".join(parts), wraps=wraps)
    assert state(grown) == state(whole)
    assert "".join(whole._pieces) == "".join(parts).replace("\n", "")


def test_a_last_line_that_becomes_shorter_is_taken_back(qapp: QApplication) -> None:
    measures = Measures(theme())
    lines = lines_of(measures, "one\n" + "x" * 900, wraps=False)
    assert lines.take("one\nxx")
    assert state(lines) == state(lines_of(measures, "one\nxx", wraps=False))
    assert not lines.take("other\nxx")


def test_a_line_of_200_kb_is_laid_out_only_where_it_is_seen(qapp: QApplication) -> None:
    measures = Measures(theme())
    lines = lines_of(measures, "z" * 200_000, wraps=False)
    assert lines.width == pytest.approx(200_000 * measures.mono_cell)
    image = QImage(600, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    blank = image.copy()
    painter = QPainter(image)
    lines.paint(painter, QPointF(-900_000, 0), QRectF(0, 0, 600, 40), None, Syntax(""))
    painter.end()
    assert image != blank
    assert len(lines._layouts) <= 2 + 600 / (PIECE * measures.mono_cell)


@pytest.mark.parametrize("percent", [80, 100, 130, 200])
def test_pieces_of_a_line_join_without_a_gap(qapp: QApplication, percent: int) -> None:
    measures = Measures(theme(percent=percent))
    lines = lines_of(measures, "m" * 400, wraps=False)
    for index, piece in enumerate(lines._pieces[:-1]):
        natural = lines._layout(piece).lineAt(0).naturalTextWidth()
        assert abs(lines._lefts[index] + natural - lines._lefts[index + 1]) < 0.5


# ---- cells --------------------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("ab Wil.-1"), max_size=30) | st.sampled_from(
    ["", "中文", "😀", "W" * 40, "two words", "`code`"]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=4), width=st.integers(120, 700))
def test_a_cell_that_is_not_laid_out_yet_has_the_height_of_one_that_is(
    qapp: QApplication, rows: list[list[str]], width: int
) -> None:
    measures = Measures(theme())
    table = Table(Place(0, 0), tuple(map(Cell, rows[0])), (Align.START,) * 3, tuple(tuple(map(Cell, row)) for row in rows[1:]))
    (fragment,) = fragments(table)
    assert isinstance(fragment.content, TableSlice)
    box = GridBox(fragment.content, measures, width, measures.assistant_ink)
    for row in range(len(rows)):
        height = max(box._cell(row, column).height for column in range(3))
        assert box._tops[row + 1] - box._tops[row] == height + box._pad


def test_cells_beside_what_is_seen_are_not_laid_out(view: TranscriptView) -> None:
    show(view, TABLE)
    view.viewport().repaint()
    table = boxes(view)[0]
    laid_out = [cell is not None for cell in table._cells[1]]
    assert laid_out[0]
    assert not any(laid_out[15:])
    view.slide(the_bar(view).ref, 99_999)
    view.viewport().repaint()
    assert table._cells[1][-1] is not None
