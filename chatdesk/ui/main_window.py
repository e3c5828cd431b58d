"""The window: toolbar, menus, docks and the conversation; its place on the screen is remembered."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from chatdesk.core.paths import APP_NAME, resources_folder
from chatdesk.core.settings import WindowPlace
from chatdesk.ui.actions import Actions
from chatdesk.ui.chats_dock import ChatsDock
from chatdesk.ui.dock_room import DockRoom
from chatdesk.ui.menus import MainToolBar, Menus
from chatdesk.ui.settings_dock import SettingsDock
from chatdesk.ui.stage import Stage
from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.control.chat import ChatController
    from chatdesk.control.connections import ConnectionController
    from chatdesk.control.library import LibraryController
    from chatdesk.control.local_models import LocalModelsController
    from chatdesk.control.settings import SettingsController
    from chatdesk.ui.choice_combos import ModelCombo, ProviderCombo
    from chatdesk.ui.conversation_panel import ConversationPanel
    from chatdesk.ui.language import Languages
    from chatdesk.ui.themes import Themes
    from chatdesk.ui.window_wiring import WindowWiring

SMALLEST = QSize(480, 360)
"""The smallest window at 100 % text size."""
_MOST_GROWTH = 1.3
_FIRST_SIZE = QSize(1_200, 800)
_PLACE_MS = 1_000
_LAYOUT_VERSION = 1


class MainWindow(QMainWindow):
    """Holds the panels; what connects them to the controllers is in ``window_wiring`` and ``conversation_panel``.

    It can be shown and typed into before there are controllers; ``furnish`` then builds and connects the rest.
    """

    provider_combo: "ProviderCombo"
    model_combo: "ModelCombo"
    panel: "ConversationPanel"
    wiring: "WindowWiring"

    close_requested = Signal()
    """The person wants to close the window; it closes when ``close_now`` is called."""

    def __init__(self, place: WindowPlace, theme: Theme) -> None:
        super().__init__()
        self._settings: SettingsController | None = None
        self._may_close = False
        self._state = place.state
        self._limit(theme)
        self.setWindowIcon(QIcon(str(resources_folder() / "icons" / "chatdesk.png")))
        self.actions_ = Actions(theme, self)
        self.toolbar = MainToolBar(self.actions_, theme, self)
        self.addToolBar(self.toolbar)
        self.stage = Stage(theme, self)
        self.setCentralWidget(self.stage)
        self.chats_dock = ChatsDock(theme, self)
        self.settings_dock = SettingsDock(theme, self)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.chats_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.settings_dock)
        self.menus = Menus(self.menuBar(), self.actions_)
        self.room = DockRoom(self, (self.chats_dock, self.settings_dock))
        self._place_timer = QTimer(self, singleShot=True, interval=_PLACE_MS)
        self._place_timer.timeout.connect(self.keep_place)
        self._restore_place(place)
        self.room.scale = theme.scale
        self.room.fit()
        self.show_title("")
        for dock in (self.chats_dock, self.settings_dock):
            dock.visibilityChanged.connect(self._on_layout_changed)
            dock.dockLocationChanged.connect(self._on_layout_changed)
        self.stage.composer.edit.setFocus()

    def furnish(
        self,
        *,
        chat: "ChatController",
        library: "LibraryController",
        settings: "SettingsController",
        connections: "ConnectionController",
        make_models: "Callable[[], LocalModelsController]",
        themes: "Themes",
        languages: "Languages",
    ) -> None:
        """Build what the first paint left out: transcript, notices, combo boxes, what the docks hold; and connect all of it."""
        # To import and build it takes 150 ms of CPU, and the first key pressed needs none of it.
        from chatdesk.ui.choice_combos import ModelCombo, ProviderCombo
        from chatdesk.ui.conversation_panel import ConversationPanel
        from chatdesk.ui.window_wiring import WindowWiring

        self._settings = settings
        self.provider_combo = ProviderCombo(settings, self)
        self.model_combo = ModelCombo(settings, connections, self)
        self.toolbar.add_choices(self.provider_combo, self.model_combo)
        self.panel = ConversationPanel(
            self.stage, chat=chat, library=library, settings=settings, connections=connections, theme=themes.current
        )
        self.chats_dock.furnish()
        self.settings_dock.furnish(settings, connections)
        self.wiring = WindowWiring(
            self,
            chat=chat,
            library=library,
            settings=settings,
            connections=connections,
            make_models=make_models,
            themes=themes,
            languages=languages,
        )

    def show_title(self, title: str) -> None:
        """Name the open conversation in the title bar."""
        self.setWindowTitle(f"{title} — {APP_NAME}" if title else APP_NAME)

    def come_to_front(self, token: str = "") -> None:
        """Show the window above others; on Wayland only a ``token`` of the click that asked for it allows that."""
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # where Qt looks for it
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_now(self) -> None:
        """Close for good: everything is written."""
        self._may_close = True
        self.close()

    def flush(self) -> None:
        """Have everything that was typed and not taken yet, taken now: draft, instructions, key; and keep the place."""
        self.panel.flush()
        self.settings_dock.flush()
        self.keep_place()

    def keep_place(self) -> None:
        """Remember where the window is and how its docks stand, those hidden for want of room as if they were shown."""
        self._place_timer.stop()
        if self._settings is None:
            return
        if not self.room.has_hidden:
            self._state = _text(self.saveState(_LAYOUT_VERSION))
        self._settings.set_window_place(WindowPlace(_text(self.saveGeometry()), self._state))

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._limit(theme)
        self.room.scale = theme.scale
        for part in (self.actions_, self.toolbar, self.panel, self.chats_dock, self.settings_dock):
            part.set_theme(theme)
        self.room.fit()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        for part in (
            self.actions_,
            self.menus,
            self.toolbar,
            self.provider_combo,
            self.model_combo,
            self.panel,
            self.chats_dock,
            self.settings_dock,
        ):
            part.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to be closed, unless that was done."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self._settings is not None:
            self.flush()
        self.close_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text its room, and remember the size."""
        super().resizeEvent(event)
        self.room.fit()
        self._place_timer.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place."""
        super().moveEvent(event)
        self._place_timer.start()

    def _limit(self, theme: Theme) -> None:
        """Keep the window so large that large text has room, too."""
        self.setMinimumSize(SMALLEST * min(max(theme.scale, 1.0), _MOST_GROWTH))

    def _on_layout_changed(self) -> None:
        self._place_timer.start()

    def _restore_place(self, place: WindowPlace) -> None:
        if not (place.geometry and self.restoreGeometry(_bytes(place.geometry))):
            available = self.screen().availableGeometry().size() - QSize(40, 60)
            self.resize(_FIRST_SIZE.boundedTo(available).expandedTo(self.minimumSize()))
        docks: list[QDockWidget] = [self.chats_dock, self.settings_dock]
        if not (place.state and self.restoreState(_bytes(place.state), _LAYOUT_VERSION)):
            widths = [self.chats_dock.preferred_width(), self.settings_dock.preferred_width()]
            self.resizeDocks(docks, widths, Qt.Orientation.Horizontal)


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
