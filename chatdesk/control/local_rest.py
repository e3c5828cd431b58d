"""Stops the model on this computer when nobody has asked it for a while; the next question starts it again."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject

from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import LocalState
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.settings import Settings

MINUTE_SECONDS = 60.0


class LocalRest(QObject):
    """Counts the time since the model was needed last. ``is_busy`` says whether a reply is under way.

    ``minute_seconds`` is shorter in tests.
    """

    def __init__(
        self,
        *,
        settings: SettingsController,
        connections: ConnectionController,
        is_busy: Callable[[], bool],
        tasks: Tasks,
        minute_seconds: float = MINUTE_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._connections = connections
        self._is_busy = is_busy
        self._tasks = tasks
        self._minute_seconds = minute_seconds
        self._minutes = 0
        self._timer: asyncio.TimerHandle | None = None
        connections.local_needed.connect(self.restart)
        settings.settings_changed.connect(self._on_settings_changed)

    def restart(self) -> None:
        """Count from now."""
        self.close()
        self._minutes = self._settings.settings.local_idle_minutes
        self._timer = asyncio.get_running_loop().call_later(self._minutes * self._minute_seconds, self._on_idle)

    def close(self) -> None:
        """Count no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_settings_changed(self, settings: Settings) -> None:
        if self._timer is not None and self._minutes != settings.local_idle_minutes:
            self.restart()

    def _on_idle(self) -> None:
        self._timer = None
        if self._is_busy() or self._connections.local_state is LocalState.STARTING:
            self.restart()
        else:
            self._tasks.start(self._connections.stop_local_model(), name="stop local model")
