"""Room for the text: hides the docks of a narrow window and brings them back when it is wide again."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

_TEXT_WIDTH = 400
"""The conversation gets at least this many pixels at 100 % text size before a dock is shown."""


class DockRoom(QObject):
    """Decides which docks there is room for; the first of them gives way first.

    A dock that a person opens in a narrow window makes the window wider where the screen allows it, and is left alone
    until the window is narrowed further.
    """

    def __init__(self, window: QMainWindow, docks: tuple[QDockWidget, ...]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._hidden: set[str] = set()
        self._insisted: QDockWidget | None = None
        self._insisted_width = 0
        self.scale = 1.0

    @property
    def has_hidden(self) -> bool:
        """Whether a dock that is wanted is hidden for want of room."""
        return bool(self._hidden)

    def fit(self) -> None:
        """Hide docks until the text has room; show those again that have room now."""
        width = self._window.width()
        if width < self._insisted_width:
            self._insisted, self._insisted_width = None, 0
        shown = [dock for dock in self._docks if self._takes_room(dock)]
        for dock in [dock for dock in shown if dock is not self._insisted]:
            if self._needed(shown) > width:
                shown.remove(dock)
                self._hidden.add(dock.objectName())
                dock.hide()
        for dock in reversed(self._docks):
            if dock.objectName() in self._hidden and self._needed([*shown, dock]) <= width:
                self._hidden.discard(dock.objectName())
                shown.append(dock)
                dock.show()
        if shown and sum(dock.width() for dock in shown) + round(_TEXT_WIDTH * self.scale) > width:
            least = [dock.minimumSizeHint().width() for dock in shown]
            self._window.resizeDocks(shown, least, Qt.Orientation.Horizontal)

    def insist(self, dock: QDockWidget) -> None:
        """Show a dock that a person asked for: others give way, then the window grows."""
        self._hidden.discard(dock.objectName())
        self._insisted = dock
        dock.show()
        if not dock.isFloating():
            for other in self._docks:
                if other is not dock and self._takes_room(other) and self._needed([dock, other]) > self._window.width():
                    self._hidden.add(other.objectName())
                    other.hide()
            self._make_room(dock)
        dock.raise_()

    def forget(self, dock: QDockWidget) -> None:
        """Take note that a person closed a dock: it does not come back by itself."""
        self._hidden.discard(dock.objectName())
        self._insisted, self._insisted_width = None, 0

    def _make_room(self, dock: QDockWidget) -> None:
        needed = self._needed([dock])
        if needed <= self._window.width():
            return
        screen = self._window.screen() or QGuiApplication.primaryScreen()
        if not self._window.isMaximized() and not self._window.isFullScreen():
            room = screen.availableGeometry()
            width = min(needed, room.width())
            self._window.resize(width, self._window.height())
            if self._window.frameGeometry().right() > room.right():
                self._window.move(max(room.left(), room.right() - self._window.frameGeometry().width()), self._window.y())
        self._insisted_width = min(needed, self._window.width())

    def _takes_room(self, dock: QDockWidget) -> bool:
        return not dock.isHidden() and not dock.isFloating()

    def _needed(self, docks: list[QDockWidget]) -> int:
        return round(_TEXT_WIDTH * self.scale) + sum(dock.minimumSizeHint().width() for dock in docks)
