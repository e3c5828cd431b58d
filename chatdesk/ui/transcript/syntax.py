"""What each piece of a block of code is, found out in small steps between frames."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.markup.highlight import CodeHighlighter, Runs

STEP = 600
"""Characters read in a step, at least a line: 2 to 5 ms of CPU."""


class Syntax:
    """Reads the whole lines of a code block as it grows. It outlives the layout, which a new width or theme makes anew."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._text, self._is_open = "", True
        self._highlighter: CodeHighlighter | None = None
        self._read, self._is_finished = 0, False
        self._is_imported = False
        self.runs: list[Runs] = []
        """Of each line that was read; the line being written is not among them."""

    def take(self, text: str, *, is_open: bool) -> None:
        """Take a newer state of the code; ``is_open`` says that more may come."""
        if text[: self._read] != self._text[: self._read] or (self._is_finished and text != self._text):
            self._highlighter, self._read, self._is_finished, self.runs = None, 0, False, []
        self._text, self._is_open = text, is_open

    @property
    def is_started(self) -> bool:
        """Whether the next step is a small one: the first imports a lexer."""
        return self._highlighter is not None

    @property
    def is_behind(self) -> bool:
        """Whether there is something to read."""
        is_known = not self.language or self._is_finished
        return not is_known and (not self._is_open or self._read <= self._text.rfind("\n"))

    def step(self) -> int:
        """Read on a little; return the first line whose colors may be new."""
        if self._highlighter is None:
            self._start()
            return len(self.runs)
        end = self._next_end()
        is_last = not self._is_open and len(self._text) - self._read <= STEP
        if end > self._read and not is_last:
            first, lines = self._highlighter.feed(self._text[self._read : end])
            self._read = end
        else:
            # With a line end, which many lexers want to see; the block has as many lines without it.
            first, lines = self._highlighter.finish(self._text[self._read :] + "\n")
            self._highlighter, self._is_finished = None, True
        self.runs[first:] = lines
        return first

    def _start(self) -> None:
        # 40 ms of CPU, and in the next step 5 to 60 for the lexer of a language not seen before: not before there is code.
        from chatdesk.markup.highlight import CodeHighlighter

        if self._is_imported:
            self._highlighter = CodeHighlighter(self.language)
        self._is_imported = True

    def _next_end(self) -> int:
        """Return where the lines of the next step end; where it begins when only the last line is left."""
        end = self._text.rfind("\n", self._read, self._read + STEP)
        return (end if end >= 0 else self._text.find("\n", self._read)) + 1 or self._read

    def runs_of(self, line: int, start: int, end: int) -> "Runs":
        """Return the runs of a part of a line, from its beginning on; none of a line that was not read yet."""
        runs = self.runs[line] if line < len(self.runs) else ()
        if not runs or (not start and runs[-1].end <= end):
            return runs
        return tuple(
            run._replace(start=max(run.start, start) - start, end=min(run.end, end) - start)
            for run in runs
            if run.start < end and run.end > start
        )
