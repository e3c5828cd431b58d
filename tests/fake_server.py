"""A real HTTP/1.1 server on loopback that plays scripts byte by byte, for tests of everything that talks to a service.

It runs on a thread and an event loop of its own, so that synchronous tests, asyncio tests and Qt tests can use it alike::

    with FakeServer() as server:
        server.play(answer("Hello", " there"))
        …ask server.base_url…
        assert server.requests[0].json["messages"]

"""

import asyncio
import contextlib
import json
import random
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

WAIT_SECONDS = 20.0
"""How long tests wait for what should come at once; generous, since the machine may be busy."""


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


class FakeServer:
    """Plays scripts to requests, in order; the last one again and again. Use it as a context manager."""

    def __init__(self, *scripts: Choice, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._scripts: list[Choice] = list(scripts)
        self._models: Choice = models("fake-model")
        self._tls = tls
        self._host = host
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fake-server", daemon=True)
        self.port = 0
        self.requests: list[Received] = []
        """All requests but those for the list of models."""
        self.model_requests: list[Received] = []
        self.connections: list[Connection] = []

    @property
    def base_url(self) -> str:
        """What a connection to this server has as its address."""
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}/v1"

    def play(self, *scripts: Choice) -> None:
        """Answer the requests to come with these scripts, the last one repeatedly."""
        with self._changed:
            self._scripts = list(scripts)

    def play_models(self, script: Choice) -> None:
        """Answer requests for the list of models with this script."""
        with self._changed:
            self._models = script

    def wait_for(self, condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> bool:
        """Wait until the condition, about this server, holds; return whether it does. Blocks the calling thread."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def wait_for_requests(self, count: int = 1) -> bool:
        """Wait until so many requests have come."""
        return self.wait_for(lambda: len(self.requests) >= count)

    def wait_until_closed(self, index: int = -1) -> bool:
        """Wait until the client has closed the connection of this request."""
        return self.wait_for(lambda: bool(self.requests) and self.requests[index].connection.closed_at is not None)

    @property
    def open_connections(self) -> int:
        """How many connections the client keeps open."""
        return sum(connection.closed_at is None for connection in self.connections)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self.wait_for(lambda: self.port != 0):
            raise RuntimeError("the fake server did not start")
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(WAIT_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(lambda: _Talk(self), self._host, 0, ssl=self._tls)
        with self._changed:
            self.port = server.sockets[0].getsockname()[1]
            self._changed.notify_all()
        await self._stopping.wait()
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # One more turn of the loop lets the transports close their sockets.
        await asyncio.sleep(0)

    def _note(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    def _next_script(self, received: Received) -> Script:
        with self._changed:
            if received.path.endswith("/models"):
                self.model_requests.append(received)
                choice = self._models
            else:
                self.requests.append(received)
                choice = self._scripts.pop(0) if len(self._scripts) > 1 else (self._scripts or [answer("Hello")])[0]
            self._changed.notify_all()
        return choice(received) if callable(choice) else choice


class _Talk(asyncio.Protocol):
    """One connection: reads requests and plays the scripts that the server chooses."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self._connection = Connection(time.monotonic())
        self._buffer = bytearray()
        self._has_data = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server._note(lambda: self._server.connections.append(self._connection))
        self._task = asyncio.get_running_loop().create_task(self._converse())

    def data_received(self, data: bytes) -> None:
        self._connection.received += len(data)
        self._buffer += data
        self._has_data.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server._note(lambda: setattr(self._connection, "closed_at", time.monotonic()))
        self._task.cancel()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    async def _converse(self) -> None:
        try:
            while await self._play(self._server._next_script(await self._receive())):
                pass
        finally:
            self._transport.close()

    async def _receive(self) -> Received:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            await self._more()
        start, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        method, path, _ = start.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = end + 4 + int(headers.get("content-length", "0"))
        while len(self._buffer) < size:
            await self._more()
        body = bytes(self._buffer[end + 4 : size])
        del self._buffer[:size]
        received = Received(method, path, headers, body, time.monotonic(), self._connection)
        with contextlib.suppress(ValueError):
            received.json = json.loads(body)
        return received

    async def _more(self) -> None:
        self._has_data.clear()
        await self._has_data.wait()

    async def _play(self, script: Script) -> bool:
        """Do the steps; return whether another request may come on this connection."""
        for step in script:
            match step:
                case Send(pieces, seconds, repeat):
                    await self._send(pieces, seconds, repeat)
                case Stall(None):
                    await asyncio.Event().wait()
                case Stall(seconds):
                    await asyncio.sleep(seconds)
                case Reset():
                    sock = self._transport.get_extra_info("socket")
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self._transport.abort()
                    return False
                case Close():
                    return False
        return True

    async def _send(self, pieces: Sequence[bytes], seconds: float, repeat: bool) -> None:
        while not self._transport.is_closing():
            for piece in pieces:
                self._transport.write(piece)
                self._connection.sent.append((time.monotonic(), len(piece)))
                await (asyncio.sleep(seconds) if seconds else self._may_write.wait())
            if not repeat:
                return
            await asyncio.sleep(0)


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
        "model": "fake-model",
        "choices": [{"index": index, "delta": delta, "finish_reason": finish}],
    }


def role_chunk() -> dict[str, Any]:
    """Return the first chunk that OpenAI sends: the role, and no content."""
    return chunk("", role="assistant")


def usage_chunk(prompt: Any = 7, completion: Any = 3) -> dict[str, Any]:
    """Return the chunk with the token counts."""
    return {"model": "fake-model", "choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": completion}}


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
    """Return a script that streams the text over and over until the client closes."""
    repeated = chunked(event(chunk(text)))
    return (send(STREAM_HEAD, *chunked(event(role_chunk()))), Send(repeated, 1 / tokens_per_second, repeat=True))


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


def words(text: str) -> Iterable[str]:
    """Return the text in pieces as a tokenizer would make them."""
    pieces = text.split(" ")
    return [piece if index == 0 else f" {piece}" for index, piece in enumerate(pieces)]
