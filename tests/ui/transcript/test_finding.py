"""Hits on the page: each is marked and can be gone to, in every kind of block, wherever it hides."""

import random

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.control.find import FindState
from chatdesk.control.tally import Hit
from chatdesk.core.message import Status
from chatdesk.core.wanted import Wanted
from chatdesk.ui.colors import contrast
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.hits import counting, hits_by_row
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import RICH, long_conversation, on_screen, reply, shelved, theme, user, wheel

EVERYWHERE = """# A needle in a heading

Prose with a **nee**dle, a `needle`, a [needle](http://x.y) and a \\(needle\\).[^1]

- a needle in a list
  > a needle in a quote

| needle | b |
|---|---|
| c | a needle |

```python
needle = 1  # NEEDLE
```

$$
needle^2
$$

[^1]: a needle below
"""
HITS = 13


def look_for(view: TranscriptView, text: str, hit: Hit | None = None) -> None:
    """Mark a text, and go to a hit of it."""
    view.seeker.mark(FindState(Wanted(text), hit))
    if hit is not None:
        view.seeker.go(hit)


def colored(view: TranscriptView, color: QColor) -> list[QPoint]:
    """Return the points of the viewport in a color."""
    image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = color.rgb()
    return [QPoint(x, y) for y in range(image.height()) for x in range(0, image.width(), 2) if image.pixel(x, y) == wanted]


def middle_of_current(view: TranscriptView) -> float:
    """Return the y of the middle of the current hit."""
    points = colored(view, view.page.flow.measures.theme.current_hit)
    assert points, "the current hit is not in view"
    return (points[0].y() + points[-1].y()) / 2


def test_hit_in_every_kind_of_block_is_counted_marked_and_gone_to(view: TranscriptView) -> None:
    message = reply("1", EVERYWHERE)
    shelved(view, [message])
    assert sum(counting(message, Wanted("needle"))) == HITS
    texts = []
    for index in range(HITS):
        look_for(view, "needle", Hit("1", index))
        assert colored(view, view.page.flow.measures.theme.current_hit)
        view.seeker.select(Hit("1", index))
        texts.append(view.selected_text())
    assert [text.lower() for text in texts] == ["needle"] * HITS
    assert texts[-3] == "NEEDLE"


def test_hit_is_in_the_middle_of_the_view(view: TranscriptView) -> None:
    messages = long_conversation(200)
    shelf = shelved(view, messages)
    for number in (101, 20, 180):
        count = sum(counting(messages[number], Wanted("a")))
        hit = Hit(f"m{number}", count // 2)
        assert count
        look_for(view, "a", hit)
        shelf.serve()
        assert abs(middle_of_current(view) - view.viewport().height() / 2) < 40
        assert not view.page.position.is_following


def test_marks_are_where_the_text_is_and_go_with_the_search(view: TranscriptView) -> None:
    shelved(view, [user("0", "find the needle"), reply("1", "needle and needle")])
    plain = view.grab().toImage()
    look_for(view, "needle")
    assert colored(view, view.page.flow.measures.theme.hit)
    item = view.item("1")
    assert item is not None
    assert hits_by_row(item, Wanted("needle")) == {0: [(0, 6), (11, 17)]}
    view.seeker.mark(FindState())
    assert view.grab().toImage() == plain


def test_hit_in_folded_reasoning_unfolds_it(view: TranscriptView) -> None:
    shelved(view, [reply("1", "an answer with a needle", reasoning="a needle\n\nand a needle")])
    item = view.item("1")
    assert item is not None
    look_for(view, "needle", Hit("1", 2))
    assert not item.is_unfolded
    look_for(view, "needle", Hit("1", 1))
    assert item.is_unfolded
    view.seeker.select(Hit("1", 1))
    assert view.selected_text() == "needle"
    assert view.page.selection.bounds()[0].row == 2  # type: ignore[index]


def test_hit_in_folded_code_unfolds_it(view: TranscriptView) -> None:
    code = "\n".join(f"line_{number} = {number}" for number in range(200))
    shelved(view, [reply("1", f"```python\n{code}\n```")])
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    box = item.rows.box(0)
    assert isinstance(box, CodeBox)
    assert box.is_folded
    look_for(view, "line_5 ", Hit("1", 0))
    assert item.rows.box(0) is box
    look_for(view, "line_150", Hit("1", 0))
    assert abs(middle_of_current(view) - view.viewport().height() / 2) < 40


@pytest.mark.parametrize(
    "text", ["```\n" + "x " * 400 + "needle\n```", "|" + "a long cell |" * 40 + "needle|\n" + "|---" * 41 + "|"]
)
def test_hit_beside_what_is_seen_of_a_wide_block_is_scrolled_to(view: TranscriptView, text: str) -> None:
    shelved(view, [reply("1", text)])
    look_for(view, "needle", Hit("1", 0))
    assert colored(view, view.page.flow.measures.theme.current_hit)


def test_hit_in_a_long_text_is_gone_to_when_that_is_read(view: TranscriptView, qtbot: QtBot) -> None:
    shelf = shelved(view, [reply("1", "word " * 20_000 + "needle"), *long_conversation(100)])
    look_for(view, "needle", Hit("1", 0))
    shelf.serve()
    qtbot.waitUntil(lambda: bool(colored(view, view.page.flow.measures.theme.current_hit)), timeout=20_000)


def test_search_begins_where_the_reader_is(view: TranscriptView) -> None:
    shelved(view, [user("0", "a needle"), reply("1", "\n\n".join(["needle"] * 100)), user("2", "a needle")])
    view.jump_to(0)
    assert view.seeker.near(Wanted("needle"), None) in (Hit("0", 0), Hit("greeting", 0))
    look_for(view, "needle", Hit("1", 50))
    assert view.seeker.near(Wanted("needle"), Hit("1", 50)) == Hit("1", 50)
    assert view.seeker.near(Wanted("eedle"), Hit("1", 50)) == Hit("1", 50)
    before = view.seeker.near(Wanted("needle"), None)
    assert before.message_id == "1"
    assert 20 < before.index < 50


def test_reply_that_streams_is_marked_when_it_was_counted_again(view: TranscriptView) -> None:
    shelved(view, [user("0", "x")])
    view.start_reply(reply("1", "", Status.STREAMING))
    look_for(view, "needle")
    view.viewport().repaint()
    view.grow_reply("1", "a needle here\n\n", "")
    scroll = view.page.position.scroll
    assert view.page.highlight(2, view.page.item_rect(2)).marks == {}
    view.seeker.mark(FindState(Wanted("needle"), None, is_counting=True))
    view.seeker.mark(FindState(Wanted("needle"), None))
    assert list(view.page.highlight(2, view.page.item_rect(2)).marks) == [0]
    view.finish_reply(reply("1", "a needle here\n\nneedle"))
    assert list(view.page.highlight(2, view.page.item_rect(2)).marks) == [0, 1]
    assert view.page.position.scroll == scroll


def test_what_is_moved_on_the_screen_is_what_would_be_painted(view: TranscriptView) -> None:
    messages = [*long_conversation(40), reply("rich", RICH)]
    shelf = shelved(view, messages)
    chance = random.Random(3)
    look_for(view, "o", Hit("m21", 3))
    shelf.serve()
    for step in range(30):
        if step % 5 == 4:
            look_for(view, chance.choice(["a", "law", "运动", "="]), Hit(f"m{chance.randrange(40)}", 0))
        else:
            wheel(view, chance.randint(-200, 200))
        shelf.serve()
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        shown = on_screen(view)
        view.viewport().repaint()
        assert on_screen(view) == shown, step


@pytest.mark.parametrize("is_dark", [False, True])
def test_marks_can_be_told_from_the_rest_and_read(view: TranscriptView, is_dark: bool) -> None:
    used = theme(is_dark=is_dark)
    view.set_theme(used)
    inks = (view.page.flow.measures.user_ink.marks, view.page.flow.measures.assistant_ink.marks)
    for ink, ground in zip(inks, (used.user_bubble, used.assistant_bubble), strict=True):
        assert contrast(ink.text, ink.ground) >= 4.5
        assert contrast(ink.current_text, ink.current) >= 7
        assert contrast(ink.line, ground) >= 3
        assert contrast(ink.current, ink.ground) >= 1.3


def test_text_stays_on_the_screen_when_the_bar_comes(view: TranscriptView) -> None:
    shelved(view, long_conversation(60))
    view.jump_to(500)
    number = view.page.flow.visible(view.page.position.scroll, view.page.position.scroll + 10)[0] + 1

    def on_window() -> float:
        return view.mapToGlobal(view.page.item_rect(number).topLeft().toPoint()).y()

    before = on_window()
    geometry = view.geometry()
    view.setGeometry(geometry.adjusted(0, 40, 0, 0))
    assert on_window() == before
    view.setGeometry(geometry)
    assert on_window() == before
    view.scroll_to_end()
    view.setGeometry(geometry.adjusted(0, 40, 0, 0))
    assert view.page.position.is_following
    assert view.page.position.is_at_end
