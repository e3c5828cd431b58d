"""The active branch as JSON that the Chat Completions API takes as ``messages``: a list of ``{"role", "content"}``.

They are the messages that a request would carry: empty replies are left out, neighbors of one role are one message, reasoning
is never sent back, and pictures are named.
"""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from chatdesk.core.export import ExportHead, ExportTurn
from chatdesk.core.message import Message
from chatdesk.core.request import RequestMessage, request_messages
from chatdesk.exchange.json_text import json_bytes


class OpenAiWriter:
    """Writes one message a line, so that the file can be read and compared."""

    def __init__(self, head: ExportHead, stream: BinaryIO) -> None:
        self._stream = stream
        self._separator = b"["
        self._same_role: list[Message] = []
        self._write(request_messages((), head.system_prompt))

    def add(self, turns: Sequence[ExportTurn], _pictures: Mapping[str, bytes]) -> None:
        """Write the next messages, but for the last, which may not be whole."""
        for turn in turns:
            if not request_messages([turn.message]):
                continue
            if self._same_role and self._same_role[-1].role != turn.message.role:
                self._flush()
            self._same_role.append(turn.message)

    def finish(self) -> None:
        """Write the last message and the end of the list."""
        self._flush()
        self._stream.write(b"[]\n" if self._separator == b"[" else b"\n]\n")

    def close(self) -> None:
        """There is nothing to let go of."""

    def _flush(self) -> None:
        self._write(request_messages(self._same_role))
        self._same_role = []

    def _write(self, messages: Sequence[RequestMessage]) -> None:
        for message in messages:
            entry = json_bytes({"role": message.role.value, "content": message.content})
            self._stream.write(self._separator + b"\n  " + entry)
            self._separator = b","
