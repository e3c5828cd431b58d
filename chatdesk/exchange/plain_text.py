"""A conversation as plain text (TXT, UTF-8): who said what and when."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from chatdesk.core.export import ExportHead, ExportTurn
from chatdesk.exchange.writing import one_line, readable


class TextWriter:
    """Writes a heading, then each message below a line that says who speaks; reasoning, which is folded away, is left out."""

    def __init__(self, head: ExportHead, stream: BinaryIO) -> None:
        self._stream = stream
        lines = [line for line in (one_line(head.title), one_line(head.byline)) if line]
        self._write("\n".join(lines) + "\n")

    def add(self, turns: Sequence[ExportTurn], _pictures: Mapping[str, bytes]) -> None:
        """Write the next messages, pictures by their names."""
        for turn in turns:
            head = " · ".join(filter(None, [one_line(turn.speaker), turn.time]))
            body = "\n\n".join(filter(None, [*map(one_line, turn.pictures), readable(turn.message.text).strip("\n")]))
            ending = f"({turn.ending})" if turn.ending else ""
            self._write("\n" + "\n".join(filter(None, [f"=== {head} ===", body, ending])) + "\n")

    def finish(self) -> None:
        """There is nothing to end."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _write(self, text: str) -> None:
        self._stream.write(text.encode("utf-8", "replace"))
