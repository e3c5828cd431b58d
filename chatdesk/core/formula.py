"""A formula and its drawing: outlines without color or size, so that theme and text size change nothing about them."""

from dataclasses import dataclass

UNITS = 1_000
"""Units of a drawing to one em of the text around it."""

LONGEST_TEX = 4_000
"""Characters; a formula of that length fills more than a page."""

COORDINATES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
"""How many numbers each command of a path takes: to move, a line, curves of second and third degree, to close it."""


class Undrawable(Exception):
    """A formula can't be drawn: its TeX is malformed, too large or unknown, or nothing is there to draw it with."""


@dataclass(frozen=True, slots=True)
class Formula:
    """TeX without delimiters; ``is_display`` sets it large, as on a line of its own."""

    tex: str
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline to be filled (nonzero winding): commands, a letter each, and the numbers that they take one after the other.

    x and y come in turn, control points first. ``color`` is a name that TeX gave or "#rrggbb", "" for that of the text around.
    """

    commands: str
    numbers: tuple[int, ...]
    color: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """Text that the font for formulas lacks, such as Chinese: it begins at ``x`` on the line ``y`` and is ``width`` wide.

    ``size`` is its font's size in units.
    """

    text: str
    x: int
    y: int
    width: int
    size: int
    color: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn formula in units: x from its left edge, y down from its baseline. ``ascent`` and ``descent`` are not negative."""

    width: int
    ascent: int
    descent: int
    shapes: tuple[Shape, ...]
    letters: tuple[Letters, ...] = ()
