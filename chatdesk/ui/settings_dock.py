"""The settings dock; what it holds comes after the window's first paint."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDockWidget, QFrame, QScrollArea, QSizePolicy, QWidget

from chatdesk.ui.dock_title import DockTitle
from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from chatdesk.control.connections import ConnectionController
    from chatdesk.control.settings import SettingsController
    from chatdesk.ui.settings_panel import SettingsPanel

_WIDTH = 300


class SettingsDock(QDockWidget):
    """A dock that can be moved, closed and brought back; an empty one until it is furnished."""

    panel: "SettingsPanel"

    link_requested = Signal(str)

    all_settings_requested = Signal()

    models_requested = Signal()
    """All models on this computer are to be seen."""

    system_prompt_edited = Signal(str)
    """The instructions for the open conversation are others, and have been for a moment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDock")
        self._theme = theme
        self._title = DockTitle(theme, self)
        self.setTitleBarWidget(self._title)
        self._build_area()
        self._dress(theme)
        self._name()

    def furnish(self, settings: "SettingsController", connections: "ConnectionController") -> None:
        """Have the connection's form and the instructions there."""
        # 25 ms of CPU to import and build, which the first key pressed does not need.
        from chatdesk.ui.settings_panel import SettingsPanel

        self.panel = panel = SettingsPanel(settings, connections, self._theme)
        panel.link_requested.connect(self.link_requested)
        panel.all_settings_requested.connect(self.all_settings_requested)
        panel.form.models_requested.connect(self.models_requested)
        panel.system_prompt_edited.connect(self.system_prompt_edited)
        self._area.setWidget(panel)
        panel.setAutoFillBackground(False)

    def show_system_prompt(self, text: str) -> None:
        """Show the instructions of the conversation that was opened."""
        self.panel.show_system_prompt(text)

    def flush(self) -> None:
        """Have what was typed and not taken yet, taken now: instructions and key."""
        self.panel.flush()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._title.set_theme(theme)
        self.panel.set_theme(theme)
        self._dress(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
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
        self._area.setAccessibleName(self.windowTitle())
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
