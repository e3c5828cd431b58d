"""What a copy puts on the clipboard: plain text, Markdown and HTML at once, each made when it is asked for."""

import csv
import io
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from chatdesk.core.message import Message, Status
from chatdesk.ui.transcript.clipboard import LazyMimeData
from chatdesk.ui.transcript.excerpt import RICH_LIMIT, Excerpt, whole
from chatdesk.ui.transcript.flow import TEXT_LIMIT
from chatdesk.ui.transcript.gathering import BATCH
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.selection import END, Point
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import GREETING, RICH, Shelf, long_conversation, reply, user

TABLE = "| name | value |\n|---|--:|\n| a | -1 |\n| `b` | =SUM(A1) |"
MIXED = f"# One\n\nFirst **bold** [link](https://example.com/) text.\n\n- item\n  ```python\n  x = 1\n  ```\n\n{TABLE}\n\nLast."


def mime() -> QMimeData:
    """Return what is on the clipboard."""
    data = QGuiApplication.clipboard().mimeData()
    assert data is not None
    return data


def form(name: str) -> str:
    """Return one form of what is on the clipboard."""
    return bytes(mime().data(name).data()).decode()


def show(view: TranscriptView, text: str = MIXED) -> None:
    """Show a question and a reply from the history."""
    messages = [user("q", "What?"), reply("1", text)]
    view.show_conversation([message.outline() for message in messages])
    view.provide(messages)


def select(view: TranscriptView, start: tuple[int, int], end: tuple[int, int], item: str = "1") -> None:
    """Select from a row and offset of a message to another."""
    view.page.selection.start(Point(item, *start))
    view.page.selection.extend(Point(item, *end))


def test_a_copy_has_three_forms_at_once(view: TranscriptView) -> None:
    show(view)
    view.do_action("copy", "1")
    assert mime().formats() == ["text/html", "text/markdown", "text/plain"]
    assert mime().hasText()
    assert mime().hasHtml()
    assert form("text/markdown") == MIXED
    assert form("text/plain").startswith("One\n\nFirst bold link text.")
    assert form("text/html").startswith('<meta charset="utf-8"><h1>One</h1><p>First <strong>bold</strong>')
    assert '<pre><code class="language-python">x = 1</code></pre>' in form("text/html")
    assert not mime().hasFormat("image/png")
    assert mime().data("image/png").isEmpty()


def test_ctrl_c_copies_the_selection_in_all_forms(view: TranscriptView) -> None:
    show(view)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert form("text/markdown") == f"{GREETING}\n\nWhat?\n\n{MIXED}"
    assert form("text/plain").startswith(f"{GREETING}\n\nWhat?\n\nOne")
    assert "<h1>One</h1>" in form("text/html")


def test_ctrl_c_without_a_selection_copies_the_focused_message(view: TranscriptView) -> None:
    show(view)
    view.walk(-1)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert form("text/markdown") == MIXED


def test_whole_blocks_are_copied_as_they_were_written(view: TranscriptView) -> None:
    show(view)
    select(view, (0, 0), (1, END))
    view.copy()
    assert form("text/markdown") == "# One\n\nFirst **bold** [link](https://example.com/) text."
    select(view, (2, 0), (3, END))
    view.copy()
    assert form("text/markdown") == "- item\n  ```python\n  x = 1\n  ```"


def test_an_indented_block_alone_is_no_code(view: TranscriptView) -> None:
    show(view, "1. one\n\n     ```python\n     x = 1\n       y\n     ```")
    select(view, (1, 0), (1, END))
    view.copy()
    assert form("text/markdown") == "```python\nx = 1\n  y\n```"


def test_a_part_of_a_block_is_copied_as_it_is_seen(view: TranscriptView) -> None:
    show(view)
    select(view, (1, 0), (1, len("First bold")))
    view.copy()
    assert form("text/markdown") == "First bold"
    assert form("text/html").endswith("<p>First <strong>bold</strong></p>")
    select(view, (0, 1), (2, END))
    view.copy()
    assert form("text/markdown") == "ne\n\nFirst **bold** [link](https://example.com/) text.\n\n- item"


def test_a_part_of_code_is_code_without_a_fence(view: TranscriptView) -> None:
    show(view, "```python\none = 1\ntwo = 2\n```")
    select(view, (0, 0), (0, 7))
    view.copy()
    assert form("text/markdown") == form("text/plain") == "one = 1"
    assert form("text/html").endswith('<pre><code class="language-python">one = 1</code></pre>')


def test_rows_of_a_table_are_copied_as_a_table(view: TranscriptView) -> None:
    show(view, TABLE)
    select(view, (0, 0), (0, len("name\tvalue\na\t-1")))
    view.copy()
    assert form("text/plain") == "name\tvalue\na\t-1"
    assert "<th>name</th>" in form("text/html")
    assert ">-1</td>" in form("text/html")
    assert "SUM" not in form("text/html")
    select(view, (0, 0), (0, 4))
    view.copy()
    assert form("text/html").endswith("<p>name</p>")


def test_a_copy_of_an_unfolded_message_leaves_the_reasoning_out_and_a_selection_takes_it(view: TranscriptView) -> None:
    message = reply("1", "Answer.", reasoning="One thought.\n\nAnother.")
    view.show_conversation([message.outline()])
    view.provide([message])
    item = view.item("1")
    assert item is not None
    item.set_folded(is_folded=False)
    view.do_action("copy", "1")
    assert form("text/plain") == form("text/markdown") == "Answer."
    select(view, (0, 0), (END, END))
    view.copy()
    assert form("text/plain") == "One thought.\n\nAnother.\n\nAnswer."
    assert form("text/markdown") == "> One thought.\n\n> Another.\n\nAnswer."


def test_what_is_copied_does_not_change_when_the_reply_goes_on(view: TranscriptView) -> None:
    view.start_reply(reply("1", "One", Status.STREAMING))
    view.do_action("copy", "1")
    view.grow_reply("1", " two", "")
    view.finish_reply(reply("1", "One two"))
    view.show_conversation([])
    assert form("text/plain") == form("text/markdown") == "One"


def test_the_menu_copies_a_selection_as_markdown(view: TranscriptView) -> None:
    show(view)
    select(view, (0, 0), (1, END))
    view.walk(0)
    select(view, (0, 0), (1, END))
    view.page.focused = "1"
    view.open_focused_menu()
    (menu,) = view.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == "# One\n\nFirst **bold** [link](https://example.com/) text."
    menu.close()


def test_forms_are_made_when_they_are_asked_for_and_once(qapp: object) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "text"

    data = LazyMimeData({"text/plain": make})
    assert made == []
    assert data.text() == data.text() == "text"
    assert made == ["x"]


def test_ten_thousand_messages_are_fetched_in_steps_and_copied_without_reading_them(view: TranscriptView) -> None:
    messages = long_conversation(10_000)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    view.selectAll()
    view.copy()
    assert len(shelf.asked) < 1_000
    view.page.selection.clear()
    shelf.serve()
    assert mime().formats() == ["text/markdown", "text/plain"]
    assert form("text/plain") == form("text/markdown") == "\n\n".join([GREETING, *(message.text for message in messages)])
    assert sum(item.has_text for item in view.items) < TEXT_LIMIT + 2 * BATCH


def test_a_copy_that_waits_is_given_up_with_its_conversation(view: TranscriptView) -> None:
    messages = long_conversation(300)
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    QGuiApplication.clipboard().setText("before")
    view.selectAll()
    view.copy()
    view.show_conversation([])
    shelf.serve()
    assert QGuiApplication.clipboard().text() == "before"


# ---- any selection ------------------------------------------------------------------------------------------------------


def excerpt(message: Message, start: tuple[int, int], end: tuple[int, int]) -> Excerpt:
    """Return a part of a message as it would be selected."""
    part = whole(Item(message.outline(), message))
    return Excerpt([type(part)(part.item, start, end)])


PLACES = st.tuples(st.integers(0, 12), st.integers(0, 60))


@settings(max_examples=80, deadline=None)
@given(first=PLACES, second=PLACES)
@example(first=(2, 0), second=(2, 0))
@example(first=(1, 0), second=(2, 0))
def test_any_part_of_any_block_can_be_copied_in_every_form(
    qapp: object, first: tuple[int, int], second: tuple[int, int]
) -> None:
    made = excerpt(reply("1", f"{RICH}\n\n{MIXED}"), min(first, second), max(first, second))
    plain, markdown, html = made.text(), made.markdown(), made.html()
    assert bool(plain) == bool(markdown) or not plain.strip()
    assert html.count("<p>") == html.count("</p>")
    if plain.strip():
        assert html


def test_a_large_part_is_given_as_it_was_written(qapp: object) -> None:
    message = reply("1", "*word* " * (RICH_LIMIT // 7 + 1))
    made = Excerpt([whole(Item(message.outline(), message))])
    assert made.is_large
    assert made.text() == made.markdown() == message.text
    assert made.html() == ""


# ---- tables -------------------------------------------------------------------------------------------------------------


def the_table(view: TranscriptView) -> object:
    """Return the reference of the only table of the reply."""
    from chatdesk.markup.blocks import Table

    return next(ref for ref, block in view.page.blocks.of_item(view.items[-1]) if isinstance(block, Table))


@pytest.mark.parametrize(
    ("action", "plain"),
    [
        ("copy-table", "name\tvalue\na\t-1\nb\t'=SUM(A1)"),
        ("copy-tsv", "name\tvalue\na\t-1\nb\t'=SUM(A1)"),
        ("copy-csv", "name,value\r\na,-1\r\nb,'=SUM(A1)\r\n"),
        ("copy-markdown", TABLE),
    ],
)
def test_a_table_is_copied_in_each_form(view: TranscriptView, action: str, plain: str) -> None:
    show(view)
    view.do_block_action(action, the_table(view))  # type: ignore[arg-type]
    assert form("text/plain") == plain
    if action == "copy-table":
        assert mime().formats() == ["text/html", "text/markdown", "text/csv", "text/plain"]
        assert form("text/markdown") == TABLE


def test_a_table_of_many_slices_is_copied_as_one(view: TranscriptView) -> None:
    chance = random.Random(3)
    rows = [[str(number), f"{chance.random():.3f}"] for number in range(500)]
    show(view, "| n | x |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in rows))
    view.do_block_action("copy-csv", the_table(view))  # type: ignore[arg-type]
    assert list(csv.reader(io.StringIO(form("text/csv"), newline=""))) == [["n", "x"], *rows]


def test_a_table_in_a_quote_is_copied_without_its_marks(view: TranscriptView) -> None:
    show(view, "\n".join(f"> {line}" for line in TABLE.split("\n")))
    view.do_block_action("copy-markdown", the_table(view))  # type: ignore[arg-type]
    assert form("text/plain") == "| name | value |\n| --- | --: |\n| a | -1 |\n| `b` | =SUM(A1) |"
