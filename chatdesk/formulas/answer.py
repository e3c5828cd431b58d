"""Reads what the drawing process answers, and believes nothing of it: it has worked on what anybody may have written."""

import json
from array import array
from typing import Any

from chatdesk.core.formula import COORDINATES, Drawing, Letters, Shape, Undrawable

MOST_NUMBERS = 60_000
"""Of all paths of a drawing; a page full of fractions has 10,000."""
MOST_WORDS = 500
FARTHEST = 1_000_000
"""Units from the origin."""
LONGEST_COLOR = 32


def read_drawing(line: bytes) -> Drawing:
    """Return the drawing that a line holds. Raises Undrawable if it is none."""
    try:
        return _drawing(json.loads(line))
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, AttributeError, RecursionError) as error:
        raise Undrawable(type(error).__name__) from error


def _drawing(answer: dict[str, Any]) -> Drawing:
    if "undrawable" in answer:
        raise Undrawable(str(answer["undrawable"])[:80])
    width, ascent, descent = (_size(number) for number in answer["size"])
    shapes = tuple(_shape(*entry) for entry in answer["shapes"])
    letters = tuple(_letters(*entry) for entry in answer["letters"][: MOST_WORDS + 1])
    if sum(len(shape.commands) + len(shape.numbers) for shape in shapes) > MOST_NUMBERS or len(letters) > MOST_WORDS:
        raise Undrawable("too large")
    return Drawing(width, ascent, descent, shapes, letters)


def _shape(color: Any, commands: Any, numbers: Any) -> Shape:
    """Check a path without a step of Python for each of its numbers: there are thousands, between two frames."""
    kinds = set(commands)
    checked = array("l", numbers)  # nothing but whole numbers
    taken = sum(commands.count(kind) * COORDINATES[kind] for kind in kinds)
    if not isinstance(commands, str) or taken != len(checked):
        raise ValueError("no path")
    if checked and not -FARTHEST <= min(checked) <= max(checked) <= FARTHEST:
        raise ValueError("no coordinates")
    return Shape(commands, tuple(checked), _color(color))


def _letters(text: Any, x: Any, y: Any, width: Any, size: Any, color: Any) -> Letters:
    if not isinstance(text, str) or not text.isprintable() or len(text) > 4:
        raise ValueError("no letters")
    return Letters(text, _coordinate(x), _coordinate(y), _size(width), _size(size), _color(color))


def _coordinate(number: Any) -> int:
    if type(number) is not int or abs(number) > FARTHEST:
        raise ValueError("no coordinate")
    return number


def _size(number: Any) -> int:
    if _coordinate(number) < 0:
        raise ValueError("no size")
    return int(number)


def _color(name: Any) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_COLOR or not name.removeprefix("#").isascii():
        raise ValueError("no color")
    return name if name.removeprefix("#").isalnum() else ""
