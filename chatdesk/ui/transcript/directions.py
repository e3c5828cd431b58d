"""Which way a text runs: from left to right, or from right to left as Hebrew and Arabic do."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import bidirectional

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters and marks of the scripts that run from right to left (DerivedBidiClass.txt, classes R and AL), and their controls."""


def holds_right_to_left(text: str) -> bool:
    """Whether anything in a text runs, or makes other text run, from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode Annex 9, rules P2 and P3)."""
    return _first_direction(text) is True


def runs(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part lines where their direction changes; one without any letter goes with those above it."""
    if not any(map(holds_right_to_left, lines)):
        yield lines
        return
    first, is_right = 0, _first_direction(lines[0])
    for number, line in enumerate(lines):
        direction = _first_direction(line)
        if None not in (direction, is_right) and direction is not is_right:
            yield lines[first:number]
            first = number
        is_right = is_right if direction is None else direction
    yield lines[first:]


def _first_direction(text: str) -> bool | None:
    """Return whether the first letter with a direction runs from right to left; None without such a letter."""
    return next((kind != "L" for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), None)
