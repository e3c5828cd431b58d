"""The local server's process is started once, restarted when needed, and never left behind; with a child of a few lines."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from chatdesk.core.errors import (
    ChatDeskError,
    LocalMemoryShort,
    LocalModelMissing,
    LocalModelUnreadable,
    LocalRuntimeMissing,
    LocalServerFailed,
)
from chatdesk.providers import local_server
from chatdesk.providers.local_server import LlamaServer

CHILD = """
import json, os, signal, sys, time
folder, mode = sys.argv[1:]
open(os.path.join(folder, "starts"), "a").write(f"{os.getpid()}\\n")
request = json.loads(sys.stdin.readline())
open(os.path.join(folder, "threads"), "a").write(f"{request['threads']}\\n")
def ready():
    print(json.dumps({"port": 1, "context": request["context"], "model": "m"}), flush=True)
if mode == "ready":
    ready()
elif mode == "slow":
    while not os.path.exists(os.path.join(folder, "go")):
        time.sleep(0.01)
    ready()
elif mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready()
    time.sleep(600)
elif mode == "hanging":
    time.sleep(600)
elif mode == "garbage":
    print("llama_model_load: hello")
    sys.exit(0)
elif mode == "dying":
    print("0.1 E ggml: GGML_ASSERT(n > 0) failed", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
elif mode == "chatty":
    ready()
    sys.stderr.write("x" * 300_000)
    sys.stderr.flush()
    open(os.path.join(folder, "written"), "w").close()
else:
    print(json.dumps({"error": mode, "detail": "as told"}), flush=True)
    sys.exit(1)
sys.stdin.read()
"""


class Desk:
    """A folder with a model file and a child of a certain manner, and what is seen of its processes."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.folder = folder
        self.model = folder / "model.gguf"
        self.model.write_bytes(b"GGUF")
        (folder / "child.py").write_text(CHILD)
        self.command = (sys.executable, "-I", "-S", str(folder / "child.py"), str(folder), mode)

    @property
    def process_ids(self) -> list[int]:
        file = self.folder / "starts"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def run(
        self, talk: Callable[[LlamaServer], Awaitable[None]], start_seconds: float = 30.0, stop_seconds: float = 10.0
    ) -> None:
        """Run a test's coroutine with a server, close the server, and see that no process is left, not even a dead one."""

        async def main() -> None:
            server = LlamaServer(command=self.command, start_seconds=start_seconds, stop_seconds=stop_seconds)
            try:
                await talk(server)
            finally:
                await server.close()

        asyncio.run(main())
        assert [pid for pid in self.process_ids if Path(f"/proc/{pid}").exists()] == []


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[str], Desk]:
    return lambda mode: Desk(tmp_path, mode)


def test_server_starts_when_first_needed_and_callers_share_the_start(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        assert server.context_tokens is None
        assert here.process_ids == []
        endpoints = await asyncio.gather(*(server.endpoint(here.model) for _ in range(3)))
        assert endpoints == [endpoints[0]] * 3
        assert endpoints[0] == await server.endpoint(here.model)
        assert endpoints[0].base_url == "http://127.0.0.1:1/v1"
        assert server.context_tokens == 8192
        assert here.process_ids == [server.process_id]

    here.run(talk)


def test_start_goes_on_when_the_caller_is_cancelled(desk: Callable[[str], Desk]) -> None:
    here = desk("slow")

    async def talk(server: LlamaServer) -> None:
        first = asyncio.create_task(server.endpoint(here.model))
        await until(lambda: bool(here.process_ids))
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        (here.folder / "go").touch()
        await server.endpoint(here.model)
        assert len(here.process_ids) == 1

    here.run(talk)


def test_another_model_or_context_is_another_process(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")
    other = here.folder / "other.gguf"
    other.write_bytes(b"GGUF")

    async def talk(server: LlamaServer) -> None:
        first = await server.endpoint(here.model)
        second = await server.endpoint(other)
        third = await server.endpoint(other, 2_048)
        assert server.context_tokens == 2_048
        assert len({first.key, second.key, third.key}) == 3
        assert [pid for pid in here.process_ids if Path(f"/proc/{pid}").exists()] == [server.process_id]

    here.run(talk)


def test_crash_is_told_once_and_the_next_call_restarts(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        crashes: list[bool] = []
        server.on_crashed(lambda: crashes.append(asyncio.get_running_loop().is_running()))
        await server.endpoint(here.model)
        assert server.process_id is not None
        os.kill(server.process_id, signal.SIGKILL)
        await until(lambda: bool(crashes))
        assert server.context_tokens is None
        await server.endpoint(here.model)
        assert len(here.process_ids) == 2
        await server.stop()
        assert crashes == [True]

    here.run(talk)


def test_stopped_server_starts_again_and_a_closed_one_does_not(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        await server.stop()
        await server.endpoint(here.model)
        await server.stop()
        assert server.process_id is None
        await server.endpoint(here.model)
        await server.close()
        await server.close()
        with pytest.raises(LocalServerFailed):
            await server.endpoint(here.model)

    here.run(talk)


def test_close_during_the_start_ends_the_process(desk: Callable[[str], Desk]) -> None:
    here = desk("hanging")

    async def talk(server: LlamaServer) -> None:
        start = asyncio.create_task(server.endpoint(here.model))
        await until(lambda: bool(here.process_ids))
        await server.close()
        with pytest.raises(LocalServerFailed, match="stopped"):
            await start

    here.run(talk)


def test_close_at_once_after_the_call_leaves_no_process(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        start = asyncio.create_task(server.endpoint(here.model))
        await asyncio.sleep(0)
        await server.close()
        with pytest.raises(LocalServerFailed):
            await start

    here.run(talk)


def test_process_that_does_not_listen_is_killed(desk: Callable[[str], Desk]) -> None:
    here = desk("deaf")

    async def talk(server: LlamaServer) -> None:
        await server.endpoint(here.model)

    here.run(talk, stop_seconds=0.2)


def test_cancelled_close_kills_the_process(desk: Callable[[str], Desk]) -> None:
    here = desk("deaf")

    async def talk(server: LlamaServer) -> None:
        await server.endpoint(here.model)
        closing = asyncio.create_task(server.close())
        await asyncio.sleep(0.05)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        await until(lambda: server.process_id is None)

    here.run(talk, stop_seconds=60.0)


def test_start_that_takes_too_long_is_given_up(desk: Callable[[str], Desk]) -> None:
    here = desk("hanging")

    async def talk(server: LlamaServer) -> None:
        for _ in range(2):
            with pytest.raises(LocalServerFailed, match=r"not ready within 0\.3 s"):
                await server.endpoint(here.model)

    here.run(talk, start_seconds=0.3)


@pytest.mark.parametrize(
    ("mode", "kind", "detail"),
    [
        ("missing", LocalModelMissing, "as told"),
        ("unreadable", LocalModelUnreadable, "as told"),
        ("runtime", LocalRuntimeMissing, "as told"),
        ("failed", LocalServerFailed, "as told"),
        ("garbage", LocalServerFailed, "no answer, exit code 0"),
        ("dying", LocalMemoryShort, r"no answer, exit code -9 GGML_ASSERT\(n > 0\) failed"),
    ],
)
def test_start_that_fails_says_why_and_is_no_crash(
    desk: Callable[[str], Desk], mode: str, kind: type[ChatDeskError], detail: str
) -> None:
    here = desk(mode)

    async def talk(server: LlamaServer) -> None:
        crashes: list[None] = []
        server.on_crashed(lambda: crashes.append(None))
        with pytest.raises(kind, match=detail) as caught:
            await server.endpoint(here.model)
        assert type(caught.value) is kind
        with pytest.raises(kind):
            await server.endpoint(here.model)
        assert len(here.process_ids) == 2
        assert crashes == []

    here.run(talk)


def test_threads_and_context_are_those_asked_for_and_others_need_another_process(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        await server.endpoint(here.model, 1_024, 2)
        assert server.context_tokens == 1_024
        await server.endpoint(here.model, 1_024, 2)
        assert len(here.process_ids) == 1
        await server.endpoint(here.model, 1_024, 3)
        assert len(here.process_ids) == 2
        assert (here.folder / "threads").read_text().split() == ["2", "3"]

    here.run(talk)


def test_stopped_server_takes_no_memory_and_starts_again(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        crashes: list[None] = []
        server.on_crashed(lambda: crashes.append(None))
        assert server.memory_bytes is None
        await server.endpoint(here.model)
        taken = server.memory_bytes
        assert taken is not None
        assert 1 << 20 < taken < 1 << 30
        await server.stop()
        assert (server.process_id, server.memory_bytes, server.context_tokens) == (None, None, None)
        await server.endpoint(here.model)
        assert len(here.process_ids) == 2
        assert crashes == []
        assert not server.was_killed
        assert await server.why_ended() is None

    here.run(talk)


@pytest.mark.parametrize(("number", "is_killed"), [(signal.SIGKILL, True), (signal.SIGSEGV, False)])
def test_a_process_that_the_system_ended_is_told_from_one_that_crashed(
    desk: Callable[[str], Desk], number: signal.Signals, is_killed: bool
) -> None:
    here = desk("ready")

    async def talk(server: LlamaServer) -> None:
        crashed = asyncio.Event()
        server.on_crashed(crashed.set)
        await server.endpoint(here.model)
        assert server.process_id is not None
        os.kill(server.process_id, number)
        async with asyncio.timeout(20):
            await crashed.wait()
        assert server.was_killed is is_killed
        fault = await server.why_ended()
        assert type(fault) is (LocalMemoryShort if is_killed else LocalServerFailed)
        await server.endpoint(here.model)
        assert not server.was_killed

    here.run(talk)


def test_file_that_cannot_be_a_model_starts_nothing(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")
    here.model.write_bytes(b"<html>")

    async def talk(server: LlamaServer) -> None:
        with pytest.raises(LocalModelUnreadable):
            await server.endpoint(here.model)
        with pytest.raises(LocalModelMissing):
            await server.endpoint(here.folder / "none.gguf")
        assert here.process_ids == []

    here.run(talk)


def test_program_that_cannot_be_started_is_said_so(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")
    here.command = (str(here.folder / "no-program"),)

    async def talk(server: LlamaServer) -> None:
        with pytest.raises(LocalServerFailed, match="No such file"):
            await server.endpoint(here.model)

    here.run(talk)


def test_child_that_logs_much_is_never_blocked(desk: Callable[[str], Desk]) -> None:
    here = desk("chatty")

    async def talk(server: LlamaServer) -> None:
        await server.endpoint(here.model)
        await until((here.folder / "written").exists)

    here.run(talk)


def test_child_gets_no_secret_of_the_environment(desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk("ready")
    monkeypatch.setenv("OPENAI_API_KEY", "canary-in-the-environment")
    monkeypatch.setenv("SOME_TOKEN", "canary-in-the-environment")

    async def talk(server: LlamaServer) -> None:
        endpoint = await server.endpoint(here.model)
        shown = b"".join(Path(f"/proc/{server.process_id}/{name}").read_bytes() for name in ("environ", "cmdline"))
        assert b"PATH=" in shown
        assert b"canary" not in shown
        assert endpoint.key is not None
        assert endpoint.key.reveal().encode() not in shown

    here.run(talk)


def test_packaged_app_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert local_server.child_command()[0] == sys.executable
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert local_server.child_command() == (sys.executable, "--local-model-server")


def test_runtime_is_looked_for_without_being_loaded() -> None:
    program = """
import sys
from chatdesk.providers.local_server import is_runtime_available
is_runtime_available()
sys.exit('xllamacpp' in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


BUSY_PROGRAM = """
import re
from chatdesk.providers import llama_process
llama_process._end_when_stdin_closes()
print("busy", flush=True)
re.match("(a+)+$", "a" * 60 + "b")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a signal for it")
def test_process_ends_with_its_standard_input_even_while_it_holds_the_interpreter() -> None:
    """Loading a model runs no Python code, and neither does this regular expression, which would take for ever."""
    child = subprocess.Popen([sys.executable, "-c", BUSY_PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"busy\n"
        child.stdin.close()
        assert child.wait(20) == -signal.SIGIO


QT_PROGRAM = """
import asyncio, os, signal, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QCoreApplication
from chatdesk.providers.local_server import LlamaServer

async def talk(model, command):
    server = LlamaServer(command=command)
    crashed = asyncio.Event()
    server.on_crashed(crashed.set)
    await asyncio.gather(server.endpoint(model), server.endpoint(model))
    os.kill(server.process_id, signal.SIGKILL)
    await crashed.wait()
    await server.endpoint(model)
    await server.close()
    assert server.process_id is None

loop = qasync.QEventLoop(QCoreApplication([]))
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(talk(Path(sys.argv[1]), sys.argv[2:]))
print("done")
"""


def test_server_lives_on_qt_s_event_loop_too(desk: Callable[[str], Desk]) -> None:
    here = desk("ready")
    command = [sys.executable, "-c", QT_PROGRAM, str(here.model), *here.command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")
    assert len(here.process_ids) == 2
    assert [pid for pid in here.process_ids if Path(f"/proc/{pid}").exists()] == []
