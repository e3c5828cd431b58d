"""A part of a conversation to be copied: as plain text, as Markdown, as HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from chatdesk.markup.blocks import Block, Cell, CodeBlock, MathBlock, Paragraph, Span, Table, displayed
from chatdesk.ui.transcript.box import Range, Utf16, cut, units
from chatdesk.ui.transcript.fragments import (
    Fold,
    Fragment,
    Gallery,
    LinkedImage,
    TableSlice,
    Thinking,
    fragment_text,
    fragments,
)
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.real_code import real_code, real_part

END = 1 << 40
"""A row or offset beyond any other."""
RICH_LIMIT = 300_000
"""Characters. Of more, plain text is the messages as they were written, and there is no HTML: that would take seconds."""

_Place = tuple[int, int]
"""A row of a message and an offset in it, in UTF-16 units."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is copied of one block: rows of it with the part of each. ``is_whole`` says that nothing of it is left out."""

    block: Block
    rows: tuple[tuple[Fragment, Range], ...]
    is_whole: bool
    is_muted: bool


@dataclass(frozen=True)
class Part:
    """What is copied of one message, which must not change any more: from a place in it up to another."""

    item: Item
    start: _Place
    end: _Place

    @property
    def is_whole(self) -> bool:
        """Whether all of the text is copied, and none of the reasoning."""
        first = self.item.head_count if self.item.is_unfolded else 0
        return first <= self.start[0] <= self.item.head_count and not self.start[1] and self.end == (END, END)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The blocks of which something is copied."""
        return tuple(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        head = self.item.head_blocks()
        row = self.item.head_count - sum(1 for block in head for _ in fragments(block))
        for number, block in enumerate((*head, *self.item.blocks())):
            is_muted = number < len(head)
            rows = list(fragments(block, is_muted=is_muted))
            parts = [(fragment, self._range(row + index, fragment)) for index, fragment in enumerate(rows)]
            row += len(rows)
            touched = tuple((fragment, part) for fragment, part in parts if part is not None)
            if touched:
                is_whole = all(part == (0, units(fragment_text(fragment))) for fragment, part in parts)
                yield Piece(block, touched, is_whole, is_muted)

    def _range(self, row: int, fragment: Fragment) -> Range | None:
        if not self.start[0] <= row <= self.end[0]:
            return None
        length = units(fragment_text(fragment))
        start = self.start[1] if row == self.start[0] else 0
        end = min(self.end[1], length) if row == self.end[0] else length
        return (start, end) if start < end or not length else None


def whole(item: Item) -> Part:
    """Return all of a message's text, with the names of its pictures."""
    return Part(item.snapshot(), (0 if item.images else item.head_count, 0), (END, END))


class Excerpt:
    """Parts of messages in reading order. Each form is made when it is asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be read as Markdown now."""
        return sum(len(part.item.source) for part in self._parts) > RICH_LIMIT

    def text(self) -> str:
        """Return it as plain text: what is seen, code as it was written."""
        if self.is_large:
            return self.markdown()
        return _joined(_plain(part) for part in self._parts)

    def markdown(self) -> str:
        """Return it as Markdown: whole blocks exactly as they were written, of others what is seen."""
        is_large = self.is_large
        return _joined(part.item.source if is_large or part.is_whole else _markdown(part) for part in self._parts)

    def html(self) -> str:
        """Return it as HTML, "" if it is large."""
        if self.is_large:
            return ""
        from chatdesk.markup.html import to_html  # with what it imports 15 ms, which only a copy needs

        return "".join(to_html(_blocks(part), partial(real_code, part.item.source)) for part in self._parts)


def _joined(texts: Iterator[str]) -> str:
    return "\n\n".join(text for text in texts if text)


# ---- plain text -----------------------------------------------------------------------------------------------------


def _plain(part: Part) -> str:
    text = ""
    above: Fragment | None = None
    for piece in part.pieces:
        for fragment, (first, last) in piece.rows:
            if above is not None:
                text += _between(above, fragment)
            text += (_lead(fragment) if not first else "") + _shown(part.item, fragment, (first, last))
            above = fragment
    return text


def _shown(item: Item, fragment: Fragment, part: Range) -> str:
    """Return the text of a part of a fragment; of code the real one."""
    content, text = fragment.content, fragment_text(fragment)
    if not isinstance(content, CodeBlock) or fragment.is_muted:
        return cut(text, *part).replace("\u2028", "\n")
    if isinstance(content, MathBlock) and part == (0, units(text)):
        return displayed(real_code(item.source, content))
    index = Utf16(text)
    return real_part(item.source, content, index.code_points(part[0]), index.code_points(part[1]))


def _between(above: Fragment, fragment: Fragment) -> str:
    content = fragment.content
    if fragment.continues:
        return "" if isinstance(content, Paragraph) else "\n"
    assert not isinstance(content, Fold | Thinking)
    return "\n" if content.place.tight else "\n\n"


def _lead(fragment: Fragment) -> str:
    content = fragment.content
    if isinstance(content, Fold | Thinking) or not content.place.marker:
        return ""
    return "  " * max(0, content.place.indent - 1) + content.place.marker + " "


# ---- Markdown -------------------------------------------------------------------------------------------------------


def _markdown(part: Part) -> str:
    """Return runs of whole blocks from the source, with all that stands between them there."""
    found: list[str] = []
    run: tuple[int, int] | None = None
    for piece in part.pieces:
        if piece.is_whole and not piece.is_muted:
            place = piece.block.place
            run = (run[0] if run else place.source_start, place.source_end)
            continue
        if run:
            found.append(_from_source(part.item.source, *run))
        run = None
        shown = "".join(_shown(part.item, fragment, some) for fragment, some in piece.rows)
        found.append("\n".join(f"> {line}" for line in shown.split("\n")) if piece.is_muted else shown)
    if run:
        found.append(_from_source(part.item.source, *run))
    return "\n\n".join(text for text in found if text)


def _from_source(source: str, start: int, end: int) -> str:
    """Return a range of lines without the indent of the first, which would make it code where it is pasted."""
    text = source[start:end]
    indent = len(text) - len(text.lstrip(" "))
    return re.sub(rf"^ {{1,{indent}}}", "", text, flags=re.MULTILINE) if indent else text


# ---- HTML -----------------------------------------------------------------------------------------------------------


def _blocks(part: Part) -> Iterator[Block]:
    for piece in part.pieces:
        if piece.is_whole:
            yield piece.block
        elif isinstance(piece.block, Table):
            yield from _some_rows(piece)
        else:
            yield from (_cut_block(part.item, fragment, some) for fragment, some in piece.rows)


def _cut_block(item: Item, fragment: Fragment, part: Range) -> Block:
    content = fragment.content
    assert not isinstance(content, Fold | Thinking | TableSlice)
    place = content.place if not part[0] else replace(content.place, marker="")
    if isinstance(content, CodeBlock):
        return replace(content, place=place, text=_shown(item, fragment, part))
    if isinstance(content, Gallery | LinkedImage):
        return Paragraph(place, _shown(item, fragment, part))
    if not isinstance(content, Paragraph):
        return content
    index = Utf16(content.text)
    start, end = index.code_points(part[0]), index.code_points(part[1])
    spans = tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.style, span.href)
        for span in content.spans
        if span.start < end and span.end > start
    )
    return replace(content, place=place, text=content.text[start:end], spans=spans)


def _some_rows(piece: Piece) -> Iterator[Block]:
    """Return the rows of a table that a selection touches as a table; a part of one row as text."""
    table = piece.block
    assert isinstance(table, Table)
    rows: list[tuple[Cell, ...]] = []
    for fragment, part in piece.rows:
        assert isinstance(fragment.content, TableSlice)
        text = cut(fragment_text(fragment), 0, part[0])
        first = text.count("\n")
        last = first + cut(fragment_text(fragment), *part).count("\n")
        rows += fragment.content.rows[first : last + 1]
    if len(rows) > 1:
        yield replace(table, header=rows[0], rows=tuple(rows[1:]))
    else:
        shown = "".join(cut(fragment_text(fragment), *part) for fragment, part in piece.rows)
        yield Paragraph(table.place, shown.replace("\t", " "))
