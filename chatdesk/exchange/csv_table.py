"""A conversation as a table (CSV, RFC 4180): one message a row; UTF-8 with a BOM, so that spreadsheets show Chinese."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from chatdesk.core.export import ExportHead, ExportTurn, local_time
from chatdesk.core.message import Message
from chatdesk.core.spreadsheet import guarded
from chatdesk.exchange.writing import one_line, readable

COLUMNS = ("conversation", "time", "role", "model", "text")


class CsvWriter:
    """Writes the columns' names, then the rows; no cell begins as a formula does."""

    def __init__(self, head: ExportHead, stream: BinaryIO) -> None:
        self._stream = stream
        self._title = one_line(head.title)
        stream.write(b"\xef\xbb\xbf")
        self._write([COLUMNS])

    def add(self, turns: Sequence[ExportTurn], _pictures: Mapping[str, bytes]) -> None:
        """Write the next messages, pictures by their names before the text."""
        self._write([self._row(turn.message, turn.pictures) for turn in turns])

    def finish(self) -> None:
        """There is nothing to end."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _row(self, message: Message, pictures: Sequence[str]) -> list[str]:
        text = "\n\n".join(filter(None, [*map(one_line, pictures), readable(message.text)]))
        time = local_time(message.created_at, "seconds")
        return [self._title, time, message.role.value, one_line(message.model), text]

    def _write(self, rows: Sequence[Sequence[str]]) -> None:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows([guarded(cell) for cell in row] for row in rows)
        self._stream.write(lines.getvalue().encode("utf-8", "replace"))
