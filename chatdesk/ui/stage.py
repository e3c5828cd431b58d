"""The middle of the window: the conversation above, and below it a column with the composer."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from chatdesk.ui.composer import Composer
from chatdesk.ui.theme import Theme

COLUMN = 760
"""The widest the text column gets, at 100 % text size."""


_SIDE = 8
"""The distance to the sides, whatever the text size: a narrow window needs the room."""


class Stage(QWidget):
    """Holds the composer from the first paint on; the conversation and what stands above the composer come later."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = self._conversation = QWidget(self)
        self.composer = Composer(theme, self)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFocusProxy(self.composer)
        self._build_layout()
        self._dress(theme)

    def show_conversation(self, view: QWidget) -> None:
        """Take the widget that shows the conversation."""
        self._layout.replaceWidget(self._empty, view)
        self.setTabOrder(self._empty, view)
        self._empty.deleteLater()
        self._conversation = view
        view.show()

    def add_above_conversation(self, widget: QWidget) -> None:
        """Take a widget that stands above the conversation."""
        self._layout.insertWidget(0, widget)
        self.setTabOrder(widget, self._conversation)

    def add_above_composer(self, widget: QWidget) -> None:
        """Take a widget that stands between the conversation and the composer, below those that stand there."""
        self._column_layout.insertWidget(self._column_layout.count() - 1, widget)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self.composer.set_theme(theme)
        self._dress(theme)

    def _dress(self, theme: Theme) -> None:
        px = theme.px
        self._column.setMaximumWidth(px(COLUMN) + 2 * _SIDE)
        self._column_layout.setContentsMargins(_SIDE, px(4), _SIDE, px(6))
        self._column_layout.setSpacing(px(8))

    def _build_layout(self) -> None:
        self._column = QWidget(self)
        self._column_layout = QVBoxLayout(self._column)
        self._column_layout.addWidget(self.composer)
        centered = QHBoxLayout()
        centered.addStretch(1)
        centered.addWidget(self._column, 10_000)
        centered.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._empty, 1)
        self._layout.addLayout(centered)
