"""Any text and any doing of the reader's, in any order: no exception, and the view stays in one piece."""

from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chatdesk.core.message import Status
from chatdesk.ui.transcript.view import TranscriptView
from tests.hostile_texts import PIECES
from tests.ui.transcript.samples import reply, theme, user, wheel

texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)


class Reader:
    """Somebody who reads while a reply grows, and does what a test tells."""

    def __init__(self, view: TranscriptView, text: str) -> None:
        self.view = view
        self.text = ""
        view.show_conversation([])
        view.add_message(user("0", text))
        view.start_reply(reply("1", status=Status.STREAMING))

    def grow(self, text: str) -> None:
        """Let the reply grow, and every third time the reasoning with it."""
        self.text += text
        self.view.grow_reply("1", text, text if len(text) % 3 == 0 and not self.text else "")

    def drag(self, x: int, y: int) -> None:
        """Select by dragging across the view."""
        viewport = self.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
        QTest.mouseMove(viewport, QPoint(x, y))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        self.view.selected_text()

    def click_twice(self, x: int, y: int) -> None:
        """Select a word."""
        QTest.mouseDClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))

    def resize(self, width: int) -> None:
        """Make the view as wide as this."""
        self.view.resize(width, 500)

    def enlarge(self, percent: int) -> None:
        """Choose another text size, and light or dark."""
        self.view.set_theme(theme(is_dark=percent > 100, percent=percent))

    def come_back(self) -> None:
        """Leave the conversation and open it again, with the reply from the history."""
        self.view.show_conversation([])
        self.view.show_conversation([reply("1", self.text).outline()])
        self.view.provide([reply("1", self.text)])
        self.view.start_reply(reply("1", self.text, Status.STREAMING))

    def check(self) -> None:
        """Paint all, and compare what must agree."""
        QApplication.processEvents()
        self.view.viewport().repaint()
        flow, position = self.view.page.flow, self.view.page.position
        assert 0 <= position.scroll <= position.limit
        for number, item in enumerate(flow.items):
            if item.rows is not None:
                assert flow.heights[number] == item.exact_height(flow.measures)
                assert item.rows.height == sum(row.space + row.height for row in item.rows.rows)
        item = self.view.item("1")
        assert item is not None
        assert item.source == self.text


def _act(name: str, *values: object) -> Callable[[Reader], None]:
    return lambda reader: getattr(reader, name)(*values)


places = st.tuples(st.integers(0, 900), st.integers(-50, 600))
acts = st.one_of(
    texts.map(partial(_act, "grow")),
    texts.map(partial(_act, "grow")),
    places.map(lambda at: _act("drag", *at)),
    places.map(lambda at: _act("click_twice", *at)),
    st.integers(60, 1_200).map(partial(_act, "resize")),
    st.sampled_from([80, 100, 200]).map(partial(_act, "enlarge")),
    st.integers(-2_000, 2_000).map(lambda by: lambda reader: wheel(reader.view, by)),
    st.just(_act("come_back")),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.lists(acts, min_size=1, max_size=12))
def test_the_view_bears_anything(view: TranscriptView, question: str, doings: list[Callable[[Reader], None]]) -> None:
    reader = Reader(view, question)
    for doing in doings:
        doing(reader)
        reader.check()
    view.finish_reply(reply("1", reader.text))
    reader.check()
    view.selectAll()
    view.copy()
