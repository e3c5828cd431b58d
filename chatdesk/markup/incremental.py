"""Markdown that is still being written, as blocks: only what is still open is read again."""

import re
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Rule, Table
from chatdesk.markup.half_open import closed, shown_length
from chatdesk.markup.inline import InlineReader, piece_end
from chatdesk.markup.leaves import LeafBuilder, OpenList, Unit, grammar, plain_paragraphs, units_of
from chatdesk.markup.limits import FORCED, LONGEST, LONGEST_RICH, MANY_BLANK_LINES, PIECE, WINDOW
from chatdesk.markup.lines import Lines
from chatdesk.markup.open_fence import OpenFence
from chatdesk.markup.open_table import OpenTable

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r(?!\Z)))+")
_MANY_BLANK_LINES = re.compile(rf"(?:\r\n|\n|\r(?!\n))(?:[ \t]*(?:\r\n|\n|\r(?!\n))){{{MANY_BLANK_LINES}}}")
_ENDED_BY_BLANK_LINE = frozenset({"paragraph_open", "blockquote_open", "definition"})
_ENDED_AT_ONCE = frozenset({"heading_open", "hr"})


class BlockStream:
    """A message's blocks while its text arrives.

    ``blocks`` always shows the whole text so far; what is half written at its end (a link, ``**``) is shown closed or held
    back. Where the text is cut into appends never matters to what ``finish`` leaves.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._settler = Settler(self.blocks, {})
        self._pieces: list[str] = []
        self._is_finished = False

    @property
    def source(self) -> str:
        """All text so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def append(self, text: str) -> int:
        """Take more text; return the index of the first block that changed, ``len(blocks)`` if none did."""
        if self._is_finished:
            raise ValueError("the stream is finished")
        if not text:
            return len(self.blocks)
        self._pieces.append(text)
        settler = self._settler
        start = settler.settled
        shown = self.blocks[start:]
        del self.blocks[start:]
        settler.take(text)
        self.blocks += settler.tail_blocks()
        return min(settler.pop_loosened(), start + _first_difference(shown, self.blocks[start:]))

    def finish(self) -> int:
        """Say that no more text comes; return the index of the first block that this changed, ``len(blocks)`` if none.

        From now on ``blocks`` equals what ``parse`` gives for ``source``.
        """
        if self._is_finished:
            return len(self.blocks)
        self._is_finished = True
        shown = list(self.blocks)
        del self.blocks[self._settler.settled :]
        self._settler.finish()
        if self._settler.references:
            self.blocks[:] = read(self.source, self._settler.references)
        return _first_difference(shown, self.blocks)


def read(source: str, references: MutableMapping[str, Any] | None = None) -> list[Block]:
    """Return the blocks of a whole text. With ``references`` None, definitions that come late still reach back."""
    blocks: list[Block] = []
    settler = Settler(blocks, dict(references or {}))
    settler.take(source)
    settler.finish()
    if settler.references and references is None:
        return read(source, settler.references)
    return blocks


def _first_difference(old: list[Block], new: list[Block]) -> int:
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        if not _is_same(before, after):
            return index
    return min(len(old), len(new))


def _is_same(before: Block, after: Block) -> bool:
    if before is after:
        return True
    if isinstance(before, Table) and isinstance(after, Table) and len(before.rows) != len(after.rows):
        return False  # without comparing thousands of equal rows first
    return before == after


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
        self._lines_read = 0
        self._is_end = False
        self._loosened: int | None = None

    def take(self, text: str) -> None:
        """Settle what more text lets settle; ``blocks`` must hold the settled ones only."""
        for start in range(0, len(text), PIECE):
            self._reader.start_round()
            self._tail += text[start : start + PIECE]
            self._settle()

    def finish(self) -> None:
        """Settle all that is left."""
        self._is_end = True
        self._lines_read = 0
        self._settle()

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
        units = units_of(lines, {})
        _close_half_open(units)
        open_list = self._open_list and replace(self._open_list)
        _continue_list(units, open_list)
        builder = LeafBuilder(lines, self._reader, open_list, may_be_open=True)
        for unit in units:
            builder.add(unit)
        return builder.blocks

    def _settle(self) -> None:
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

    def _advance(self, count: int) -> None:
        self._tail = self._tail[count:]
        self._base += count
        self._lines_read = 0

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
        window, is_final = self._window()
        if len(window) == self._lines_read:
            return self._force() if len(self._tail) > WINDOW else False
        self._lines_read = len(window)
        lines = Lines(window, self._base)
        units = units_of(lines, {})
        if not units and is_final:
            self._advance(len(window))
            return bool(self._tail)
        self._continue_open_list(units)
        count, opened = _count_ended(lines, units, is_final=is_final)
        cut = lines.start(units[count].first) if count < len(units) else len(window)
        if count:
            self._settle_counted(lines, units, count)
        if opened:
            self._start_open(lines, units[count])
            self._advance(lines.start(units[count].first + (1 if opened == "fence" else 2)))
        elif count:
            self._advance(cut)
            if not is_final and len(self._tail) <= WINDOW:
                self._lines_read = len(window) - cut  # the rest of them holds nothing that has ended
        elif len(self._tail) > WINDOW:
            return self._force()
        return bool(count or opened)

    def _window(self) -> tuple[str, bool]:
        """Return the part of the tail to read now, whole lines unless it is final, and whether all in it has ended."""
        limit = LONGEST_RICH - self._base
        window = self._tail[: min(WINDOW, limit)]
        is_final = len(window) == limit or (self._is_end and len(window) == len(self._tail))
        blank = _MANY_BLANK_LINES.search(window)
        if blank:
            return window[: blank.end()], True
        if is_final:
            return window, True
        whole = window.removesuffix("\r")
        return window[: max(whole.rfind("\n"), whole.rfind("\r")) + 1], False

    def _start_open(self, lines: Lines, unit: Unit) -> None:
        start = lines.start(unit.first)
        self._open_list = None
        if unit.kind == "fence":
            self._open = OpenFence(lines.raw[start : lines.start(unit.first + 1)], self._base + start)
        else:
            header = lines.raw[start : lines.start(unit.first + 2)]
            self._open = OpenTable(header, self._base + start, self._reader)

    def _force(self) -> bool:
        """Settle the start of a block that does not end."""
        found = max(self._tail.find("\n", FORCED, WINDOW), self._tail.find("\r", FORCED, WINDOW - 1))
        if found < 0:
            found = self._tail.find(" ", FORCED, WINDOW)
        cut = found + 1 if found >= 0 else WINDOW
        lines = Lines(self._tail[:cut], self._base)
        units = units_of(lines, {})
        self._continue_open_list(units)
        self._settle_counted(lines, units, len(units))
        self._advance(cut)
        return True

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
            self._define(unit)
            builder.add(unit)
        following = units[count].top_list if count < len(units) else None
        if builder.open_list is not self._open_list:
            self._decided_by_list = []
        self._decided_by_list += (self.settled + index for index in builder.decided_by_list)
        self._open_list = builder.open_list if builder.open_list is following else None
        self._add(builder.blocks)

    def _define(self, unit: Unit) -> None:
        for token in unit.tokens:
            if token.type == "definition":
                link = {"href": token.meta["url"], "title": token.meta["title"]}
                self.references.setdefault(token.meta["id"], link)


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
    for index, unit in enumerate(units):
        if unit.kind == "table_open":
            return index, "table"
    if not units:
        return 0, ""
    last = units[-1]
    if last.kind == "fence" and _is_unclosed(last):
        return len(units) - 1, "fence"
    is_blank_after = lines.text.endswith("\n") and lines.is_blank(lines.text.count("\n") - 1)
    has_ended = (
        is_final
        or last.kind == "fence"
        or last.kind in _ENDED_AT_ONCE
        or (is_blank_after and last.kind in _ENDED_BY_BLANK_LINE)
    )
    return len(units) if has_ended else len(units) - 1, ""


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
    for token in reversed(tokens):
        if token.type in ("fence", "code_block", "hr"):
            return
        if token.type == "inline" and token.content:
            token.content = closed(token.content)
            return
