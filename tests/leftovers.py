"""Finds what a test leaves behind: threads, tasks, timers and top-level windows."""

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

GRACE_SECONDS = 2.0
"""A thread that was told to end gets this long."""


class TaskWatch:
    """Notes the tasks that ``asyncio.run`` found unfinished and canceled."""

    def __init__(self) -> None:
        self.abandoned: list[str] = []
        runners: Any = asyncio.runners
        self._cancel_all = runners._cancel_all_tasks
        runners._cancel_all_tasks = self._note_and_cancel

    def take(self) -> list[str]:
        """Return what was noted since the last call."""
        taken, self.abandoned = self.abandoned, []
        return taken

    def _note_and_cancel(self, loop: asyncio.AbstractEventLoop) -> None:
        for task in asyncio.all_tasks(loop):
            self.abandoned.append(f"task {task.get_name()} was still running: {task.get_coro()!r}")
        self._cancel_all(loop)


class Snapshot:
    """What there is before a test, to be compared with what there is after it."""

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())
        self._windows = {id(window) for window in _windows()}
        self._timers = {id(timer) for timer in _timers()}
        self._tasks = {id(task) for task in _tasks()}

    def leftovers(self) -> Iterator[str]:
        """Yield a line for each thread, task, window and timer that is new; close the windows for the next test."""
        yield from self._new_threads()
        yield from (f"task {task.get_name()} is not done" for task in _tasks() if id(task) not in self._tasks)
        _delete_what_waits()
        if self._new_windows() or self._new_timers():
            gc.collect()
            _delete_what_waits()
        for window in self._new_windows():
            yield f"top-level window {type(window).__name__} {window.objectName()!r}"
            window.close()
            window.deleteLater()
        for timer in self._new_timers():
            yield f"timer of {timer.interval()} ms, {timer.objectName()!r}, of {type(timer.parent()).__name__}"
            timer.stop()
        _delete_what_waits()

    def _new_threads(self) -> Iterator[str]:
        deadline = time.monotonic() + GRACE_SECONDS
        for thread in threading.enumerate():
            if thread in self._threads or isinstance(thread, threading._DummyThread):
                continue
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                yield f"thread {thread.name}"

    def _new_windows(self) -> list[Any]:
        return [window for window in _windows() if id(window) not in self._windows]

    def _new_timers(self) -> list[Any]:
        return [timer for timer in _timers() if id(timer) not in self._timers]


def _tasks() -> list[Any]:
    # asyncio offers the tasks of one loop at a time only; these are those of all loops, in 3.11 and from 3.12 to 3.13.
    tasks: Any = asyncio.tasks
    known = getattr(tasks, "_scheduled_tasks", None) or getattr(tasks, "_all_tasks", ())
    return [task for task in list(known) if not task.done()]


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [window for window in widgets.QApplication.topLevelWidgets() if window.isVisible()]


def _timers() -> list[Any]:
    core, shiboken = sys.modules.get("PySide6.QtCore"), sys.modules.get("shiboken6")
    if core is None or shiboken is None or core.QCoreApplication.instance() is None:
        return []
    wrappers = shiboken.Shiboken.getAllValidWrappers()
    return [timer for timer in wrappers if isinstance(timer, core.QTimer) and timer.isActive()]


def _delete_what_waits() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
