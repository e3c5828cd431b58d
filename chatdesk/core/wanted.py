"""A text that the reader looks for, and where it stands in another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

_SPACES = {code: " " for code in range(0x3001) if chr(code).isspace() and chr(code) not in "\r\n"}
"""What counts as a space: all white space but line ends; U+2028, which stands for a line end within a paragraph, is one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to find, not a pattern; by Unicode's full case folding unless ``is_case_sensitive``."""

    text: str
    is_case_sensitive: bool = False
    folded: str = field(init=False, compare=False)
    """The text as it is compared."""

    def __post_init__(self) -> None:
        spaced = self.text.translate(_SPACES)
        object.__setattr__(self, "folded", spaced if self.is_case_sensitive else spaced.casefold())

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to look for: spaces alone are found everywhere and tell nothing."""
        return not self.folded.strip()

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Return the ranges of code points that match, in order, none overlapping another.

        Only whole characters match: "s" is not found in "ß", which is folded to "ss", but "ss" is.
        """
        spaced = text.translate(_SPACES) if " " in self.folded else text
        folded = spaced if self.is_case_sensitive else spaced.casefold()
        if len(folded) == len(text):
            length = len(self.folded)
            return [(start, start + length) for start in _starts(folded, self.folded)]
        return self._hits_in_longer(spaced, folded)

    def _hits_in_longer(self, spaced: str, folded: str) -> list[tuple[int, int]]:
        """Return the matches in a text that grew when it was folded."""
        ends = accumulate(len(character.casefold()) for character in spaced)
        places = {end: number + 1 for number, end in enumerate(ends)} | {0: 0}
        found, position = [], 0
        while (start := folded.find(self.folded, position)) >= 0:
            end = start + len(self.folded)
            is_whole = start in places and end in places
            if is_whole:
                found.append((places[start], places[end]))
            position = end if is_whole else start + 1
        return found


def _starts(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + len(part))
