"""What new conversations begin with."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from chatdesk.control.settings import SettingsController
from chatdesk.core.settings import Settings
from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme

_TYPING_MS = 500
_LINES = 8


class ConversationPage(Page):
    """The instructions that every new chat begins with."""

    def __init__(self, settings: SettingsController, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._settings = settings
        self.prompt = QPlainTextEdit(settings.settings.default_system_prompt)
        self.prompt.setTabChangesFocus(True)
        self._label = self.add_row(self.prompt)
        self._note = self.add_note()
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self.flush)
        self.prompt.textChanged.connect(self._timer.start)
        settings.settings_changed.connect(self._show)
        self.set_theme(theme)
        self.retranslate()

    def flush(self) -> None:
        """Take what was typed, now."""
        self._timer.stop()
        self._settings.set_default_system_prompt(self.prompt.toPlainText())

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        super().set_theme(theme)
        self.prompt.setFont(theme.body)
        self.prompt.setFixedHeight(self.prompt.fontMetrics().lineSpacing() * _LINES + theme.px(12))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._label.setText(self.tr("&Instructions for new chats"))
        self.prompt.setAccessibleName(self.tr("Instructions for new chats"))
        self._note.setText(
            self.tr("They are sent before the first message, as the system prompt. Each chat can have its own, in the panel.")
        )

    def _show(self, settings: Settings) -> None:
        if not self._timer.isActive() and self.prompt.toPlainText() != settings.default_system_prompt:
            self.prompt.setPlainText(settings.default_system_prompt)
            self._timer.stop()
