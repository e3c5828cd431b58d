"""The API key: a masked field, where the key is in words, Check, Remove, and where to get one."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import CheckResult, KeyState
from chatdesk.control.settings import SettingsController
from chatdesk.core.errors import KeyMalformed
from chatdesk.core.ports import KeyPlace
from chatdesk.core.settings import Connection, ConnectionKind, Settings
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.link_button import LinkButton
from chatdesk.ui.theme import Theme
from chatdesk.ui.wording import error_wording
from chatdesk.ui.wording_states import key_place_sentence

_UNFOCUSED_MS = 400
"""A key that is put into the field without the keyboard, as assistive software does, is taken after this time."""


class KeySection(QWidget):
    """Takes a key once and forgets it: the field is emptied as soon as the key is kept, and never shows a kept key."""

    link_requested = Signal(str)
    """The address where the provider gives out keys."""

    def __init__(
        self,
        settings: SettingsController,
        connections: ConnectionController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._connections = connections
        self._theme = theme
        self._connection_id = settings.settings.connection().id
        self._entered = ""
        self.edit = LineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.reveal_button = FlatButton(self)  # not an action inside the field: Tab would not reach it
        self.reveal_button.setCheckable(True)
        self.check_button = QPushButton(self)
        self.remove_button = QPushButton(self)
        self.link = LinkButton(theme, self)
        self._place = TextLabel(wraps=True)
        self.result = TextLabel(wraps=True)
        self._unfocused = QTimer(self, singleShot=True, interval=_UNFOCUSED_MS)
        self._build_layout()
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    def commit(self) -> None:
        """Take what was typed or pasted as the key; nothing happens when the field is empty."""
        self._unfocused.stop()
        text = self.edit.text()
        if text.strip() and text != self._entered:
            self._entered = text
            self.result.hide()
            self._connections.enter_key(text)

    def focus_field(self) -> None:
        """Put the cursor into the field."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self._place.set_look(theme.small, theme.muted)
        self.result.set_look(theme.small, theme.text)
        self.link.set_theme(theme)
        self._show_reveal()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.edit.setAccessibleName(self.tr("API key"))
        self.check_button.setText(self.tr("&Check"))
        self.check_button.setToolTip(self.tr("Check the key and the address without spending tokens"))
        self.remove_button.setText(self.tr("&Remove key"))
        self.remove_button.setToolTip(self.tr("Forget the key here and in the keyring"))
        self._show_reveal()
        self._show_connection(self._settings.settings)

    def _build_layout(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.check_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        field = QHBoxLayout()
        field.addWidget(self.edit, 1)
        field.addWidget(self.reveal_button)
        layout.addLayout(field)
        for widget in (self._place, self.link):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if widget is self.link else Qt.AlignmentFlag(0))
        layout.addLayout(buttons)
        layout.addWidget(self.result)
        self.result.hide()

    def _connect(self) -> None:
        self.edit.editingFinished.connect(self.commit)
        self.edit.textChanged.connect(self._on_text_changed)
        self._unfocused.timeout.connect(self.commit)
        self.reveal_button.toggled.connect(self._show_reveal)
        self.check_button.clicked.connect(self._on_check_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.link.clicked.connect(self._on_link_clicked)
        self._settings.settings_changed.connect(self._show_connection)
        self._connections.key_changed.connect(self._on_key_changed)
        self._connections.key_refused.connect(self._on_key_refused)
        self._connections.keyring_waiting.connect(self._on_keyring_waiting)
        self._connections.check_started.connect(self._on_check_started)
        self._connections.check_finished.connect(self._on_check_finished)

    def _on_text_changed(self, text: str) -> None:
        if text and not self.edit.hasFocus():
            self._unfocused.start()

    def _on_check_clicked(self) -> None:
        self.commit()
        self._connections.check()

    def _on_remove_clicked(self) -> None:
        self._forget_typed()
        self.result.hide()
        self._connections.remove_key()

    def _on_link_clicked(self) -> None:
        self.link_requested.emit(self._connection().key_url)

    def _on_key_changed(self, state: KeyState) -> None:
        if state.place is not KeyPlace.NONE and self._entered:
            self._forget_typed()
        self._show_key(state)

    def _on_key_refused(self, error: KeyMalformed) -> None:
        self._entered = ""
        self._tell(error_wording(error, self._connection()).sentence)

    def _on_keyring_waiting(self, is_waiting: bool) -> None:
        if is_waiting:
            self._place.setText(
                self.tr("Waiting for your keyring… Unlock it if it asks; until then a key lasts for this session.")
            )
        else:
            self._show_key(self._connections.key_state)

    def _on_check_started(self) -> None:
        self.check_button.setEnabled(False)
        self._tell(self.tr("Checking…"))

    def _on_check_finished(self, result: CheckResult) -> None:
        self.check_button.setEnabled(True)
        if result.connection_id != self._connection_id:
            return
        if result.error is None:
            self._tell(self.tr("The connection works. Models it offers: {count}.").format(count=result.model_count))
        else:
            self._tell(error_wording(result.error, self._connection()).sentence)

    def _show_connection(self, settings: Settings) -> None:
        connection = settings.connection()
        if connection.id != self._connection_id:
            self._connection_id = connection.id
            self._forget_typed()
            self.result.hide()
            self.check_button.setEnabled(True)
        self.link.setVisible(bool(connection.key_url))
        if connection.kind is ConnectionKind.OPENAI:
            self.link.setText(self.tr("Get an OpenAI API key"))
        else:
            self.link.setText(self.tr("Get an API key for {name}").format(name=connection.name.replace("&", "&&")))
        self.link.setToolTip(connection.key_url)
        self._show_key(self._connections.key_state)

    def _show_key(self, state: KeyState) -> None:
        self._place.setText(key_place_sentence(state, needs_key=self._connection().needs_key))
        self.remove_button.setEnabled(state.place in (KeyPlace.KEYRING, KeyPlace.SESSION))
        has_key = state.place is not KeyPlace.NONE
        self.edit.setPlaceholderText(self.tr("Paste another key") if has_key else self.tr("Paste your key"))

    def _show_reveal(self) -> None:
        is_shown = self.reveal_button.isChecked()
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        side = self._theme.px(18)
        self.reveal_button.setIcon(line_icon(Icon.HIDDEN if is_shown else Icon.SHOWN, self._theme.text, side))
        self.reveal_button.setIconSize(QSize(side, side))
        name = self.tr("Hide the key") if is_shown else self.tr("Show the key")
        self.reveal_button.setAccessibleName(name)
        self.reveal_button.setToolTip(name)

    def _forget_typed(self) -> None:
        self._entered = ""
        self._unfocused.stop()
        self.edit.clear()
        self.reveal_button.setChecked(False)

    def _connection(self) -> Connection:
        return self._settings.settings.connection()

    def _tell(self, sentence: str) -> None:
        self.result.setText(sentence)
        self.result.show()
