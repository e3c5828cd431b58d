"""A top-level table that is still open: its rows are appended, never read again."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from chatdesk.markup.blocks import Cell, Table
from chatdesk.markup.half_open import MARKER_ONLY, closed
from chatdesk.markup.inline import InlineReader
from chatdesk.markup.leaves import grammar, read_table
from chatdesk.markup.limits import LONGEST_ROW, MAX_CELLS, rows_at_once
from chatdesk.markup.lines import Lines

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r(?!\Z))")
_HEADER_LINES = 2


class OpenTable:
    """Takes the text of a table from the line after its header on. ``header`` is its first two lines."""

    def __init__(self, header: str, start: int, reader: InlineReader) -> None:
        lines = Lines(header, start)
        tokens = _tokens(lines.text)
        self._table = read_table(tokens, reader, lines.place(0, _HEADER_LINES))
        self._reader = reader
        columns = len(self._table.header)
        self._rows_at_once = rows_at_once("|" * (columns + 1))
        self._rows_left = MAX_CELLS // columns

    @property
    def block(self) -> Table:
        """The table so far."""
        return self._table

    def take(self, tail: str, base: int, *, is_end: bool) -> tuple[int, bool]:
        """Take the rows at the start of ``tail``; return how much was taken and whether the table ended there.

        A line without its end is taken only at the end of the text.
        """
        most = min(self._rows_at_once, self._rows_left)
        size, must_end = _rows_size(tail, most, is_end=is_end)
        if not size:
            return 0, must_end or not most
        lines = Lines(tail[:size], base)
        tokens = self._tokens_of_rows(lines.text)
        count = (tokens[0].map or [0, 0])[1] - _HEADER_LINES if tokens else 0
        if count:
            rows = self._rows(tokens)
            end = lines.place(0, count).source_end
            self._table = replace(
                self._table,
                rows=self._table.rows + rows,
                place=replace(self._table.place, source_end=end),
            )
            self._rows_left -= count
        taken = lines.start(count)
        return taken, must_end or taken < size

    def block_with(self, tail: str, base: int) -> Table:
        """Return the table so far and the row being written."""
        if not tail.strip() or MARKER_ONLY.fullmatch(tail):
            return self._table
        tokens = self._tokens_of_rows(Lines(tail, base).text)
        body = next((index for index, token in enumerate(tokens) if token.type == "tbody_open"), len(tokens))
        written = [token for token in tokens[body:] if token.type == "inline" and token.content]
        if written:
            written[-1].content = closed(written[-1].content)
        row = self._rows(tokens)
        end = base + len(tail.rstrip()) if row else self._table.place.source_end
        return replace(self._table, rows=self._table.rows + row, place=replace(self._table.place, source_end=end))

    def _tokens_of_rows(self, text: str) -> "list[Token]":
        """Return the tokens of a table of these rows.

        Its header stands in for the real one, of which rows need no more than that it is as wide as the widest of them:
        tokens for cells that are missing would take long to make.
        """
        widest = max((line.count("|") + 1 for line in text.split("\n")), default=1)
        columns = min(len(self._table.header), widest)
        return _tokens(f"|{'a|' * columns}\n|{'-|' * columns}\n{text}")

    def _rows(self, tokens: "list[Token]") -> tuple[tuple[Cell, ...], ...]:
        """Return the rows that tokens describe, filled up with empty cells."""
        columns = len(self._table.header)
        rows = read_table(tokens, self._reader, self._table.place).rows if tokens else ()
        return tuple(row + (Cell(""),) * (columns - len(row)) for row in rows)


def _tokens(text: str) -> "list[Token]":
    """Return the tokens of the table at the start of ``text``."""
    tokens = grammar().blocks(text) or []
    end = next((index for index, token in enumerate(tokens) if token.type == "table_close"), 0)
    return tokens[:end]


def _rows_size(tail: str, most: int, *, is_end: bool) -> tuple[int, bool]:
    """Return how much of ``tail`` may be rows, at most ``most``, and whether the table surely ends there.

    It does at a blank line and before a line that is far too long.
    """
    position = 0
    for _ in range(most):
        match = _LINE.match(tail, position)
        if not match:
            break
        if not match.group(1).strip(" \t") or len(match.group(1)) > LONGEST_ROW:
            return position, True
        position = match.end()
    else:
        return position, False
    rest = len(tail) - position
    if rest > LONGEST_ROW:
        return position, True
    return (len(tail), True) if is_end else (position, False)
