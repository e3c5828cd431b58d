"""Blocks cut to a size that lays out in a blink: a 200 KB line or a 2,000-row table becomes many fragments of itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from chatdesk.core.address import host_of
from chatdesk.core.message import ImagePart
from chatdesk.markup.blocks import Align, Block, Cell, CodeBlock, Paragraph, Place, Rule, Span, Style, Table

PARAGRAPH_LIMIT = 4_000
"""Characters; QTextLayout lays out 4,000 in under 2 ms, but is worse than linear in an unbroken run."""
TABLE_LIMIT = 40
"""Rows."""
CELL_LIMIT = 240
"""Cells of the rows laid out at once: a cell takes 30 to 80 µs."""
BOLD_FACTOR, CODE_FACTOR = 1.1, 1.35
"""How much wider bold and monospaced letters are than plain ones."""
WEIGHT_ROWS = 100
"""Rows that decide how wide the columns are; wider cells further down wrap."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How wide a column wants to be, in average characters: for its longest cell, and for its longest word."""

    whole: float
    word: float


@dataclass(frozen=True, slots=True)
class TableSlice:
    """Some rows of a table, the header among them in the first slice.

    Its place has no end, so that a slice stays equal to itself while the table grows below it.
    """

    place: Place
    rows: tuple[tuple[Cell, ...], ...]
    has_header: bool
    alignments: tuple[Align, ...]
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """The line that folds the model's reasoning, with the seconds that it took, None if unknown."""

    is_open: bool
    is_streaming: bool
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Thinking:
    """The mark of a reply of which nothing has come yet."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures that a person attached to a message."""

    place: Place
    images: tuple[ImagePart, ...]


@dataclass(frozen=True, slots=True)
class LinkedImage:
    """A picture that a reply links to. ``href`` is where a click on "open" leads: the picture itself, or what it links to.

    ``text`` is what can be selected, "🖼 description (host)".
    """

    place: Place
    text: str
    address: str
    href: str

    @property
    def host(self) -> str:
        """Where the picture would be loaded from."""
        return host_of(self.address)

    @property
    def alt(self) -> str:
        """The description, "" for none."""
        return self.text.removeprefix("🖼").strip().removesuffix(f"({urlsplit(self.address).hostname})").strip()


Drawable = Paragraph | CodeBlock | Rule | TableSlice | Fold | Thinking | Gallery | LinkedImage


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one box is laid out from. ``continues`` says that it goes on with the paragraph or table of the fragment above."""

    content: Drawable
    is_muted: bool = False
    continues: bool = False


def fragments(block: Block, *, is_muted: bool = False, known: Sequence[Fragment] = ()) -> Iterator[Fragment]:
    """Return the block as one fragment, or as several when it is too large to be laid out at once.

    ``known`` are the fragments of an earlier state of the block: the parts of a growing table that stay are those.
    """
    if isinstance(block, Paragraph) and any(span.image for span in block.spans):
        yield from _around_images(block, is_muted=is_muted)
    elif isinstance(block, Paragraph) and len(block.text) > PARAGRAPH_LIMIT:
        for start, end in _cuts(block.text):
            yield Fragment(_part(block, start, end), is_muted, continues=start > 0)
    elif isinstance(block, Table):
        yield from _slices(block, known, is_muted=is_muted)
    else:
        yield Fragment(block, is_muted)


def _around_images(block: Paragraph, *, is_muted: bool) -> Iterator[Fragment]:
    """Return the pictures of a paragraph and what is written between them, each on lines of its own."""
    position = 0
    for span in (*(span for span in block.spans if span.image), None):
        start, end = _trimmed(block.text, position, len(block.text) if span is None else span.start)
        if start < end:
            yield from fragments(_part(block, start, end), is_muted=is_muted)
        if span is not None:
            place = _part(block, span.start, span.end).place
            yield Fragment(LinkedImage(place, block.text[span.start : span.end], span.image, span.href), is_muted)
            position = span.end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the spaces at its ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _slices(table: Table, known: Sequence[Fragment], *, is_muted: bool) -> Iterator[Fragment]:
    rows = (table.header, *table.rows)
    count = max(1, min(TABLE_LIMIT, CELL_LIMIT // len(table.header)))
    place = replace(table.place, source_end=table.place.source_start)
    kept = _kept(table, place, known, count)
    yield from known[:kept]
    first = known[0].content if kept * count >= WEIGHT_ROWS else None
    weights = first.weights if isinstance(first, TableSlice) else _weights(table)
    for start in range(kept * count, len(rows), count):
        here = replace(place, marker="") if start else place
        content = TableSlice(here, rows[start : start + count], start == 0, table.alignments, weights)
        yield Fragment(content, is_muted, continues=start > 0)


def _kept(table: Table, place: Place, known: Sequence[Fragment], count: int) -> int:
    """Return how many of the known slices, of so many rows each, are those that the table would be cut into now."""
    rows = (table.header, *table.rows)
    kept = 0
    for fragment in known[:-1]:
        content, start = fragment.content, kept * count
        if not isinstance(content, TableSlice) or content.rows != rows[start : start + count]:
            break
        if not start and (content.place, content.alignments) != (place, table.alignments):
            break
        kept += 1
    return kept


def _weights(table: Table) -> tuple[Weight, ...]:
    first = ((table.header, BOLD_FACTOR), *((row, 1.0) for row in table.rows[: WEIGHT_ROWS - 1]))
    columns = zip(*(_row_weights(row, factor) for row, factor in first), strict=True)
    return tuple(Weight(max(cell.whole for cell in column), max(cell.word for cell in column)) for column in columns)


@lru_cache(maxsize=2 * WEIGHT_ROWS)
def _row_weights(row: tuple[Cell, ...], factor: float) -> tuple[Weight, ...]:
    """Weigh the cells of a row; it is asked for the same rows again while a table streams."""
    return tuple(
        _weight(cell, max(factor, CODE_FACTOR if any(Style.CODE in s.style for s in cell.spans) else 1.0)) for cell in row
    )


def _weight(cell: Cell, factor: float) -> Weight:
    word = max(map(_cells, cell.text.split()), default=0.0)
    return Weight(max(3.0, round(_cells(cell.text) * factor, 1)), max(3.0, round(min(word, 24.0) * factor, 1)))


def _cells(text: str) -> float:
    return len(text) if text.isascii() else len(text) + 0.9 * sum(char >= "\u1100" for char in text)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = start + PARAGRAPH_LIMIT
        if end < len(text):
            found = max(text.rfind(mark, start + PARAGRAPH_LIMIT // 2, end) for mark in ("\u2028", " ", "。"))
            end = found + 1 if found > 0 else end
        yield start, min(end, len(text))
        start = end


def _part(block: Paragraph, start: int, end: int) -> Paragraph:
    spans = tuple(
        replace(
            span,
            start=max(span.start, start) - start,
            end=min(span.end, end) - start,
            style=_part_style(span, start, end),
        )
        for span in block.spans
        if span.start < end and span.end > start
    )
    text = block.text[start:end]
    place = replace(
        block.place,
        source_end=block.place.source_start,
        tight=bool(start) or block.place.tight,
        marker="" if start else block.place.marker,
    )
    return replace(block, place=place, text=text, spans=spans)


def _part_style(span: Span, start: int, end: int) -> Style:
    """Return the style of the part of a span between two offsets: half a formula is none."""
    return span.style if start <= span.start and span.end <= end else span.style & ~Style.MATH


def fragment_text(fragment: Fragment) -> str:
    """Return the text that can be selected in a fragment, without its list marker."""
    content = fragment.content
    match content:
        case Paragraph():
            return content.text
        case CodeBlock():
            return content.text
        case TableSlice():
            return "\n".join("\t".join(cell.text for cell in row) for row in content.rows)
        case Rule():
            return "———"
        case LinkedImage():
            return content.text
        case Gallery():
            return gallery_text(content.images)
        case Fold() | Thinking():
            return ""


def gallery(images: tuple[ImagePart, ...]) -> Fragment:
    """Return the fragment of the pictures of a message."""
    return Fragment(Gallery(Place(0, 0), images))


def gallery_text(images: Sequence[ImagePart]) -> str:
    """Return the text that stands for attached pictures where there is only text: their names."""
    return "\u2028".join(image.name or "🖼" for image in images)
