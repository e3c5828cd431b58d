"""A window with a long plain text to read: a report, a license."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme

_COLUMNS, _LINES = 84, 26


class TextDialog(QDialog):
    """Shows a sentence, the text below it, and buttons; deletes itself when it is closed."""

    def __init__(self, title: str, sentence: str, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        told = TextLabel(sentence, wraps=True)  # in the palette of the application, so it follows its colors
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.mono)
        self.text.setAccessibleName(title)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.close)
        self._plain(self._buttons.button(QDialogButtonBox.StandardButton.Close))
        layout = QVBoxLayout(self)
        margin = theme.px(16)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(12))
        layout.addWidget(told)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._buttons)
        self._fit()

    def add_button(self, text: str) -> QPushButton:
        """Add a button to the left of Close, and return it."""
        button = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        self._plain(button)
        return button

    def _plain(self, button: QPushButton) -> None:
        button.setIcon(QIcon())
        button.setAutoDefault(False)

    def _fit(self) -> None:
        """Be as large as a page, and no larger than the screen."""
        metrics = self.text.fontMetrics()
        page = metrics.averageCharWidth() * _COLUMNS, metrics.lineSpacing() * _LINES
        available = self.screen().availableGeometry().size()
        self.resize(min(page[0], available.width() - 40), min(page[1], available.height() - 80))
