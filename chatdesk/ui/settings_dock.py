"""The settings dock; what it holds is built when it is first needed, which is after the window's first paint."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDockWidget, QFrame, QScrollArea, QSizePolicy, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.settings import SettingsController
from chatdesk.ui.dock_title import DockTitle
from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from chatdesk.ui.settings_panel import SettingsPanel

_WIDTH = 300


class SettingsDock(QDockWidget):
    """A dock that can be moved, closed and brought back."""

    link_requested = Signal(str)

    all_settings_requested = Signal()

    system_prompt_edited = Signal(str)
    """The instructions for the open conversation are others, and have been for a moment."""

    def __init__(
        self,
        settings: SettingsController,
        connections: ConnectionController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDock")
        self._settings = settings
        self._connections = connections
        self._theme = theme
        self._system_prompt = ""
        self._has_panel = False
        self._title = DockTitle(theme, self)
        self.setTitleBarWidget(self._title)
        self._build_area()
        self._dress(theme)
        self._name()

    @cached_property
    def panel(self) -> "SettingsPanel":
        """The connection's form and the instructions."""
        # 25 ms of CPU to import and build, which the first key pressed does not need.
        from chatdesk.ui.settings_panel import SettingsPanel

        panel = SettingsPanel(self._settings, self._connections, self._theme)
        panel.show_system_prompt(self._system_prompt)
        panel.link_requested.connect(self.link_requested)
        panel.all_settings_requested.connect(self.all_settings_requested)
        panel.system_prompt_edited.connect(self.system_prompt_edited)
        self._has_panel = True
        self._area.setWidget(panel)
        panel.setAutoFillBackground(False)
        return panel

    def show_panel(self) -> None:
        """Have the form there."""
        self.panel.show()

    def show_system_prompt(self, text: str) -> None:
        """Show the instructions of the conversation that was opened."""
        self._system_prompt = text
        if self._has_panel:
            self.panel.show_system_prompt(text)

    def flush(self) -> None:
        """Have what was typed and not taken yet, taken now: instructions and key."""
        if self._has_panel:
            self.panel.flush()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._title.set_theme(theme)
        if self._has_panel:
            self.panel.set_theme(theme)
        self._dress(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        if self._has_panel:
            self.panel.retranslate()
        self._name()

    def preferred_width(self) -> int:
        """Return how wide the dock wants to be when it is opened."""
        return self._theme.px(_WIDTH)

    def _dress(self, theme: Theme) -> None:
        self._theme = theme
        self._area.setMinimumWidth(theme.px(_WIDTH * 0.8))

    def _name(self) -> None:
        self.setWindowTitle(self.tr("Connection"))
        self._title.setText(self.tr("Connection"))
        self._title.retranslate()

    def _build_area(self) -> None:
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._area.viewport().setAutoFillBackground(False)
        self.setWidget(self._area)
