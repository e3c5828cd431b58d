"""Labels that show text as it is: a server's or a model's words are never taken for rich text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class TextLabel(QLabel):
    """A label of plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setText(text)

    def set_look(self, font: QFont, color: QColor) -> None:
        """Take a font and a color."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, color)
        palette.setColor(QPalette.ColorRole.Text, color)  # what a label on a ground of role Base is drawn with
        self.setPalette(palette)
        self.setFont(font)


class ElidedLabel(TextLabel):
    """A label of one line that gives way: what does not fit becomes an ellipsis, and a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show as much of the text as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """Return a hint that asks for height only."""
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Return the same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide again."""
        super().resizeEvent(event)
        self._elide()

    def set_look(self, font: QFont, color: QColor) -> None:
        """Take a font and a color."""
        super().set_look(font, color)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setToolTip("" if shown == self._whole else plain_tooltip(self._whole))


def plain_tooltip(text: str) -> str:
    """Return a text that Qt shows in a tooltip as it is, never as rich text."""
    if "<" not in text:
        return text
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())  # Qt sees rich text by "&lt;" and shows "<"
