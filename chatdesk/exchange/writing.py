"""What every format's writer does, and what texts in files may hold."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from chatdesk.core.export import ExportTurn

_LINE_ENDS = re.compile("\r\n?")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Writer(Protocol):
    """Writes one conversation into a stream of bytes, message by message. Blocks; raises OSError."""

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Write the next messages; ``pictures`` are the bytes of theirs by SHA-256, without those that are lost."""
        ...

    def finish(self) -> None:
        """Write what comes after the last message; the stream stays open."""
        ...

    def close(self) -> None:
        """Let go of everything but the stream, whether all was written or not."""
        ...


def readable(text: str) -> str:
    """Return text as a file for reading may hold it: line ends as "\\n", and what would act on a terminal as U+FFFD."""
    return _NO_TEXT.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Return text on one line."""
    return " ".join(readable(text).split())
