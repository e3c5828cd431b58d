"""A limit on waiting, for a stream: how long nothing of worth may come."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

_LATE_SECONDS = 1.0
"""A timer this late says that the process was stopped or the computer asleep, not that the server was silent."""


class Patience:
    """Interrupts waits that add up to more than the limit since the last ``restart``.

    What the caller does between waits counts too, unless it says ``forgive``. One timer serves the whole stream:
    ``asyncio.timeout`` around every read would cost as much as the read. Belongs to the running loop.
    """

    def __init__(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._call_at = loop.call_at
        self._time = loop.time
        self._seconds = seconds
        self._since = self.began_at = self.ended_at = loop.time()
        self._task: asyncio.Task[object] | None = None
        self._cancels = 0
        self._is_over = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def seconds(self) -> float:
        """The limit."""
        return self._seconds

    def restart(self, seconds: float) -> None:
        """Count from now, with this limit; not during a wait."""
        if seconds < self._seconds:
            self.stop()
        self._seconds = seconds
        self._since = self.ended_at

    def forgive(self) -> None:
        """Do not count the time since the last wait: somebody else took it."""
        self._since += self._time() - self.ended_at

    async def wait(self, awaitable: Awaitable[T]) -> T:
        """Return what the awaitable gives. Raises TimeoutError, with the awaitable canceled, when the limit is reached."""
        self.begin()
        try:
            return await awaitable
        except asyncio.CancelledError:
            if not self.is_over():
                raise
        finally:
            self.end()
        raise TimeoutError

    def begin(self) -> None:
        """Begin a wait of the running task: from here on it may be canceled, until ``end``."""
        self._task = asyncio.current_task()
        self._cancels = self._task.cancelling() if self._task else 0
        self.began_at = self._time()
        if self._timer is None:
            self._arm()

    def end(self) -> None:
        """End the wait."""
        self._task = None
        self.ended_at = self._time()

    def is_over(self) -> bool:
        """Whether the limit, and nothing else, canceled the wait; to be asked once, on CancelledError, before ``end``."""
        if not self._is_over or self._task is None:
            return False
        self._is_over = False
        return self._task.uncancel() <= self._cancels

    def stop(self) -> None:
        """Drop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        due = self._since + self._seconds
        self._timer = self._call_at(due, self._check, due)

    def _check(self, due: float) -> None:
        self._timer = None
        if self._task is None:
            return
        now = self._time()
        if now - due > _LATE_SECONDS:
            self._since += now - due + _LATE_SECONDS
        if now < self._since + self._seconds:
            self._arm()
        else:
            self._is_over = True
            self._task.cancel()
