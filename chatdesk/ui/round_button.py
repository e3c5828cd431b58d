"""A round button with an icon on the accent color, as Send and Stop are."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from chatdesk.ui.colors import mixed
from chatdesk.ui.icons import Icon, draw_icon
from chatdesk.ui.theme import Theme

_SIDE = 32
_RING = 2


class RoundButton(QToolButton):
    """A button painted as a disk with an icon; a second ring shows the keyboard focus."""

    def __init__(self, icon: Icon, theme: Theme, parent: QWidget | None = None, *, is_filled: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self._is_filled = is_filled
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another size."""
        self._theme = theme
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the square that holds the disk and its focus ring."""
        side = self._theme.px(_SIDE) + 2 * _RING
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disk, the icon and the ring."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disk = QRectF(self.rect()).adjusted(_RING + 1, _RING + 1, -_RING - 1, -_RING - 1)
        if self.isEnabled():
            pressed = 0.25 if self.isDown() else 0.12 if self.underMouse() else 0.0
            background, color = mixed(theme.accent, theme.text, pressed), theme.on_accent
        else:
            background, color = mixed(theme.base, theme.text, 0.12), theme.muted
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawEllipse(disk)
        side = disk.width() * 0.62
        inset = (disk.width() - side) / 2
        square = QRectF(disk.x() + inset, disk.y() + inset, side, side)
        draw_icon(painter, self._icon, square, color, filled=self._is_filled)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, _RING))
            painter.drawEllipse(disk.adjusted(-1, -1, 1, 1))
        painter.end()
