"""One form for what Markdown means, to compare blocks with the HTML of a specification's example: a line of text per leaf.

A leaf is its place (quotes ">", lists by depth, marker), its kind and its text, with marks where a style begins or ends.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import unquote

from chatdesk.markup.blocks import Block, Cell, CodeBlock, Paragraph, Rule, Style, Table
from chatdesk.markup.visible import visible

Characters = list[tuple[str, frozenset[str]]]

_STYLES = {Style.STRONG: "strong", Style.EMPHASIS: "em", Style.CODE: "code", Style.STRIKE: "del"}
_INLINE = {"strong", "em", "code", "del"}
_IMAGE = "🖼 "


def _marked(characters: Characters) -> str:
    """Return text with the marks of each run around it."""
    pieces: list[str] = []
    last: frozenset[str] = frozenset()
    for character, marks in [*characters, ("", frozenset())]:
        pieces += [f"⟪/{mark}⟫" for mark in sorted(last - marks)]
        pieces += [f"⟪{mark}⟫" for mark in sorted(marks - last)]
        pieces.append(character)
        last = marks
    return "".join(pieces)


def _stripped(characters: Characters) -> Characters:
    text = "".join(character for character, _ in characters)
    start = len(text) - len(text.lstrip(" \n"))
    return characters[start : len(text.rstrip(" \n"))]


def _leaf(quotes: int, indent: int, marker: str, kind: str, text: str) -> str:
    return f"{'>' * quotes}{indent}{f' {marker}' if marker else ''} {kind}: {text!r}"


def of_blocks(blocks: Iterable[Block]) -> list[str]:
    """Return the form of our blocks."""
    return [_of_block(block) for block in blocks]


def _of_block(block: Block) -> str:
    place = block.place
    marker = place.marker.replace(")", ".")
    match block:
        case Paragraph():
            kind, text = f"h{block.heading}" if block.heading else "p", _of_text(block.text, block)
        case CodeBlock():
            kind, text = f"code {block.language}".rstrip(), block.text
        case Rule():
            kind, text = "hr", ""
        case Table():
            kind = "table " + " ".join(align.name.lower() for align in block.alignments)
            text = "\n".join(" | ".join(_of_text(cell.text, cell) for cell in row) for row in (block.header, *block.rows))
    return _leaf(place.quotes, place.indent, marker, kind, text)


def _of_text(text: str, owner: Paragraph | Cell) -> str:
    characters: Characters = [(character, frozenset()) for character in text]
    for span in owner.spans:
        marks = {name for style, name in _STYLES.items() if style in span.style}
        if span.href:
            marks.add(f"a {unquote(span.href)}")
        characters[span.start : span.end] = [(character, frozenset(marks)) for character in text[span.start : span.end]]
    return _marked(_stripped(characters))


def of_html(html: str) -> list[str]:
    """Return the form of an example's HTML. Tags that Markdown makes none of are text, as they are for us."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.leaves


class _Reader(HTMLParser):
    """Takes HTML apart into leaves."""

    CDATA_CONTENT_ELEMENTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.leaves: list[str] = []
        self._quotes = 0
        self._lists: list[int | None] = []  # the next number of each
        self._marker = ""
        self._kind = ""
        self._characters: Characters = []
        self._marks: list[str] = []
        self._rows: list[list[str]] = []
        self._alignments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._kind.startswith("code"):
            self._kind = f"code {given.get('class', '').removeprefix('language-')}".rstrip()
        elif not self._start_block(tag, given) and not self._start_inline(tag, given):
            self.handle_data(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _start_block(self, tag: str, given: dict[str, str]) -> bool:
        if re.fullmatch(r"p|h[1-6]|pre|table|blockquote|ul|ol|li|hr|th|td", tag):
            if tag not in ("th", "td"):
                self.end()
            if tag == "blockquote":
                self._quotes += 1
            elif tag in ("ul", "ol"):
                self._lists.append(int(given.get("start", 1)) if tag == "ol" else None)
            elif tag == "li":
                self._start_item()
            elif tag == "hr":
                self._add("hr", "")
            else:
                self._start_leaf(tag, given)
            return True
        return tag in ("thead", "tbody", "tr")

    def _start_item(self) -> None:
        number = self._lists[-1]
        self._marker = f"{self._marker} {'•' if number is None else f'{number}.'}".strip()
        if number is not None:
            self._lists[-1] = number + 1

    def _start_leaf(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self._rows, self._alignments = [], []
        elif tag in ("th", "td"):
            if tag == "th":
                self._alignments.append(given.get("align", "start"))
            self._characters = []
        self._kind = "code" if tag == "pre" else tag

    def _start_inline(self, tag: str, given: dict[str, str]) -> bool:
        if tag == "input":
            self._marker = f"{self._marker} {'☑' if 'checked' in given else '☐'}".removeprefix("• ")
        elif tag in _INLINE and not given:
            self._marks.append(tag)
        elif tag == "a" and "href" in given:
            self._marks.append(f"a {unquote(given['href'])}" if given["href"] else "a")
        elif tag == "img" and "src" in given:
            self._put_image(given)
        elif tag == "br" and not given:
            self._put("\u2028")
        else:
            return False
        return True

    def _put_image(self, given: dict[str, str]) -> None:
        in_link = any(mark.startswith("a ") for mark in self._marks)
        marks = [] if in_link or not given["src"] else [f"a {unquote(given['src'])}"]
        self._marks += marks
        self._put((_IMAGE + given.get("alt", "")).rstrip())
        del self._marks[len(self._marks) - len(marks) :]

    def handle_endtag(self, tag: str) -> None:
        if self._kind.startswith("code") and tag == "code":
            return
        if tag in _INLINE or tag == "a":
            self._end_inline(tag)
        elif tag in ("th", "td", "tr", "thead", "tbody"):
            self._end_cell(tag)
        elif re.fullmatch(r"p|h[1-6]|pre|table|blockquote|ul|ol|li", tag):
            self._end_block(tag)
        else:
            self.handle_data(f"</{tag}>")

    def _end_inline(self, tag: str) -> None:
        for index in range(len(self._marks) - 1, -1, -1):
            if self._marks[index].split(" ")[0] == tag:
                del self._marks[index]
                return
        self.handle_data(f"</{tag}>")

    def _end_cell(self, tag: str) -> None:
        if tag in ("th", "td"):
            if tag == "th" or not self._rows or len(self._rows[-1]) == len(self._alignments):
                self._rows = self._rows or [[]]
                if tag == "td":
                    self._rows.append([])
            self._rows[-1].append(_marked(_stripped(self._characters)))
            self._characters = []

    def _end_block(self, tag: str) -> None:
        self.end()
        if tag == "li" and self._marker:
            self._add("p", "")
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._kind and data.strip(" \n"):
            self._kind = "p"
        if self._kind and self._kind != "table":
            self._put(visible(data))

    def handle_comment(self, data: str) -> None:
        self.handle_data(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.handle_data(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.handle_data(f"<![{data}]>")

    def _put(self, text: str) -> None:
        self._kind = self._kind or "p"
        is_code = self._kind.startswith("code")
        marks = frozenset(self._marks)
        for character in text:
            if character == "\n" and not is_code:
                if not (self._characters and self._characters[-1][0] == "\u2028"):
                    self._characters.append((" ", marks))
            else:
                self._characters.append((character, marks))

    def end(self) -> None:
        """End the leaf that is open."""
        kind, characters = self._kind, self._characters
        self._kind, self._characters = "", []
        if kind.startswith("code"):
            self._add(kind, "".join(character for character, _ in characters).removesuffix("\n"))
        elif kind in ("table", "th", "td"):
            rows = "\n".join(" | ".join(row) for row in self._rows)
            self._add("table " + " ".join(self._alignments), rows)
        elif kind:
            self._add(kind, _marked(_stripped(characters)))

    def _add(self, kind: str, text: str) -> None:
        marker, self._marker = self._marker, ""
        self.leaves.append(_leaf(self._quotes, len(self._lists), marker, kind, text))
