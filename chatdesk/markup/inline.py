"""Inline Markdown of one paragraph as plain text and styled spans."""

import re
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple

from chatdesk.markup.blocks import Span, Style
from chatdesk.markup.cjk import joins_without_space
from chatdesk.markup.limits import LONGEST, MANY_BRACKETS
from chatdesk.markup.links import host_of, safe_href
from chatdesk.markup.math import delimited
from chatdesk.markup.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

HARD_BREAK = "\u2028"

# Without any of these a text means itself. "]" and ")" matter only after "[".
_MARKUP = re.compile(r"[\\`*_~\[<&\n$]|://")
_SHORTEST_PIECE = LONGEST // 2

_STYLES = {"strong": Style.STRONG, "em": Style.EMPHASIS, "s": Style.STRIKE}

Tokenizer = Callable[[str, MutableMapping[str, Any]], "list[Token] | None"]


class Inlines(NamedTuple):
    """A paragraph's text and its styled runs."""

    text: str
    spans: tuple[Span, ...]


class InlineReader:
    """Reads paragraph contents; remembers those of this round and the one before, as an open block is read again and again.

    ``references`` are the link definitions known so far; the caller may add to them at any time.
    """

    def __init__(self, tokenize: Tokenizer, references: MutableMapping[str, Any]) -> None:
        self._tokenize = tokenize
        self._references = references
        self._last_round: dict[tuple[str, int], Inlines] = {}
        self._this_round: dict[tuple[str, int], Inlines] = {}

    def start_round(self) -> None:
        """Forget what was last read two rounds ago."""
        self._last_round, self._this_round = self._this_round, {}

    def read(self, content: str) -> Inlines:
        """Return the text and spans of one paragraph, heading or table cell."""
        if not _MARKUP.search(content):
            return Inlines(visible(content), ())
        key = (content, len(self._references))
        known = self._this_round.get(key) or self._last_round.get(key)
        if known is None:
            known = self._read(content)
        self._this_round[key] = known
        return known

    def _read(self, content: str) -> Inlines:
        environment = {"references": self._references} if self._references else {}
        is_readable = len(content) <= LONGEST and content.count("[") <= MANY_BRACKETS
        tokens = self._tokenize(content, environment) if is_readable else None
        if tokens is None:
            return Inlines(visible(content).replace("\n", HARD_BREAK), ())
        writer = _Writer()
        for token in tokens:
            writer.write(token)
        return writer.result()


class _Writer:
    """Collects pieces of text with the style that holds where they stand."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._break: tuple[Style, str] | None = None  # of a line end that may be a space, what holds there
        self._depth = dict.fromkeys(_STYLES, 0)
        self._hrefs: list[str] = []
        self._image = ""
        self._spans: list[Span] = []

    def result(self) -> Inlines:
        return Inlines("".join(self._pieces), tuple(self._spans))

    def write(self, token: "Token") -> None:
        name, _, side = token.type.partition("_")
        match token.type:
            case "text" | "text_special":
                self._add(token.content.replace("\n", " "))
            case "code_inline":
                self._add(token.content, Style.CODE)
            case "math_inline":
                self._add(delimited(token.content.replace("\n", " "), token.markup), Style.CODE | Style.MATH)
            case "softbreak":
                self._break = (self._style(), self._href())
            case "hardbreak":
                self._add(HARD_BREAK, is_clean=True)
            case "image":
                self._add_image(token)
            case "link_open":
                self._hrefs.append(safe_href(str(token.attrs.get("href", ""))))
            case "link_close":
                self._hrefs.pop()
            case _ if name in self._depth:
                self._depth[name] += 1 if side == "open" else -1
            case _:
                self._add(token.content.replace("\n", " "))

    def _add_image(self, token: "Token") -> None:
        """Show an image as a named link: nothing is ever loaded by itself."""
        href = safe_href(str(token.attrs.get("src", "")))
        host = host_of(href)
        label = " ".join(filter(None, ["🖼", _plain(token.children or []).strip(), f"({host})" if host else ""]))
        self._hrefs.append(self._href() or href)
        self._image = href if host else ""
        self._add(label)
        self._image = ""
        self._hrefs.pop()

    def _href(self) -> str:
        return self._hrefs[-1] if self._hrefs else ""

    def _style(self) -> Style:
        style = Style.NONE
        for name, depth in self._depth.items():
            if depth > 0:
                style |= _STYLES[name]
        return style

    def _add(self, text: str, style: Style = Style.NONE, *, is_clean: bool = False) -> None:
        if not text:
            return
        if self._break:
            if not (self._last and joins_without_space(self._last, text[0])):
                self._put(" ", *self._break)
            self._break = None
        self._last = text[-1]
        self._put(text if is_clean else visible(text), style | self._style(), self._href())

    def _put(self, text: str, style: Style, href: str) -> None:
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        if style is Style.NONE and not href:
            return
        last = self._spans[-1] if self._spans else None
        is_whole = self._image or Style.MATH in style  # each a span of its own
        if last and not is_whole and last.end == start and (last.style, last.href, last.image) == (style, href, ""):
            start = self._spans.pop().start
        self._spans.append(Span(start, self._length, style, href, self._image))


def _plain(tokens: "list[Token]") -> str:
    """Return the text of an image's description."""
    return "".join(" " if token.type.endswith("break") else _plain(token.children or []) or token.content for token in tokens)


def pieces_of(content: str) -> list[tuple[int, int]]:
    """Return where to cut a long content: ranges of at most ``LONGEST`` characters, the first depending on no later text.

    Cuts come after a line end if there is one, else after a space, else anywhere.
    """
    cuts = []
    start = 0
    while len(content) - start > LONGEST:
        end = piece_end(content, start)
        cuts.append((start, end))
        start = end
    return [*cuts, (start, len(content))]


def piece_end(content: str, start: int) -> int:
    """Return where the piece from ``start`` ends; needs ``LONGEST`` characters after ``start``."""
    for separator in "\n ":
        found = content.rfind(separator, start + _SHORTEST_PIECE, start + LONGEST)
        if found >= 0:
            return found + 1
    return start + LONGEST
