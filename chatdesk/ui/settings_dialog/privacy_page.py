"""What leaves this computer, and what is kept where."""

from PySide6.QtWidgets import QWidget

from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme


class PrivacyPage(Page):
    """Plain sentences; there is nothing to switch off."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.sentences = tuple(self.add_note() for _ in range(5))
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        super().set_theme(theme)
        for sentence in self.sentences:
            sentence.set_look(theme.body, theme.text)
            sentence.setContentsMargins(0, theme.px(6), 0, theme.px(6))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        texts = (
            self.tr("ChatDesk connects only to the server of the connection you use, and only to answer you."),
            self.tr(
                "An image in a reply, or a model, is loaded only when you ask for it. "
                "Images that you attach are sent without place, time and camera."
            ),
            self.tr("There is no telemetry, no update check and no account with ChatDesk."),
            self.tr("API keys are kept in this computer's keyring, or for this session only; never in a file."),
            self.tr(
                "Your conversations are kept on this computer, in the profile's folder. The model is sent what a chat needs."
            ),
        )
        for label, text in zip(self.sentences, texts, strict=True):
            label.setText(text)
