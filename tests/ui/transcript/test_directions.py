"""Each paragraph runs as its first letter does, whatever the direction of the window."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.core.message import Message
from chatdesk.markup.blocks import Span, Style
from chatdesk.ui.composer import Composer
from chatdesk.ui.transcript.box import units
from chatdesk.ui.transcript.directions import begins_right_to_left, runs
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.text_lines import TextLines, stretches
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import reply, theme, user

HEBREW = "זהו משפט בעברית"
ARABIC = "هذه فقرة عربية"
MIXED = f"{HEBREW} sorted {ARABIC} 123 end"


def shown(view: TranscriptView, text: str) -> Message:
    """Show a reply that is more than one line, so that its bubble is as wide as the column."""
    message = reply("1", text)
    view.start_reply(message)
    view.finish_reply(message)
    return message


def row_ink(view: TranscriptView, message_id: str, row: int) -> tuple[float, float]:
    """Return how far a row's ink is from the left and from the right of its bubble."""
    number = view.number_of(message_id)
    assert number is not None
    page, item = view.page, view.items[number]
    assert item.rows is not None
    bubble = page.bubbles.bubble_rect(number)
    top = page.flow.row_top(number, row) + item.rows.rows[row].space - page.position.scroll
    area = QRectF(bubble.left() + 2, top, bubble.width() - 4, item.rows.box(row).height).toRect()
    left, right = ink(view.viewport().grab().toImage().copy(area))
    return left + 2, area.width() - right + 2


def ink(image: QImage) -> tuple[int, int]:
    """Return between which columns of pixels something is painted."""
    ground = image.pixel(2, image.height() // 2)
    columns = [x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in range(image.height()))]
    return columns[0], columns[-1] + 1


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("", False),
        ("123 ...", False),
        ("Hello שלום", False),
        ("שלום Hello", True),
        ("1. مرحبا Hello", True),
        ("\u200f123", True),
        ("\u2066\u2069 x", False),
        ("你好 שלום", False),
    ],
)
def test_the_first_letter_decides(text: str, is_right: bool) -> None:
    assert begins_right_to_left(text) is is_right


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["a", "b"], [["a", "b"]]),
        (["א", "1", "b", "-", "ب", "ת"], [["א", "1"], ["b", "-"], ["ب", "ת"]]),
        (["1", "א", "b"], [["1", "א"], ["b"]]),
    ],
)
def test_lines_are_parted_where_their_direction_changes(lines: list[str], parts: list[list[str]]) -> None:
    assert list(runs(lines)) == parts


def test_each_line_of_a_person_stands_at_its_side(view: TranscriptView, qtbot: QtBot) -> None:
    view.add_message(user("1", f"{ARABIC}, {ARABIC}\nHello\n{HEBREW}"))
    pad = view.page.flow.measures.pad_x
    for row, is_right in enumerate((True, False, True)):
        left, right = row_ink(view, "1", row)
        assert (right if is_right else left) <= pad + 4
    view.selectAll()
    assert view.selected_text().endswith(f"{ARABIC}, {ARABIC}\nHello\n{HEBREW}")


def test_paragraphs_stand_at_the_side_where_they_begin(view: TranscriptView) -> None:
    shown(view, f"{HEBREW}\n\nAn English one\n\n{ARABIC} sorted\n\n# {HEBREW}\n\nHello {HEBREW}")
    pad = view.page.flow.measures.pad_x
    for row, is_right in enumerate((True, False, True, True, False)):
        left, right = row_ink(view, "1", row)
        near, far = (right, left) if is_right else (left, right)
        assert pad - 3 <= near <= pad + 3
        assert far > 200


def test_list_marks_and_quote_bars_stand_before_the_first_letter(view: TranscriptView) -> None:
    shown(view, f"- {HEBREW}\n- English\n1. {ARABIC}\n\n> {HEBREW}\n\n> English")
    measures = view.page.flow.measures
    for row, is_right in enumerate((True, False, True, True, False)):
        left, right = row_ink(view, "1", row)
        near, far = (right, left) if is_right else (left, right)
        assert measures.pad_x - 1 <= near < measures.pad_x + measures.indent
        assert far > 200


def test_code_runs_from_left_to_right(view: TranscriptView) -> None:
    shown(view, f"```\n{HEBREW}\n```")
    bubble = view.page.bubbles.bubble_rect(1).translated(0, -view.page.position.scroll)
    lower_half = QRectF(bubble.left() + 30, bubble.center().y() + 4, bubble.width() - 60, bubble.height() / 2 - 24)
    left, right = ink(view.viewport().grab().toImage().copy(lower_half.toRect()))
    assert right < 250
    assert left < 20


def test_table_cells_have_their_own_direction(view: TranscriptView) -> None:
    shown(view, f"| a long heading | another heading |\n|---|---|\n| {HEBREW[:4]} | b |\n| c | {ARABIC[:4]} |")
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    box = item.rows.box(0)
    for line, cells in enumerate(((False, False), (True, False), (False, True))):
        for column, is_right in enumerate(cells):
            cell = box._cell(line, column)  # type: ignore[attr-defined]
            assert cell.is_right_to_left is is_right
            spare = box._widths[column] - 2 * box._pad - cell.natural_width  # type: ignore[attr-defined]
            assert (cell._layout.lineAt(0).naturalTextRect().left() >= spare - 1) is (is_right or spare < 2)


def test_a_short_message_fills_its_bubble_and_can_be_selected(view: TranscriptView) -> None:
    view.add_message(user("1", f"Short\n\n{HEBREW}\n\n{ARABIC}, {ARABIC}"))
    bubble = view.page.bubbles.bubble_rect(1)
    assert bubble.width() < view.page.flow.column * 0.6
    pad = view.page.flow.measures.pad_x
    assert row_ink(view, "1", 0)[0] <= pad + 3
    assert row_ink(view, "1", 1)[1] <= pad + 3
    assert row_ink(view, "1", 2)[0] <= pad + 4
    first_word = QPoint(round(bubble.right()) - pad - 6, view.page.flow.row_top(1, 1) + 16 - view.page.position.scroll)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=first_word)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=first_word)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first_word)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=first_word)
    assert view.selected_text() == HEBREW.split()[0]


def test_a_link_is_where_it_is_painted(view: TranscriptView, qtbot: QtBot) -> None:
    shown(view, f"{HEBREW} {HEBREW} [{HEBREW}](https://example.org)\n\nx")
    number, page = 1, view.page
    left, right = row_ink(view, "1", 0)
    bubble = page.bubbles.bubble_rect(number)
    y = page.flow.row_top(number, 0) + 10 - page.position.scroll
    with qtbot.waitSignal(view.link_activated):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(bubble.left() + left) + 8, y))
    with qtbot.assertNotEmitted(view.link_activated):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(bubble.right() - right) - 8, y))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(bubble.left() + left) - 30, y))


@pytest.mark.parametrize("text", [MIXED, f"Hello {MIXED}", HEBREW, "abc"])
def test_what_is_marked_of_mixed_text_is_all_of_it_and_each_letter_once(qapp: QApplication, text: str) -> None:
    layout = QTextLayout(text, QApplication.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(2_000)
    layout.endLayout()
    whole = sorted(stretches(line, 0, units(text), is_bidi=True))
    assert whole[0][0] == pytest.approx(line.naturalTextRect().left(), abs=1)
    assert whole[-1][1] == pytest.approx(line.naturalTextRect().right(), abs=1)
    letters = [stretch for offset in range(units(text)) for stretch in stretches(line, offset, offset + 1, is_bidi=True)]
    assert sum(right - left for left, right in letters) == pytest.approx(line.naturalTextWidth(), abs=2)


def test_a_window_from_right_to_left_shows_the_same_conversation(view: TranscriptView, qtbot: QtBot) -> None:
    shown(view, f"{MIXED}\n\n- a\n- {HEBREW}\n\n> b")
    before = view.grab().toImage()
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        mirrored = TranscriptView(theme())
        qtbot.addWidget(mirrored)
        mirrored.resize(900, 700)
        mirrored.set_greeting(view.items[0].source)
        mirrored.show()
        mirrored.show_conversation([])
        shown(mirrored, f"{MIXED}\n\n- a\n- {HEBREW}\n\n> b")
        assert mirrored.grab().toImage() == before
        assert view.grab().toImage() == before
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_composer_writes_from_the_side_of_the_first_letter(qtbot: QtBot) -> None:
    composer = Composer(theme())
    qtbot.addWidget(composer)
    composer.resize(600, 200)
    composer.show()
    for text, is_right in ((HEBREW, True), ("Hello", False), (f"{ARABIC} Hello", True)):
        composer.set_draft(text)
        block = composer.edit.document().firstBlock()
        assert (block.textDirection() is Qt.LayoutDirection.RightToLeft) is is_right
        image = composer.edit.viewport().grab().toImage()
        left, right = ink(image.copy(0, 0, image.width(), composer.edit.fontMetrics().height()))
        assert (left > 200) is is_right
        assert (right > 500) is is_right


def test_a_point_beside_the_text_is_the_nearest_letter(view: TranscriptView) -> None:
    shown(view, f"{HEBREW}\n\nx")
    y = view.page.flow.row_top(1, 0) + 10 - view.page.position.scroll
    bubble = view.page.bubbles.bubble_rect(1)
    beginning, end = (view.page.point_at(QPointF(x, y)) for x in (bubble.right(), bubble.left() + 20))
    assert beginning is not None
    assert end is not None
    assert (beginning.offset, end.offset) == (0, len(HEBREW))


def code_in(text: str, code: str) -> TextLines:
    """Return a paragraph with inline code, laid out."""
    measures = Measures(theme())
    start = text.index(code)
    return TextLines(text, [Span(start, start + len(code), Style.CODE)], measures.body, measures.assistant_ink, 700.0)


def left_edges(lines: TextLines, start: int, end: int) -> list[float]:
    """Return where each character is painted."""
    clip = QRectF(0, 0, 2_000, 2_000)
    found = []
    for offset in range(start, end):
        (rect,) = lines._rects(offset, offset + 1, QPointF(), clip)
        found.append(rect.left())
    return found


@pytest.mark.parametrize("code", ["sorted(x)[-1]", "-x", "a.b()", "/usr/bin/", "😀()"])
def test_inline_code_runs_from_left_to_right_in_any_text(qapp: QApplication, code: str) -> None:
    text = f"{HEBREW}, {code}, {ARABIC}"
    lines = code_in(text, code)
    edges = left_edges(lines, text.index(code), text.index(code) + len(code))
    assert edges == sorted(edges)
    assert len(set(edges)) == len(edges)


@settings(max_examples=60, deadline=None)
@given(before=st.text("א ב.(", max_size=8), code=st.text("x()😀-", min_size=1, max_size=6), after=st.text("ג! )😀", max_size=8))
def test_offsets_are_those_of_the_text_without_marks(before: str, code: str, after: str) -> None:
    text = f"א{before}{code}{after}ת"
    start = 1 + len(before)
    measures = Measures(theme())
    span = Span(start, start + len(code), Style.CODE)
    lines = TextLines(text, [span], measures.body, measures.assistant_ink, 2_000.0)
    rects = list(lines._rects(0, units(text), QPointF(), QRectF(0, 0, 3_000, 90)))
    extent = max(rect.right() for rect in rects) - min(rect.left() for rect in rects)
    assert extent == pytest.approx(lines.natural_width, abs=2)
    assert lines.offset_at(5_000, 5) == 0
    assert lines.offset_at(-5_000, 5) == units(text)
    for x in range(0, 2_000, 97):
        assert 0 <= lines.offset_at(x, 5) <= units(text)
