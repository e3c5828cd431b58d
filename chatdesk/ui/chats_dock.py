"""The dock on the left that holds the list of chats."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from chatdesk.ui.conversation_list import ConversationList
from chatdesk.ui.theme import Theme

_WIDTH = 240


class ChatsDock(QDockWidget):
    """The list of chats without a frame or a title bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatsDock")
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self._no_title = QWidget(self)
        self.setTitleBarWidget(self._no_title)
        self.list = ConversationList(theme)
        self._theme = theme
        content = QWidget()
        self._layout = QVBoxLayout(content)
        self._layout.addWidget(self.list)
        self.setWidget(content)
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self._layout.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self.list.set_theme(theme)
        self.list.setMinimumWidth(theme.px(_WIDTH * 0.75))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setWindowTitle(self.tr("Chats"))
        self.list.retranslate()

    def preferred_width(self) -> int:
        """Return how wide the dock wants to be when it is opened."""
        return self._theme.px(_WIDTH)

    def sizeHint(self) -> QSize:
        """Return the preferred width."""
        return QSize(self.preferred_width(), super().sizeHint().height())
