"""Texts that are meant to hurt: no exception, nothing laid out without need, nothing opened that is not safe."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from chatdesk.core.message import Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.hostile_texts import TEXTS
from tests.ui.transcript.samples import GREETING, reply, user, wheel


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_hostile_texts_are_shown(view: TranscriptView, text: str) -> None:
    view.add_message(user("1", text))
    view.start_reply(reply("2", status=Status.STREAMING))
    third = max(1, len(text) // 3)
    for start in range(0, len(text), third):
        view.grow_reply("2", text[start : start + third], text[:50])
    view.finish_reply(reply("2", text, reasoning=text[:50]))
    view.viewport().repaint()
    for _ in range(6):
        wheel(view, 800)
        view.viewport().repaint()
    view.resize(500, 600)
    view.viewport().repaint()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(250, 300))
    QTest.mouseMove(view.viewport(), QPoint(60, 90))
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert GREETING in view.selected_text()
    assert len(list(view.page.flow.laid_out_rows())) < 500


def test_two_thousand_lines_of_code_lay_out_a_screenful(view: TranscriptView) -> None:
    view.start_reply(reply("1", TEXTS["2,000 lines of code"], Status.STREAMING))
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    view.viewport().repaint()
    box = item.rows.box(0)
    assert box.height > 2_000 * 10
    assert len(box._lines._layouts) < 160  # type: ignore[attr-defined]


def test_ten_thousand_items_lay_out_a_screenful(view: TranscriptView) -> None:
    view.start_reply(reply("1", TEXTS["10,000 list items"], Status.STREAMING))
    assert len(list(view.page.flow.laid_out_rows())) < 100


SIGNS = ["**", "_", "`", "```\n", "\n", "\n\n", "- ", "1. ", "> ", "# ", "|", "---\n", "~~", "\\", "    ", "\t", "word "]
THINGS = ["| a | b |\n|---|---|\n", "[x](http://e.org)", "😀", "中文", "\u200d", "\u0301", "\u202e", "\x00", "<b>", "\ud83d"]
markdown = st.lists(st.sampled_from(SIGNS + THINGS), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(markdown, st.integers(1, 9))
def test_any_mixture_streams_like_the_whole(view: TranscriptView, pieces: list[str], size: int) -> None:
    text = "".join(pieces)
    view.show_conversation([])
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(text), size):
        view.grow_reply("1", text[start : start + size], "")
    view.viewport().repaint()
    view.finish_reply(reply("1", text))
    streamed = heights(view)
    view.show_conversation([reply("1", text).outline()])
    view.provide([reply("1", text)])
    view.viewport().repaint()
    assert heights(view) == streamed


def heights(view: TranscriptView) -> list[tuple[object, int]]:
    """Return the fragments of the reply and their true heights."""
    item = view.item("1")
    assert item is not None
    item.materialize(view.page.flow.measures, view.page.flow.column)
    assert item.rows is not None
    return [(row.fragment, item.rows.box(number).height) for number, row in enumerate(item.rows.rows)]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//host/share", "smb://h/s"])
def test_unsafe_links_are_never_activated(view: TranscriptView, href: str) -> None:
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    view.start_reply(reply("1", f"[a long enough link text]({href})", Status.STREAMING))
    origin = view.page.bubbles.rows_origin(1).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(30, 8))
    view._deeds.open_link(href)
    assert opened == []


def test_safe_links_are_activated(view: TranscriptView) -> None:
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    view.start_reply(reply("1", "[a long enough link text](https://example.org/a?b=c)", Status.STREAMING))
    origin = view.page.bubbles.rows_origin(1).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(30, 8))
    assert opened == ["https://example.org/a?b=c"]


def test_dragging_over_a_link_selects_instead(view: TranscriptView) -> None:
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    view.start_reply(reply("1", "[a long enough link text](https://example.org)", Status.STREAMING))
    origin = view.page.bubbles.rows_origin(1).toPoint()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(5, 8))
    QTest.mouseMove(view.viewport(), origin + QPoint(60, 8))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=origin + QPoint(60, 8))
    assert opened == []
    assert view.selected_text() != ""
