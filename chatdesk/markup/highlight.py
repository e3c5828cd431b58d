"""What each piece of code is, line by line, while it is being written: Pygments' lexers, never run twice over a long text."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from time import thread_time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from chatdesk.markup.languages import alias_of, lexer_of

if TYPE_CHECKING:
    from pygments.lexer import Lexer

    from chatdesk.markup.lexing import Cursor, Machine

_log = logging.getLogger(__name__)

# A longer line is plain: rules that look ahead cost more than their share on it.
LONGEST_LINE = 2_000
# What follows after so many characters is plain.
LONGEST_CODE = 200_000
# For the languages that are read anew as a whole when they have grown.
LONGEST_ANEW = 30_000
# Code is settled in steps of so many lines or characters, when as much is known of what follows.
STEP_LINES = 8
STEP_LENGTH = 1_000
# A text that goes on beyond what is known is waited for until so many steps are.
MOST_STEPS = 64
# CPU seconds that one step may cost; Pygments' rules are bounded by nothing else.
SLOWEST_STEP = 0.3

# What lexers raise by mistake on strange input.
_MISTAKES = (LookupError, RuntimeError, ValueError, TypeError, AttributeError, AssertionError, re.error)


class CodeKind(StrEnum):
    """What a piece of code is. What is not worth a color is ``PLAIN``."""

    PLAIN = "plain"
    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    FUNCTION = "function"
    CLASS = "class"
    OPERATOR = "operator"
    BUILTIN = "builtin"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    HEADING = "heading"
    ERROR = "error"
    INSERTED = "inserted"
    DELETED = "deleted"


class Run(NamedTuple):
    """Characters ``start`` up to ``end`` (code points) of a line; ``PLAIN`` ones have no run."""

    start: int
    end: int
    kind: CodeKind


Runs = tuple[Run, ...]


class Change(NamedTuple):
    """What is new: all lines from ``first`` on are ``lines`` now. Only the last few before may have changed with them."""

    first: int
    lines: list[Runs]


_KINDS = {
    "Keyword": CodeKind.KEYWORD,
    "Keyword.Type": CodeKind.BUILTIN,
    "Literal.String": CodeKind.STRING,
    "Literal.String.Doc": CodeKind.COMMENT,
    "Literal.Number": CodeKind.NUMBER,
    "Literal": CodeKind.STRING,
    "Comment": CodeKind.COMMENT,
    "Comment.Preproc": CodeKind.KEYWORD,
    "Comment.PreprocFile": CodeKind.STRING,
    "Name.Function": CodeKind.FUNCTION,
    "Name.Class": CodeKind.CLASS,
    "Name.Exception": CodeKind.CLASS,
    "Name.Namespace": CodeKind.CLASS,
    "Name.Builtin": CodeKind.BUILTIN,
    "Name.Constant": CodeKind.NUMBER,
    "Name.Decorator": CodeKind.ATTRIBUTE,
    "Name.Attribute": CodeKind.ATTRIBUTE,
    "Name.Variable": CodeKind.ATTRIBUTE,
    "Name.Tag": CodeKind.TAG,
    "Operator": CodeKind.OPERATOR,
    "Operator.Word": CodeKind.KEYWORD,
    "Generic.Heading": CodeKind.HEADING,
    "Generic.Subheading": CodeKind.HEADING,
    "Generic.Inserted": CodeKind.INSERTED,
    "Generic.Deleted": CodeKind.DELETED,
    "Generic.Error": CodeKind.ERROR,
    "Generic.Traceback": CodeKind.ERROR,
    "Generic.Prompt": CodeKind.OPERATOR,
    "Error": CodeKind.ERROR,
}
_kind_of_type: dict[Any, CodeKind] = {}


def kind_of(token_type: Any) -> CodeKind:
    """Return the kind of a Pygments token type: that of its nearest ancestor which has one."""
    kind = _kind_of_type.get(token_type)
    if kind is None:
        names = accumulate(token_type, lambda left, right: f"{left}.{right}")
        known = [_KINDS[name] for name in names if name in _KINDS]
        kind = _kind_of_type[token_type] = known[-1] if known else CodeKind.PLAIN
    return kind


@dataclass(slots=True)
class _Written:
    """Lines of runs; the last is still being written, ``column`` characters of it so far."""

    lines: list[list[Run]]
    column: int = 0

    def add(self, tokens: Iterable[tuple[int, Any, str]]) -> None:
        """Add tokens, each right after the one before."""
        for _, token_type, value in tokens:
            kind = kind_of(token_type)
            for index, piece in enumerate(value.split("\n")):
                if index:
                    self.lines.append([])
                    self.column = 0
                if piece:
                    self._add(len(piece), kind)

    def _add(self, length: int, kind: CodeKind) -> None:
        start, self.column = self.column, self.column + length
        if kind is CodeKind.PLAIN:
            return
        line = self.lines[-1]
        if line and line[-1].end == start and line[-1].kind is kind:
            start = line.pop().start
        line.append(Run(start, self.column, kind))


class _Source:
    """The code so far, and where its lines start; a line that is too long counts as empty."""

    def __init__(self) -> None:
        self.text = ""
        self.starts = [0]

    def add(self, lines: list[str]) -> None:
        kept = [line if len(line) <= LONGEST_LINE else "\n" for line in lines]
        self.text += "".join(kept)
        self.starts += list(accumulate(map(len, kept), initial=self.starts[-1]))[1:]

    def step_after(self, line: int, steps: int) -> int | None:
        """Return the line that so many steps after ``line`` begins, None while it has not come."""
        last = min(line + STEP_LINES * steps, len(self.starts) - 1)
        far = self.starts[line] + STEP_LENGTH * steps
        end = line
        while end < last and self.starts[end] < far:
            end += 1
        return end if end == line + STEP_LINES * steps or self.starts[end] >= far else None


class _Reader(Protocol):
    """Reads a source as it grows."""

    def read(self, source: _Source, *, is_end: bool) -> tuple[int, list[list[Run]]]:
        """Return from which line on runs are new, and these."""


class _Stepper:
    """Settles code step by step. What is settled, and as what, depends on the code alone, never on how it came."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine
        self._cursor = machine.start()
        self._line = 0  # of the cursor
        self._begun = _Written([[]])  # the runs of that line before the cursor
        self._steps = 1
        # The same for what is shown after it, which more text may prove wrong; and that, all lines from the first cursor's on.
        self._shown: tuple[Cursor, int, _Written] = (machine.start(), 0, _Written([[]]))
        self._tail: list[list[Run]] = []

    def read(self, source: _Source, *, is_end: bool) -> tuple[int, list[list[Run]]]:
        first = self._line
        settled: list[list[Run]] = []
        while (stop := source.step_after(self._line, 1)) and (end := source.step_after(stop, self._steps)):
            settled += self._settle(source, stop, end)
        goes_on = not is_end and self._shown[1] >= self._line and settled == self._tail[: len(settled)]
        if not goes_on:
            self._shown = (self._cursor.copied(), self._line, _copied(self._begun))
            self._tail = self._show(source, is_end=is_end)
            return first, settled + self._tail
        first = self._shown[1]
        kept = self._tail[len(settled) : len(settled) + first - self._line]
        fresh = self._show(source, is_end=False)
        self._tail = kept + fresh
        return first, fresh

    def _settle(self, source: _Source, stop: int, end: int) -> list[list[Run]]:
        """Read up to line ``stop``, knowing those before ``end``; return the lines done, none if that is too little."""
        from chatdesk.markup.lexing import Reach  # imported already, with the lexer

        cursor = self._cursor.copied()
        reach = Reach(source.starts[stop], source.starts[end], is_final=self._steps >= MOST_STEPS)
        began = thread_time()
        tokens = self._machine.read(cursor, source.text, reach)
        if thread_time() - began > SLOWEST_STEP * self._steps:
            raise RuntimeError("a step took too long")
        if self._machine.is_held:
            self._steps *= 2
            return []
        self._begun.add(tokens)
        *done, last = self._begun.lines
        self._begun.lines = [last]
        self._cursor, self._line, self._steps = cursor, self._line + len(done), 1
        return done

    def _show(self, source: _Source, *, is_end: bool) -> list[list[Run]]:
        """Return the lines after the settled ones as they look now, and remember how far nothing can be mistaken."""
        from chatdesk.markup.lexing import Reach  # imported already, with the lexer

        cursor, line, written = self._shown
        end = len(source.text)
        tokens = self._machine.read(cursor, source.text, Reach(end, end, is_final=is_end, is_guess=True))
        guessed = [token for token in tokens if token[0] >= cursor.context.pos]
        written.add(tokens[: len(tokens) - len(guessed)])
        *done, last = written.lines
        begun = _Written([last], written.column)
        self._shown = (cursor, line + len(done), _copied(begun))
        begun.add(guessed)
        return done + (begun.lines if begun.lines[-1] or begun.column else begun.lines[:-1])


def _copied(written: _Written) -> _Written:
    return _Written([list(line) for line in written.lines], written.column)


class _Anew:
    """Reads all code again when it has doubled, and at its end; in between, new lines by themselves."""

    def __init__(self, lexer: "Lexer") -> None:
        self._lexer = lexer
        self._lines: list[list[Run]] = []
        self._length = 0

    def read(self, source: _Source, *, is_end: bool) -> tuple[int, list[list[Run]]]:
        known, count = len(self._lines), len(source.starts) - 1
        length = min(len(source.text), LONGEST_ANEW)
        if length < 2 * self._length and not is_end:
            fresh = self._lines_of(source.text[source.starts[known] : LONGEST_ANEW], count - known)
            self._lines += fresh
            return known, fresh
        self._length = length
        lines = self._lines_of(source.text[:LONGEST_ANEW], count)
        first = next((index for index, (old, new) in enumerate(zip(self._lines, lines, strict=False)) if old != new), known)
        self._lines = lines
        return first, lines[first:]

    def _lines_of(self, text: str, count: int) -> list[list[Run]]:
        written = _Written([[]])
        began = thread_time()
        written.add((0, kind, value) for kind, value in self._lexer.get_tokens(text))
        if thread_time() - began > SLOWEST_STEP * MOST_STEPS:
            raise RuntimeError("a reading took too long")
        return [*written.lines, *([] for _ in range(count))][:count]


class CodeHighlighter:
    """Tells what the pieces of one code block are, while it is written. Never raises for any text or language.

    After ``finish`` the lines are those that Pygments' lexer gives for the whole text, within the limits above and but for
    constructs of more than some hundred lines; how the text was cut never matters.
    """

    def __init__(self, language: str) -> None:
        self._source = _Source()
        self._count = 0
        self._reader = _reader(language)

    def feed(self, complete_lines: str) -> Change:
        """Take whole lines, each with its "\\n"; return what has changed."""
        return self._read(complete_lines, is_end=False)

    def finish(self, last_line: str = "") -> Change:
        """Take the last line, which has no end, and say that no more comes; return what has changed."""
        return self._read(last_line, is_end=True)

    def _read(self, text: str, *, is_end: bool) -> Change:
        lines = _lines(text)
        known = self._count
        self._count += len(lines)
        if self._reader is None or (not lines and not is_end):
            return Change(known, [()] * len(lines))
        if self._source.starts[-1] + len(text) > LONGEST_CODE:
            lines = _within(lines, LONGEST_CODE - self._source.starts[-1])
        self._source.add(lines)
        try:
            first, runs = self._reader.read(self._source, is_end=is_end)
        except _MISTAKES as error:
            _log.info("code of %d characters not readable: %s", len(self._source.text), type(error).__name__)
            first, runs, self._reader = known, [], None
        fresh = [tuple(line) for line in runs]
        return Change(first, fresh + [()] * (self._count - first - len(fresh)))


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _within(lines: list[str], room: int) -> list[str]:
    """Return the first lines that fit into ``room`` characters."""
    ends = accumulate(map(len, lines))
    return lines[: sum(1 for end in ends if end <= room)]


def _reader(language: str) -> _Reader | None:
    alias = alias_of(language)
    if not alias:
        return None
    try:
        lexer = lexer_of(alias)
        if lexer is None:
            return None
        from chatdesk.markup.lexing import machine_of  # 10 ms CPU with Pygments that a start without code does not need

        machine = machine_of(alias)
    except _MISTAKES as error:
        _log.info("no lexer for %r: %s", alias, type(error).__name__)
        return None
    return _Stepper(machine) if machine else _Anew(lexer)


def highlight(code: str, language: str) -> list[Runs]:
    """Return the runs of each line of a whole text; the same as a highlighter that took it bit by bit."""
    body, line_end, last = code.rpartition("\n")
    highlighter = CodeHighlighter(language)
    lines = highlighter.feed(body + line_end).lines
    change = highlighter.finish(last)
    return lines[: change.first] + change.lines


def warm_up(language: str) -> None:
    """Do now what the first code block in a language would do: import its lexer and make its rules."""
    highlight("x = 1\n", language)
