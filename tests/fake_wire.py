"""What the fake server sends: steps of a script, and builders of the bytes of HTTP, server-sent events and completions."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MODEL = "fake-model"
"""Which model answers."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send these bytes, each piece in a write of its own, ``seconds`` apart."""

    pieces: tuple[bytes, ...]
    seconds: float = 0.0
    repeat: bool = False
    """Send the pieces over and over until the client closes."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Send nothing: for this long, or, when None, until the client closes."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection with a TCP reset."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection."""


Step = Send | Stall | Reset | Close
Script = tuple[Step, ...]
"""What is done after a request was read. When the last step is done the connection stays open for another request."""


@dataclass(slots=True)
class Received:
    """One request as it came. Header names are in lower case; ``json`` is None if the body is none."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    connection: "Connection"
    json: Any = None


@dataclass(slots=True)
class Connection:
    """One TCP connection. Times are of ``time.monotonic``; ``closed_at`` is when the client's end was seen."""

    opened_at: float
    closed_at: float | None = None
    received: int = 0
    sent: list[tuple[float, int]] = field(default_factory=list)
    """When how many bytes were sent."""


Choice = Script | Callable[[Received], Script]


def send(*pieces: bytes, seconds: float = 0.0) -> Send:
    """Return a step that sends these pieces."""
    return Send(pieces, seconds)


def head(status: int = 200, reason: str = "OK", **headers: str) -> bytes:
    """Return an answer's head; ``content_type="…"`` becomes ``Content-Type: …``."""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


STREAM_HEAD = head(content_type="text/event-stream", transfer_encoding="chunked")


def chunked(*pieces: bytes) -> tuple[bytes, ...]:
    """Return each piece as a chunk of HTTP's chunked encoding, without the end."""
    return tuple(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


CHUNKED_END = b"0\r\n\r\n"


def event(value: Any) -> bytes:
    """Return a server-sent event with this JSON; a ``str`` is taken as it is."""
    data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {data}\n\n".encode()


DONE = event("[DONE]")


def chunk(content: str | None = None, finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    """Return a chunk of a completion as OpenAI sends it; ``more`` goes into its delta."""
    delta = dict(more)
    if content is not None:
        delta["content"] = content
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": index, "delta": delta, "finish_reason": finish}],
    }


def role_chunk() -> dict[str, Any]:
    """Return the first chunk that OpenAI sends: the role, and no content."""
    return chunk("", role="assistant")


def usage_chunk(prompt: Any = 7, completion: Any = 3) -> dict[str, Any]:
    """Return the chunk with the token counts."""
    return {"model": MODEL, "choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": completion}}


def answer_events(*texts: str, finish: str = "stop") -> tuple[bytes, ...]:
    """Return the events of a whole answer in these pieces, with usage and ``[DONE]``."""
    values = [role_chunk(), *(chunk(text) for text in texts), chunk(finish=finish), usage_chunk()]
    return (*(event(value) for value in values), DONE)


def stream(*events: bytes, seconds: float = 0.0) -> Script:
    """Return a script that streams these events in a chunked body, ``seconds`` apart, and ends it properly."""
    return (send(STREAM_HEAD), send(*chunked(*events), seconds=seconds), send(CHUNKED_END))


def answer(*texts: str, finish: str = "stop", tokens_per_second: float = 0.0) -> Script:
    """Return a script that answers with a text in these pieces."""
    return stream(*answer_events(*texts, finish=finish), seconds=1 / tokens_per_second if tokens_per_second else 0.0)


def endless(text: str = "word ", tokens_per_second: float = 100.0) -> Script:
    """Return a script that streams the text over and over until the client closes; 0 tokens a second is a flood."""
    seconds = 1 / tokens_per_second if tokens_per_second else 0.0
    return (send(STREAM_HEAD, *chunked(event(role_chunk()))), Send(chunked(event(chunk(text))), seconds, repeat=True))


def unfinished(*texts: str, then: Step = Stall()) -> Script:
    """Return a script that begins an answer and then does something else."""
    return (send(STREAM_HEAD + b"".join(chunked(event(role_chunk()), *(event(chunk(text)) for text in texts)))), then)


def page(body: bytes | str, status: int = 200, reason: str = "OK", content_type: str = "text/html", **headers: str) -> Script:
    """Return a script that answers with a whole body."""
    raw = body if isinstance(body, bytes) else body.encode()
    return (send(head(status, reason, content_type=content_type, content_length=str(len(raw)), **headers) + raw),)


def api_error(status: int, message: str, code: str | None = None, kind: str = "error", **headers: str) -> Script:
    """Return a script that answers with an error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}})
    return page(body, status, "Error", "application/json", **headers)


def models(*ids: str) -> Script:
    """Return a script that lists these models."""
    body = {"object": "list", "data": [{"id": name, "object": "model", "created": 1, "owned_by": "test"} for name in ids]}
    return page(json.dumps(body), content_type="application/json")


def split_randomly(raw: bytes, seed: int, most: int = 7) -> tuple[bytes, ...]:
    """Return the bytes in pieces of random length."""
    chance, pieces = random.Random(seed), []
    while raw:
        size = chance.randint(1, most)
        pieces.append(raw[:size])
        raw = raw[size:]
    return tuple(pieces)
