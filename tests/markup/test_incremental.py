"""A stream shows what arrived and ends as if the whole text had been read at once."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup import inline, leaves, open_table, settle
from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Table
from chatdesk.markup.incremental import BlockStream
from chatdesk.markup.inline import InlineReader
from chatdesk.markup.leaves import LeafBuilder, define, grammar, units_of
from chatdesk.markup.lines import Lines
from chatdesk.markup.parse import parse

ATOMS = [
    *("- ", "  - ", "    - ", "1. ", "2) ", "10. ", "* ", "+ ", "> ", ">", "[ ] ", "[x] "),
    *("```", "```py", "~~~", "````", "   ```", "---", "===", "=", "-", "#", "# h", "## ", "    "),
    *("\n", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "\n\n\n", "  \n", " ", "\t", "\x0b", "\x0c", "\u3000"),
    *("a", "b c", "text", "注意：", "不要", "😀", "**", "*", "_", "__", "~~", "`", "``", "\\", "&amp;", "&#x202e;", "<b>"),
    *("$", "$x$", "$$", "$$a$$", "\n$$\n", "\\(x\\)", "\\[", "\\]", "\n\\[\n", "$5", "```math"),
    *("[^1]", "[^1]: ", "[^", "[^n]", "\n[^n]: note\n"),
    *("[", "]", "(", ")", "[a]", "[a]: /x", "[a]: https://x.y 't'", "![i](http://h/i)", "[t](https://x.y)", "https://x.y/z"),
    *("|", "| a | b |", "|---|:-:|", "|-|", "\n| 1 | 2 |\n", "\u2028", "\u202e", "\x00", "\x1b", "\ud800"),
]
LINES = [
    *("", "", "- a", "- b", "  - c", "    - d", "      e", "1. x", "2. y", "   z", "10) z", "+ p", "-", "1.", "- [ ] t"),
    *("> q", "> - r", ">", "- > q", "  > q", "```", "```py", "~~~", "   ```", "  ```", "- ```", "code", "    ind", "\tt"),
    *("# h", "text", "text **b", "---", "===", "* * *", "| a | b |", "|---|---|", "| 1 |", "| x", "-   far", "   - in"),
    *("$$", "$$", "$$ x $$", "x $$", "\\[", "\\]", "  $$", "- $$", "> $$", "```math"),
    *("$$ x", "y $$", "\\[ x", "y \\]", "- $$ x", "> y $$"),
    *("[^1]", "[^1]: a", "  [^2]: b[^1]", "x[^1][^2]", "- [^2]: c", "> [^1]: d"),
    *("[k]: /u", "[k]", "[k]: <", "'ti", "tle'"),
]

atoms = st.lists(st.sampled_from(ATOMS), max_size=60).map("".join)
lines = st.lists(st.sampled_from(LINES), max_size=25).map("\n".join)
anything = st.text(st.characters(codec=None), max_size=60)
sources = st.one_of(atoms, lines, anything)
sizes = st.lists(st.integers(1, 20), min_size=1, max_size=6)


def pieces(source: str, cycle: list[int]) -> Iterator[str]:
    """Cut a text into pieces of the given sizes, over and over."""
    start = 0
    while start < len(source):
        for size in cycle:
            yield source[start : start + size]
            start += size


def check_stream(source: str, cycle: list[int]) -> None:
    """Check that a stream tells what changed, keeps its text and ends as ``parse`` does."""
    stream = BlockStream()
    for piece in pieces(source, cycle):
        before = list(stream.blocks)
        first = stream.append(piece)
        assert 0 <= first <= len(stream.blocks)
        assert stream.blocks[:first] == before[:first]
        assert first < len(stream.blocks) or stream.blocks == before[:first]
    assert stream.source == source
    before = list(stream.blocks)
    first = stream.finish()
    assert stream.blocks[:first] == before[:first]
    assert first < len(stream.blocks) or stream.blocks == before[:first]
    assert tuple(stream.blocks) == parse(source)


def check_blocks(source: str, blocks: tuple[Block, ...]) -> None:
    """Check what holds for the blocks of any text."""
    ends = [0]
    for block in blocks:
        assert ends[-1] <= block.place.source_start <= block.place.source_end <= len(source)
        ends.append(block.place.source_end)
        if isinstance(block, Paragraph):
            check_text(block)
        elif isinstance(block, Table):
            assert all(len(row) == len(block.header) == len(block.alignments) for row in block.rows)
        elif isinstance(block, CodeBlock):
            block.text.encode()
            assert "\r" not in block.text


def check_text(block: Paragraph) -> None:
    """Check that a paragraph can be drawn and its spans lie in it, in order."""
    block.text.encode()
    assert "\n" not in block.text
    for span in block.spans:
        assert 0 <= span.start < span.end <= len(block.text)
    assert all(before.end <= after.start for before, after in pairwise(block.spans))


@settings(deadline=None, max_examples=250)
@given(sources, sizes)
def test_stream_ends_as_the_whole_text_parses(source: str, cycle: list[int]) -> None:
    check_stream(source, cycle)


@settings(deadline=None, max_examples=150)
@given(sources)
def test_blocks_of_any_text_are_sound(source: str) -> None:
    check_blocks(source, parse(source))


@settings(deadline=None, max_examples=250)
@given(st.one_of(atoms, lines))
def test_settling_bit_by_bit_changes_nothing(source: str) -> None:
    """Read once by markdown-it as a whole, with all definitions known, a text gives the same blocks."""
    whole = Lines(source, 0)
    units = units_of(whole)
    references: dict[str, dict[str, str]] = {}
    for unit in units:
        define(unit, references)
    reader = InlineReader(lambda content, environment: grammar().inlines(content, environment), references)
    builder = LeafBuilder(whole, reader, None, may_be_open=True)
    for unit in units:
        builder.add(unit)
    assert parse(source) == tuple(builder.blocks)


@pytest.fixture(scope="module")
def tight_limits() -> Iterator[None]:
    """Make every limit so small that short texts meet them all."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "WINDOW": 60,
            "SOME_LINES": 6,
            "MANY_LINES": 12,
            "LONG_WINDOW": 160,
            "FORCED": 130,
            "LONGEST": 40,
            "LONGEST_RICH": 500,
            "PIECE": 50,
            "LONGEST_ROW": 40,
        }.items():
            patch.setattr(settle, name, value)
        patch.setattr(settle, "rows_at_once", lambda header: max(1, 8 // (header.count("|") + 1)))
        patch.setattr(open_table, "rows_at_once", lambda header: max(1, 8 // (header.count("|") + 1)))
        patch.setattr(open_table, "LONGEST_ROW", 40)
        patch.setattr(open_table, "MAX_CELLS", 30)
        patch.setattr(inline, "LONGEST", 40)
        patch.setattr(inline, "_SHORTEST_PIECE", 20)
        patch.setattr(leaves, "MAX_NESTING", 7)
        yield


@pytest.mark.usefixtures("tight_limits")
@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(ATOMS), st.sampled_from(LINES).map("{}\n".format)), max_size=220), sizes)
def test_limits_do_not_depend_on_how_the_text_is_cut(parts: list[str], cycle: list[int]) -> None:
    source = "".join(parts)
    check_stream(source, cycle)
    check_blocks(source, parse(source))


def test_settled_blocks_are_never_built_again() -> None:
    stream = BlockStream()
    stream.append("# Title\n\nFirst.\n\n- a\n- b\n")
    settled = stream.blocks[:3]
    assert stream.append("- c\n\nLast **wo") == 4
    assert all(before is after for before, after in zip(settled, stream.blocks, strict=False))
    assert stream.append("rd**") == 5


def test_append_that_changes_nothing_says_so() -> None:
    stream = BlockStream()
    stream.append("Text\n\n")
    assert stream.append("\n") == 1
    assert stream.append("") == 1


def test_list_that_becomes_loose_changes_from_its_second_item() -> None:
    stream = BlockStream()
    stream.append("intro\n\n- a\n- b\n- c\n")
    assert [block.place.tight for block in stream.blocks] == [False, False, True, True]
    assert stream.append("\n- d\n- e") == 2
    assert not any(block.place.tight for block in stream.blocks)


def test_late_definition_changes_from_the_first_use() -> None:
    stream = BlockStream()
    stream.append("One.\n\nSee [it].\n\nTwo.\n\n[it]: https://e.com\n")
    assert stream.finish() == 1
    assert stream.finish() == len(stream.blocks) == 3


def test_finished_stream_takes_no_more() -> None:
    stream = BlockStream()
    stream.finish()
    with pytest.raises(ValueError, match="finished"):
        stream.append("a")
