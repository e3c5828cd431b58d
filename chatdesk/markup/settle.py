"""Settles blocks while their text arrives: decides where one has ended for good."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Rule, Table
from chatdesk.markup.half_open import closed, shown_length
from chatdesk.markup.inline import InlineReader, piece_end
from chatdesk.markup.leaves import LeafBuilder, OpenList, Unit, define, grammar, plain_paragraphs, units_of
from chatdesk.markup.limits import (
    FORCED,
    LONG_WINDOW,
    LONGEST,
    LONGEST_RICH,
    LONGEST_ROW,
    MANY_BLANK_LINES,
    MANY_LINES,
    PIECE,
    SOME_LINES,
    WINDOW,
    rows_at_once,
)
from chatdesk.markup.lines import Lines
from chatdesk.markup.math import begun
from chatdesk.markup.open_fence import OpenFence
from chatdesk.markup.open_table import OpenTable

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r(?!\Z)))+")
_MANY_BLANK_LINES = re.compile(rf"(?:\r\n|\n|\r(?!\n))(?:[ \t]*(?:\r\n|\n|\r(?!\n))){{{MANY_BLANK_LINES}}}")
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")
_ENDED_BY_BLANK_LINE = frozenset({"paragraph_open", "blockquote_open", "definition", "table_open", "math_block"})
# A fence comes here only when it is closed.
_ENDED_AT_ONCE = frozenset({"heading_open", "hr", "fence"})
_CUT_SOON = frozenset({"paragraph_open", "definition"})


class Settler:
    """Reads text as it comes and settles the blocks that no later text can change, but for looseness and definitions.

    Every decision depends on the text alone, never on how it was cut. ``blocks`` is shared with the owner, who may keep
    others after the ``settled`` ones between calls.
    """

    def __init__(self, blocks: list[Block], references: dict[str, Any]) -> None:
        self.references = references
        self.settled = 0
        self._blocks = blocks
        self._reader = InlineReader(lambda content, environment: grammar().inlines(content, environment), references)
        # The text after the settled blocks, and where it stands in the message.
        self._tail = ""
        self._base = 0
        self._open: OpenFence | OpenTable | None = None
        self._open_list: OpenList | None = None
        self._decided_by_list: list[int] = []
        # How much of the tail was read, as whole lines, without an end of a block in it; the kind of its first block.
        self._read = 0
        self._first_kind = ""
        self._is_long = False
        self._is_end = False
        self._loosened: int | None = None

    def take(self, text: str) -> None:
        """Settle what more text lets settle; ``blocks`` must hold the settled ones only."""
        for _ in self.taking(text):
            pass

    def taking(self, text: str) -> Iterator[None]:
        """Do as ``take`` in steps, most of which cost a few milliseconds; ``blocks`` must not be touched between them."""
        for start in range(0, len(text), PIECE):
            self._reader.start_round()
            self._tail += text[start : start + PIECE]
            yield from self._settling()

    def finish(self) -> None:
        """Settle all that is left."""
        for _ in self.finishing():
            pass

    def finishing(self) -> Iterator[None]:
        """Do as ``finish`` in steps."""
        self._is_end = True
        self._read = 0
        yield from self._settling()

    def pop_loosened(self) -> int:
        """Return the first block that moved away from the one above since the last call, a huge number if none did."""
        loosened, self._loosened = self._loosened, None
        return len(self._blocks) if loosened is None else loosened

    def tail_blocks(self) -> list[Block]:
        """Return what to show for the text that is not settled."""
        match self._open:
            case OpenFence():
                return [self._open.block_with(self._tail, self._base)]
            case OpenTable():
                return [self._open.block_with(self._tail, self._base)]
            case None:
                return self._open_blocks()

    def _open_blocks(self) -> list[Block]:
        if self._base >= LONGEST_RICH:
            return plain_paragraphs(self._tail, self._base)
        text = self._tail[: shown_length(self._tail)]
        if not text.strip():
            return []
        lines = Lines(text, self._base)
        units = units_of(lines)
        _close_half_open(units)
        open_list = self._open_list and replace(self._open_list)
        _continue_list(units, open_list)
        builder = LeafBuilder(lines, self._reader, open_list, may_be_open=True)
        for unit in units:
            builder.add(unit)
        return builder.blocks

    def _settling(self) -> Iterator[None]:
        while self._tail or (self._is_end and self._open):
            match self._open:
                case OpenFence():
                    goes_on = self._settle_fence(self._open)
                case OpenTable():
                    goes_on = self._settle_table(self._open)
                case None:
                    goes_on = self._settle_plain() if self._base >= LONGEST_RICH else self._settle_units()
            if not goes_on:
                return
            yield

    def _advance(self, count: int) -> None:
        self._tail = self._tail[count:]
        self._base += count
        self._read = 0
        self._is_long = False

    def _add(self, blocks: list[Block]) -> None:
        self._blocks += blocks
        self.settled = len(self._blocks)

    def _settle_fence(self, fence: OpenFence) -> bool:
        taken, is_closed = fence.take(self._tail, self._base)
        self._advance(taken)
        if self._is_end and not is_closed:
            is_closed = fence.finish(self._tail, self._base)
            self._advance(len(self._tail))
            self._add([fence.block(is_open=not is_closed)])
            self._open = None
        elif is_closed:
            self._add([fence.block(is_open=False)])
            self._open = None
        return is_closed

    def _settle_table(self, table: OpenTable) -> bool:
        taken, is_ended = table.take(self._tail, self._base, is_end=self._is_end)
        self._advance(taken)
        if is_ended:
            self._add([table.block])
            self._open = None
        return is_ended or taken > 0

    def _settle_plain(self) -> bool:
        if len(self._tail) <= LONGEST and not self._is_end:
            return False
        end = piece_end(self._tail, 0) if len(self._tail) > LONGEST else len(self._tail)
        self._add(plain_paragraphs(self._tail[:end], self._base))
        self._advance(end)
        return True

    def _settle_units(self) -> bool:
        """Settle the units at the start of the tail that have ended; return whether to go on."""
        blank = _BLANK_LINES.match(self._tail)
        if blank:
            self._advance(blank.end())
        end = self._window_end()
        window, is_final = self._window(end)
        if len(window) != self._read:
            self._read = len(window)
            if self._settle_window(window, is_final=is_final):
                return True
        return self._settle_long(end) if len(self._tail) > end else False

    def _window_end(self) -> int:
        """Return how much of the tail to look at: enough for most blocks first."""
        size, count = (LONG_WINDOW, MANY_LINES) if self._is_long else (WINDOW, SOME_LINES)
        end = min(size, LONGEST_RICH - self._base)
        line_ends = islice(_LINE_END.finditer(self._tail, 0, end), count - 1, None)
        return next((match.end() for match in line_ends), end)

    def _window(self, end: int) -> tuple[str, bool]:
        """Return the part of the tail up to ``end`` to read now, whole lines unless all in it has ended, and whether it has."""
        window = self._tail[:end]
        blank = _MANY_BLANK_LINES.search(window)
        if blank:
            return window[: blank.end()], True
        if self._base + len(window) == LONGEST_RICH or (self._is_end and len(window) == len(self._tail)):
            return window, True
        whole = window.removesuffix("\r")
        return window[: max(whole.rfind("\n"), whole.rfind("\r")) + 1], False

    def _settle_window(self, window: str, *, is_final: bool) -> bool:
        lines = Lines(window, self._base)
        units = units_of(lines)
        if not units and is_final:
            self._advance(len(window))
            return True
        self._first_kind = units[0].kind if units else ""
        self._continue_open_list(units)
        count, opened = _count_ended(lines, units, is_final=is_final)
        short = _count_short(lines, units, count)
        if short < count:
            count, opened = short, ""
        cut = lines.start(units[count].first) if count < len(units) else len(window)
        if count:
            self._settle_counted(lines, units, count)
        if opened:
            self._start_open(lines, units[count])
            self._advance(lines.start(units[count].first + (1 if opened == "fence" else 2)))
        elif count:
            self._advance(cut)
            if not is_final and len(self._tail) <= WINDOW:
                self._read = len(window) - cut  # the rest of them holds no end of a block
                self._first_kind = units[count].kind if count < len(units) else ""
        return bool(count or opened)

    def _settle_long(self, end: int) -> bool:
        """Go on with a block that does not end within the window: cut a paragraph, look farther into any other."""
        if self._is_long:
            self._force(min(FORCED, end - 1), end)
            return True
        units = [] if self._read else units_of(Lines(self._tail[:end], self._base))
        kind = units[0].kind if units else self._first_kind
        if kind in _CUT_SOON or not kind:
            self._force(min(LONGEST, end - 1), end)
        else:
            self._is_long = True
            self._read = 0
        return True

    def _start_open(self, lines: Lines, unit: Unit) -> None:
        start = lines.start(unit.first)
        self._open_list = None
        if unit.kind == "fence":
            self._open = OpenFence(lines.raw[start : lines.start(unit.first + 1)], self._base + start)
        else:
            header = lines.raw[start : lines.start(unit.first + 2)]
            self._open = OpenTable(header, self._base + start, self._reader)

    def _force(self, start: int, end: int) -> None:
        """Settle the start of a block that does not end: up to a line end after ``start``, else a space, else ``end``."""
        found = max(self._tail.find("\n", start, end), self._tail.find("\r", start, end - 1))
        if found < 0:
            found = self._tail.find(" ", start, end)
        cut = found + 1 if found >= 0 else end
        lines = Lines(self._tail[:cut], self._base)
        units = units_of(lines)
        self._continue_open_list(units)
        self._settle_counted(lines, units, len(units))
        self._advance(cut)

    def _continue_open_list(self, units: list[Unit]) -> None:
        """Let the first units belong to the list that the settled blocks end in, and its looseness reach back."""
        was_tight = self._open_list is not None and self._open_list.is_tight
        _continue_list(units, self._open_list)
        if self._open_list is None or self._open_list.is_tight or not was_tight:
            return
        for index in self._decided_by_list:
            self._blocks[index] = _loose(self._blocks[index])
        if self._decided_by_list:
            self._loosened = self._decided_by_list[0]

    def _settle_counted(self, lines: Lines, units: list[Unit], count: int) -> None:
        may_be_open = self._is_end and len(lines.raw) == len(self._tail)
        builder = LeafBuilder(lines, self._reader, self._open_list, may_be_open=may_be_open)
        for unit in units[:count]:
            define(unit, self.references)
            builder.add(unit)
        following = units[count].top_list if count < len(units) else None
        if builder.open_list is not self._open_list:
            self._decided_by_list = []
        self._decided_by_list += (self.settled + index for index in builder.decided_by_list)
        self._open_list = builder.open_list if builder.open_list is following else None
        self._add(builder.blocks)


def _continue_list(units: list[Unit], open_list: OpenList | None) -> None:
    """Make the units of the first list items of ``open_list``, and that loose if they are."""
    first = units[0].top_list if units else None
    if open_list is None or first is None:
        return
    open_list.is_tight = open_list.is_tight and first.is_tight
    for unit in units:
        if unit.top_list is first:
            unit.top_list = open_list


def _count_ended(lines: Lines, units: list[Unit], *, is_final: bool) -> tuple[int, str]:
    """Return how many units have ended, and what kind the next one is if it is taken in line by line from now on."""
    last = len(units) - 1
    for index, unit in enumerate(units):
        if unit.kind == "table_open" and (_is_big_table(lines, unit) or (index == last and not _has_ended(lines, unit))):
            return index, "table"
    if not units:
        return 0, ""
    if units[last].kind == "fence" and _is_unclosed(units[last]):
        return last, "fence"
    return last + (is_final or _has_ended(lines, units[last])), ""


def _count_short(lines: Lines, units: list[Unit], count: int) -> int:
    """Return how many of ``count`` units to settle at once: up to one that is to be looked at from its own start.

    Where a long block is cut depends on the window from its start, so no window from farther up may settle it.
    """
    for index in range(1, count):
        next_line = units[index + 1].first + 1 if index + 1 < len(units) else units[index].end + 1
        first = units[index].first
        if next_line - first > SOME_LINES or lines.start(next_line) - lines.start(first) > WINDOW:
            return index
    return count


def _has_ended(lines: Lines, last: Unit) -> bool:
    """Tell whether the last unit can't go on with the next line."""
    if last.kind in _ENDED_AT_ONCE:
        return True
    return last.kind in _ENDED_BY_BLANK_LINE and lines.ends_blank()


def _is_big_table(lines: Lines, unit: Unit) -> bool:
    """Tell whether a table is better read row by row, for its limits hold for all of it then."""
    return (
        unit.end - unit.first > rows_at_once(lines.body(unit.first))
        or lines.start(unit.end) - lines.start(unit.first) > LONGEST_ROW
    )


def _is_unclosed(unit: Unit) -> bool:
    content = unit.tokens[0].content
    count = content.count("\n") + (not content.endswith("\n") and bool(content))
    return count == unit.end - unit.first - 1


def _loose(block: Block) -> Block:
    place = replace(block.place, tight=False)
    match block:
        case Paragraph():
            return replace(block, place=place)
        case CodeBlock():
            return replace(block, place=place)
        case Rule():
            return replace(block, place=place)
        case Table():
            return replace(block, place=place)


def _close_half_open(units: list[Unit]) -> None:
    """Close what is half written in the last paragraph; it is the last leaf or nothing is half written."""
    tokens = units[-1].tokens if units else []
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.type in ("fence", "code_block", "math_block", "hr"):
            return
        if token.type == "inline" and token.content:
            tex = begun(token.content)
            if tex is None or tokens[index - 1].type != "paragraph_open":
                token.content = closed(token.content)
            else:
                _turn_into_formula(tokens[index - 1], tex)
            return


def _turn_into_formula(paragraph: "Token", tex: str) -> None:
    """Show a paragraph as the formula that it will be when its end has come."""
    paragraph.type, paragraph.content, paragraph.nesting = "math_block", tex, 0
    paragraph.meta = {**paragraph.meta, "is_closed": False}
