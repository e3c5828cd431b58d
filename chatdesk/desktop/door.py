"""The door to the desktop's notifications: what speaks D-Bus is loaded with the first one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.desktop.notifications import DesktopNotifications


class DesktopDoor:
    """Implements ``core.ports.DesktopNotifier`` by the freedesktop.org specification."""

    def __init__(self) -> None:
        self._notifications: DesktopNotifications | None = None

    async def show(self, key: str, title: str, body: str) -> bool:
        """Show a notification in place of the one of this key; return whether there is one now."""
        return await self._opened().show(key, title, body)

    async def clicked(self) -> tuple[str, str]:
        """Wait for a click; return the key and an activation token."""
        return await self._opened().clicked()

    async def clear(self) -> None:
        """Take back what is shown."""
        if self._notifications is not None:
            await self._notifications.clear()

    async def close(self) -> None:
        """Leave the bus."""
        if self._notifications is not None:
            await self._notifications.close()

    def _opened(self) -> "DesktopNotifications":
        if self._notifications is None:
            # 25 ms and 3 MB with jeepney, which many runs never need.
            from chatdesk.desktop.notifications import DesktopNotifications

            self._notifications = DesktopNotifications()
        return self._notifications
