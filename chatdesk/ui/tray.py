"""Notifications where the system shows them for an icon in its tray: Windows and macOS. Not run here so far."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon


class TrayNotifications(QObject):
    """Shows the icon only while a notification stands; the newest one is the one that is clicked."""

    activated = Signal(str, str)
    """A notification was clicked: its key, and ""."""

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.icon = QSystemTrayIcon(icon, self)
        self._key = ""
        self.icon.messageClicked.connect(self._on_clicked)
        self.icon.activated.connect(self._on_clicked)

    def show(self, key: str, title: str, body: str) -> None:
        """Show a notification in place of the last one."""
        self._key = key
        self.icon.show()
        self.icon.showMessage(title, body, self.icon.icon())

    def clear(self) -> None:
        """Take back what is shown."""
        self.icon.hide()

    def _on_clicked(self) -> None:
        self.activated.emit(self._key, "")
