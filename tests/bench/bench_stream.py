"""CPU time of the reading thread per streamed chunk, from the socket to a StreamEvent, against the SDK's typed stream.

Both read the same bytes from the same server in the same process, in turn; the server has a thread of its own, whose time
does not count. The chunks come in one burst, as they do after a stall and from a fast local model, so that what counts is
the reader, and one by one, as a service sends them, where waking the event loop costs both the same.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import openai
from openai.types.chat import ChatCompletionMessageParam

from chatdesk.core.message import Role
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.stream import TextDelta
from chatdesk.providers.chat_completions import ChatCompletions
from tests.bench.figures import Figure
from tests.fake_server import FakeServer, Script, answer
from tests.fake_wire import CHUNKED_END, STREAM_HEAD, answer_events, chunked, send

_REQUEST = ChatRequest("fake-model", (RequestMessage(Role.USER, "Hello"),))
_WORD = "word "
_TARGET = 0.15

Reader = Callable[[], Awaitable[int]]
"""Reads one whole reply; returns the characters of its text."""


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the cost of both readers and their ratio, for chunks that come in a burst and one by one."""
    count, rounds = (8_000, 7) if full else (2_000, 5)
    burst = b"".join(chunked(*answer_events(*[_WORD] * count)))
    yield from _compared("burst", (send(STREAM_HEAD, burst, CHUNKED_END),), count, rounds, _TARGET)
    yield from _compared("500/s", answer(*[_WORD] * 500, tokens_per_second=500), 500, 3 if full else 1, None)


def _compared(name: str, script: Script, count: int, rounds: int, target: float | None) -> Iterator[Figure]:
    with FakeServer(script) as server:
        sdk, ours = asyncio.run(_alternating(server.base_url, count, rounds))
    yield Figure(f"chunk, SDK's typed stream, {name}", sdk, "µs")
    yield Figure(f"chunk, socket to StreamEvent, {name}", ours, "µs")
    yield Figure(f"chunk, ratio to the SDK's typed stream, {name}", ours / sdk, "", target)


async def _alternating(base_url: str, count: int, rounds: int) -> tuple[float, float]:
    """Return the medians of the SDK's cost and ours, in CPU µs a chunk; the first round only warms up."""
    client = openai.AsyncOpenAI(api_key="sk-bench", base_url=base_url, max_retries=0)
    provider = ChatCompletions()
    readers: tuple[Reader, Reader] = (partial(_read_by_sdk, client), partial(_read_by_us, provider, Endpoint(base_url, None)))
    try:
        costs = [[await _cost(read, count) for read in readers] for _ in range(rounds + 1)][1:]
    finally:
        await client.close()
        await provider.close()
    sdk, ours = (statistics.median(column) for column in zip(*costs, strict=True))
    return sdk, ours


async def _cost(read: Reader, count: int) -> float:
    started = time.thread_time()
    characters = await read()
    spent = time.thread_time() - started
    if characters != count * len(_WORD):
        raise RuntimeError(f"{characters} characters came instead of {count * len(_WORD)}")
    return spent * 1e6 / count


async def _read_by_sdk(client: openai.AsyncOpenAI) -> int:
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]
    stream = await client.chat.completions.create(model="fake-model", messages=messages, stream=True)
    characters = 0
    async for part in stream:
        if part.choices and part.choices[0].delta.content:
            characters += len(part.choices[0].delta.content)
    return characters


async def _read_by_us(provider: ChatCompletions, endpoint: Endpoint) -> int:
    characters = 0
    async for event in provider.stream(endpoint, _REQUEST):
        if isinstance(event, TextDelta):
            characters += len(event.text)
    return characters
