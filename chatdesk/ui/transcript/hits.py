"""Where a text that the reader looks for stands in what a message shows: the one rule for counting and for marking."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from chatdesk.core.message import Message, Role
from chatdesk.core.wanted import Wanted
from chatdesk.markup.blocks import Block, Rule
from chatdesk.ui.transcript.box import Range, Utf16
from chatdesk.ui.transcript.fragments import Fragment, TableSlice, fragment_text, fragments, gallery
from chatdesk.ui.transcript.plain import plain_blocks

if TYPE_CHECKING:
    from chatdesk.ui.transcript.item import Item

_WALL = "\0"
"""Stands between the cells of a table: no text that is looked for reaches across."""


def fragment_hits(fragment: Fragment, wanted: Wanted) -> list[Range]:
    """Return where the text is in a fragment, as ranges of its text, which for a picture is its name; a rule holds none."""
    content = fragment.content
    if isinstance(content, Rule):
        return []
    text = fragment_text(fragment)
    if isinstance(content, TableSlice):
        hits = wanted.hits(_WALL.join(cell.text for row in content.rows for cell in row))
    else:
        hits = wanted.hits(text)
    index = Utf16(text) if hits else None
    return [(index.units(start), index.units(end)) for start, end in hits] if index else []


def hits_by_row(item: "Item", wanted: Wanted) -> dict[int, list[Range]]:
    """Return the hits in each row of an item that has any."""
    found = ((row, fragment_hits(fragment, wanted)) for row, fragment in enumerate(item.fragments()))
    return {row: hits for row, hits in found if hits}


def hidden_hits(item: "Item", wanted: Wanted) -> int:
    """Return how many hits are in an item's reasoning while that is folded; they come before all others."""
    return 0 if item.is_unfolded else count_hits(plain_blocks(item.reasoning), wanted)


def count_hits(blocks: Iterable[Block], wanted: Wanted) -> int:
    """Return how many hits blocks hold."""
    return sum(len(fragment_hits(fragment, wanted)) for block in blocks for fragment in fragments(block))


def counting(message: Message, wanted: Wanted) -> Iterator[int]:
    """Yield how many hits a message holds, part by part; whoever iterates may do something else between the parts.

    Reasoning counts whether it is folded or not: a hit in it unfolds it.
    """
    yield count_hits(plain_blocks(message.reasoning), wanted)
    if message.role is Role.USER:
        if message.images:
            yield len(fragment_hits(gallery(message.images), wanted))
        yield count_hits(plain_blocks(message.text), wanted)
        return
    from chatdesk.markup.incremental import reading  # 60 ms with the parser, not needed to show a window

    steps = reading(message.text)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            blocks: list[Block] = end.value
            break
        yield 0
    for block in blocks:
        yield count_hits((block,), wanted)
