"""What the settings dock holds: the connection in use, and the instructions for the conversation that is open."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.settings import SettingsController
from chatdesk.ui.connection_form import ConnectionForm
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.palette import form_palette
from chatdesk.ui.theme import Theme

_PROMPT_MS = 500
_PROMPT_LINES = 5


class SettingsPanel(QWidget):
    """The connection's form, the instructions, and the way to all settings."""

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
        self.form = ConnectionForm(settings, connections, theme)
        self.form.key.edit.setObjectName("apiKeyEdit")
        self.form.model.setObjectName("modelCombo")
        self.form.provider.setObjectName("providerCombo")
        self._prompt_label = TextLabel()
        self.system_prompt = QPlainTextEdit()
        self.system_prompt.setTabChangesFocus(True)
        self._prompt_label.setBuddy(self.system_prompt)
        self.all_settings = QPushButton()
        self._prompt_timer = QTimer(self, singleShot=True, interval=_PROMPT_MS)
        self._build_layout()
        self._prompt_timer.timeout.connect(self._on_prompt_due)
        self.system_prompt.textChanged.connect(self._prompt_timer.start)
        self.form.link_requested.connect(self.link_requested)
        self.all_settings.clicked.connect(self.all_settings_requested)
        self._dress(theme)
        self._name()

    def show_system_prompt(self, text: str) -> None:
        """Show the instructions of the conversation that was opened."""
        if text != self.system_prompt.toPlainText():
            self.system_prompt.setPlainText(text)
        self._prompt_timer.stop()

    def flush(self) -> None:
        """Have what was typed and not taken yet, taken now: instructions and key."""
        self.form.key.commit()
        if self._prompt_timer.isActive():
            self._prompt_timer.stop()
            self._on_prompt_due()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self.form.set_theme(theme)
        self._dress(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.form.retranslate()
        self._name()

    def _dress(self, theme: Theme) -> None:
        px = theme.px
        self._layout.setContentsMargins(px(14), px(2), px(14), px(14))
        self._layout.setSpacing(px(4))
        self.setPalette(form_palette(QApplication.palette()))
        self._prompt_label.set_look(theme.small, theme.muted)
        self._prompt_label.setContentsMargins(0, px(8), 0, 0)
        self.system_prompt.setFont(theme.body)
        self.system_prompt.setFixedHeight(self.system_prompt.fontMetrics().lineSpacing() * _PROMPT_LINES + px(12))

    def _name(self) -> None:
        self._prompt_label.setText(self.tr("&Instructions for this chat"))
        self.system_prompt.setAccessibleName(self.tr("Instructions for this chat"))
        self.system_prompt.setPlaceholderText(self.tr("Such as: Answer briefly, in simple words."))
        self.all_settings.setText(self.tr("&All settings…"))

    def _build_layout(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.form)
        self._layout.addWidget(self._prompt_label)
        self._layout.addWidget(self.system_prompt)
        self._layout.addWidget(self.all_settings, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)

    def _on_prompt_due(self) -> None:
        self.system_prompt_edited.emit(self.system_prompt.toPlainText())
