"""The pictures that are attached to the message being written, as chips above the field."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from chatdesk.control.facts import DraftImage
from chatdesk.ui.cards import paint_card
from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.picture_wording import described
from chatdesk.ui.theme import Theme

_SIDE = 40
_CHIP_WIDTH = 196
_GAP = 6


class AttachmentTray(QWidget):
    """Lays chips out in rows; hidden while nothing is attached."""

    remove_requested = Signal(str)
    """The picture of this id shall not be sent."""

    emptied = Signal()
    """The last chip is gone while it had the keyboard focus."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: list[AttachmentChip] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self.hide()

    def show_images(self, images: Sequence[DraftImage]) -> None:
        """Show these pictures; chips that stay keep their place in the order of Tab and the focus."""
        known = {chip.image.id: chip for chip in self.chips}
        had_focus = next((number for number, chip in enumerate(self.chips) if chip.button.hasFocus()), None)
        self.chips = [known.pop(image.id) if image.id in known else self._make(image) for image in images]
        for chip, image in zip(self.chips, images, strict=True):
            chip.show_image(image)
        for chip in known.values():
            chip.hide()
            chip.deleteLater()
        self.setVisible(bool(self.chips))
        self._arrange()
        if had_focus is not None and not any(chip.button.hasFocus() for chip in self.chips):
            self._focus_near(had_focus)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        for chip in self.chips:
            chip.set_theme(theme)
        self._arrange()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setAccessibleName(self.tr("Attached images"))
        for chip in self.chips:
            chip.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the chips out for another width."""
        super().resizeEvent(event)
        self._arrange()

    def _make(self, image: DraftImage) -> "AttachmentChip":
        chip = AttachmentChip(image, self._theme, self)
        chip.button.clicked.connect(lambda: self.remove_requested.emit(image.id))
        chip.show()
        return chip

    def _focus_near(self, number: int) -> None:
        if self.chips:
            self.chips[min(number, len(self.chips) - 1)].button.setFocus()
        else:
            self.emptied.emit()

    def _arrange(self) -> None:
        gap, x, y, height = self._theme.px(_GAP), 0, 0, 0
        for chip in self.chips:
            size = chip.sizeHint().boundedTo(QSize(max(1, self.width()), chip.sizeHint().height()))
            if x and x + size.width() > self.width():
                x, y = 0, y + height + gap
            chip.setGeometry(QRect(QPoint(x, y), size))
            x, height = x + size.width() + gap, size.height()
        self.setFixedHeight(y + height)


class AttachmentChip(QWidget):
    """One picture: a thumbnail, its name and size, and a button that takes it out."""

    def __init__(self, image: DraftImage, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = image
        self._theme = theme
        self._thumbnail = QPixmap()
        self._name = ElidedLabel(self)
        self._size = ElidedLabel(self)
        self.button = FlatButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build_layout()
        self.set_theme(theme)
        self.show_image(image)

    def show_image(self, image: DraftImage) -> None:
        """Show a newer state of the picture."""
        self.image = image
        self._thumbnail = QPixmap.fromImage(image.thumbnail) if isinstance(image.thumbnail, QImage) else QPixmap()
        self.retranslate()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self._name.set_look(theme.small, theme.text)
        self._size.set_look(theme.small, theme.muted)
        self.button.setIcon(line_icon(Icon.CLOSE, theme.text, px(14)))
        self.button.setIconSize(QSize(px(14), px(14)))
        self._layout.setContentsMargins(px(_SIDE + 10), px(3), px(4), px(3))
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        part = self.image.part
        name = (part.name if part is not None else self.image.name) or self.tr("Image")
        if part is None:
            details, told = self.tr("Preparing…"), self.tr("Image, {name}, being prepared").replace("{name}", name)
        else:
            details, told = f"{part.width} × {part.height}", described(part)
        self._name.setText(name)
        self._size.setText(details)
        self.setAccessibleName(told)
        self.button.setAccessibleName(self.tr("Remove {name}").replace("{name}", name))
        self.button.setToolTip(self.tr("Remove"))

    def sizeHint(self) -> QSize:
        """Return the size of every chip, at least as high as two lines."""
        lines = 2 * self._name.sizeHint().height() + self._theme.px(6)
        return QSize(self._theme.px(_CHIP_WIDTH), max(self._theme.px(_SIDE + 8), lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip and the thumbnail, cut to a square."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_card(painter, theme, QRectF(self.rect()), theme.assistant_bubble, theme.px(8))
        side = theme.px(_SIDE)
        square = QRectF(theme.px(4), (self.height() - side) / 2, side, side)
        paint_square(painter, self._thumbnail, square, theme.px(6), theme.code_background)
        painter.end()

    def _build_layout(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._size)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(texts, 1)
        self._layout.addWidget(self.button)


def paint_square(painter: QPainter, pixmap: QPixmap, square: QRectF, radius: float, ground: QColor) -> None:
    """Draw the middle of a picture into a square with round corners; only the ground while there is no picture."""
    painter.setBrush(ground)
    painter.drawRoundedRect(square, radius, radius)
    if pixmap.isNull():
        return
    side = min(pixmap.width(), pixmap.height())
    middle = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
    outline = QPainterPath()
    outline.addRoundedRect(square, radius, radius)
    painter.save()
    painter.setClipPath(outline)
    painter.drawPixmap(square, pixmap, middle)
    painter.restore()
