"""Hears of every exception that nobody caught: it is logged, and a report of it is kept on this computer."""

import asyncio
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from chatdesk.core.errors import ChatDeskError, UnexpectedFault

if TYPE_CHECKING:
    from chatdesk.storage.reports import ReportFolder

log = logging.getLogger(__name__)


class Faults:
    """The hooks for exceptions in slots, in threads and in the event loop, and the slot for those of tasks.

    A defect is told by its class and places: the text of an exception may hold what a person wrote.
    """

    def __init__(self, logs: Path, program: str) -> None:
        self._logs = logs
        self._program = program
        self._reports: ReportFolder | None = None

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of exceptions from now on."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        loop.set_exception_handler(self._on_loop_exception)

    def on_task_failed(self, error: ChatDeskError) -> None:
        """Report what a task ended in, which it has logged, if that was a defect."""
        if isinstance(error, UnexpectedFault) and error.__cause__ is not None:
            self._report(error.__cause__, "a task")

    def _on_exception(self, kind: type[BaseException], error: BaseException, places: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, places)
            return
        self._log("a slot", error)
        self._report(error, "a slot")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self._log("a thread", args.exc_value)
            self._report(args.exc_value, "a thread")

    def _on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._log("the event loop", error)
            self._report(error, "the event loop")
        else:
            log.error("event loop: %s", context.get("message"))

    def _log(self, where: str, error: BaseException) -> None:
        log.error("%s in %s\n%s", type(error).__name__, where, "".join(traceback.format_tb(error.__traceback__)))

    def _report(self, error: BaseException, where: str) -> None:
        if self._reports is None:
            # With the first fault, which most runs do not have.
            from chatdesk.storage.reports import ReportFolder

            self._reports = ReportFolder(self._logs)
        self._reports.write_fault(error, where, self._program)
