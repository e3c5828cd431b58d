"""Notifications of the desktop: shown, taken back, and heard when they are clicked."""

from PySide6.QtCore import QObject, Signal

from chatdesk.control.tasks import Tasks
from chatdesk.core.ports import DesktopNotifier


class Notifying(QObject):
    """Has a desktop that may be slow, or have no notifications, do what the window wants."""

    activated = Signal(str, str)
    """A notification was clicked: its key, and the token that lets the window come to the front, or ""."""

    def __init__(self, *, notifier: DesktopNotifier, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notifier = notifier
        self._tasks = tasks
        self._has_shown = False

    def show(self, key: str, title: str, body: str) -> None:
        """Show a notification in place of the one of this key."""
        self._has_shown = True
        self._tasks.start(self._show(key, title, body), name=f"notify:{key}")

    def clear(self) -> None:
        """Take back what is shown: the person is here."""
        if self._has_shown:
            self._has_shown = False
            self._tasks.start(self._notifier.clear(), name="clear notifications")

    async def _show(self, key: str, title: str, body: str) -> None:
        if await self._notifier.show(key, title, body) and not self._tasks.is_running("hear notifications"):
            self._tasks.start(self._hear(), name="hear notifications")

    async def _hear(self) -> None:
        while True:
            self.activated.emit(*await self._notifier.clicked())
