"""From block tokens to blocks: flat leaves, each with its place.

A *unit* is what can be read by itself: a top-level block, or an item of a top-level list. That a unit has ended can never
be undone by later text, so a stream can let go of it; only a list's looseness and late link definitions reach back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from chatdesk.markup.blocks import Align, Block, Cell, CodeBlock, MathBlock, Paragraph, Place, Rule, Table
from chatdesk.markup.inline import HARD_BREAK, InlineReader, pieces_of
from chatdesk.markup.limits import MAX_NESTING
from chatdesk.markup.lines import Lines
from chatdesk.markup.math import LANGUAGE, without_half_end
from chatdesk.markup.notes import key_of, mark_of
from chatdesk.markup.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

    from chatdesk.markup.grammar import Grammar

_LISTS = ("bullet_list_open", "ordered_list_open")
_ALIGNMENTS = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT}
_LONGEST_LANGUAGE = 40
_LONGEST_INFO = 1_000


@cache
def grammar() -> "Grammar":
    """Return the grammar; the first call costs about 50 ms CPU, as markdown-it is imported only then."""
    from chatdesk.markup.grammar import Grammar  # 50 ms CPU that the first painted window does not need

    return Grammar()


@dataclass(slots=True, eq=False)
class OpenList:
    """A list that is being read. Compared by identity."""

    is_ordered: bool
    delimiter: str
    next_number: int
    is_tight: bool


@dataclass(slots=True)
class Unit:
    """A top-level block, or an item of a top-level list, as lines ``first`` up to ``end``."""

    kind: str
    tokens: "list[Token]"
    first: int
    end: int
    top_list: OpenList | None = None
    is_too_deep: bool = False


def units_of(lines: Lines) -> list[Unit]:
    """Read ``lines`` as units. What can't be read comes as one unit of kind "plain"."""
    tokens = grammar().blocks(lines.text)
    if tokens is None:
        count = lines.text.count("\n") + 1
        return [Unit("plain", [], 0, count, is_too_deep=True)]
    units: list[Unit] = []
    for first, last in _siblings(tokens, 0, len(tokens)):
        opening = tokens[first]
        if opening.type not in _LISTS:
            units.append(_unit(tokens, first, last))
            continue
        items = [_unit(tokens, start, end) for start, end in _siblings(tokens, first + 1, last - 1)]
        number = int(opening.attrs.get("start", 1))
        top_list = OpenList(opening.type == "ordered_list_open", opening.markup, number, _is_tight(lines, items))
        for item in items:
            item.top_list = top_list
        units += items
    return units


def _siblings(tokens: "list[Token]", start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of tokens of each block between ``start`` and ``stop`` that is in no other one there."""
    while start < stop:
        end = start + 1
        if tokens[start].nesting == 1:
            level = tokens[start].level
            while tokens[end].nesting != -1 or tokens[end].level != level:
                end += 1
            end += 1
        yield start, end
        start = end


def _unit(tokens: "list[Token]", start: int, end: int) -> Unit:
    first, last = tokens[start].map or (0, 0)
    is_too_deep = any(token.nesting == 1 and token.level >= MAX_NESTING - 1 for token in tokens[start:end])
    return Unit(tokens[start].type, tokens[start:end], first, last, is_too_deep=is_too_deep)


def _is_tight(lines: Lines, items: list[Unit]) -> bool:
    """Tell whether no blank line stands between two items or between two blocks of one item; CommonMark section 5.3."""
    if any(lines.is_blank(item.end - 1) for item in items[:-1]):
        return False
    for item in items:
        starts = [(item.tokens[first].map or (0, 0))[0] for first, _ in _siblings(item.tokens, 1, len(item.tokens) - 1)]
        if any(lines.is_blank(start - 1) for start in starts[1:]):
            return False
    return True


def define(unit: Unit, references: dict[str, Any]) -> None:
    """Add what a unit defines, links and notes, to ``references``; the first definition counts."""
    for token in unit.tokens:
        if token.type == "definition":
            link = {"href": token.meta["url"], "title": token.meta["title"]}
            references.setdefault(token.meta["id"], link)
        elif token.type == "paragraph_open" and "note" in token.meta:
            references.setdefault(key_of(token.meta["note"]), {})


class LeafBuilder:
    """Builds the blocks of units in order.

    ``open_list`` is the list that the units before these ended in; the first unit continues it when it is an item.
    ``may_be_open`` says that the text ends here, so that a fence without its end is still open.
    """

    def __init__(self, lines: Lines, reader: InlineReader, open_list: OpenList | None, *, may_be_open: bool) -> None:
        self.blocks: list[Block] = []
        # Indices of the blocks whose nearness to the one above the open top-level list decides.
        self.decided_by_list: list[int] = []
        self.open_list = open_list
        self._lines = lines
        self._reader = reader
        self._may_be_open = may_be_open
        self._path: tuple[OpenList, ...] = (open_list,) if open_list else ()
        self._lists: list[OpenList] = []
        self._quotes = 0
        self._marker = ""
        self._item: Token | None = None
        self._tightness: dict[int, bool] = {}

    def add(self, unit: Unit) -> None:
        """Append the blocks of the next unit."""
        if unit.top_list is None:
            self._leave_list()
        elif unit.top_list is not self.open_list:
            self._leave_list()
            self.open_list = unit.top_list
        if unit.is_too_deep:
            self._add_plain(unit)
            return
        self._lists = [self.open_list] if self.open_list else []
        self._tightness = _nested_tightness(unit.tokens)
        self._walk(unit.tokens)

    def _leave_list(self) -> None:
        self.open_list = None
        self.decided_by_list.clear()

    def _add_plain(self, unit: Unit) -> None:
        start, end = self._lines.start(unit.first), self._lines.start(unit.end)
        self._path = (unit.top_list,) if unit.top_list else ()
        if unit.top_list:
            unit.top_list.next_number += 1
        self.blocks += plain_paragraphs(self._lines.raw[start:end], self._lines.base + start)

    def _walk(self, tokens: "list[Token]") -> None:
        for index, token in enumerate(tokens):
            match token.type:
                case "list_item_open":
                    self._open_item(token)
                case "list_item_close":
                    self._close_item()
                case "paragraph_open" | "heading_open":
                    self._add_prose(token, tokens[index + 1].content)
                case "table_open":
                    self._add_table(tokens[index:])
                case _:
                    self._walk_other(token)

    def _walk_other(self, token: "Token") -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "fence" | "code_block" | "math_block":
                self._add_code(token)
            case "hr":
                self.blocks.append(Rule(self._place(token)))
            case _:
                pass

    def _open_list(self, token: "Token") -> None:
        number = int(token.attrs.get("start", 1))
        is_ordered = token.type == "ordered_list_open"
        self._lists.append(OpenList(is_ordered, token.markup, number, self._tightness.get(id(token), True)))

    def _open_item(self, token: "Token") -> None:
        current = self._lists[-1]
        bullet = f"{current.next_number}{current.delimiter}" if current.is_ordered else ""
        current.next_number += 1
        box = ("☑" if token.meta["checked"] else "☐") if "checked" in token.meta else ""
        self._marker = " ".join(filter(None, [self._marker, bullet or ("" if box else "•"), box]))
        self._item = token

    def _close_item(self) -> None:
        """Show an item without any content by its marker alone."""
        if self._item and self._marker:
            self.blocks.append(Paragraph(self._place(self._item), ""))

    def _place(self, token: "Token") -> Place:
        """Return where the next leaf stands, and use up the marker."""
        first, end = token.map or (0, 0)
        path = tuple(self._lists)
        shared = 0
        while shared < min(len(path), len(self._path)) and path[shared] is self._path[shared]:
            shared += 1
        if shared == 1 and path[0] is self.open_list:
            self.decided_by_list.append(len(self.blocks))
        tight = shared > 0 and path[shared - 1].is_tight
        self._path = path
        marker, self._marker = self._marker, ""
        place = self._lines.place(first, end)
        return replace(place, quotes=self._quotes, indent=len(path), marker=marker, tight=tight)

    def _add_prose(self, token: "Token", content: str) -> None:
        place = self._place(token)
        if "note" in token.meta:
            marker = f"{place.marker} {mark_of(token.meta['note'])}".strip()
            place = replace(place, indent=place.indent + 1, marker=marker)
        heading = int(token.tag[1]) if token.type == "heading_open" else 0
        cuts = pieces_of(content)
        if len(cuts) == 1:
            text, spans = self._reader.read(content)
            self.blocks.append(Paragraph(place, text, spans, heading))
            return
        for start, end in cuts:
            source_end = place.source_end if end == len(content) else self._source_position(token, content, end)
            text, spans = self._reader.read(content[start:end].rstrip(" \n"))
            here = replace(place, source_end=max(place.source_start, source_end))
            self.blocks.append(Paragraph(here, text, spans, heading))
            place = replace(place, source_start=here.source_end, marker="", tight=True)

    def _source_position(self, token: "Token", content: str, offset: int) -> int:
        """Return the place in the message of ``content[offset]``: content lines are the ends of source lines."""
        line = (token.map or (0, 0))[0] + content.count("\n", 0, offset)
        line_end = content.find("\n", offset)
        body = self._lines.body(line)
        if line_end < 0:
            line_end, body = len(content), body.rstrip()
        return self._lines.base + self._lines.start(line) + len(body) - (line_end - offset)

    def _add_table(self, tokens: "list[Token]") -> None:
        end = next(index for index, token in enumerate(tokens) if token.type == "table_close")
        self.blocks.append(read_table(tokens[:end], self._reader, self._place(tokens[0])))

    def _add_code(self, token: "Token") -> None:
        first, end = token.map or (0, 0)
        content = token.content
        if token.type == "math_block":
            is_last = self._lines.start(end) == len(self._lines.raw)
            is_open = self._may_be_open and is_last and not token.meta["is_closed"]
            text = visible(without_half_end(content) if is_open else content)
            self.blocks.append(code_block(self._place(token), text, LANGUAGE, is_open=is_open))
            return
        count = content.count("\n") + (not content.endswith("\n") and bool(content))
        is_unclosed = token.type == "fence" and count == end - first - 1
        is_open = self._may_be_open and is_unclosed and self._lines.is_blank_from(end)
        text = visible(content.removesuffix("\n"))
        self.blocks.append(code_block(self._place(token), text, language_of(token.info), is_open=is_open))


def code_block(place: Place, text: str, language: str, *, is_open: bool) -> CodeBlock:
    """Return code as a block, as one of math if it is."""
    kind = MathBlock if language == LANGUAGE else CodeBlock
    return kind(place, text, language, is_open)


def _nested_tightness(tokens: "list[Token]") -> dict[int, bool]:
    """Tell by the identity of its token which list is tight: markdown-it hides the paragraphs of a tight list."""
    tightness: dict[int, bool] = {}
    opened: list[Token] = []
    for token in tokens:
        if token.type in _LISTS:
            opened.append(token)
        elif token.type.endswith("_list_close") and opened:
            opened.pop()
        elif token.type == "paragraph_open" and opened and token.level == opened[-1].level + 2:
            tightness[id(opened[-1])] = token.hidden
    return tightness


def read_table(tokens: "list[Token]", reader: InlineReader, place: Place) -> Table:
    """Return the table that these tokens, its own, describe."""
    rows: list[list[Cell]] = []
    alignments: list[Align] = []
    for token in tokens:
        match token.type:
            case "tr_open":
                rows.append([])
            case "th_open":
                style = str(token.attrs.get("style", ""))
                alignments.append(_ALIGNMENTS.get(style.removeprefix("text-align:"), Align.START))
            case "inline":
                rows[-1].append(Cell(*reader.read(token.content)))
            case _:
                pass
    header, *body = (tuple(row) for row in rows)
    return Table(place, header, tuple(alignments), tuple(body))


def language_of(info: str) -> str:
    """Return the language that a fence's info string names, "" for none."""
    words = visible(grammar().unescaped(info[:_LONGEST_INFO])).split(maxsplit=1)
    return words[0][:_LONGEST_LANGUAGE] if words else ""


def plain_paragraphs(raw: str, base: int) -> list[Block]:
    """Return text as it is written, in paragraphs of bounded length."""
    blocks: list[Block] = []
    text = raw.rstrip()
    for start, end in pieces_of(text) if text else ():
        place = Place(base + start, base + end, tight=start > 0)
        shown = visible(Lines(text[start:end], 0).text.rstrip("\n")).replace("\n", HARD_BREAK)
        blocks.append(Paragraph(place, shown))
    return blocks
