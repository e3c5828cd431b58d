"""Blocks as HTML for the clipboard and files: a few plain elements, every text escaped, no script or image, only safe links."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import assert_never

from chatdesk.core.spreadsheet import is_formula
from chatdesk.markup.blocks import Align, Block, Cell, CodeBlock, MathBlock, Paragraph, Place, Rule, Span, Style, Table
from chatdesk.markup.links import safe_href

_ELEMENTS = ((Style.STRONG, "strong"), (Style.EMPHASIS, "em"), (Style.STRIKE, "del"), (Style.CODE, "code"))
_ALIGNMENTS = {Align.START: "", Align.LEFT: ' align="left"', Align.CENTER: ' align="center"', Align.RIGHT: ' align="right"'}
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"(\d{1,9})[.)]")
_NO_FORMULA = " style=\"mso-number-format:'\\@'\""
"""How the clipboard tells a spreadsheet that a cell is text."""


def to_html(
    blocks: Iterable[Block],
    code_of: Callable[[CodeBlock], str] = lambda block: block.text,
    painted: Callable[[str, str], str] = lambda code, _language: escaped(code),
) -> str:
    """Return a fragment of HTML.

    ``code_of`` gives the text of a block of code, as it was written; ``painted`` makes HTML of it, given its language.
    """
    writer = _Writer()
    for block in blocks:
        mark = writer.go_to(block.place)
        writer.parts.append(_leaf(block, mark, code_of, painted))
    writer.close()
    return "".join(writer.parts)


class _Writer:
    """Rebuilds quotes and lists from the places of flat blocks; quotes are taken to be around lists."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._quotes = 0
        self._numbers: list[int | None] = []  # of the present item of each open list, None where it has bullets

    def go_to(self, place: Place) -> str:
        """Open and close elements until the next block can stand where it belongs; return what HTML has no marker for."""
        if place.quotes != self._quotes:
            self.close()
            self.parts.append("<blockquote>" * place.quotes)
            self._quotes = place.quotes
        while len(self._numbers) > place.indent:
            self._leave_list()
        marker = place.marker.split()[-1] if place.marker else ""
        found = _NUMBER.fullmatch(marker)
        number = int(found[1]) if found else None
        if marker and len(self._numbers) == place.indent > 0:
            self._next_item(number)
        while len(self._numbers) < place.indent:
            self._open_list(number if len(self._numbers) == place.indent - 1 else None)
        return "" if found or marker == "•" else marker

    def _next_item(self, number: int | None) -> None:
        last = self._numbers[-1]
        if number == (None if last is None else last + 1):
            self.parts.append("</li><li>")
            self._numbers[-1] = number
        else:
            self._leave_list()

    def _open_list(self, number: int | None) -> None:
        self._numbers.append(number)
        start = f' start="{number}"' if number != 1 else ""
        self.parts.append("<ul><li>" if number is None else f"<ol{start}><li>")

    def close(self) -> None:
        """Close all that is open."""
        while self._numbers:
            self._leave_list()
        self.parts.append("</blockquote>" * self._quotes)
        self._quotes = 0

    def _leave_list(self) -> None:
        self.parts.append("</li></ul>" if self._numbers.pop() is None else "</li></ol>")


def _leaf(block: Block, mark: str, code_of: Callable[[CodeBlock], str], painted: Callable[[str, str], str]) -> str:
    match block:
        case Paragraph():
            element = f"h{block.heading}" if block.heading else "p"
            begin = f"{escaped(mark)} " if mark else ""
            return f"<{element}>{begin}{_inline(block.text, block.spans)}</{element}>"
        case MathBlock():
            return f"<pre>$$\n{escaped(code_of(block))}\n$$</pre>"
        case CodeBlock():
            language = f' class="language-{escape(block.language)}"' if block.language else ""
            return f"<pre><code{language}>{painted(code_of(block), block.language)}</code></pre>"
        case Rule():
            return "<hr>"
        case Table():
            head = "".join(_cells(block.header, block.alignments, "th"))
            rows = "".join(f"<tr>{''.join(_cells(row, block.alignments, 'td'))}</tr>" for row in block.rows)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        case _:
            assert_never(block)


def _cells(row: tuple[Cell, ...], alignments: tuple[Align, ...], element: str) -> Iterator[str]:
    for cell, alignment in zip(row, alignments, strict=True):
        guard = _NO_FORMULA if is_formula(cell.text) else ""
        yield f"<{element}{_ALIGNMENTS[alignment]}{guard}>{_inline(cell.text, cell.spans)}</{element}>"


def _inline(text: str, spans: tuple[Span, ...]) -> str:
    """Return styled text, cut wherever a style begins or ends."""
    if not spans:
        return escaped(text)
    cuts = sorted({0, len(text), *(min(place, len(text)) for span in spans for place in (span.start, span.end))})
    return "".join(_run(text[start:end], start, spans) for start, end in pairwise(cuts))


def _run(text: str, start: int, spans: tuple[Span, ...]) -> str:
    style, href = Style.NONE, ""
    for span in spans:
        if span.start <= start < span.end:
            style |= span.style
            href = span.href or href
    made = escaped(text)
    for flag, element in reversed(_ELEMENTS):
        made = f"<{element}>{made}</{element}>" if flag in style else made
    address = safe_href(href)
    return f'<a href="{escape(address)}">{made}</a>' if address else made


def escaped(text: str) -> str:
    """Return text with what HTML would take for markup escaped, and what it has no character for replaced."""
    return escape(_NO_CHARACTER.sub("\ufffd", text)).replace("\u2028", "<br>")
