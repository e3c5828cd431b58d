"""Inline code within text from right to left: kept from left to right by marks that only the layout sees."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from chatdesk.ui.transcript.box import Range, cut

_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"
"""The isolate and its end of Unicode Annex 9: what is between them has no influence on the order around it."""


class Isolates:
    """Where marks stand in a laid-out text that the shown text does not have. Offsets count UTF-16 units."""

    def __init__(self, codes: Sequence[Range]) -> None:
        """Isolate these ranges, which are in order and do not overlap."""
        self._codes = codes
        self._marks = [offset for code in codes for offset in code]

    def text(self, shown: str) -> str:
        """Return the text to lay out."""
        if not self._codes:
            return shown
        parts, position = [], 0
        for start, end in self._codes:
            parts += [cut(shown, position, start), _LEFT_TO_RIGHT, cut(shown, start, end), _END]
            position = end
        return "".join(parts) + cut(shown, position, 1 << 40)

    def laid_out(self, start: int, end: int) -> Range:
        """Return a range of the shown text in the laid-out one, marks at its ends left out."""
        if not self._marks:
            return start, end
        return start + bisect_right(self._marks, start), end + bisect_left(self._marks, end)

    def shown(self, offset: int) -> int:
        """Return an offset of the laid-out text in the shown one."""
        passed = sum(mark + number < offset for number, mark in enumerate(self._marks))
        return offset - passed
