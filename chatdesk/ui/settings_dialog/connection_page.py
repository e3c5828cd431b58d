"""The connection in use, as in the dock, and connections of the person's own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.settings import SettingsController
from chatdesk.core.errors import AddressInvalid, ChatDeskError
from chatdesk.core.settings import ConnectionKind, Settings
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.connection_form import ConnectionForm
from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme
from chatdesk.ui.wording import error_wording


class ConnectionPage(Page):
    """The form of the dock, Remove for a connection of one's own, and fields for another one."""

    link_requested = Signal(str)

    models_requested = Signal()

    def __init__(
        self, settings: SettingsController, connections: ConnectionController, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._settings = settings
        self.connection_form = ConnectionForm(settings, connections, theme, self)
        self.remove_button = QPushButton()
        self.name = LineEdit()
        self.address = LineEdit()
        self.add_button = QPushButton()
        self.rows.addWidget(self.connection_form)
        self.rows.addLayout(_left(self.remove_button))
        self._heading = self.add_note()
        self._name_label = self.add_row(self.name)
        self._address_label = self.add_row(self.address)
        self.rows.addLayout(_left(self.add_button))
        self.refusal = self.add_note()
        self.refusal.hide()
        self.connection_form.link_requested.connect(self.link_requested)
        self.connection_form.models_requested.connect(self.models_requested)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.add_button.clicked.connect(self._on_add_clicked)
        self.name.textChanged.connect(self._show_add)
        self.address.textChanged.connect(self._show_add)
        settings.settings_changed.connect(self._show)
        settings.settings_failed.connect(self._on_refused)
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        super().set_theme(theme)
        self.connection_form.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.connection_form.retranslate()
        self.remove_button.setText(self.tr("Remove this c&onnection"))
        self._heading.setText(self.tr("Any server that speaks the OpenAI Chat Completions API can be added."))
        self._name_label.setText(self.tr("&Name of the new connection"))
        self._address_label.setText(self.tr("Base &URL of the new connection"))
        self.name.setAccessibleName(self.tr("Name of the new connection"))
        self.address.setAccessibleName(self.tr("Base URL of the new connection"))
        self.address.setPlaceholderText("https://example.org/v1")
        self.add_button.setText(self.tr("&Add connection"))
        self._show(self._settings.settings)
        self._show_add()

    def _show(self, settings: Settings) -> None:
        self.refusal.hide()
        self.remove_button.setVisible(settings.connection().kind is ConnectionKind.COMPATIBLE)

    def _show_add(self) -> None:
        self.add_button.setEnabled(bool(self.name.text().strip() and self.address.text().strip()))

    def _on_remove_clicked(self) -> None:
        self._settings.remove_connection(self._settings.settings.connection().id)

    def _on_add_clicked(self) -> None:
        before = self._settings.settings.connections
        self._settings.add_connection(self.name.text(), self.address.text())
        if self._settings.settings.connections != before:
            self.name.clear()
            self.address.clear()

    def _on_refused(self, error: ChatDeskError) -> None:
        if isinstance(error, AddressInvalid):
            self.refusal.setText(error_wording(error, self._settings.settings.connection()).sentence)
            self.refusal.show()


def _left(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
