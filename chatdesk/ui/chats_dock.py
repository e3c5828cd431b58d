"""The dock on the left that holds the list of chats."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from chatdesk.ui.conversation_list import ConversationList

_WIDTH = 240


class ChatsDock(QDockWidget):
    """The list of chats without a frame or a title bar; the list comes after the window's first paint."""

    list: "ConversationList"

    chosen = Signal(str)
    """The conversation of this id was chosen."""

    renamed = Signal(str, str)
    """Conversation id and title, as a person typed it."""

    delete_requested = Signal(str)
    """The conversation of this id shall go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatsDock")
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self._no_title = QWidget(self)
        self.setTitleBarWidget(self._no_title)
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        self.setWidget(self._content)
        self._dress(theme)
        self._name()

    def furnish(self) -> None:
        """Have the list there."""
        # 8 ms of CPU to import and build, which the first key pressed does not need.
        from chatdesk.ui.conversation_list import ConversationList

        self.list = conversations = ConversationList(self._theme)
        conversations.chosen.connect(self.chosen)
        conversations.renamed.connect(self.renamed)
        conversations.delete_requested.connect(self.delete_requested)
        self._layout.addWidget(conversations)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._dress(theme)
        self.list.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._name()
        self.list.retranslate()

    def preferred_width(self) -> int:
        """Return how wide the dock wants to be when it is opened."""
        return self._theme.px(_WIDTH)

    def sizeHint(self) -> QSize:
        """Return the preferred width."""
        return QSize(self.preferred_width(), super().sizeHint().height())

    def _dress(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self._content.setMinimumWidth(theme.px(_WIDTH * 0.75))

    def _name(self) -> None:
        self.setWindowTitle(self.tr("Chats"))
