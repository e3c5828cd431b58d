r"""How often a text would be found in what a source shows, told from the source alone where that can be done.

To read the Markdown of 10,000 messages takes half a minute; to look at their bytes, a tenth of a second. What the reader
sees is the source with characters taken out: two characters that stand side by side on the screen are side by side in the
source, or there is nothing between them but markup (``**bo**ld``), perhaps with the tail of a link (``[bo](https://…)ld``).
So a text that is not in the source without its markup is not shown. And when it is there as often as in the source as it is,
and nowhere near anything that may hide it, it is shown exactly that often. For everything else the answer is None: read it.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from chatdesk.core.message import Role
from chatdesk.core.wanted import Wanted
from chatdesk.markup.limits import LONGEST
from chatdesk.markup.notes import mark_of
from chatdesk.markup.visible import visible

_MARKUP = b" \t\r\n\v\f*_~`\\$[]()<>^"
"""What may vanish between two characters that are shown side by side."""

_MARKUP_BUT_SPACES = _MARKUP.translate(None, b" \t\r\n\v\f")

_LOWER = bytes(range(256)).lower()

_ODD_SPACES = re.compile(b"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80|[\x1c-\x1f]")
"""White space beyond ASCII, and separators that Python takes for it."""

_ODD = re.compile(b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""What is shown as something else."""

_ENTITY = re.compile(rb"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK_TAIL = re.compile(rb"\](?=[(\[])")
_MARKED = re.compile(r"[\t\r\n\v\f*~`\\$\[\]<>^|]|(?<![a-z0-9A-Z])_|_(?![a-z0-9A-Z])")
_FENCES = (b"```", b"~~~")
_PICTURES = "".join(chr(0x2400 + code) for code in (*range(0x20), 0x21))
_RAISED = frozenset(mark_of("0123456789"))


_CASED = ((0x80, 0x3000), (0xA600, 0xAC00), (0xFB00, 0xFF60), (0x10400, 0x11900), (0x16E00, 0x16F00), (0x1E900, 0x1EA00))
"""Where the characters beyond ASCII are that case folding changes (CaseFolding.txt of Unicode 15)."""


@cache
def folded_characters() -> dict[str, str]:
    """Return what each character beyond ASCII that changes is folded to; the first call takes 4 ms."""
    characters = (chr(code) for first, end in _CASED for code in range(first, end))
    return {character: folded for character in characters if (folded := character.casefold()) != character}


@cache
def _shown_codes() -> str:
    """Return all that odd characters are shown as, folded; one character can't be part of two of them."""
    codes = [*range(0x20), *range(0x7F, 0xA0), 0x61C, *range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
    return "\n".join(visible(chr(code)).casefold() for code in codes)


class Sieve:
    """Judges sources, as UTF-8, for one text that is looked for."""

    def __init__(self, wanted: Wanted) -> None:
        folded = wanted.folded
        self._is_case_sensitive = wanted.is_case_sensitive
        self._needle = folded.encode("utf-8", "replace")
        self._bare = self._needle.translate(None, _MARKUP)
        self._words = [word for part in folded.split() if (word := part.encode("utf-8", "replace").translate(None, _MARKUP))]
        self._characters = frozenset(folded)
        self._may_be_raised = not _RAISED.isdisjoint(folded)
        self._may_be_code = folded.casefold() in _shown_codes() or not self._characters.isdisjoint("⟨⟩\ufffd" + _PICTURES)
        self._may_begin_formula = not self._characters.isdisjoint("$\\([")
        self._sign = next((character.encode() for character in folded if "\x80" <= character < "\ud800"), b"")
        """A character without cases that the source of a hit holds: found faster than the text without its markup."""
        self._has_spaces = " " in folded
        self._is_plain = _is_plain(folded) and not _overlaps(self._bare)
        self._folds = self._is_folded_beyond_ascii()
        self._table = None if self._is_case_sensitive else _LOWER
        self._variants = () if self._is_case_sensitive or self._folds else tuple(self._foreign_variants())

    def count_in_message(self, role: Role, text: bytes, reasoning: bytes) -> int | None:
        """Return how often the text is shown in a message; None if that can't be told. Only replies are Markdown."""
        count = self.count(text, is_markdown=role is not Role.USER)
        if not reasoning or count is None:
            return count
        thought = self.count(reasoning, is_markdown=False)
        return None if thought is None else count + thought

    def count(self, source: bytes, *, is_markdown: bool) -> int | None:
        """Return how often the text is shown; None if that can't be told."""
        if is_markdown and self._may_be_made(source):
            return None
        has_variant = self._has_variant(source)
        if not has_variant and self._sign not in source:
            return 0
        folded, is_true = _casefolded(source) if has_variant else (source, True)
        bare = folded.translate(self._table, _MARKUP)
        if self._bare not in bare:
            return None if self._is_spread(folded, bare) else 0
        return self._certain(folded.translate(self._table), bare, is_markdown) if is_true and self._is_plain else None

    def _certain(self, text: bytes, bare: bytes, is_markdown: bool) -> int | None:
        """Return how often a plain text is shown if that is as often as it is in the source, else None."""
        if self._has_spaces and _ODD_SPACES.search(text):
            return None
        count = text.count(self._needle)
        if bare.count(self._bare) != count and self._most(text) != count:
            return None
        return None if any(self._may_hide(part, is_markdown=is_markdown) for part in text.split(b"\n\n")) else count

    def _most(self, text: bytes) -> int | None:
        """Return how often a text of ASCII without spaces is shown at most: between its characters only markup vanishes."""
        if self._has_spaces or not self._needle.isascii():
            return None
        return _trimmed(text).translate(None, _MARKUP_BUT_SPACES).count(self._bare)

    # ---- folding ----------------------------------------------------------------------------------------------

    def _is_folded_beyond_ascii(self) -> bool:
        """Whether another character than an ASCII letter of the text looked for has cases."""
        if self._is_case_sensitive:
            return False
        outcome = frozenset("".join(folded_characters().values()))
        return any(character in outcome for character in self._characters if not character.isascii())

    def _foreign_variants(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the characters beyond ASCII that are found as ASCII letters, such as the Kelvin sign and "ﬁ".

        Each comes with what to look for first: a single byte is found ten times faster, if it is rare.
        """
        folded = self._needle.decode()
        for character, outcome in folded_characters().items():
            if outcome in folded:
                encoded = character.encode()
                yield encoded[:1] if len(encoded) == 2 else encoded, encoded

    def _has_variant(self, source: bytes) -> bool:
        """Whether lower case for ASCII letters alone might miss the text."""
        return self._folds or any(lead in source and variant in source for lead, variant in self._variants)

    # ---- what may be shown ------------------------------------------------------------------------------------

    def _may_be_made(self, source: bytes) -> bool:
        """Whether the Markdown may show characters of the text looked for that its source does not hold."""
        if b"[" in source and (b"![" in source or (self._may_be_raised and b"[^" in source)):
            return True
        if b"&" in source and any(self._is_wanted(entity) for entity in _ENTITY.findall(source)):
            return True
        return self._may_be_code and _ODD.search(source) is not None

    def _is_wanted(self, entity: bytes) -> bool:
        """Whether a character reference may stand for a character of the text looked for."""
        written = entity.decode()
        shown = unescape(written) + (_numbered(written[2:-1]) if written[1] == "#" else "")
        spaced = "".join(" " if character.isspace() else character for character in shown)
        return self._may_be_code or not self._characters.isdisjoint(spaced + spaced.casefold())

    def _is_spread(self, text: bytes, bare: bytes) -> bool:
        """Whether a text that is not in one piece may be shown in one: across links, or with unusual spaces in it.

        ``bare`` is folded, ``text`` may still have its capitals.
        """
        if b"]" in text and (b"](" in text or b"][" in text):
            return self._is_across_links(text)
        if len(self._words) > 1 and all(word in bare for word in self._words):
            return _ODD_SPACES.search(text) is not None
        return self._may_begin_formula and _ODD_SPACES.search(text) is not None

    def _is_across_links(self, text: bytes) -> bool:
        """Whether pieces of the text looked for stand before links' tails, and its rest anywhere after the last of them."""
        begun: set[int] = set()
        for part in _LINK_TAIL.split(text):
            piece = _ODD_SPACES.sub(b"", part).translate(self._table, _MARKUP)
            wanted = _ODD_SPACES.sub(b"", self._bare)
            if any(wanted[start:] in piece for start in (0, *begun)):
                return True
            begun = {end for start in (0, *begun) for end in range(start, len(wanted)) if piece.endswith(wanted[start:end])} - {
                0
            }
        return False

    def _may_hide(self, part: bytes, *, is_markdown: bool) -> bool:
        """Whether a part of a source between blank lines may hide, or cut in two, some of what it holds."""
        if self._needle not in part:
            return False
        if len(part) > LONGEST or (is_markdown and any(mark in part for mark in (b"[", b"|", b"&"))):
            return True
        if not any(fence in part for fence in _FENCES):
            return False
        return any(self._needle in line and any(fence in line for fence in _FENCES) for line in part.splitlines())


def _is_plain(folded: str) -> bool:
    """Whether a text that stands in a source as it is, outside of links, tables and fences, is shown as it is.

    It has no markup but parentheses after its first character and "_" within words, and single spaces between words of
    which the first is no marker of a list and the last no end of a heading.
    """
    words = folded.split(" ")
    has_letters = all(any(character.isalpha() for character in word) for word in (words[0], words[-1]))
    return has_letters and folded[0].isalnum() and all(words) and not _MARKED.search(folded)


def _casefolded(source: bytes) -> tuple[bytes, bool]:
    """Return a source folded, and whether that kept its length: else a match may be a part of a character, which is none."""
    text = source.decode("utf-8", "replace")
    folded = text.casefold()
    return folded.encode(), len(folded) == len(text)


def _trimmed(text: bytes) -> bytes:
    """Return a source without the white space beside code and formulas, where it may vanish."""
    for mark in (b"`", b"$"):
        text = b"".join(part.strip() for part in text.split(mark))
    first, *others = text.split(b"\\")
    return first.rstrip() + b"".join(part.lstrip(b"()[] \t\r\n").rstrip() for part in others)


def _overlaps(text: bytes) -> bool:
    """Whether the beginning of a text is its end as well, so that two matches may overlap."""
    return any(text.endswith(text[:length]) for length in range(1, len(text)))


def _numbered(digits: str) -> str:
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
