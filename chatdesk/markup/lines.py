"""A stretch of source as lines: what markdown-it counts in, mapped back to code points of the message."""

import re

from chatdesk.markup.blocks import Place

_LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """The lines of ``raw``, which starts at code point ``base`` of the message. ``text`` has "\\n" for every line end."""

    def __init__(self, raw: str, base: int) -> None:
        self.raw = raw
        self.base = base
        self.text = _LINE_END.sub("\n", raw) if "\r" in raw else raw
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(raw))]
        if self._starts[-1] < len(raw):
            self._starts.append(len(raw))

    def start(self, line: int) -> int:
        """Return where a line starts in ``raw``; the line after the last starts at its end."""
        return self._starts[min(line, len(self._starts) - 1)]

    def is_blank(self, line: int) -> bool:
        """Tell whether a line holds only spaces and tabs."""
        return not self.raw[self.start(line) : self.start(line + 1)].strip(" \t\r\n")

    def ends_blank(self) -> bool:
        """Tell whether the last line has its end and is blank."""
        return self.text.endswith("\n") and self.is_blank(self.text.count("\n") - 1)

    def is_blank_from(self, line: int) -> bool:
        """Tell whether nothing but white space follows from this line on."""
        return not self.raw[self.start(line) :].strip()

    def body(self, line: int) -> str:
        """Return a line without its end."""
        return self.raw[self.start(line) : self.start(line + 1)].rstrip("\r\n")

    def place(self, first: int, end: int) -> Place:
        """Return the range of lines ``first`` up to ``end`` in the message, without the white space at its end."""
        start = self.start(first)
        return Place(self.base + start, self.base + start + len(self.raw[start : self.start(end)].rstrip()))
