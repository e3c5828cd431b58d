"""The model on this computer: llama.cpp's server in a process of its own, started when first needed.

A crash there is a notice, not a dead window. The child's side and the protocol are in ``llama_process``. Every
run has a thread that starts the process, reads its answer and waits for its end, since asyncio's own subprocesses do not
work on every loop.
"""

import asyncio
import importlib.util
import json
import logging
import os
import secrets
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatdesk.core.child import child_environment
from chatdesk.core.errors import ChatDeskError, LocalMemoryShort, LocalModelMissing, LocalRuntimeMissing, LocalServerFailed
from chatdesk.core.request import Endpoint
from chatdesk.core.secret import Secret
from chatdesk.core.settings import DEFAULT_CONTEXT_TOKENS
from chatdesk.providers import llama_process
from chatdesk.providers.local_answer import Ready, explained, read_answer, was_killed
from chatdesk.providers.model_files import check_model_file, find_model
from chatdesk.providers.process_memory import memory_of

_ANSWER_BYTES = 65_536
_TAIL_LINES = 50
_LINE_BYTES = 1_000
_PARTING_SECONDS = 2.0
"""How long a child that cannot serve may take to write the rest of its log and leave."""

_SEEN_SECONDS = 1.0
"""How long after its connections a process may end: they break first."""

_logger = logging.getLogger(__name__)


def is_runtime_available() -> bool:
    """Return whether the llama.cpp runtime is installed, without loading its 106 MB."""
    return importlib.util.find_spec("xllamacpp") is not None


def child_command() -> tuple[str, ...]:
    """Return the command line of the child; a packaged app is its own interpreter."""
    if getattr(sys, "frozen", False):
        return (sys.executable, llama_process.CHILD_FLAG)
    return (sys.executable, "-P", llama_process.__file__)


@dataclass(frozen=True, slots=True)
class _Launch:
    """What a run is started with; another launch needs another run."""

    model_path: Path
    context_tokens: int
    threads: int


_Outcome = Ready | ChatDeskError


class LlamaServer:
    """The server on this computer; implements ``core.ports.LocalServer``. Used from one event loop, whichever it is.

    ``command`` replaces the child in tests.
    """

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        start_seconds: float = 300.0,
        stop_seconds: float = 2.0,
    ) -> None:
        self._command = tuple(command or child_command())
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._gate = asyncio.Lock()
        self._run: _Run | None = None
        self._is_closed = False
        self._last_run: _Run | None = None
        self._crash_callbacks: list[Callable[[], None]] = []

    def locate(self, settings_path: str) -> Path:
        """Return the model file that ``endpoint`` can be asked for: the person's own if a path is set, else the starter model.

        Cheap. Raises LocalRuntimeMissing if there is nothing to run a model with, LocalModelMissing if the file is not there.
        """
        if not is_runtime_available():
            raise LocalRuntimeMissing
        path = find_model(settings_path)
        if path is None or not path.is_file():
            raise LocalModelMissing("" if path is None else path.name)
        return path

    async def endpoint(self, model_path: Path, context_tokens: int | None = None, threads: int = 0) -> Endpoint:
        """Start the server with this model unless it runs, wait until it is ready, and return where it listens.

        ``context_tokens`` is the wanted context window, 8,192 by default; the model's trained one caps it. ``threads`` 0 means
        one a physical core but one, which stays the window's. Callers at the same time share one start, which goes on when
        they are cancelled. Raises LocalRuntimeMissing, LocalModelMissing, LocalModelUnreadable, LocalMemoryShort or
        LocalServerFailed.
        """
        launch = _Launch(model_path, context_tokens or DEFAULT_CONTEXT_TOKENS, threads)
        async with self._gate:
            run = await self._current_run(launch)
        await asyncio.wait({run.outcome})
        outcome = run.outcome.result()
        if isinstance(outcome, ChatDeskError):
            raise outcome
        return outcome.endpoint

    async def _current_run(self, launch: _Launch) -> "_Run":
        """Return the run that serves this launch, a new one if need be. Call with the gate held."""
        if self._is_closed:
            raise LocalServerFailed("closed")
        run = self._run
        if run is not None and (run.launch != launch or run.has_failed):
            await run.stop(self._stop_seconds)
            run = None
        if run is None:
            run = self._run = self._last_run = _Run(launch=launch, command=self._command, on_ended=self._on_run_ended)
            run.start(self._start_seconds)
        return run

    @property
    def context_tokens(self) -> int | None:
        """The context window of the running model, None while none runs."""
        ready = None if self._run is None else self._run.ready
        return None if ready is None else ready.context_tokens

    @property
    def process_id(self) -> int | None:
        """The process that runs now, None while none runs."""
        return None if self._run is None else self._run.process_id

    @property
    def memory_bytes(self) -> int | None:
        """The memory that the process takes now; None while none runs, and where it can't be told."""
        process_id = self.process_id
        return None if process_id is None else memory_of(process_id)

    @property
    def was_killed(self) -> bool:
        """Whether the last process was ended from outside, as the system does when memory runs out."""
        run = self._last_run
        return run is not None and run.has_crashed and was_killed(run.exit_code)

    async def why_ended(self) -> ChatDeskError | None:
        """Return why the last process ended without being asked to, None if it did not; waits a moment for its end."""
        run = self._last_run
        if run is None:
            return None
        await asyncio.wait({run.ended}, timeout=_SEEN_SECONDS)
        if not run.has_crashed:
            return None
        detail = f"exit code {run.exit_code}"
        return LocalMemoryShort(detail) if was_killed(run.exit_code) else LocalServerFailed(detail)

    def on_crashed(self, callback: Callable[[], None]) -> None:
        """Call back, on the event loop's thread, when a process that was ready ends without being asked to."""
        self._crash_callbacks.append(callback)

    async def stop(self) -> None:
        """End the process, which frees its memory; the next ``endpoint`` starts another."""
        async with self._gate:
            if self._run is not None:
                await self._run.stop(self._stop_seconds)

    async def close(self) -> None:
        """End the process for good. Can be called again."""
        self._is_closed = True
        await self.stop()

    def _on_run_ended(self, run: "_Run") -> None:
        if run is not self._run:
            return
        self._run = None
        if run.has_crashed:
            for callback in self._crash_callbacks:
                callback()


class _Run:
    """One child process and the thread that looks after it.

    ``outcome`` is set once, on the loop's thread: the process is ready, or why it never will be. ``ended`` is set when the
    process is gone and reaped.
    """

    def __init__(self, *, launch: _Launch, command: Sequence[str], on_ended: Callable[["_Run"], None]) -> None:
        self.launch = launch
        self._command = command
        self._on_ended = on_ended
        self._loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[_Outcome] = self._loop.create_future()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self._key = Secret(secrets.token_urlsafe(32))
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_unwanted = False
        self.exit_code: int | None = None
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._time_limit: asyncio.Handle | None = None
        self._thread = threading.Thread(target=self._look_after, name="local model server", daemon=True)

    @property
    def ready(self) -> Ready | None:
        """What the running process offers, None before it is ready and after its end."""
        if not self.outcome.done() or self.ended.done():
            return None
        outcome = self.outcome.result()
        return outcome if isinstance(outcome, Ready) else None

    @property
    def has_failed(self) -> bool:
        """Whether the process did not become ready, or is gone."""
        return self.ended.done() or (self.outcome.done() and self.ready is None)

    @property
    def has_crashed(self) -> bool:
        """Whether the process was ready and ended without being asked to."""
        was_ready = self.outcome.done() and isinstance(self.outcome.result(), Ready)
        return self.ended.done() and was_ready and not self._is_unwanted

    @property
    def process_id(self) -> int | None:
        """The process's id, None before its start and after its end."""
        return None if self._process is None or self.ended.done() else self._process.pid

    def start(self, limit_seconds: float) -> None:
        """Start the process and give it so long to become ready."""
        self._time_limit = self._loop.call_later(limit_seconds, self._give_up, limit_seconds)
        self._thread.start()

    async def stop(self, patience_seconds: float) -> None:
        """End the process: ask, wait, kill, wait. Being cancelled kills at once."""
        self._settle(LocalServerFailed("stopped"))
        self._request_end()
        try:
            await asyncio.wait({self.ended}, timeout=patience_seconds)
        finally:
            if not self.ended.done():
                self._kill()
        await asyncio.wait({self.ended}, timeout=patience_seconds)
        if not self.ended.done():
            _logger.error("the local model server (process %s) cannot be ended", self.process_id)

    def _request_end(self) -> None:
        with self._guard:
            self._is_unwanted = True
            if self._process is not None:
                self._process.terminate()

    def _kill(self) -> None:
        with self._guard:
            self._is_unwanted = True
            if self._process is not None:
                self._process.kill()

    def _give_up(self, seconds: float) -> None:
        self._settle(LocalServerFailed(f"not ready within {seconds:g} s"))
        self._kill()

    def _settle(self, outcome: _Outcome) -> None:
        if self._time_limit is not None:
            self._time_limit.cancel()
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def _finish(self, outcome: _Outcome) -> None:
        self._settle(outcome)
        self.ended.set_result(None)
        self._on_ended(self)

    # From here on: the run's own thread.

    def _look_after(self) -> None:
        outcome: _Outcome = LocalServerFailed()
        try:
            outcome = self._serve()
        except ChatDeskError as error:
            outcome = error
        except OSError as error:
            outcome = LocalServerFailed(error.strerror or type(error).__name__)
        finally:
            self._tell(self._finish, outcome)

    def _serve(self) -> _Outcome:
        """Run the process from start to end; return how it started. Raises ChatDeskError or OSError."""
        check_model_file(self.launch.model_path)
        process = self._spawn()
        log = threading.Thread(target=self._read_log, args=(process,), name="local model server log", daemon=True)
        log.start()
        with process:
            try:
                outcome = read_answer(self._first_line(process), self._key)
                if isinstance(outcome, Ready):
                    self._tail.clear()
                    self._tell(self._settle, outcome)
                    _logger.info("local model server ready, process %d", process.pid)
                    process.wait()
                    _logger.info("local model server ended, process %d, code %d", process.pid, process.returncode)
            finally:
                _reap(process)
                log.join()
                self.exit_code = process.returncode
        if isinstance(outcome, Ready):
            return outcome
        return explained(outcome, self._key, tuple(self._tail), process.returncode)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        flags = 0
        if sys.platform == "win32":  # written for Windows, not run there yet
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        with self._guard:
            if self._is_unwanted:
                raise LocalServerFailed("stopped")
            self._process = subprocess.Popen(  # noqa: S603 - a fixed command; the model's path goes through the pipe
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=child_environment(os.environ),
                creationflags=flags,
            )
        return self._process

    def _first_line(self, process: "subprocess.Popen[bytes]") -> bytes:
        """Send the request and return the answer, empty if the process ends without one."""
        assert process.stdin is not None
        assert process.stdout is not None
        request = {
            "model": str(self.launch.model_path.absolute()),
            "key": self._key.reveal(),
            "context": self.launch.context_tokens,
            "threads": self.launch.threads,
        }
        try:
            os.write(process.stdin.fileno(), json.dumps(request).encode("ascii") + b"\n")
        except BrokenPipeError:
            return b""
        return process.stdout.readline(_ANSWER_BYTES)

    def _read_log(self, process: "subprocess.Popen[bytes]") -> None:
        """Keep the last lines of the log until the process is ready; no prompt can be in them. Later ones are thrown away."""
        assert process.stderr is not None
        while line := process.stderr.readline(_LINE_BYTES):
            if not self.outcome.done():
                self._tail.append(line.decode("utf-8", "replace").strip())

    def _tell(self, callback: Callable[[_Outcome], None], outcome: _Outcome) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, outcome)
        except RuntimeError:
            _logger.debug("the loop is closed; nobody is left to tell")


def _reap(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the process, which is expected to end by itself, and kill it if it does not."""
    try:
        process.wait(_PARTING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
