"""The card of the first start: paste a key, or use the model on this computer."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme

_SIDE = 16


class WelcomeCard(QWidget):
    """Offers both ways to begin, each with a sentence on what it is."""

    key_requested = Signal()
    """The person wants to enter a key."""

    local_requested = Signal()
    """The person wants the model on this computer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._about_key = TextLabel(wraps=True)
        self._about_local = TextLabel(wraps=True)
        self.key_button = QPushButton(self)
        self.local_button = QPushButton(self)
        self._grid = QGridLayout(self)
        self._is_wide: bool | None = None
        self.key_button.clicked.connect(self.key_requested)
        self.local_button.clicked.connect(self.local_requested)
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self._grid.setContentsMargins(_SIDE, px(12), _SIDE, px(14))
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(8))
        for label in (self._about_key, self._about_local):
            label.set_look(theme.body, theme.text)
        self._arrange()
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._about_key.setText(self.tr("Talk to OpenAI with an API key of your own."))
        self._about_local.setText(self.tr("Or begin at once without a key: a tiny model, English only, to try the app."))
        self.key_button.setText(self.tr("Paste a key"))
        self.local_button.setText(self.tr("Use the model on this computer"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the two ways side by side, or one above the other where there is no room."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.assistant_bubble)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(12), theme.px(12))
        painter.end()

    def _arrange(self) -> None:
        margins = self._grid.contentsMargins()
        widest = max(self.key_button.sizeHint().width(), self.local_button.sizeHint().width())
        needed = 2 * widest + margins.left() + margins.right() + self._grid.horizontalSpacing()
        is_wide = self.width() >= needed
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        places = ((0, 0), (1, 0), (0, 1), (1, 1)) if is_wide else ((0, 0), (1, 0), (2, 0), (3, 0))
        widgets = (self._about_key, self.key_button, self._about_local, self.local_button)
        for widget, (row, column) in zip(widgets, places, strict=True):
            self._grid.addWidget(widget, row, column)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if is_wide else 0)
