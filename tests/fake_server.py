"""A real HTTP/1.1 server on loopback that plays scripts byte by byte, for tests of everything that talks to a service.

It runs on a thread and an event loop of its own, so that synchronous tests, asyncio tests and Qt tests can use it alike::

    with FakeServer(answer("Hello", " there")) as server:
        …ask server.base_url…
        assert server.requests[0].json["messages"]

``FAULTS`` is the catalogue of what goes wrong; ``serving`` plays one of them.
"""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Self

import trustme

from tests.fake_faults import FAULTS, MODEL_FAULTS, Fault, Where
from tests.fake_wire import (
    Choice,
    Close,
    Connection,
    Received,
    Reset,
    Script,
    Send,
    Stall,
    answer,
    api_error,
    chunk,
    endless,
    event,
    head,
    models,
    page,
    role_chunk,
    stream,
    unfinished,
    usage_chunk,
)

__all__ = [
    "FAULTS",
    "MODEL_FAULTS",
    "Close",
    "FakeServer",
    "Fault",
    "Received",
    "Reset",
    "Script",
    "Send",
    "Stall",
    "Where",
    "answer",
    "api_error",
    "chunk",
    "endless",
    "event",
    "models",
    "page",
    "role_chunk",
    "serving",
    "stream",
    "unfinished",
    "unused_port",
    "usage_chunk",
]

WAIT_SECONDS = 20.0
"""How long tests wait for what should come at once; generous, since the machine may be busy."""


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
        if self._buffer.startswith(b"\x16"):
            # The start of TLS: servers of plain HTTP answer at once.
            self._transport.write(head(400, "Bad Request", connection="close"))
            self._transport.close()

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
        while True:
            for piece in pieces:
                if self._transport.is_closing():
                    return
                self._transport.write(piece)
                self._connection.sent.append((time.monotonic(), len(piece)))
                await (asyncio.sleep(seconds) if seconds else self._may_write.wait())
            if not repeat or self._transport.is_closing():
                return
            await asyncio.sleep(0)


def unused_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tls_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """Return a server's TLS context with a certificate of this authority for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@contextlib.contextmanager
def serving(fault: Fault) -> Iterator[tuple[FakeServer | None, str]]:
    """Set the fault up; yield the server, None where there is none to ask, and the base URL that leads to the fault."""
    match fault.where:
        case Where.NOBODY:
            yield None, f"http://127.0.0.1:{unused_port()}/v1"
        case Where.ADDRESS:
            yield None, fault.base_url
        case Where.UNKNOWN_AUTHORITY:
            with FakeServer(*fault.scripts, tls=tls_context(trustme.CA(), "127.0.0.1")) as server:
                yield server, server.base_url
        case Where.SERVER:
            with FakeServer(*fault.scripts) as server:
                if fault.base_url:
                    yield server, fault.base_url.format(port=server.port)
                else:
                    yield server, server.base_url
