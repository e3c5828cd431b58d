"""A limit on waiting, for a stream: how long nothing of worth may come."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

_LATE_SECONDS = 1.0
"""A timer this late says that the process was stopped or the computer asleep, not that the server was silent."""


class Patience:
    """Interrupts waits that add up to more than the limit since the last ``restart``.

    Only the time spent inside ``wait`` counts, not what the caller does between waits. One timer serves the whole
    stream, since a timer for every read would cost as much as the read. Belongs to the running loop.
    """

    def __init__(self, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._since = self._left_at = self._loop.time()
        self._scope: asyncio.Timeout | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def seconds(self) -> float:
        """The limit."""
        return self._seconds

    def restart(self, seconds: float) -> None:
        """Count from now, with this limit."""
        if seconds < self._seconds:
            self.stop()
        self._seconds = seconds
        self._since = self._left_at = self._loop.time()

    async def wait(self, awaitable: Awaitable[T]) -> T:
        """Return what the awaitable gives. Raises TimeoutError, with the awaitable canceled, when the limit is reached."""
        self._since += self._loop.time() - self._left_at
        if self._timer is None:
            self._arm()
        try:
            async with asyncio.timeout(None) as self._scope:
                return await awaitable
        finally:
            self._scope = None
            self._left_at = self._loop.time()

    def stop(self) -> None:
        """Drop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        self._timer = self._loop.call_at(self._since + self._seconds, self._check, self._since + self._seconds)

    def _check(self, planned: float) -> None:
        self._timer = None
        if self._scope is None:
            return
        now = self._loop.time()
        late = now - planned
        if late > _LATE_SECONDS:
            self._since += late + _LATE_SECONDS
        if now < self._since + self._seconds:
            self._arm()
        else:
            self._scope.reschedule(now)
