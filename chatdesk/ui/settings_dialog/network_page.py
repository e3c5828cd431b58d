"""The proxy, and how long a first answer may take."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QWidget

from chatdesk.control.settings import SettingsController
from chatdesk.core.settings import Settings
from chatdesk.ui.choice_combos import connection_title
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme

_SHORTEST_SECONDS, _LONGEST_SECONDS = 5, 600


class NetworkPage(Page):
    """How requests travel."""

    def __init__(self, settings: SettingsController, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._settings = settings
        self.proxy = LineEdit()
        self.proxy.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.first_token = QSpinBox()
        self.first_token.setRange(_SHORTEST_SECONDS, _LONGEST_SECONDS)
        self.first_token.setKeyboardTracking(False)
        self._proxy_label = self.add_row(self.proxy)
        self._proxy_note = self.add_note()
        self._wait_label = self.add_row(self.first_token)
        self._wait_note = self.add_note()
        self.proxy.editingFinished.connect(self.flush)
        self.first_token.valueChanged.connect(self._on_wait_changed)
        settings.settings_changed.connect(self._show)
        self.set_theme(theme)
        self.retranslate()

    def flush(self) -> None:
        """Take what was typed, now."""
        self._settings.set_proxy(self.proxy.text())

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._proxy_label.setText(self.tr("&Proxy"))
        self.proxy.setAccessibleName(self.tr("Proxy"))
        self.proxy.setPlaceholderText(self.tr("From the environment, if one is set there"))
        self._proxy_note.setText(
            self.tr("Such as http://10.0.0.1:8080 or socks5://10.0.0.1:1080. Servers on this computer are asked directly.")
        )
        self._wait_label.setText(self.tr("&Wait for the first word of an answer"))
        self.first_token.setAccessibleName(self.tr("Wait for the first word of an answer"))
        self.first_token.setSuffix(self.tr(" s"))
        self._show(self._settings.settings)

    def _show(self, settings: Settings) -> None:
        if not self.proxy.hasFocus() and self.proxy.text() != settings.proxy:
            self.proxy.setText(settings.proxy)
        connection = settings.connection()
        self.first_token.blockSignals(True)
        self.first_token.setValue(round(connection.first_token_seconds))
        self.first_token.blockSignals(False)
        self._wait_note.setText(
            self.tr("For the connection {name}. A large model on a small computer may need minutes.").format(
                name=connection_title(connection)
            )
        )

    def _on_wait_changed(self, seconds: int) -> None:
        self._settings.set_first_token_seconds(float(seconds))
