"""A button that looks like a link: reachable by keyboard and by screen readers, and its text is never rich."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from chatdesk.ui.theme import Theme


class LinkButton(QAbstractButton):
    """Shows its text underlined in the link color."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the text and the focus ring."""
        metrics = self.fontMetrics()
        shown = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text())
        return QSize(shown.width() + self._theme.px(8), metrics.height() + self._theme.px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, underlined, and the focus ring."""
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(self._theme.window_link)
        inner = self.rect().adjusted(self._theme.px(2), 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic
        painter.drawText(inner, flags, self.text())
        if self.hasFocus():
            painter.setPen(self._theme.accent)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()
