"""Exports as HTML and PDF, made by a process of their own.

Reading Markdown and setting pages takes milliseconds of CPU for 1,000 characters, all under the interpreter's lock: in a
thread, a long conversation would hold up the window for a minute, and could not be given up. The process that makes pages
writes into the unfinished file; this side puts that into its place.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from chatdesk.core.child import child_command, child_environment, with_this_package
from chatdesk.core.errors import ExportFailed, FileNotSaved
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn
from chatdesk.exchange.export_file import UnfinishedFile
from chatdesk.exchange.page_wire import END_LINE, PageOrder, order_line, turns_line

CHILD_FLAG = "--page-maker"
"""The hidden argument with which ChatDesk becomes the process."""
NOT_WRITTEN, DISK_FULL = 3, 4
"""How the process ends when the file can't be written."""

_logger = logging.getLogger(__name__)


class ExportToPages:
    """Implements ``core.export_ports.ExportFile`` for HTML and PDF. ``command`` replaces the process in tests."""

    def __init__(
        self,
        open_file: Callable[[], UnfinishedFile],
        kind: ExportFormat,
        head: ExportHead,
        name: str,
        command: Sequence[str] | None = None,
    ) -> None:
        self._open_file = open_file
        self._kind, self._head, self._name = kind, head, name
        self._command = tuple(command or child_command(CHILD_FLAG))
        self._file: UnfinishedFile | None = None
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_interrupted = False

    def begin(self) -> None:
        """Begin the file, and the process that writes it."""
        self._file = self._open_file()
        with self._guard:
            if not self._is_interrupted:
                try:
                    self._process = _started(self._command)
                except OSError as err:
                    raise ExportFailed(self._name, type(err).__name__) from err
        self._send(order_line(PageOrder(self._kind, self._file.unfinished, self._head)))

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Hand the next messages to the process; waits while it has enough to do."""
        self._send(turns_line(turns, pictures))

    def finish(self) -> None:
        """Wait for the process, and put the file into its place."""
        self._send(END_LINE)
        code = self._ended()
        if code != 0:
            raise self._failure(code)
        assert self._file is not None
        self._file.commit()
        self._file = None

    def interrupt(self) -> None:
        """End the process."""
        with self._guard:
            self._is_interrupted = True
            if self._process is not None:
                self._process.kill()

    def abandon(self) -> None:
        """End the process and leave nothing, unless the file is in its place."""
        self.interrupt()
        self._ended()
        if self._file is not None:
            self._file.discard()

    def _send(self, line: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise ExportFailed(self._name, "no process")
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except OSError as err:
            raise self._failure(self._ended()) from err

    def _ended(self) -> int:
        """Wait for the end of the process, and return how it ended."""
        process = self._process
        if process is None:
            return 0
        with suppress(OSError):  # what was not written yet
            if process.stdin is not None:
                process.stdin.close()
        code = process.wait()
        with self._guard:
            self._process = None
        return code

    def _failure(self, code: int) -> ExportFailed | FileNotSaved:
        if code in (NOT_WRITTEN, DISK_FULL):
            return FileNotSaved(self._name, is_full=code == DISK_FULL)
        if not self._is_interrupted:
            _logger.info("the process that makes pages ended with %s", code)
        return ExportFailed(self._name, f"exit code {code}")


def _started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    environment = with_this_package(child_environment(os.environ))
    flags = 0
    if sys.platform == "linux":  # elsewhere the system's own platform is there without a display
        environment["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":  # written for Windows, not run there yet
        flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return subprocess.Popen(  # noqa: S603 - a fixed command; the conversation goes through the pipe
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=flags,
    )
