"""A Chat Completions server that streams at a given pace, in a process of its own: ``paced_server.py RATE TOKENS``.

It prints its port. ``RATE`` is tokens (events) a second. With ``--stamps`` each token says which it is and when it was sent,
``<number:milliseconds>`` by the monotonic clock, which all processes of a computer share on Linux: what a reader has kept then
tells by itself how much it lost.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

TICK_SECONDS = 0.002
PROSE = (
    "## A heading\n\nThe answer is **not** quite what one expects: each token comes alone, and `inline code` is among them. "
    "牛顿在1687年发表了《自然哲学的数学原理》，提出了三大运动定律。 "
    "A list follows:\n\n- one thing\n- another, somewhat longer thing\n\n"
    "```python\ndef gcd(a: int, b: int) -> int:\n    while b:\n        a, b = b, a % b\n    return a\n```\n\n"
)


def pieces(text: str, size: int = 4) -> list[str]:
    """Cut a text into pieces of the size of a token."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def event(delta: dict[str, str], finish: str | None = None) -> bytes:
    """Return one event of the stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "paced", "choices": [choice]}
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


def tokens(count: int, *, stamps: bool) -> Iterator[str]:
    """Yield the tokens of a reply; each is made when it is asked for."""
    prose = pieces(PROSE)
    for number in range(count):
        yield f"<{number}:{time.monotonic_ns() // 1_000_000}>" if stamps else prose[number % len(prose)]


async def stream(writer: asyncio.StreamWriter, rate: float, count: int, *, stamps: bool) -> None:
    """Send a reply, each token in an event, as many as are due at each tick."""
    writer.write(event({"role": "assistant", "content": ""}))
    started = time.monotonic()
    for sent, token in enumerate(tokens(count, stamps=stamps)):
        while sent > (time.monotonic() - started) * rate:
            await writer.drain()
            await asyncio.sleep(TICK_SECONDS)
        writer.write(event({"content": token}))
    writer.write(event({}, "stop") + b"data: [DONE]\n\n")
    await writer.drain()


async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, given: argparse.Namespace) -> None:
    """Answer one request and close the connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((line.split(":")[1] for line in head.lower().split("\r\n") if line.startswith("content-length:")), "0")
        await reader.readexactly(int(length))
        kind = "text/event-stream" if head.startswith("POST") else "application/json"
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode())
        if head.startswith("POST"):
            await stream(writer, given.rate, given.tokens, stamps=given.stamps)
        else:
            writer.write(b'{"object": "list", "data": [{"id": "paced", "object": "model"}]}')
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def serve(given: argparse.Namespace) -> None:
    """Listen on a free port of the loopback and say which."""
    server = await asyncio.start_server(lambda reader, writer: handle(reader, writer, given), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


class PacedServer:
    """The server as a process, for a ``with`` block."""

    def __init__(self, rate: float, tokens: int, *, stamps: bool = False) -> None:
        self._command = [sys.executable, str(Path(__file__)), str(rate), str(tokens), *(["--stamps"] if stamps else [])]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.base_url = f"http://127.0.0.1:{int(self._process.stdout.readline())}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdout
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("rate", type=float)
    parser.add_argument("tokens", type=int)
    parser.add_argument("--stamps", action="store_true")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(0)
