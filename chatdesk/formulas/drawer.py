"""The parent's side of the drawing process: starts it, asks it, ends it when it takes too long, and starts another.

All of that blocks, and so happens on one thread; the event loop only waits. The protocol is in ``process``.
"""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from chatdesk.core.child import child_command, child_environment, with_this_package
from chatdesk.core.formula import LONGEST_TEX, Drawing, Formula, Undrawable
from chatdesk.formulas.answer import read_drawing

CHILD_FLAG = "--formula-drawer"
"""The hidden argument with which ChatDesk becomes the process."""
_ANSWER_BYTES = 1_000_000
_FAILED_STARTS = 3
"""After so many starts in a row without success no other is tried: something is broken that trying does not mend."""

_logger = logging.getLogger(__name__)


class ZiamathDrawer:
    """Implements ``core.ports.FormulaDrawer``. Used from one event loop, whichever it is.

    ``draw_seconds`` is what one formula may take, ``start_seconds`` the start of the process, which ends when nothing was
    drawn for ``rest_seconds``. ``command`` replaces the child in tests.
    """

    def __init__(
        self,
        *,
        draw_seconds: float = 2.0,
        start_seconds: float = 30.0,
        rest_seconds: float = 300.0,
        command: Sequence[str] | None = None,
    ) -> None:
        self._draw_seconds, self._start_seconds = draw_seconds, start_seconds
        self._command = tuple(command or child_command(CHILD_FLAG))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="formulas")
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._failed_starts = 0
        self._is_closed = False
        self._rest_seconds = rest_seconds
        self._rest: asyncio.TimerHandle | None = None

    @property
    def process_id(self) -> int | None:
        """The process that runs now, None while none runs."""
        return None if self._process is None else self._process.pid

    async def draw(self, formula: Formula) -> Drawing:
        """Return the drawing of a formula. Raises Undrawable."""
        if self._is_closed or len(formula.tex) > LONGEST_TEX:
            raise Undrawable("closed" if self._is_closed else "too long")
        loop = asyncio.get_running_loop()
        self._cancel_rest()
        try:
            line = await loop.run_in_executor(self._thread, self._ask, formula)
        finally:
            self._cancel_rest()
            self._rest = loop.call_later(self._rest_seconds, self._on_rest)
        return read_drawing(line)

    def _cancel_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()

    def _on_rest(self) -> None:
        """End a process that nothing is asked of, which frees its 50 MB; the next formula starts another."""
        if not self._is_closed:
            self._thread.submit(self._let_go)

    async def close(self) -> None:
        """End the process for good, also in the middle of a drawing. Can be called again."""
        self._is_closed = True
        self._cancel_rest()
        with self._guard:
            if self._process is not None:
                self._process.kill()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._let_go()

    # ---- on the thread ----------------------------------------------------------------------------------------

    def _ask(self, formula: Formula) -> bytes:
        """Return the process's answer. A process that was ended by somebody else is started again once."""
        request = {"tex": formula.tex, "display": formula.is_display}
        line = json.dumps(request).encode("ascii") + b"\n"
        for _ in range(2):
            answer, is_late = self._exchange(self._running(), line, self._draw_seconds)
            if answer:
                return answer
            self._let_go()
            if is_late:
                raise Undrawable("took too long")
        raise Undrawable("the process ended")

    def _running(self) -> "subprocess.Popen[bytes]":
        """Return the process, started if need be. Raises Undrawable."""
        if self._process is not None:
            return self._process
        if self._failed_starts >= _FAILED_STARTS:
            raise Undrawable("no process")
        try:
            process = self._start()
        except OSError as error:
            self._failed_starts += 1
            raise Undrawable(type(error).__name__) from error
        ready, _ = self._exchange(process, b"", self._start_seconds)
        if not ready:
            self._failed_starts += 1
            _logger.info("the formula drawer did not start")
            self._let_go()
            raise Undrawable("no process")
        self._failed_starts = 0
        return process

    def _start(self) -> "subprocess.Popen[bytes]":
        flags = 0
        if sys.platform == "win32":  # written for Windows, not run there yet
            flags = subprocess.CREATE_NO_WINDOW
        with self._guard:
            if self._is_closed:
                raise Undrawable("closed")
            self._process = subprocess.Popen(  # noqa: S603 - a fixed command; TeX goes through the pipe
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=with_this_package(child_environment(os.environ)),
                creationflags=flags,
            )
        return self._process

    def _exchange(self, process: "subprocess.Popen[bytes]", line: bytes, seconds: float) -> tuple[bytes, bool]:
        """Write a line and return the next answer, b"" if none comes, and whether the process was ended for being late."""
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()
        limit = threading.Timer(seconds, _end_late, (process, late))
        limit.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline(_ANSWER_BYTES)
        except OSError:
            answer = b""
        finally:
            limit.cancel()
        return (answer if answer.endswith(b"\n") else b""), late.is_set()

    def _let_go(self) -> None:
        """End the process and forget it."""
        with self._guard:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)


def _end_late(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]  # a pipe of Popen's
    except OSError:
        _logger.debug("a line was left in the pipe")
