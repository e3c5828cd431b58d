"""Offsets, plain blocks and fragments: what lies between a message's text and its boxes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup.blocks import CodeBlock, Paragraph, Place, Span, Style, Table
from chatdesk.markup.parse import parse
from chatdesk.ui.transcript.box import Utf16, cut, units
from chatdesk.ui.transcript.fragments import PARAGRAPH_LIMIT, TABLE_LIMIT, TableSlice, fragment_text, fragments
from chatdesk.ui.transcript.mouse import paragraph_around
from chatdesk.ui.transcript.plain import plain_blocks
from chatdesk.ui.transcript.selection import word_around

texts = st.text(st.sampled_from("ab 😀👨\u200d中\u0301\n"), max_size=40)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_units_are_those_of_utf_16(text: str) -> None:
    index = Utf16(text)
    for position in range(len(text) + 1):
        expected = len(text[:position].encode("utf-16-le")) // 2
        assert index.units(position) == expected
        assert index.code_points(expected) == position


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_cut_takes_whole_characters(text: str, start: int, length: int) -> None:
    part = cut(text, start, start + length)
    assert part in text
    assert units(part) <= length + 1


def test_an_offset_inside_a_surrogate_pair_belongs_to_the_character_after_it() -> None:
    assert cut("😀b", 1, 3) == "b"
    assert cut("a😀b", 0, 3) == "a😀"


def test_typed_text_keeps_its_line_breaks_and_its_signs() -> None:
    (block,) = plain_blocks("a*b*c\n  1. two\nthree")
    assert isinstance(block, Paragraph)
    assert block.text == "a*b*c\u2028  1. two\u2028three"
    assert block.spans == ()


def test_typed_fences_are_code() -> None:
    blocks = plain_blocks("see\n```py\nx = 1\n\ny = 2\n```\nand")
    assert [type(block) for block in blocks] == [Paragraph, CodeBlock, Paragraph]
    code = blocks[1]
    assert isinstance(code, CodeBlock)
    assert (code.text, code.language) == ("x = 1\n\ny = 2", "py")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("a \n\t😀*"), max_size=60))
def test_no_typed_character_is_lost(text: str) -> None:
    blocks = plain_blocks(text)
    shown = "".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert [char for char in shown if char in "a😀*"] == [char for char in text if char in "a😀*"]


def test_an_unclosed_fence_reaches_to_the_end() -> None:
    (code,) = plain_blocks("```\nx\n\n  y")
    assert isinstance(code, CodeBlock)
    assert code.text == "x\n\n  y"


def test_a_huge_paragraph_is_cut_without_losing_text_or_style() -> None:
    text = "x" * (3 * PARAGRAPH_LIMIT + 5)
    block = Paragraph(Place(0, len(text)), text, (Span(10, len(text) - 10, Style.STRONG),))
    parts = list(fragments(block))
    assert len(parts) == 4
    assert "".join(fragment_text(part) for part in parts) == text
    assert [part.continues for part in parts] == [False, True, True, True]
    strong = sum(span.end - span.start for part in parts if isinstance(part.content, Paragraph) for span in part.content.spans)
    assert strong == len(text) - 20


def test_a_long_table_is_cut_into_slices_with_the_same_columns() -> None:
    rows = "".join(f"| {number} | cell {number} |\n" for number in range(2_000))
    (table,) = parse("| a | b |\n|---|---|\n" + rows)
    assert isinstance(table, Table)
    parts = [part.content for part in fragments(table)]
    slices = [part for part in parts if isinstance(part, TableSlice)]
    assert len(slices) == -(-2_001 // TABLE_LIMIT)
    assert len({part.weights for part in slices}) == 1
    assert sum(len(part.rows) for part in slices) == 2_001


def test_words_and_paragraphs_around_an_offset() -> None:
    assert word_around("one two three", 5) == (4, 7)
    assert word_around("one two", 0) == (0, 3)
    assert word_around("", 0) == (0, 0)
    assert word_around("😀 two", 4) == (3, 6)
    assert paragraph_around("ab\ncd\nef", 4) == (3, 5)
    assert paragraph_around("ab", 1) == (0, 2)


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(0, 60))
def test_words_around_any_offset_are_inside_the_text(text: str, offset: int) -> None:
    start, end = word_around(text, min(offset, units(text)))
    assert 0 <= start <= end <= units(text)
