"""Formulas in the view: asked for when they are seen, drawn in their place, selected and copied as TeX."""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.control.find import FindState
from chatdesk.control.tally import Hit
from chatdesk.core.formula import LONGEST_TEX, Drawing, Formula, Letters, Shape
from chatdesk.core.message import Status
from chatdesk.core.wanted import Wanted
from chatdesk.markup.blocks import Span, Style
from chatdesk.ui.transcript import formulas as formulas_module
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.formula_box import LONGEST_OPEN, FormulaBox
from chatdesk.ui.transcript.formula_picture import FormulaPicture
from chatdesk.ui.transcript.formula_watch import undrawn
from chatdesk.ui.transcript.formulas import Formulas, estimate
from chatdesk.ui.transcript.inline_formulas import SIDE
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.menu import make_menu
from chatdesk.ui.transcript.text_lines import TextLines
from chatdesk.ui.transcript.view import TranscriptView
from tests.fake_controllers import FakeFormulas
from tests.ui.transcript.samples import colors_in, on_screen, reply, row_tops, shifts, theme, user, wheel

TALL = 6_000
"""Units above the baseline: six lines."""


def bar(width: int = 4_000, ascent: int = 700, descent: int = 200, color: str = "") -> Drawing:
    """Return the drawing of a rectangle."""
    corners = (0, -ascent, width, -ascent, width, descent, 0, descent)
    return Drawing(width, ascent, descent, (Shape("MLLLZ", corners, color),))


class Maths:
    """A view whose formulas are drawn when a test says so."""

    def __init__(self, view: TranscriptView) -> None:
        self.view = view
        self.controller = FakeFormulas()
        self.formulas = Formulas(self.controller, view)
        view.draw_formulas(self.formulas)

    def show(self, text: str, status: Status = Status.COMPLETE) -> None:
        """Show a reply."""
        self.view.start_reply(reply("1", status=Status.STREAMING))
        self.view.grow_reply("1", text, "")
        if status is Status.COMPLETE:
            self.view.finish_reply(reply("1", text))

    @property
    def wanted(self) -> list[str]:
        """The TeX of what the view asks for."""
        return [formula.tex for formula in self.controller.wanted]

    def draw(self, drawing: Drawing | None = None, only: Iterable[str] = ()) -> None:
        """Draw all that is wanted until nothing is, or some of it."""
        while formulas := [formula for formula in self.controller.wanted if not only or formula.tex in only]:
            self.controller.wanted = []
            for formula in formulas:
                self.controller.drawn.emit(formula, drawing or bar())
            self.formulas._tell()
            if only:
                return

    def refuse(self) -> None:
        """Say of all that is wanted that it can't be drawn."""
        for formula in list(self.controller.wanted):
            self.controller.drawn.emit(formula, None)
        self.formulas._tell()

    def box(self, row: int) -> object:
        """Return the box of a row of the reply."""
        item = self.view.item("1")
        assert item is not None
        assert item.rows is not None
        return item.rows.box(row)

    def shown(self) -> list[tuple[object, str, int]]:
        """Return the fragments of the reply with the kinds and heights of their boxes."""
        item = self.view.item("1")
        assert item is not None
        assert item.rows is not None
        boxes = [item.rows.box(number) for number in range(len(item.rows.rows))]
        return [(row.fragment, type(box).__name__, box.height) for row, box in zip(item.rows.rows, boxes, strict=True)]

    def origin(self, row: int) -> QPoint:
        """Return where a row begins in the viewport."""
        number = self.view.number_of("1")
        assert number is not None
        page = self.view.page
        x = page.bubbles.rows_origin(number).x()
        item = page.flow.items[number]
        assert item.rows is not None
        return QPoint(round(x), page.flow.row_top(number, row) + item.rows.rows[row].space - page.position.scroll)


@pytest.fixture
def maths(view: TranscriptView) -> Maths:
    return Maths(view)


# ---- asking ---------------------------------------------------------------------------------------------------


def test_formulas_in_view_are_asked_for_in_reading_order(maths: Maths) -> None:
    maths.show("Let $a$ and $$b$$ be.\n\n$$\nc\n$$\n\n| $d$ |\n|---|\n| \\(e\\) |\n\n- $a$\n")
    assert maths.controller.wanted == [Formula("a"), Formula("b", True), Formula("c", True), Formula("d"), Formula("e")]


def test_formulas_out_of_view_are_asked_for_when_they_come_near(maths: Maths) -> None:
    maths.show("$a$\n\n" + "word\n\n" * 200 + "$z$")
    assert maths.wanted == ["z"]
    maths.draw()
    maths.view.jump_to(0)
    assert maths.wanted == ["a"]


def test_formulas_laid_out_ahead_are_asked_for_after_those_in_view(maths: Maths, qtbot: QtBot) -> None:
    maths.show("$a$\n\n" + "word\n\n" * 30 + "$z$")
    assert maths.wanted == ["z"]
    qtbot.waitUntil(lambda: maths.wanted == ["z", "a"])


def test_each_formula_is_asked_for_once(maths: Maths) -> None:
    maths.show("$a$ $a$ $b$")
    maths.draw()
    asked: list[object] = []
    maths.controller.want = asked.append  # type: ignore[method-assign, assignment]
    maths.view.set_theme(theme(is_dark=True, percent=150))
    maths.view.resize(500, 600)
    wheel(maths.view, 30)
    assert asked == []


def test_formula_that_is_still_written_is_not_asked_for(maths: Maths) -> None:
    maths.show("Text\n\n$$\n\\frac{a}", Status.STREAMING)
    assert maths.wanted == []
    maths.view.grow_reply("1", "{b}\n$$\n", "")
    assert maths.wanted == ["\\frac{a}{b}"]


# ---- within lines ---------------------------------------------------------------------------------------------


def lines(maths: Maths, text: str, tex: str, drawing: Drawing | None, width: float = 600) -> tuple[TextLines, Measures]:
    """Return a laid-out text with a formula that is drawn so."""
    measures = maths.view.page.flow.measures
    if drawing is not None:
        maths.controller.drawn.emit(Formula(tex), drawing)
    start = text.index("$")
    spans = [Span(start, text.rindex("$") + 1, Style.MATH | Style.CODE)]
    return TextLines(text, spans, measures.body, measures.assistant_ink, width, formulas=maths.formulas), measures


def test_formula_takes_the_room_of_its_drawing(maths: Maths) -> None:
    short, measures = lines(maths, "a $x^2$ b", "x^2", bar(1_000))
    em = measures.body.formula_em
    long, _ = lines(maths, "a $x^3$ b", "x^3", bar(5_000))
    assert long.natural_width - short.natural_width == pytest.approx(4 * em, abs=0.5)
    line = short._layout.lineAt(0)
    room = line.cursorToX(7)[0] - line.cursorToX(2)[0]  # type: ignore[index]
    assert room == pytest.approx((1 + 2 * SIDE) * em, abs=0.5)


def test_tall_formula_makes_its_line_higher_and_keeps_the_baseline(maths: Maths) -> None:
    plain, measures = lines(maths, "a $x$ b", "x", bar(1_000, 500, 100))
    em, pitch = measures.body.formula_em, plain.height
    assert plain.height == TextLines("ab", (), measures.body, measures.assistant_ink, 600).height
    tall, _ = lines(maths, "a $y$ b", "y", bar(1_000, 3_000, 2_000))
    assert tall.height >= 5 * em
    above = tall.baseline - plain.baseline
    assert 3 * em <= tall.baseline <= 3 * em + 3
    assert tall.height - above - pitch == pytest.approx(2 * em - (pitch - plain.baseline), abs=3)


def test_line_breaks_beside_a_formula_and_never_in_it(maths: Maths) -> None:
    text = "word " * 6 + "$a + b + c$, " + "word " * 6
    broken, _ = lines(maths, text, "a + b + c", bar(6_000), width=150)
    start, end = text.index("$"), text.rindex("$") + 1
    starts = [broken._layout.lineAt(row).textStart() for row in range(broken.count)]
    assert not [at for at in starts if start < at <= end]
    assert len(starts) > 2


def test_formula_wider_than_the_line_is_drawn_smaller(maths: Maths) -> None:
    text, _ = lines(maths, "a $x$ b", "x", bar(100_000, 1_000), width=200)
    assert text.natural_width <= 200.5
    assert text._formulas.items[0].em < 3


def test_offsets_beyond_a_formula_are_those_of_the_text(maths: Maths) -> None:
    source = "😀 $x+1$ 😀 end"
    text, _ = lines(maths, source, "x+1", bar(3_000))
    line = text._layout.lineAt(0)
    assert text.offset_at(line.naturalTextWidth(), 5) == len(source) + 2  # two emoji of two units
    middle = (line.cursorToX(3)[0] + line.cursorToX(8)[0]) / 2  # type: ignore[index]
    assert text.offset_at(middle - 3, 5) == 3
    assert text.offset_at(middle + 3, 5) == 8


@pytest.mark.parametrize("source", ["אבג $x+1$ דהו", "$x+1$ אבג", "مرحبا $x+1$"])
def test_formula_in_text_from_right_to_left_has_its_room(maths: Maths, source: str) -> None:
    text, _ = lines(maths, source, "x+1", bar(3_000))
    ((place, item),) = text._places
    everything = QRectF(0, 0, 600, 100)
    (rect,) = text._rects(item.start, item.end, QPointF(0, 0), everything)
    assert (rect.left(), rect.width()) == (pytest.approx(place.x(), abs=1), pytest.approx(item.width, abs=1))
    others = list(text._rects(0, item.start, QPointF(0, 0), everything))
    others += text._rects(item.end, len(source), QPointF(0, 0), everything)
    assert not [other for other in others if other.adjusted(1, 0, -1, 0).intersects(rect)]


def test_formula_in_a_column_set_to_the_right_stands_at_its_end(maths: Maths) -> None:
    measures = maths.view.page.flow.measures
    maths.controller.drawn.emit(Formula("x"), bar(3_000))
    span = Span(0, 3, Style.MATH | Style.CODE)
    right = Qt.AlignmentFlag.AlignRight
    text = TextLines("$x$", [span], measures.body, measures.assistant_ink, 300, alignment=right, formulas=maths.formulas)
    ((place, item),) = text._places
    assert place.x() + item.width == pytest.approx(300, abs=1)


def test_half_a_formula_is_none(maths: Maths) -> None:
    maths.show("word " * 795 + "$" + "a+" * 40 + "b$ end", Status.STREAMING)
    assert all(tex.count("a+") in (0, 40) for tex in maths.wanted)


# ---- on lines of its own --------------------------------------------------------------------------------------


def test_display_formula_is_as_high_as_its_drawing_and_in_the_middle(maths: Maths) -> None:
    maths.show("$$x$$")
    maths.draw(bar(8_000, 3_000, 1_000))
    box = maths.box(0)
    assert isinstance(box, FormulaBox)
    measures = maths.view.page.flow.measures
    assert box.height == pytest.approx(4 * measures.body.formula_em + 8, abs=2)
    middle = box.natural_width / 2
    assert box.touch_at(middle, 5) is not None
    assert box.touch_at(5, 5) is None


def test_formula_wider_than_the_column_is_scaled_down_to_it(maths: Maths) -> None:
    maths.show("$$x$$\n\n$$y$$")
    maths.draw(bar(90_000, 3_000, 1_000), only="x")
    box = maths.box(0)
    assert isinstance(box, FormulaBox)
    assert box._em * 90 == pytest.approx(box._width)


def test_formula_that_would_be_too_small_is_shown_as_it_is_written(maths: Maths) -> None:
    maths.show("$$x$$")
    maths.draw(bar(390_000))
    assert isinstance(maths.box(0), CodeBox)


def test_written_formula_stays_to_be_seen_until_its_drawing_comes(maths: Maths) -> None:
    maths.show("Text\n\n$$\na +", Status.STREAMING)
    box = maths.box(1)
    assert isinstance(box, FormulaBox)
    heights = [box.height]
    for piece in (" b", "\n+ c", "\n", "$$"):
        maths.view.grow_reply("1", piece, "")
        assert maths.box(1) is box
        heights.append(box.height)
    assert heights == sorted(heights)
    assert box._source is not None
    maths.view.grow_reply("1", "\n\nmore", "")
    assert maths.box(1) is box
    maths.draw()
    drawn = maths.box(1)
    assert isinstance(drawn, FormulaBox)
    assert drawn._source is None
    assert drawn.undrawn == ()


def test_formula_without_end_is_laid_out_as_code(maths: Maths) -> None:
    maths.show("$$\n" + "a + b\n" * (LONGEST_OPEN // 6 + 10), Status.STREAMING)
    assert isinstance(maths.box(0), CodeBox)


PIECES = [
    "$",
    "$$",
    "\n",
    "\n\n",
    "a_1",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    " x ",
    "```math\n",
    "```\n",
    "- ",
    "> ",
    "| $a$ |\n|---|\n",
    "**",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=2, max_size=30), size=st.integers(1, 7))
def test_any_mixture_streams_like_the_whole(maths: Maths, pieces: list[str], size: int) -> None:
    text = "".join(pieces)
    maths.view.show_conversation([])
    maths.view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(text), size):
        maths.view.grow_reply("1", text[start : start + size], "")
        maths.draw()
    maths.view.finish_reply(reply("1", text))
    maths.draw()
    streamed = maths.shown()
    maths.view.show_conversation([])
    maths.show(text)
    maths.draw()
    assert maths.shown() == streamed


def test_streamed_formulas_look_like_the_whole(maths: Maths, qtbot: QtBot) -> None:
    text = "Let $a$ be\n\n$$\nb\n+ c\n$$\n\n- $d$ and\n  $$\n  e\n  $$\n\n| $f$ |\n|---|\n| $g$ |\n\n\\[ h \\] i"
    maths.view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(text), 3):
        maths.view.grow_reply("1", text[start : start + 3], "")
        maths.draw()
    maths.view.finish_reply(reply("1", text))
    streamed = maths.view.grab().toImage()
    maths.view.show_conversation([])
    maths.show(text)
    maths.draw()
    assert maths.view.grab().toImage() == streamed


# ---- nothing moves --------------------------------------------------------------------------------------------


def test_text_being_read_stays_when_drawings_arrive(maths: Maths) -> None:
    maths.show("\n\n".join(f"Line {n} with $x_{{{n}}}$ in it.\n\n$$y_{{{n}}}$$" for n in range(80)))
    view = maths.view
    for step in range(40):
        wheel(view, 90)
        before = _first_line(view)
        maths.draw(bar(3_000, TALL if step % 2 else 2_000, 1_000))
        assert _first_line(view) == before


def _first_line(view: TranscriptView) -> tuple[str, int, int, int]:
    """Return which line of text is first in view, and its y."""
    flow, scroll = view.page.flow, view.page.position.scroll
    spot = view.page.position._held
    assert spot is not None
    y = flow.y_of_text(spot)
    assert y is not None
    return spot.item, spot.row, spot.offset, round(y) - scroll


def test_end_stays_in_view_while_drawings_arrive_above(maths: Maths) -> None:
    maths.show("\n\n".join(f"$$y_{{{n}}}$$" for n in range(60)) + "\n\nend")
    maths.draw(bar(3_000, TALL))
    bar_ = maths.view.verticalScrollBar()
    assert maths.view.page.position.is_following
    assert bar_.value() == bar_.maximum()


def test_other_conversation_meets_late_drawings_unharmed(maths: Maths) -> None:
    maths.show("$a$")
    late = list(maths.controller.wanted)
    maths.view.show_conversation([])
    for formula in late:
        maths.controller.drawn.emit(formula, bar())
    maths.formulas._tell()
    maths.show("$a$")
    assert maths.wanted == []


# ---- painting -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_dark", [False, True])
def test_drawing_has_the_color_of_the_text_and_changes_with_it(maths: Maths, is_dark: bool) -> None:
    maths.show("$$x$$")
    maths.draw(bar(8_000, 3_000, 1_000))
    maths.view.set_theme(theme(is_dark=is_dark))
    box, at = maths.box(0), maths.origin(0)
    assert isinstance(box, FormulaBox)
    image = maths.view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    middle = QPoint(round((at.x() + box.natural_width / 2) * ratio), round((at.y() + box.height / 2) * ratio))
    assert image.pixelColor(middle) == maths.view.page.flow.measures.assistant_ink.text
    assert maths.wanted == []


def painted(drawing: Drawing, maths: Maths) -> QImage:
    """Return what a drawing paints."""
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    measures = maths.view.page.flow.measures
    painter = QPainter(image)
    FormulaPicture(drawing).paint(painter, QPointF(10, 70), 20, QColor("black"), measures.assistant_ink, measures.body.font)
    painter.end()
    return image


def test_every_command_of_a_path_is_drawn(maths: Maths) -> None:
    numbers = (0, 0, 2_000, 0, 3_000, -1_000, 2_000, -2_000, 1_500, -2_500, 500, -2_500, 0, -2_000)
    image = painted(Drawing(2_000, 2_500, 0, (Shape("MLQCZ", numbers),)), maths)
    assert image.pixelColor(30, 50) == QColor("black")
    assert image.pixelColor(52, 50) == QColor("black")  # in the bulge of the curve
    assert image.pixelColor(30, 75) == QColor("white")


def test_named_color_is_made_legible_and_an_unknown_one_is_the_texts(maths: Maths) -> None:
    assert painted(bar(color="red"), maths).pixelColor(20, 65).red() > 150
    assert painted(bar(color="yellow"), maths).pixelColor(20, 65) != QColor("yellow")
    assert painted(bar(color="nonsense"), maths).pixelColor(20, 65) == QColor("black")


def test_letters_are_set_in_the_font_of_the_text(maths: Maths) -> None:
    image = painted(Drawing(2_000, 900, 100, (), (Letters("速", 1_000, 0, 1_000, 1_000),)), maths)
    dark = [x for x in range(200) for y in range(100) if image.pixelColor(x, y).lightness() < 100]
    assert dark
    assert min(dark) >= 28
    assert max(dark) <= 52


@pytest.mark.parametrize("text", ["$$x$$", "a $x + y + z$ b"])
def test_room_for_a_drawing_is_empty_and_marked_when_it_takes_long(maths: Maths, text: str, qtbot: QtBot) -> None:
    maths.show(text)
    code = maths.view.page.flow.measures.assistant_ink.code.name()
    assert code not in colors_in(maths.view.viewport().grab().toImage())
    with qtbot.waitSignal(maths.formulas.grew_late):
        pass
    assert code in colors_in(maths.view.viewport().grab().toImage())
    maths.draw()
    assert code not in colors_in(maths.view.viewport().grab().toImage())


def test_nothing_is_marked_when_the_drawings_have_come(maths: Maths, qtbot: QtBot) -> None:
    maths.show("$x$")
    maths.draw()
    with qtbot.assertNotEmitted(maths.formulas.grew_late, wait=500):
        maths.view.grow_reply("1", "", "")


def test_pixels_after_drawings_arrived_equal_painted_ones(maths: Maths, qtbot: QtBot) -> None:
    maths.show("\n\n".join(f"Line {n} with $x_{{{n}}}$ in it.\n\n$$y_{{{n}}}$$" for n in range(40)))
    for step in range(12):
        wheel(maths.view, 60)
        qtbot.wait(1)
        maths.draw(bar(3_000, 2_500 if step % 2 else 800))
        qtbot.wait(1)
        moved = on_screen(maths.view)
        maths.view.viewport().repaint()
        assert moved == on_screen(maths.view)


# ---- selecting and copying ------------------------------------------------------------------------------------


def test_copies_have_tex_with_its_delimiters(maths: Maths) -> None:
    maths.show("Let $x^2$ be.\n\n$$\na\n+ b\n$$\n\n$$c$$")
    maths.draw()
    expected = "Let $x^2$ be.\n\n$$\na\n+ b\n$$\n\n$$c$$"
    item = maths.view.items[1]
    maths.view.do_action("select-all", "")
    assert maths.view.selected_text().endswith(expected)
    maths.view.do_action("copy", "1")
    assert QGuiApplication.clipboard().text() == expected
    assert item.plain_text() == expected.replace("\n\n", "\n")


def test_formula_is_selected_as_a_whole(maths: Maths) -> None:
    maths.show("ab $x+y$ cd\n\nend")
    maths.draw(bar(10_000))
    at, em = maths.origin(0), maths.view.page.flow.measures.body.formula_em
    start, end = at + QPoint(1, 8), at + QPoint(round(25 + 8 * em), 8)
    QTest.mousePress(maths.view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(maths.view.viewport(), end)
    QTest.mouseRelease(maths.view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert maths.view.selected_text() == "ab $x+y$"


@pytest.mark.parametrize("text", ["ab $x+y$ cd", "| a |\n|---|\n| $x+y$ |"])
def test_double_click_selects_a_formula(maths: Maths, text: str) -> None:
    maths.show(text)
    maths.draw(bar(6_000))
    height = maths.box(0).height  # type: ignore[attr-defined]
    for x in (35, 60):  # in its left half and in its right one
        QTest.mouseDClick(maths.view.viewport(), Qt.MouseButton.LeftButton, pos=maths.origin(0) + QPoint(x, height - 8))
        assert maths.view.selected_text() == "$x+y$"


def test_selection_that_ends_in_a_formula_marks_all_of_it(maths: Maths) -> None:
    text, measures = lines(maths, "ab $x+y$ cd", "x+y", bar(6_000))
    assert text._formulas.widened((0, 5)) == (0, 8)
    assert text._formulas.widened((5, 10)) == (3, 10)
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    text.paint(painter, QPointF(0, 0), QRectF(image.rect()), (4, 6))
    painter.end()
    selected = [x for x in range(400) if image.pixelColor(x, 2) == measures.assistant_ink.selection]
    assert max(selected) - min(selected) > 5 * measures.body.formula_em


def test_menu_copies_a_formula(maths: Maths) -> None:
    maths.show("$x^2$\n\n$$\ny^2\n$$")
    maths.draw(bar(4_000, 2_000))
    for row, tex in ((0, "x^2"), (1, "y^2")):
        box = maths.box(row)
        x = 10 if row == 0 else round(box.natural_width / 2)  # type: ignore[attr-defined]
        target = maths.view.page.target_at(QPointF(maths.origin(row) + QPoint(x, 10)))
        assert target is not None
        done: list[tuple[str, str]] = []
        menu = make_menu(
            maths.view, None, target, steps=(), has_selection=False, do=lambda action, of, done=done: done.append((action, of))
        )
        entry = next(action for action in menu.actions() if action.text() == "Copy formula")
        entry.trigger()
        assert done == [("copy-formula", tex)]
        menu.deleteLater()
        maths.view.do_action(*done[0])
        assert QGuiApplication.clipboard().text() == tex


def test_link_around_a_formula_is_a_link(maths: Maths) -> None:
    maths.show("[$x$](https://a.example)")
    maths.draw(bar(4_000))
    target = maths.view.page.target_at(QPointF(maths.origin(0) + QPoint(10, 10)))
    assert target is not None
    assert target.href == "https://a.example"
    assert target.formula == Formula("x")


# ---- what can't be drawn --------------------------------------------------------------------------------------


def test_formula_that_cannot_be_drawn_is_code_and_says_why(maths: Maths) -> None:
    maths.show("a $\\foo$ b\n\n$$\n\\bar\n$$")
    maths.refuse()
    assert maths.wanted == []
    assert isinstance(maths.box(1), CodeBox)
    code = maths.view.page.flow.measures.assistant_ink.code.name()
    assert code in colors_in(maths.view.viewport().grab().toImage())
    for at in (maths.origin(0) + QPoint(25, 10), maths.origin(1) + QPoint(30, 40)):
        target = maths.view.page.target_at(QPointF(at))
        assert maths.view._formula_hint(target) == "This formula can't be drawn, so its source is shown."
    assert maths.view._formula_hint(maths.view.page.target_at(QPointF(maths.origin(0) + QPoint(2, 10)))) == ""
    maths.view.do_action("copy", "1")
    assert QGuiApplication.clipboard().text() == "a $\\foo$ b\n\n$$\\bar$$"


def test_formula_too_long_to_draw_is_not_asked_for(maths: Maths) -> None:
    maths.show("$$\n" + "a" * (LONGEST_TEX + 1) + "\n$$")
    assert maths.wanted == []
    assert isinstance(maths.box(0), CodeBox)


def test_without_anything_to_draw_with_formulas_are_code(view: TranscriptView) -> None:
    view.start_reply(reply("1", "a $x$\n\n$$y$$", Status.STREAMING))
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    assert isinstance(item.rows.box(1), CodeBox)
    assert list(undrawn(view.page.flow, 0, 10_000)) == []


@pytest.mark.parametrize("text", ["$" * 500, "$$\n" * 50, "$a$ " * 2_000, "\\(" * 300 + "x" + "\\)" * 300, "$\u202ex$ $\x00y$"])
def test_hostile_formulas_are_shown(maths: Maths, text: str) -> None:
    maths.show(text)
    maths.draw()
    maths.view.grab()


def test_what_a_person_typed_is_never_a_formula(maths: Maths) -> None:
    maths.view.add_message(user("2", "it is $x^2$"))
    assert maths.wanted == []


# ---- keeping --------------------------------------------------------------------------------------------------


def test_pictures_are_kept_up_to_a_bound_and_sizes_longer(maths: Maths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas_module, "MOST_POINTS", 50)
    first, *others = (Formula(str(number)) for number in range(10))
    for number, formula in enumerate((first, *others)):
        maths.controller.drawn.emit(formula, bar(1_000 * (number + 1)))
    assert maths.formulas.picture(first) is None
    assert maths.formulas.picture(others[-1]) is not None
    assert maths.formulas.size(first).width == 1
    assert maths.formulas._points <= 50
    monkeypatch.setattr(formulas_module, "MOST_SIZES", 3)
    maths.controller.drawn.emit(Formula("x"), None)
    maths.controller.drawn.emit(Formula("y"), None)
    assert len(maths.formulas._sizes) <= 10


def test_picture_that_was_looked_at_is_kept_longest(maths: Maths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas_module, "MOST_POINTS", 20)
    for tex in "ab":
        maths.controller.drawn.emit(Formula(tex), bar())
    assert maths.formulas.picture(Formula("a")) is not None
    maths.controller.drawn.emit(Formula("c"), bar())
    assert maths.formulas.picture(Formula("a")) is not None
    assert maths.formulas.picture(Formula("b")) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text("\\frac{}&^_ab\n ", max_size=200))
def test_any_tex_has_a_likely_size(tex: str) -> None:
    size = estimate(Formula(tex))
    assert 0 < size.width <= 300
    assert 0 < size.ascent + size.descent <= 400


def test_estimates_grow_with_what_is_written() -> None:
    assert estimate(Formula(r"\frac{a}{b}")).ascent > estimate(Formula("a")).ascent
    assert estimate(Formula(r"\begin{matrix}a\\b\\c\end{matrix}")).descent > 1
    assert estimate(Formula("a + b + c")).width > estimate(Formula("a + b")).width
    assert estimate(Formula(r"\text{速度}")).width < 3


def test_rows_keep_their_place_when_a_drawing_replaces_an_equal_estimate(maths: Maths) -> None:
    maths.show("Line $x$ one\n\nLine two\n\nLine three")
    before = row_tops(maths.view)
    maths.draw(bar(600, 700, 200))
    assert shifts(before, row_tops(maths.view)) == {0}
    QApplication.processEvents()


def test_hit_in_a_formula_marks_all_of_its_drawing(maths: Maths) -> None:
    maths.show("So \\(needle_1\\) is\n\n$$\nneedle_2\n$$")
    maths.draw()
    seeker, used = maths.view.seeker, maths.view.page.flow.measures.theme
    for index in (0, 1):
        seeker.mark(FindState(Wanted("needle"), Hit("1", index)))
        seeker.go(Hit("1", index))
        assert {used.current_hit.name(), used.hit.name()} <= colors_in(maths.view.viewport().grab().toImage())
