"""All asyncio tasks of the app: named, owned, and heard when they fail."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from chatdesk.core.errors import ChatDeskError, UnexpectedFault

log = logging.getLogger(__name__)


class Tasks(QObject):
    """Starts tasks on the running loop; a newer task cancels its namesake."""

    failed = Signal(object)
    """A task ended in an exception that nobody caught: a ChatDeskError, UnexpectedFault for a defect of ours, its cause."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run ``work`` as the task of this name; one that runs under it already is canceled."""
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[name] = task
        task.add_done_callback(self._on_done)

    def cancel(self, name: str) -> None:
        """Cancel the task of this name, if there is one."""
        task = self._tasks.pop(name, None)
        if task is not None and not task.done():
            self._ending.add(task)
            task.cancel()

    @property
    def names(self) -> frozenset[str]:
        """The names of all tasks that are under way."""
        return frozenset(self._tasks)

    def is_running(self, name: str) -> bool:
        """Return whether a task of this name is under way."""
        return name in self._tasks

    async def settle(self) -> None:
        """Wait until no task is left but the caller, those that start meanwhile included."""
        while remaining := {*self._tasks.values(), *self._ending} - {asyncio.current_task()}:
            await asyncio.wait(remaining)
            await asyncio.sleep(0)

    async def close(self, keep: Callable[[str], bool] = lambda name: False) -> None:
        """Cancel all tasks but those whose name ``keep`` accepts, and wait for every one."""
        for name in list(self._tasks):
            if not keep(name) and self._tasks[name] is not asyncio.current_task():
                self.cancel(name)
        await self.settle()

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if self._tasks.get(task.get_name()) is task:
            del self._tasks[task.get_name()]
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        if not isinstance(error, ChatDeskError):
            # The text of a foreign exception may hold what a person wrote, so only its class and places are logged.
            places = "".join(traceback.format_tb(error.__traceback__))
            log.error("task %s ended in %s\n%s", task.get_name(), type(error).__name__, places)
            defect, error = error, UnexpectedFault(type(error).__name__)
            error.__cause__ = defect
        self.failed.emit(error)
