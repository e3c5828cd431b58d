"""A top-level fence that is still open: its lines are appended, never read again."""

import re

from chatdesk.markup.blocks import CodeBlock, Place
from chatdesk.markup.leaves import code_block, language_of
from chatdesk.markup.visible import visible

_OPENING = re.compile(r"( {0,3})(`{3,}|~{3,})([^\r\n]*)(?:\r\n?|\n)?")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r(?!\Z))")

_MANY_PIECES = 50


class OpenFence:
    """Takes the text of a fence from its opening line, which is whole, on. ``start`` is its place in the message."""

    def __init__(self, opening: str, start: int) -> None:
        match = _OPENING.fullmatch(opening)
        if match is None:
            raise ValueError("not the opening line of a fence")
        indent, fence, info = match.groups()
        self._indent = len(indent)
        self._language = language_of(info)
        self._start = start
        self._end = start + len(opening.rstrip())
        self._marker = fence[0]
        self._closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
        # The text in pieces, each line but the first after its line feed: joining copies all of it, so once an append.
        self._pieces: list[str] = []

    def take(self, tail: str, base: int) -> tuple[int, bool]:
        """Take the whole lines of ``tail``, which stands at ``base``; return how much was taken and whether the fence ended."""
        taken: list[str] = []
        position = 0
        is_closed = False
        while not is_closed and (match := _LINE.match(tail, position)):
            position = match.end()
            is_closed = self._take_line(match.group(1), base + match.start(), taken)
        self._append(taken)
        return position, is_closed

    def finish(self, tail: str, base: int) -> bool:
        """Take the last line, which has no end; return whether it ended the fence."""
        taken: list[str] = []
        is_closed = False
        tail = tail.removesuffix("\r")
        if tail.strip(" \t"):
            is_closed = self._take_line(tail, base, taken)
        self._append(taken)
        return is_closed

    def block(self, *, is_open: bool) -> CodeBlock:
        """Return the code so far."""
        return code_block(Place(self._start, self._end), "".join(self._pieces), self._language, is_open=is_open)

    def block_with(self, tail: str, base: int) -> CodeBlock:
        """Return the code so far and the line being written, unless that may become the end of the fence."""
        stripped = tail.strip()
        if not stripped or not stripped.strip(self._marker):
            return self.block(is_open=True)
        line = visible(self._without_indent(tail.rstrip("\r")))
        text = "".join([*self._pieces, "\n" if self._pieces else "", line])
        return code_block(Place(self._start, base + len(tail.rstrip())), text, self._language, is_open=True)

    def _take_line(self, line: str, position: int, taken: list[str]) -> bool:
        body = line.rstrip()
        if body:
            self._end = position + len(body)
        if self._closing.fullmatch(line):
            return True
        taken.append(self._without_indent(line))
        return False

    def _append(self, taken: list[str]) -> None:
        if not taken:
            return
        if len(self._pieces) > _MANY_PIECES:
            self._pieces = ["".join(self._pieces)]
        added = visible("\n".join(taken))
        self._pieces.append(f"\n{added}" if self._pieces else added)

    def _without_indent(self, line: str) -> str:
        """Take away as many columns as the opening line is indented by; a tab that is cut leaves spaces."""
        column = 0
        for index, character in enumerate(line):
            if column >= self._indent or character not in " \t":
                return " " * (column - self._indent) + line[index:]
            column += 4 - column % 4 if character == "\t" else 1
        return " " * max(0, column - self._indent)
