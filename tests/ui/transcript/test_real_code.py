"""Copies of code are what was written, whatever is shown for characters that hide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from chatdesk.core.message import Status
from chatdesk.markup.blocks import CodeBlock
from chatdesk.markup.parse import parse
from chatdesk.ui.transcript.real_code import real_code, real_part
from chatdesk.ui.transcript.selection import Point
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import reply, user

HIDDEN = (
    'if access == "user\u202e \u2066// admin\u2069 \u2066":\n\tprint("\x1b[31m\u2028\x85")  # ⟨U+202E⟩ ␛ 😀\n\n    end\u200f'
)
"""Bidi controls, an escape, odd line ends, and marks that were written as such."""


def blocks_of(source: str) -> list[CodeBlock]:
    """Return the blocks of code of a reply."""
    return [block for block in parse(source) if isinstance(block, CodeBlock)]


def fenced(code: str, before: str = "", first: str = "") -> str:
    """Return the code in a fence, each line behind a prefix."""
    lines = [f"{first or before}```python", *(f"{before}{line}" for line in code.split("\n")), f"{before}```"]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "source",
    [
        fenced(HIDDEN),
        "Text\u202e before.\n\n" + fenced(HIDDEN) + "\n\nand\u202e after",
        fenced(HIDDEN).replace("```", "~~~~"),
        fenced(HIDDEN).removesuffix("\n```"),
        fenced(HIDDEN).replace("\n", "\r\n"),
        fenced(HIDDEN, "> "),
        fenced(HIDDEN, "> > "),
        fenced(HIDDEN, "   ", "1. "),
        fenced(HIDDEN, "  ", "- "),
        "Text\n\n" + "\n".join(f"    {line}" for line in HIDDEN.split("\n")),
    ],
    ids=["fence", "text around", "tildes", "unclosed", "CRLF", "quote", "quotes", "numbered", "bullet", "indented"],
)
def test_code_is_what_was_written(source: str) -> None:
    (block,) = blocks_of(source)
    assert block.text != HIDDEN
    assert real_code(source, block) == HIDDEN


def test_an_indent_that_cuts_a_tab_keeps_its_columns() -> None:
    source = "- ```\n\t\u202ex\n  ```"
    (block,) = blocks_of(source)
    assert real_code(source, block) == block.text.replace("⟨U+202E⟩", "\u202e")


LINES = st.lists(st.text(st.sampled_from("ab \t\u202e\x1b\u2028\x85⟨U+202E⟩␛\ufffd😀`>-"), max_size=12), max_size=6)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["", "> "]))
def test_any_code_is_what_was_written(lines: list[str], before: str) -> None:
    code = "\n".join(lines)
    for block in blocks_of(fenced(code, before))[:1]:
        if "```" not in code and "\t" not in code and lines:
            assert real_code(fenced(code, before), block) == code


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 120), st.integers(0, 120))
def test_parts_of_code_are_parts_of_the_real_text(first: int, second: int) -> None:
    source = fenced(HIDDEN)
    (block,) = blocks_of(source)
    start, end = sorted((first, second))
    parts = [(0, start), (start, end), (end, len(block.text))]
    assert "".join(real_part(source, block, *part) for part in parts) == HIDDEN


def show(view: TranscriptView) -> None:
    """Show a person's and a model's code."""
    view.add_message(user("1", fenced(HIDDEN)))
    view.start_reply(reply("2", "Look:\n\n" + fenced(HIDDEN), Status.STREAMING))


def copied(view: TranscriptView) -> str:
    """Copy what is selected and return it."""
    view.copy()
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(("message_id", "row"), [("1", 0), ("2", 1)])
def test_the_button_copies_the_real_code(view: TranscriptView, message_id: str, row: int) -> None:
    show(view)
    number, item = view.number_of(message_id), view.item(message_id)
    assert number is not None
    assert item is not None
    assert item.rows is not None
    origin = view.page.bubbles.rows_origin(number).toPoint()
    y = origin.y() + item.rows.tops.top(row) + item.rows.rows[row].space - view.page.position.scroll
    at = QPoint(origin.x() + item.rows.width - 20 if message_id == "2" else 0, y + 12)
    if message_id == "1":
        at.setX(int(view.page.bubbles.bubble_rect(number).right()) - view.page.flow.measures.pad_x - 20)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert QGuiApplication.clipboard().text() == HIDDEN


def test_a_copy_of_a_message_or_a_selection_has_the_real_code(view: TranscriptView) -> None:
    show(view)
    view.do_action("copy", "2")
    assert QGuiApplication.clipboard().text() == "Look:\n\n" + HIDDEN
    item = view.item("2")
    assert item is not None
    assert "⟨U+2066⟩" in item.plain_text()
    view.page.selection.start(Point("2", 1, 0))
    view.page.selection.extend(Point("2", 1, 10_000))
    assert copied(view) == HIDDEN
    view.page.selection.extend(Point("2", 1, len("if access == ")))
    assert copied(view) == "if access == "
