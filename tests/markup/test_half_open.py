"""What is half written at the end of a stream is closed or held back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup.blocks import CodeBlock, Paragraph, Span, Style, Table
from chatdesk.markup.half_open import closed, shown_length
from chatdesk.markup.incremental import BlockStream


def streamed(text: str) -> BlockStream:
    """Return a stream that has taken ``text`` and goes on."""
    stream = BlockStream()
    stream.append(text)
    return stream


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("plain", "plain"),
        ("a **b", "a **b**"),
        ("a **b*", "a **b**"),
        ("a **b**", "a **b**"),
        ("a **", "a "),
        ("a *b", "a *b*"),
        ("a ***b", "a ***b***"),
        ("a **b *c", "a **b *c***"),
        ("a **b ", "a **b**"),
        ("a ~~b", "a ~~b~~"),
        ("a ~~b~", "a ~~b~~"),
        ("a `b", "a `b`"),
        ("a ``b`", "a ``b``"),
        ("a `", "a "),
        ("**a `b", "**a `b`**"),
        ("`a` b", "`a` b"),
        ("`**` b", "`**` b"),
        ("2 * 3", "2 * 3"),
        ("a_b", "a_b"),
        ("5*3", "5*3"),
        ("\\*a", "\\*a"),
        ("a\\", "a"),
        ("a\\*", "a\\*"),
        ("a\\\\**", "a\\\\"),
        ("[t", "t"),
        ("[t]", "t"),
        ("[t](", "t"),
        ("[t](https://e.com/a_(b", "t"),
        ("[t](https://e.com/a_(b)", "t"),
        ("[t](https://e.c", "t"),
        ("[t](https://e.com)", "[t](https://e.com)"),
        ("a ![i](https://e", "a 🖼 i"),
        ("**[t](ht", "**t**"),
        ("[", ""),
        ("[ ", ""),
        ("[x", ""),
        ("[x]", ""),
    ],
)
def test_half_open_inline(content: str, shown: str) -> None:
    assert closed(content) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n-", "a\n"),
        ("a\n==", "a\n"),
        ("a\n1.", "a\n"),
        ("a\n- ", "a\n"),
        ("a\n> ", "a\n"),
        ("a\n###", "a\n"),
        ("a\n```py", "a\n"),
        ("a\n| b | c |", "a\n"),
        ("| b | c |\n", ""),
        ("| b | c |\n|--", ""),
        ("| b | c |\nd", "| b | c |\nd"),
        ("a\n- b", "a\n- b"),
        ("a\n12 b", "a\n12 b"),
        ("a", "a"),
        ("", ""),
    ],
)
def test_line_that_may_become_anything_waits(text: str, shown: str) -> None:
    assert text[: shown_length(text)] == shown


def test_strong_is_strong_before_it_is_closed() -> None:
    (block,) = streamed("This is **very import").blocks
    assert block == Paragraph(block.place, "This is very import", (Span(8, 19, Style.STRONG),))


def test_end_of_a_fence_never_shows_as_code() -> None:
    stream = streamed("```py\nx = 1\n")
    for piece in ("`", "`", "`"):
        stream.append(piece)
        (block,) = stream.blocks
        assert isinstance(block, CodeBlock)
        assert (block.text, block.is_open) == ("x = 1", True)
    stream.append("\n")
    (block,) = stream.blocks
    assert isinstance(block, CodeBlock)
    assert (block.text, block.is_open) == ("x = 1", False)


def test_row_being_written_shows_in_the_table() -> None:
    stream = streamed("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | **f")
    (table,) = stream.blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["1", "2"], ["3", "f"]]


def test_no_markup_shows_while_a_reply_is_written() -> None:
    source = (
        "Some **bold**, *slanted*, `code` and [a link](https://example.com/x) here.\n\n- [x] done **now**\n- [ ] to do\n\n"
        "| a | **b** |\n|:--|--:|\n| 1 | `2` |\n\n## Heading\n\n1. 第一**重点：**在这里\n2. ~~no~~\n\n---\n\n> quoted *text*\n"
    )
    stream = BlockStream()
    for character in source:
        stream.append(character)
        for block in stream.blocks:
            cells = [cell.text for row in (block.header, *block.rows) for cell in row] if isinstance(block, Table) else []
            texts = [block.text] if isinstance(block, Paragraph) else cells
            for text in texts:
                assert not set("*`~[]|#<>").intersection(text), text
                assert "https" not in text
            assert not isinstance(block, Paragraph) or block.heading in (0, 2)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("ab *_~`[]()!\\\n中：")))
def test_closing_only_ever_takes_markup_away_or_adds_ends(content: str) -> None:
    shown = closed(content)
    markup = "*_~`[]()!\\🖼 \n"
    for character in set(shown) - set(markup):
        assert shown.count(character) <= content.count(character)
