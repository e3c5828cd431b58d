"""The blocks a message is drawn from: flat, in reading order, each with the range of source it came from.

The block, not the message, is the unit of layout, paint, cache and selection. Containers (lists, quotes) are not nested
objects: each leaf carries its depth and, on the first leaf of a list item, its marker.
"""

from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import assert_never


class Style(Flag):
    """Inline styles; they combine.

    ``MATH`` is a formula: its TeX with the delimiters. It always comes with ``CODE``, for who can't draw it.
    """

    NONE = 0
    STRONG = auto()
    EMPHASIS = auto()
    CODE = auto()
    STRIKE = auto()
    MATH = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A styled run of a paragraph: characters ``start`` up to ``end`` (code points). ``href`` is "" for no link.

    ``image`` is the web address of a picture that the run stands for, "" for none; nothing loads it by itself.
    """

    start: int
    end: int
    style: Style
    href: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands. ``source_start``/``source_end`` are code points of the message's source.

    ``quotes`` is the depth of block quotes, ``indent`` the depth of lists, ``marker`` what stands before the first block of
    a list item ("•", "3.", "☐", "☑"), "" elsewhere. ``tight`` says that no space separates it from the block above.
    """

    source_start: int
    source_end: int
    quotes: int = 0
    indent: int = 0
    marker: str = ""
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose. ``text`` is plain; a hard line break is U+2028. ``heading`` is 1 to 6, 0 for body text."""

    place: Place
    text: str
    spans: tuple[Span, ...] = ()
    heading: int = 0


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code. ``text`` has no final line end. ``is_open`` says that the closing fence has not come yet."""

    place: Place
    text: str
    language: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class MathBlock(CodeBlock):
    """A formula on lines of its own. ``text`` is its TeX without delimiters, ``language`` is "math"."""


def displayed(tex: str) -> str:
    """Return TeX as a formula on lines of its own."""
    return f"$$\n{tex}\n$$" if "\n" in tex else f"$${tex}$$"


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    place: Place


class Align(Enum):
    """How a table's column is set; ``START`` follows the reading direction."""

    START = auto()
    LEFT = auto()
    CENTER = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: plain text on one line, with spans as in a paragraph."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``header``, ``alignments`` and every row have the same length, at least 1; ``rows`` may be empty."""

    place: Place
    header: tuple[Cell, ...]
    alignments: tuple[Align, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()


Block = Paragraph | CodeBlock | Rule | Table


def plain_text(block: Block) -> str:
    """Return what a copy as plain text gives for this block; a table gives tab-separated lines."""
    marker = f"{block.place.marker} " if block.place.marker else ""
    match block:
        case Rule():
            return marker + "———"
        case Table():
            lines = (block.header, *block.rows)
            return marker + "\n".join("\t".join(cell.text.replace("\t", " ") for cell in line) for line in lines)
        case MathBlock():
            return marker + displayed(block.text)
        case Paragraph() | CodeBlock():
            return marker + block.text.replace("\u2028", "\n")
        case _:
            assert_never(block)
