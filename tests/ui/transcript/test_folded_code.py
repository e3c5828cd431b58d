"""Long code: folded when it is first shown whole, never while or after it grew in view; the text being read stays."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chatdesk.core.message import Status
from chatdesk.ui.transcript.block_state import FOLD_ABOVE, FOLDED_LINES, BlockRef
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import Shelf, long_conversation, on_screen, read_code, reply, row_tops, shifts, user

LINES = [f"value_{number} = {number}" for number in range(2_000)]
CODE = "```python\n" + "\n".join(LINES) + "\n```"
BELOW = "\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(60))


def show(view: TranscriptView, text: str) -> CodeBox:
    """Show a reply from the history, from its beginning; return the box of its code."""
    message = reply("1", text)
    view.show_conversation([message.outline()])
    view.provide([message])
    view.jump_to(0)
    read_code(view)
    return code(view)


def code(view: TranscriptView) -> CodeBox:
    """Return the box of the first code of the reply."""
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    row = next(number for number, row in enumerate(item.rows.rows) if "value_" in getattr(row.fragment.content, "text", ""))
    box = item.rows.box(row)
    assert isinstance(box, CodeBox)
    return box


def ref(view: TranscriptView) -> BlockRef:
    """Return the reply's first block of code."""
    return view.page.blocks.of_item(view.items[-1])[0][0]


def foot(view: TranscriptView) -> QPoint:
    """Return a point on the line below the code."""
    rect = view.page.block_rect(ref(view))
    return QPoint(int(rect.left()) + 60, int(rect.bottom()) - 8)


def test_code_from_the_history_is_folded_and_unfolds_by_a_click(view: TranscriptView) -> None:
    box = show(view, CODE + BELOW)
    assert box.is_folded
    assert box.height < 700
    before, y = row_tops(view), foot(view)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=y)
    assert not code(view).is_folded
    assert code(view).height > 2_000 * 10
    assert row_tops(view)["1", 0] == before["1", 0]
    QApplication.processEvents()
    shown = on_screen(view)
    view.viewport().repaint()
    assert on_screen(view) == shown


@pytest.mark.parametrize(("lines", "is_folded"), [(FOLD_ABOVE, False), (FOLD_ABOVE + 1, True)])
def test_only_long_code_is_folded(view: TranscriptView, lines: int, is_folded: bool) -> None:
    assert show(view, "```\n" + "\n".join(LINES[:lines]) + "\n```").is_folded is is_folded


def test_a_sent_message_is_folded_as_well(view: TranscriptView) -> None:
    view.add_message(user("1", CODE))
    assert code(view).is_folded


def test_code_that_grew_in_view_stays_open_and_nothing_moves_when_it_ends(view: TranscriptView) -> None:
    view.add_message(user("0", "Write much."))
    view.start_reply(reply("1", status=Status.STREAMING))
    text = "```python\n" + "\n".join(LINES[:200]) + "\n```\n\nThat is all."
    for start in range(0, len(text), 200):
        view.grow_reply("1", text[start : start + 200], "")
        assert not code(view).is_folded
    before, height = row_tops(view), code(view).height
    view.finish_reply(reply("1", text))
    assert not code(view).is_folded
    assert code(view).height == height
    assert row_tops(view) == before


def test_code_that_grew_out_of_view_is_folded_when_it_is_first_shown(view: TranscriptView) -> None:
    messages = long_conversation(60)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    view.jump_to(0)
    shelf.serve()
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", CODE, "")
    view.finish_reply(reply("1", CODE))
    before = row_tops(view)
    shelf.serve()
    assert shifts(before, row_tops(view)) == {0}
    view.scroll_to_end()
    assert code(view).is_folded


def test_the_line_that_folds_stays_where_it_was_clicked(view: TranscriptView) -> None:
    show(view, CODE + BELOW)
    view.do_block_action("unfold-code", ref(view))
    view.jump_to(int(view.page.block_rect(ref(view)).bottom()) - 300)
    assert any(key[1] == 1 for key in row_tops(view))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=foot(view))
    assert code(view).is_folded
    rect = view.page.block_rect(ref(view))
    assert 0 <= rect.bottom() <= view.viewport().height()


def test_folding_by_menu_ends_following_and_shows_the_code(view: TranscriptView) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", CODE, "")
    view.finish_reply(reply("1", CODE))
    assert "fold-code" in view.page.blocks.actions(ref(view))
    view.do_block_action("fold-code", ref(view))
    assert code(view).is_folded
    assert view.page.block_rect(ref(view)).bottom() > 0


def test_folded_code_is_copied_and_selected_whole(view: TranscriptView) -> None:
    show(view, CODE)
    view.do_block_action("copy-code", ref(view))
    assert QGuiApplication.clipboard().text() == "\n".join(LINES)
    view.selectAll()
    assert "\n".join(LINES) in view.selected_text()


def test_folded_code_costs_no_more_than_what_it_shows(view: TranscriptView) -> None:
    box = show(view, CODE)
    assert len(box._lines._pieces) == FOLDED_LINES
    assert len(box.syntax.runs) == FOLDED_LINES
    assert not box.syntax.is_behind


def test_unfolded_code_gets_its_colors(view: TranscriptView) -> None:
    show(view, CODE)
    view.do_block_action("unfold-code", ref(view))
    while view._reading.isActive():
        QApplication.processEvents()
    assert len(code(view).syntax.runs) == len(LINES)


def test_a_fold_outlives_another_theme_and_width(view: TranscriptView) -> None:
    show(view, CODE + BELOW)
    view.resize(600, 700)
    assert code(view).is_folded
    view.do_block_action("unfold-code", ref(view))
    view.resize(900, 700)
    assert not code(view).is_folded
