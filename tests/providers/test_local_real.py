"""The real llama.cpp server with the starter model: it answers, hears a cancel, keeps its key, and goes with its parent."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chatdesk.core.errors import LocalModelUnreadable
from chatdesk.core.paths import shared_models_folder
from chatdesk.core.request import Endpoint
from chatdesk.providers import llama_process, starter_model
from chatdesk.providers.local_server import LlamaServer

pytestmark = pytest.mark.real_model

PATIENCE = 120.0
QUESTION = [{"role": "user", "content": "Name three colors. CANARY-PROMPT"}]


def model() -> Path:
    return starter_model.model_path(shared_models_folder())


def talk_to_server(talk: Callable[[Endpoint, LlamaServer], None]) -> None:
    """Start the real server, run blocking talk with it on a thread, and see that its process is gone afterwards."""

    async def main() -> None:
        server = LlamaServer()
        try:
            endpoint = await server.endpoint(model())
            process_id = server.process_id
            await asyncio.to_thread(talk, endpoint, server)
        finally:
            await server.close()
        assert not Path(f"/proc/{process_id}").exists()

    asyncio.run(main())


def send(endpoint: Endpoint, path: str, body: object = None, key: str | None = None) -> http.client.HTTPResponse:
    """Send a request and return the response, its body unread; closing it closes the connection."""
    assert endpoint.key is not None
    connection = http.client.HTTPConnection(endpoint.base_url.split("/")[2], timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {endpoint.key.reveal() if key is None else key}", "Connection": "close"}
    payload = None if body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", f"/v1{path}", payload, headers)
    return connection.getresponse()


def complete(endpoint: Endpoint, **options: object) -> http.client.HTTPResponse:
    return send(endpoint, "/chat/completions", {"messages": QUESTION, "stream": True, **options})


def events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    for line in response:
        if line.startswith(b"data: {"):
            yield json.loads(line[6:])


def has_ended(process_id: int) -> bool:
    """Whether a process that is not our child is gone; its new parent may not have fetched it yet."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def test_server_streams_an_answer_and_names_its_model() -> None:
    def talk(endpoint: Endpoint, server: LlamaServer) -> None:
        assert server.context_tokens == 8192
        with send(endpoint, "/models") as response:
            listed = json.load(response)
        assert [entry["id"] for entry in listed["data"]] == [model().stem]
        with complete(endpoint, max_tokens=8, ignore_eos=True) as response:
            chunks = list(events(response))
        choices = [choice for chunk in chunks for choice in chunk["choices"]]
        assert sum(bool(choice["delta"].get("content")) for choice in choices) >= 4
        assert choices[-1]["finish_reason"] == "length"

    talk_to_server(talk)


def test_wrong_key_is_refused() -> None:
    def talk(endpoint: Endpoint, _server: LlamaServer) -> None:
        for key in ("", "wrong", "x" * 43):
            with send(endpoint, "/models", key=key) as response:
                assert response.status == 401
            with send(endpoint, "/chat/completions", {"messages": QUESTION, "max_tokens": 1}, key=key) as response:
                assert response.status == 401

    talk_to_server(talk)


def test_closed_connection_frees_the_server_for_the_next_request() -> None:
    def talk(endpoint: Endpoint, _server: LlamaServer) -> None:
        for _ in range(3):
            response = complete(endpoint, max_tokens=8_000, ignore_eos=True)
            next(events(response))
            response.close()
        started = time.monotonic()
        with complete(endpoint, max_tokens=1) as response:
            assert list(events(response))[-1]["choices"][0]["finish_reason"]
        assert time.monotonic() - started < PATIENCE / 4

    talk_to_server(talk)


def test_process_shows_neither_key_nor_prompt_and_has_no_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-in-the-environment")

    def talk(endpoint: Endpoint, server: LlamaServer) -> None:
        with complete(endpoint, max_tokens=4) as response:
            list(events(response))
        folder = Path(f"/proc/{server.process_id}")
        shown = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        assert endpoint.key is not None
        assert endpoint.key.reveal().encode() not in shown
        assert b"canary" not in shown
        assert not re.search(r"libQt6|PySide6|shiboken", (folder / "maps").read_text())

    talk_to_server(talk)


def test_log_holds_neither_key_nor_prompt() -> None:
    process = subprocess.Popen(
        [sys.executable, llama_process.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        request = {"model": str(model()), "key": "canary-key", "context": 512, "threads": 1}
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        assert answer == {"port": answer["port"], "context": 512, "model": model().stem}
        connection = http.client.HTTPConnection("127.0.0.1", answer["port"], timeout=PATIENCE)
        for body in ('{"messages": [{"role": "user", "content": "CANARY-PROMPT"}], "max_tokens": 2}', '{"CANARY-PROMPT'):
            connection.request("POST", "/v1/chat/completions", body, {"Authorization": "Bearer canary-key"})
            connection.getresponse().read()
        connection.close()
        process.terminate()
        log = process.stderr.read()
        assert process.wait(PATIENCE) == -signal.SIGTERM
    assert b"canary" not in log.lower()


def test_crash_is_told_and_the_server_comes_back_with_another_key() -> None:
    async def main() -> None:
        server = LlamaServer()
        crashed = asyncio.Event()
        server.on_crashed(crashed.set)
        try:
            first = await server.endpoint(model())
            assert server.process_id is not None
            os.kill(server.process_id, signal.SIGSEGV)
            async with asyncio.timeout(PATIENCE):
                await crashed.wait()
            second = await server.endpoint(model())
            assert first.key != second.key
            status = await asyncio.to_thread(lambda: send(second, "/models").status)
            assert status == 200
        finally:
            await server.close()

    asyncio.run(main())


@pytest.mark.parametrize("damage", ["cut", "unknown kind", "noise"])
def test_damaged_model_is_a_sentence_and_no_process(tmp_path: Path, damage: str) -> None:
    with model().open("rb") as file:
        content = file.read(4_000_000)
    path = tmp_path / "damaged.gguf"
    match damage:
        case "unknown kind":
            path.write_bytes(content.replace(b"llama", b"zzzzz", 1))
        case "noise":
            path.write_bytes(content[:8] + bytes(255 - byte for byte in content[8:100_000]))
        case _:
            path.write_bytes(content)

    async def main() -> None:
        server = LlamaServer()
        crashes: list[None] = []
        server.on_crashed(lambda: crashes.append(None))
        with pytest.raises(LocalModelUnreadable) as caught:
            await server.endpoint(path)
        assert caught.value.detail
        assert server.process_id is None or has_ended(server.process_id)
        await server.endpoint(model())
        await server.close()
        assert crashes == []

    asyncio.run(main())


PARENT = """
import asyncio, sys
from pathlib import Path
from chatdesk.providers.local_server import LlamaServer

async def main():
    server = LlamaServer()
    start = asyncio.create_task(server.endpoint(Path(sys.argv[1])))
    while server.process_id is None:
        await asyncio.sleep(0.001)
    print(server.process_id, flush=True)
    await start
    print("ready", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 2], ids=["while it loads", "when it is ready"])
def test_killed_app_takes_the_server_along(lines: int) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(model())], stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        for _ in range(lines - 1):
            assert parent.stdout.readline() == b"ready\n"
        parent.kill()
        parent.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while not has_ended(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert has_ended(child)
