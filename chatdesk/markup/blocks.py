"""The blocks a message is drawn from: flat, in reading order, each with the range of source it came from.

The block, not the message, is the unit of layout, paint, cache and selection. Containers (lists, quotes) are not nested
objects: each leaf carries its depth and, on the first leaf of a list item, its marker.
"""

from dataclasses import dataclass
from enum import Flag, auto


class Style(Flag):
    """Inline styles; they combine."""

    NONE = 0
    STRONG = auto()
    EMPHASIS = auto()
    CODE = auto()
    STRIKE = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A styled run of a paragraph: characters ``start`` up to ``end`` (code points). ``href`` is "" for no link."""

    start: int
    end: int
    style: Style
    href: str = ""


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
class Rule:
    """A thematic break."""

    place: Place


Block = Paragraph | CodeBlock | Rule


def plain_text(block: Block) -> str:
    """Return what a copy as plain text gives for this block."""
    if isinstance(block, Rule):
        return "———"
    marker = f"{block.place.marker} " if block.place.marker else ""
    return marker + block.text.replace("\u2028", "\n")
