"""Server-sent events from raw bytes, bounded in size and never failing on what a server sends (WHATWG HTML, 9.2.6).

Pure: it is fed bytes and returns events; it knows no network and no JSON.
"""

from typing import NamedTuple

MAX_EVENT_BYTES = 16 * 1024 * 1024
"""The most that one event may take; a longer one ends the stream."""

MAX_EVENT_LINES = 65_536
"""The most data lines that one event may have."""

_BOM = b"\xef\xbb\xbf"


class SseEvent(NamedTuple):
    """One event: its data lines joined by line feeds, in whatever encoding, and its name, "" for a plain message."""

    data: bytes
    name: str = ""


class SseParser:
    """Turns bytes into events, whatever the bytes are split into.

    Lines end in CR, LF or CRLF. Nothing is decoded before an event is whole. Comments, ``id:``, ``retry:``, unknown fields
    and events without data yield nothing.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_event_bytes = max_event_bytes
        self._start: bytes | None = b""
        self._line: list[bytes] = []
        self._line_size = 0
        self._data: list[bytes] = []
        self._data_size = 0
        self._name = ""
        self._ended_in_cr = False
        self.overflowed = False
        """Whether an event passed the limit: nothing after it is read."""
        self.saw_field = False
        """Whether any line was one of server-sent events, a comment included: the body is not some other text."""

    def feed(self, piece: bytes) -> list[SseEvent]:
        """Take the next bytes and return the events that they complete."""
        if piece.startswith(b"data: ") and self._is_lone_event(piece):
            self.saw_field = True
            return [SseEvent(piece[6:-2])]
        if self._start is not None:
            piece = self._without_bom(piece)
        if self._ended_in_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._ended_in_cr = False
        if not piece or self.overflowed:
            return []
        self._ended_in_cr = piece[-1] == 13
        lines = piece.splitlines(keepends=True)
        rest = b"" if lines[-1][-1] in b"\r\n" else lines.pop()
        events = self._take_lines(lines)
        if rest:
            self._line.append(rest)
            self._line_size += len(rest)
            self.overflowed |= self._data_size + self._line_size > self._max_event_bytes
        return events

    def finish(self) -> SseEvent | None:
        """Return the event that the end of the stream left open, None if there is none."""
        if self.overflowed:
            return None
        if self._start:
            self._line, self._start = [self._start], None
        if self._line:
            self._take_line(b"".join(self._line))
            self._line.clear()
        return self._event()

    def _is_lone_event(self, piece: bytes) -> bool:
        """Whether nothing is pending and the bytes are one event of one line, as most come: that spares the long way."""
        is_pending = self._line or self._data or self._name or self._ended_in_cr or self.overflowed or self._start is not None
        is_one = piece.endswith(b"\n\n") and piece.count(b"\n") == 2 and b"\r" not in piece
        return is_one and not is_pending and len(piece) <= self._max_event_bytes

    def _without_bom(self, piece: bytes) -> bytes:
        """Hold the very first bytes until it is clear whether they are a byte order mark, then leave it out."""
        piece = (self._start or b"") + piece
        if len(piece) < len(_BOM) and _BOM.startswith(piece):
            self._start = piece
            return b""
        self._start = None
        return piece.removeprefix(_BOM)

    def _take_lines(self, lines: list[bytes]) -> list[SseEvent]:
        events: list[SseEvent] = []
        for ended in lines:
            line = ended.rstrip(b"\r\n")
            if self._line:
                line = b"".join((*self._line, line))
                self._line.clear()
                self._line_size = 0
            if not line:
                if event := self._event():
                    events.append(event)
            elif self._data_size + len(line) <= self._max_event_bytes and len(self._data) < MAX_EVENT_LINES:
                self._take_line(line)
            else:
                self.overflowed = True
                break
        return events

    def _take_line(self, line: bytes) -> None:
        field, colon, value = line.partition(b":")
        if field == b"data":
            self._data.append(value.removeprefix(b" "))
            self._data_size += len(line)
            self.saw_field = True
        elif field == b"event":
            self._name = value.removeprefix(b" ").decode("utf-8", "replace")
            self.saw_field = True
        elif (not field and colon) or field in (b"id", b"retry"):
            self.saw_field = True

    def _event(self) -> SseEvent | None:
        """End the event at hand; one without data is none."""
        data, name = self._data, self._name
        self._data, self._name, self._data_size = [], "", 0
        if not data:
            return None
        return SseEvent(data[0] if len(data) == 1 else b"\n".join(data), name)
