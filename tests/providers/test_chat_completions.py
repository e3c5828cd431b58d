"""The provider against a real server: what it sends, how it ends, and that it leaves no connection behind."""

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
import threading
import time

import pytest

from chatdesk.core import errors
from chatdesk.core.message import FinishReason, Role, Usage
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.secret import Secret
from chatdesk.core.settings import ModelInfo
from chatdesk.core.stream import Finished, ModelNamed, StreamEvent, TextDelta, UsageReported
from chatdesk.providers.chat_completions import ChatCompletions
from tests.fake_server import (
    FakeServer,
    Received,
    Script,
    Send,
    Stall,
    answer,
    api_error,
    chunk,
    endless,
    event,
    page,
    stream,
    unfinished,
)
from tests.fake_wire import DONE, STREAM_HEAD, chunked, role_chunk, send

_REQUEST = ChatRequest(
    "fake-model",
    (
        RequestMessage(Role.SYSTEM, "Be short."),
        RequestMessage(Role.USER, "牛顿提出过哪些知名的定律？"),
        RequestMessage(Role.ASSISTANT, "三大运动定律"),
        RequestMessage(Role.USER, "我上一个问题是什么？ \ud83d"),
    ),
)


def _endpoint(server: FakeServer, key: str | None = "sk-test") -> Endpoint:
    return Endpoint(server.base_url, Secret(key) if key is not None else None)


async def _collect(provider: ChatCompletions, endpoint: Endpoint) -> list[StreamEvent]:
    return [event async for event in provider.stream(endpoint, _REQUEST)]


def _run(endpoint: Endpoint, times: int = 1) -> list[StreamEvent]:
    """Ask so many times with one provider; return the last reply's events."""

    async def main() -> list[StreamEvent]:
        provider = ChatCompletions()
        try:
            for _ in range(times):
                events = await _collect(provider, endpoint)
            return events
        finally:
            await provider.close()

    return asyncio.run(main())


def test_reply_streams_with_model_text_finish_and_usage():
    with FakeServer(answer("Hello", " there")) as server:
        events = _run(_endpoint(server))
    assert events == [
        ModelNamed("fake-model"),
        TextDelta("Hello"),
        TextDelta(" there"),
        Finished(FinishReason.STOP),
        UsageReported(Usage(7, 3)),
    ]


def test_events_of_one_read_become_one_text():
    body = b"".join(event(chunk(text)) for text in ("Hel", "lo", " there")) + event(chunk(finish="stop")) + DONE
    with FakeServer((send(STREAM_HEAD, *chunked(body), b"0\r\n\r\n"),)) as server:
        events = _run(_endpoint(server))
    assert events == [ModelNamed("fake-model"), TextDelta("Hello there"), Finished(FinishReason.STOP)]


def test_request_carries_the_conversation_in_order_and_nothing_else():
    with FakeServer() as server:
        _run(_endpoint(server))
    received = server.requests[0]
    assert (received.method, received.path) == ("POST", "/v1/chat/completions")
    assert received.json == {
        "model": "fake-model",
        "messages": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "牛顿提出过哪些知名的定律？"},
            {"role": "assistant", "content": "三大运动定律"},
            {"role": "user", "content": "我上一个问题是什么？ \ufffd"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_headers_are_those_that_a_request_needs(monkeypatch):
    with FakeServer() as server:
        _run(_endpoint(server))
    headers = server.requests[0].headers
    assert set(headers) == {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "content-type",
        "content-length",
        "authorization",
    }
    assert headers["accept-encoding"] == "identity"
    assert headers["authorization"] == "Bearer sk-test"


@pytest.mark.parametrize("key", [None, "", "sk-test"])
def test_environment_of_the_sdk_reaches_no_server(key, monkeypatch):
    names = ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL", "WEBHOOK_SECRET", "API_VERSION")
    for name in names:
        monkeypatch.setenv(f"OPENAI_{name}", f"https://canary-{name}.example/v1")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "X-Canary: canary\nAuthorization: Bearer canary\nHost: canary\nUser-Agent: canary"
    )
    with FakeServer() as server:
        _run(_endpoint(server, key))
    received = server.requests[0]
    assert "canary" not in repr(received.headers).lower()
    assert b"canary" not in received.body
    assert received.headers.get("authorization") == ("Bearer sk-test" if key == "sk-test" else None)


def test_one_connection_serves_replies_in_turn():
    with FakeServer(answer("Hello")) as server:
        _run(_endpoint(server), times=3)
    assert len(server.requests) == 3
    assert len(server.connections) == 1


def test_service_that_refuses_to_count_tokens_is_asked_again_and_remembered():
    def refuse_usage(received: Received) -> Script:
        if "stream_options" in received.json:
            return api_error(400, "Unrecognized request argument supplied: stream_options")
        return answer("Hello")

    with FakeServer(refuse_usage) as server:
        events = _run(_endpoint(server), times=2)
    assert TextDelta("Hello") in events
    assert ["stream_options" in received.json for received in server.requests] == [True, False, False]


def test_reply_is_whole_when_usage_comes_after_a_moment():
    end = chunked(event({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}), DONE)
    start = send(STREAM_HEAD, *chunked(event(chunk("Hello", finish="stop"))))
    with FakeServer((start, Stall(0.3), send(*end), send(b"0\r\n\r\n"))) as server:
        events = _run(_endpoint(server))
    assert events[-1] == UsageReported(Usage(5, 2))


def test_idle_limit_counts_from_the_last_content_not_from_the_first():
    with FakeServer(stream(*(event(chunk("x")) for _ in range(6)), event(chunk(finish="stop")), DONE, seconds=0.2)) as server:
        endpoint = Endpoint(server.base_url, None, first_token_seconds=20.0, idle_seconds=1.0)
        events = _run(endpoint)
    assert events[-1] == Finished(FinishReason.STOP)


def test_slow_reader_is_not_a_silent_server():
    async def main(server: FakeServer) -> list[StreamEvent]:
        provider = ChatCompletions()
        events = []
        try:
            async for one in provider.stream(Endpoint(server.base_url, None, 20.0, 0.8), _REQUEST):
                events.append(one)
                if len(events) == 2:
                    await asyncio.sleep(1.2)
            return events
        finally:
            await provider.close()

    with FakeServer(answer(*["word "] * 20, tokens_per_second=40)) as server:
        events = asyncio.run(main(server))
    assert Finished(FinishReason.STOP) in events


_PHASES: dict[str, tuple[Script, int]] = {
    "before headers": ((Stall(),), 0),
    "before the first event": ((send(STREAM_HEAD), Stall()), 0),
    "before the first token": (unfinished(), 0),
    "in the middle": (endless(tokens_per_second=200), 3),
    "in a flood": (endless(tokens_per_second=0), 3),
    "in a stall": (unfinished("Hello", " there"), 2),
    "after the finish reason": ((send(STREAM_HEAD, *chunked(event(chunk("Hello", finish="stop")))), Stall()), 2),
    "while an error's body hangs": ((send(b"HTTP/1.1 500 E\r\nContent-Length: 9\r\n\r\n"), Stall()), 0),
}


@pytest.mark.parametrize("phase", _PHASES)
def test_cancel_closes_the_connection_at_once(phase):
    script, texts = _PHASES[phase]

    async def main(server: FakeServer) -> None:
        provider = ChatCompletions()
        seen = 0
        enough = asyncio.Event()

        async def read() -> None:
            nonlocal seen
            async for one in provider.stream(_endpoint(server), _REQUEST):
                seen += isinstance(one, TextDelta | Finished)
                if seen >= texts:
                    enough.set()

        async with asyncio.TaskGroup() as group:
            reading = group.create_task(read())
            await asyncio.to_thread(server.wait_for_requests)
            if texts:
                await asyncio.wait_for(enough.wait(), 20)
            else:
                await asyncio.sleep(0.05)
            reading.cancel()
        assert reading.cancelled()
        assert await asyncio.to_thread(server.wait_until_closed)
        await provider.close()

    with FakeServer(script) as server:
        asyncio.run(main(server))
        assert server.open_connections == 0


def test_closing_the_generator_closes_the_connection():
    async def main(server: FakeServer) -> None:
        provider = ChatCompletions()
        async with contextlib.aclosing(provider.stream(_endpoint(server), _REQUEST)) as events:
            async for one in events:
                if isinstance(one, TextDelta):
                    break
        assert await asyncio.to_thread(server.wait_until_closed)
        await provider.close()

    with FakeServer(endless()) as server:
        asyncio.run(main(server))


def test_fifty_cancels_leave_no_connection():
    async def main(server: FakeServer) -> None:
        provider = ChatCompletions()
        for _ in range(50):
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(_collect(provider, _endpoint(server)))
                count = len(server.requests)
                await asyncio.to_thread(server.wait_for_requests, count + 1)
                reading.cancel()
        assert await asyncio.to_thread(server.wait_for, lambda: server.open_connections == 0)
        await provider.close()

    with FakeServer(endless()) as server:
        asyncio.run(main(server))


def test_redirect_target_gets_no_byte():
    with FakeServer() as other, FakeServer() as server:
        server.play(page("", 307, location=f"{other.base_url}/chat/completions?key=secret"))
        with pytest.raises(errors.Redirected) as caught:
            _run(_endpoint(server))
        assert other.connections == []
    assert caught.value.target == f"{other.base_url}/chat/completions"


def test_flood_leaves_the_loop_its_turns():
    """Counted in CPU time of the loop's thread, which what else the computer does leaves alone."""

    async def main(server: FakeServer) -> list[float]:
        provider = ChatCompletions()
        await provider.warm_up()
        turns, running = [time.thread_time()], True

        async def tick() -> None:
            while running:
                await asyncio.sleep(0)
                turns.append(time.thread_time())

        async with asyncio.TaskGroup() as group:
            group.create_task(tick())
            await _collect(provider, _endpoint(server))
            running = False
        await provider.close()
        return [after - before for before, after in itertools.pairwise(turns)]

    with FakeServer(answer(*["word "] * 5_000)) as server:
        assert max(asyncio.run(main(server))) < 0.1


def test_provider_imports_the_sdk_on_its_own_thread_only():
    code = """
import asyncio, sys, threading
from chatdesk.providers.chat_completions import ChatCompletions
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.message import Role
from tests.fake_server import FakeServer, answer

assert not {"openai", "httpx2", "anyio", "pydantic"} & set(sys.modules), "imported with the module"
heavy = []
packages = ("openai", "httpx2", "httpcore2", "anyio", "pydantic", "h11", "truststore")
def hook(name, args):
    if name == "import" and args[0].split(".")[0] in packages:
        heavy.append((args[0], threading.current_thread() is threading.main_thread()))
sys.addaudithook(hook)
async def main():
    provider = ChatCompletions()
    if sys.argv[1] == "warm":
        await provider.warm_up()
        heavy.append(("warm", False))
    with FakeServer(answer("Hello")) as server:
        async for _ in provider.stream(Endpoint(server.base_url, None), ChatRequest("m", (RequestMessage(Role.USER, "x"),))):
            pass
        await provider.models(Endpoint(server.base_url, None))
    await provider.close()
asyncio.run(main())
on_main = [name for name, is_main in heavy if is_main]
after_warm = heavy[[name for name, _ in heavy].index("warm") + 1:] if sys.argv[1] == "warm" else []
print(on_main, after_warm)
"""
    for mode in ("warm", "cold"):
        done = subprocess.run([sys.executable, "-c", code, mode], capture_output=True, text=True, check=True, timeout=120)
        assert done.stdout.strip() == "[] []", mode


def test_models_are_sorted_and_tell_their_context_window():
    data = [
        {"id": "vllm", "max_model_len": 32_768},
        {"id": "openrouter", "context_length": 1_000_000},
        {"id": "llama.cpp", "meta": {"n_ctx_train": 8_192}},
        {"id": "llama.cpp running", "meta": {"n_ctx_train": 8_192, "n_ctx": 4_096}},
        {"id": "bare"},
        {"id": "bare"},
        {"id": ""},
        {"id": 7},
        "text",
        {"id": "weird", "context_length": "many"},
    ]

    async def main(endpoint: Endpoint) -> tuple[ModelInfo, ...]:
        provider = ChatCompletions()
        try:
            return await provider.models(endpoint)
        finally:
            await provider.close()

    with FakeServer() as server:
        server.play_models(page(json.dumps({"data": data}), content_type="application/json"))
        found = asyncio.run(main(_endpoint(server)))
    assert server.model_requests[0].headers["authorization"] == "Bearer sk-test"
    assert found == (
        ModelInfo("bare"),
        ModelInfo("llama.cpp", 8_192),
        ModelInfo("llama.cpp running", 4_096),
        ModelInfo("openrouter", 1_000_000),
        ModelInfo("vllm", 32_768),
        ModelInfo("weird"),
    )


def test_clients_are_few_and_none_is_closed_in_use():
    async def main(server: FakeServer) -> list[StreamEvent]:
        provider = ChatCompletions()
        try:
            long = provider.stream(_endpoint(server, "sk-first"), _REQUEST)
            events = [await anext(long)]
            for number in range(8):
                await _collect(provider, _endpoint(server, f"sk-{number}"))
            events += [one async for one in long]
            assert await asyncio.to_thread(server.wait_for, lambda: server.open_connections <= 4)
            return events
        finally:
            await provider.close()

    slow = answer("Hello", " there", tokens_per_second=4)
    with FakeServer(slow, answer("x")) as server:
        events = asyncio.run(main(server))
        assert server.wait_for(lambda: server.open_connections == 0)
    assert Finished(FinishReason.STOP) in events


def test_close_ends_the_thread():
    before = set(threading.enumerate())
    with FakeServer() as server:
        _run(_endpoint(server))
    deadline = time.monotonic() + 10
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before


def test_role_and_repeated_send_are_what_they_say():
    """The fake server's own drip: pieces come apart, over and over, until the client leaves."""

    async def main(server: FakeServer) -> None:
        provider = ChatCompletions()
        texts = []
        async with contextlib.aclosing(provider.stream(_endpoint(server), _REQUEST)) as events:
            async for one in events:
                if isinstance(one, TextDelta):
                    texts.append(one.text)
                if len(texts) == 5:
                    break
        assert texts == ["a", "b", "a", "b", "a"]
        await provider.close()

    pieces = chunked(event(chunk("a")), event(chunk("b")))
    with FakeServer((send(STREAM_HEAD, *chunked(event(role_chunk()))), Send(pieces, 0.02, repeat=True))) as server:
        asyncio.run(main(server))
