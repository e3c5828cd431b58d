"""Blocks in portions that a text document lays out quickly: its time grows with the square of long lines and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Rule, Span, Table

PORTION = 20_000
"""Characters, of which each block counts for some more."""
LINE_CHARACTERS, CODE_LINES, TABLE_ROWS = 4_000, 200, 40

_BLOCK_WEIGHT = 100


def portions(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks in order. Code that stands in no list and no quote comes by itself, in pieces if it is long."""
    gathered: list[Block] = []
    weight = 0
    for block in (piece for whole in blocks for piece in _pieces(whole)):
        stands_alone = is_free(block) and isinstance(block, CodeBlock)
        if gathered and (stands_alone or weight > _most_before(block)):
            yield tuple(gathered)
            gathered, weight = [], 0
        if stands_alone:
            yield (block,)
        else:
            gathered.append(block)
            weight += _weight(block)
    if gathered:
        yield tuple(gathered)


def is_free(block: Block) -> bool:
    """Whether a block stands in no list and no quote."""
    return not block.place.indent and not block.place.quotes


def _most_before(block: Block) -> int:
    """Return the weight that a portion may have before it ends at this block: rather not within an item of a list."""
    return PORTION if is_free(block) or block.place.marker else 4 * PORTION


def _weight(block: Block) -> int:
    match block:
        case Table():
            return sum(len(cell.text) + _BLOCK_WEIGHT for row in (block.header, *block.rows) for cell in row)
        case Rule():
            return _BLOCK_WEIGHT
        case _:
            return len(block.text) + _BLOCK_WEIGHT


def _pieces(block: Block) -> Iterator[Block]:
    match block:
        case Paragraph() if len(block.text) > LINE_CHARACTERS:
            yield from _paragraphs(block)
        case CodeBlock():
            yield from _code(block)
        case Table() if len(block.rows) > TABLE_ROWS:
            for first in range(0, len(block.rows), TABLE_ROWS):
                yield replace(block, rows=block.rows[first : first + TABLE_ROWS])
        case _:
            yield block


def _paragraphs(block: Paragraph) -> Iterator[Paragraph]:
    start = 0
    while start < len(block.text):
        end = start + LINE_CHARACTERS
        if end < len(block.text):
            end = block.text.rfind(" ", start + 1, end) + 1 or end
        spans = tuple(
            Span(max(span.start, start) - start, min(span.end, end) - start, span.style, span.href)
            for span in block.spans
            if span.start < end and span.end > start
        )
        place = block.place if not start else replace(block.place, marker="")
        yield replace(block, place=place, text=block.text[start:end], spans=spans)
        start = end


def _code(block: CodeBlock) -> Iterator[CodeBlock]:
    lines = [
        line[start : start + LINE_CHARACTERS]
        for line in block.text.split("\n")
        for start in range(0, max(1, len(line)), LINE_CHARACTERS)
    ]
    if len(lines) <= CODE_LINES:
        yield replace(block, text="\n".join(lines))
        return
    for first in range(0, len(lines), CODE_LINES):
        place = replace(block.place, tight=first > 0)
        yield replace(block, place=place, text="\n".join(lines[first : first + CODE_LINES]))
