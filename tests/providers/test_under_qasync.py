"""The provider on the event loop that the app runs."""

import asyncio
import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QCoreApplication

from chatdesk.core import errors
from chatdesk.core.message import FinishReason, Role
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.stream import Finished, TextDelta
from chatdesk.providers.chat_completions import ChatCompletions
from tests.fake_server import FakeServer, Script, answer, chunk, endless, event, page, stream, unfinished

_REQUEST = ChatRequest("fake-model", (RequestMessage(Role.USER, "Hello"),))

Work = Callable[[ChatCompletions, FakeServer], Awaitable[None]]


async def _whole_reply(provider: ChatCompletions, server: FakeServer) -> None:
    await provider.warm_up()
    events = [event async for event in provider.stream(Endpoint(server.base_url, None), _REQUEST)]
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "word " * 300
    assert Finished(FinishReason.STOP) in events
    assert [model.id for model in await provider.models(Endpoint(server.base_url, None))] == ["fake-model"]


async def _limit(provider: ChatCompletions, server: FakeServer) -> None:
    with pytest.raises(errors.NoAnswer):
        async for _ in provider.stream(Endpoint(server.base_url, None, 20.0, 0.2), _REQUEST):
            pass


async def _cancel(provider: ChatCompletions, server: FakeServer) -> None:
    started = asyncio.Event()

    async def read() -> None:
        async for _ in provider.stream(Endpoint(server.base_url, None), _REQUEST):
            started.set()

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read())
        await started.wait()
        reading.cancel()
    assert reading.cancelled()
    async with asyncio.timeout(20):
        while server.open_connections:
            await asyncio.sleep(0.01)


async def _early_close(provider: ChatCompletions, server: FakeServer) -> None:
    async with contextlib.aclosing(provider.stream(Endpoint(server.base_url, None), _REQUEST)) as events:
        await anext(events)
    async with asyncio.timeout(20):
        while server.open_connections:
            await asyncio.sleep(0.01)


async def _error_in_the_stream(provider: ChatCompletions, server: FakeServer) -> None:
    """The rest of the body stays unread."""
    with pytest.raises(errors.ServiceReported):
        async for _ in provider.stream(Endpoint(server.base_url, None), _REQUEST):
            pass
    gc.collect()


async def _long_error(provider: ChatCompletions, server: FakeServer) -> None:
    with pytest.raises(errors.RequestRefused):
        async for _ in provider.stream(Endpoint(server.base_url, None), _REQUEST):
            pass
    gc.collect()


_WORKS: dict[str, tuple[Work, Script]] = {
    "whole reply": (_whole_reply, answer(*["word "] * 300)),
    "limit": (_limit, unfinished("Hello")),
    "cancel": (_cancel, endless()),
    "early close": (_early_close, endless()),
    "early close of a flood": (_early_close, endless(tokens_per_second=0)),
    "error in the stream": (
        _error_in_the_stream,
        stream(event({"error": {"message": "x"}}), *[event(chunk("x"))] * 2_000),
    ),
    "long error": (_long_error, page("x" * 5_000_000, 400)),
}


async def _work_through() -> None:
    for name, (work, script) in _WORKS.items():
        provider = ChatCompletions()
        with FakeServer(script) as server:
            await work(provider, server)
            await provider.close()
        print(name)


def _main() -> None:
    loop = qasync.QEventLoop(QCoreApplication([]))
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_work_through())


def test_provider_works_on_the_apps_loop():
    """In a process of its own, since Qt has one application a process; its standard error shows what was left behind."""
    command = [sys.executable, "-W", "error", str(Path(__file__))]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == list(_WORKS)


if __name__ == "__main__":
    _main()
