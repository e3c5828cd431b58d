"""A formula and its drawing: outlines without color or size, so that theme and text size change nothing about them."""

from dataclasses import dataclass

UNITS = 1_000
"""Units of a drawing to one em of the text around it."""

LONGEST_TEX = 4_000
"""Characters; a formula of that length fills more than a page."""

MOVE, LINE, QUAD, CUBIC, CLOSE = range(5)
COORDINATES = {MOVE: 2, LINE: 2, QUAD: 4, CUBIC: 6, CLOSE: 0}
"""How many numbers follow a command of a path; x and y in turn, control points first."""


class Undrawable(Exception):
    """A formula can't be drawn: its TeX is malformed, too large or unknown, or nothing is there to draw it with."""


@dataclass(frozen=True, slots=True)
class Formula:
    """TeX without delimiters; ``is_display`` sets it large, as on a line of its own."""

    tex: str
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline to be filled (nonzero winding). ``path`` is a flat row of commands, each with its coordinates.

    ``color`` is a name that TeX gave or "#rrggbb", "" for the color of the text around the formula.
    """

    path: tuple[int, ...]
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
