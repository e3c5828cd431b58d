"""The title bar of a dock: its name and a button that closes it; the rest of it moves the dock."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme


class DockTitle(QWidget):
    """A quiet title bar."""

    def __init__(self, theme: Theme, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._label = TextLabel()
        self._close = FlatButton(self)
        self._close.clicked.connect(dock.close)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._label, 1)
        self._layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(theme)

    def setText(self, text: str) -> None:
        """Show this name."""
        self._label.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        font = QFont(theme.body)
        font.setBold(True)
        self._label.set_look(font, theme.text)
        self._layout.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(4))
        self._close.setIcon(line_icon(Icon.CLOSE, theme.text, theme.px(16)))
        self._close.setIconSize(QSize(theme.px(16), theme.px(16)))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._close.setAccessibleName(self.tr("Close panel"))
        self._close.setToolTip(self.tr("Close panel"))
