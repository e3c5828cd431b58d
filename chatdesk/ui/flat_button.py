"""A flat button with an icon, as toolbars and title bars have them."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolButton, QWidget

_RING = 2.0
_RADIUS = 4.0


class FlatButton(QToolButton):
    """Has a clear ring while it has the keyboard focus; the style's own hardly shows on a flat button."""

    def __init__(self, parent: QWidget | None = None, action: QAction | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action is not None:
            self.setDefaultAction(action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button and the ring."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), _RING))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()
