"""The body of an answer, whatever it turns out to be: an event stream, one JSON text, or no API at all. Pure."""

from enum import Enum, auto

from chatdesk.core import errors
from chatdesk.core.stream import StreamEvent
from chatdesk.providers.chunks import ChunkReader, first_line, parse_json, reported_error
from chatdesk.providers.errors import Faults
from chatdesk.providers.sse import MAX_EVENT_BYTES, SseParser

_BOM = b"\xef\xbb\xbf"
_DONE = b"[DONE]"
_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
_MAX_HEAD = 4_096
_MAX_FOREIGN = 65_536
"""Bytes after which a body without a single field of server-sent events is given up."""


class _Kind(Enum):
    UNKNOWN = auto()
    EVENTS = auto()
    JSON = auto()
    FOREIGN = auto()


class ReplyReader:
    """Takes the bytes of a body and returns stream events; ``fault`` then says whether the reply is whole."""

    def __init__(self) -> None:
        self._chunks = ChunkReader()
        self._parser = SseParser()
        self._kind = _Kind.UNKNOWN
        self._head = b""
        self._body: list[bytes] = []
        self._size = 0
        self.is_done = False
        """Whether the service said that its stream is at its end."""

    @property
    def finished(self) -> bool:
        """Whether a finish reason arrived."""
        return self._chunks.finished

    @property
    def characters(self) -> int:
        """How much text and reasoning arrived."""
        return self._chunks.characters

    @property
    def is_stopped(self) -> bool:
        """Whether reading on makes no sense: an error, a limit, or not an API."""
        overflowed = self._parser.overflowed or self._size > MAX_EVENT_BYTES
        return self._chunks.is_stopped or overflowed or self._is_foreign

    def feed(self, piece: bytes) -> list[StreamEvent]:
        """Take the next bytes and return what they complete; after ``[DONE]`` nothing counts."""
        if self.is_done:
            return []
        if self._kind is _Kind.UNKNOWN or len(self._head) < _MAX_HEAD:
            piece = self._looked_at(piece)
        if self._kind is _Kind.EVENTS:
            self._size = 0 if self._parser.saw_field else self._size + len(piece)
            for event in self._parser.feed(piece):
                self._take(event.data, event.name)
                if self._chunks.is_stopped or self.is_done:
                    break
        elif self._kind is not _Kind.UNKNOWN:
            self._size += len(piece)
            self._body.append(piece)
        return self._chunks.take_events()

    def finish(self) -> list[StreamEvent]:
        """Take the end of the body; an event that it cut through is no damage, since the reply is cut off anyway."""
        if self._kind is _Kind.EVENTS:
            event = self._parser.finish()
            if event is not None and not self.is_done and (event.data.strip() == _DONE or _is_json(event.data)):
                self._take(event.data, event.name)
        elif self._kind is _Kind.JSON:
            self._read_whole(b"".join(self._body))
            self._body.clear()
        return self._chunks.take_events()

    def fault(self, faults: Faults) -> errors.ServiceError | None:
        """Return why the reply is not whole, None if it is."""
        chunks = self._chunks
        if chunks.finished:
            return None
        if chunks.error is not None:
            return faults.of_report(chunks.error)
        if chunks.too_large or self._parser.overflowed or (self._kind is _Kind.JSON and self._size > MAX_EVENT_BYTES):
            return errors.ReplyTooLarge(faults.host)
        if chunks.saw_chunk or (self._kind is _Kind.EVENTS and self._parser.saw_field):
            return errors.CutOff(faults.host)
        return errors.NotAnApi(faults.host, faults.detail(self._first_line()))

    @property
    def _is_foreign(self) -> bool:
        """Whether so much came that is neither JSON nor has a field of server-sent events that it is no API."""
        if self._size <= _MAX_FOREIGN or self._kind not in (_Kind.EVENTS, _Kind.FOREIGN) or self._parser.saw_field:
            return False
        return not self._head.lstrip().removeprefix(_BOM).startswith(_FIELDS)

    def _looked_at(self, piece: bytes) -> bytes:
        """Keep the body's head, and find out what it is by its first character; return the bytes to read now."""
        self._head += piece[: _MAX_HEAD - len(self._head)]
        if self._kind is not _Kind.UNKNOWN:
            return piece
        head = (b"".join(self._body) + piece).lstrip()
        self._body = [head] if head else []
        start = head.removeprefix(_BOM).lstrip()
        if not start or (len(head) < len(_BOM) and _BOM.startswith(head)):
            return b""
        self._kind = {b"{": _Kind.JSON, b"[": _Kind.JSON, b"<": _Kind.FOREIGN}.get(start[:1], _Kind.EVENTS)
        self._body.clear()
        return head if self._kind is _Kind.EVENTS else start

    def _take(self, data: bytes, name: str) -> None:
        if data == _DONE or data.strip() == _DONE:
            self.is_done = True
        else:
            self._chunks.read(data, name)

    def _read_whole(self, body: bytes) -> None:
        """Read a body that is one JSON text: a completion that was not streamed, or an error sent with status 200."""
        try:
            value = parse_json(body)
        except ValueError:
            self._chunks.saw_chunk = b'"choices"' in body[:_MAX_HEAD] and b"\n{" not in body
            return
        error = reported_error(value)
        if error is not None:
            self._chunks.error = error
        elif isinstance(value, dict):
            self._chunks.read_object(value)

    def _first_line(self) -> str:
        text = self._head.decode("utf-8", "replace")
        return text if self._kind is _Kind.FOREIGN else first_line(text)


def _is_json(text: bytes) -> bool:
    try:
        parse_json(text)
    except ValueError:
        return False
    return True
