"""The field a message is typed in: grows with its text, takes plain text only, and knows whose Enter it is."""

import math

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QTextBlock
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from chatdesk.ui.composition import Composition, is_enter

MAX_LINES = 10
"""The field grows up to this many lines, then it scrolls."""


class MessageEdit(QPlainTextEdit):
    """A text field of one to ten lines without a frame of its own."""

    enter_pressed = Signal()
    """Enter was pressed, and meant: not an input method's and without Shift."""

    escape_pressed = Signal()

    focus_changed = Signal()

    pictures_offered = Signal(object)
    """list[PictureOffer]: pictures or files were pasted or dropped here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composition = Composition()
        self._lines = 1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return a hint as high as the text, one to ten lines."""
        return QSize(super().sizeHint().width(), self._height(self._lines))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a short line."""
        return QSize(self.fontMetrics().averageCharWidth() * 12, self._height(1))

    def fit(self) -> None:
        """Take the height of the text again, after the font has changed."""
        self._lines = 0
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Start each paragraph at the side of its first letter, which Qt does for rich text only, then paint."""
        block = self.firstVisibleBlock()
        while block.isValid() and self._top_of(block) <= event.rect().bottom():
            is_right = block.textDirection() is Qt.LayoutDirection.RightToLeft
            side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            option = block.layout().textOption()
            if option.alignment() != side:
                option.setAlignment(side)
                block.layout().setTextOption(option)
            block = block.next()
        super().paintEvent(event)

    def _top_of(self, block: QTextBlock) -> float:
        """Return where a block begins; it is laid out then."""
        return self.blockBoundingGeometry(block).translated(self.contentOffset()).top()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take whatever has a plain text, files and pictures."""
        return source.hasText() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert the plain text only; offer files and pictures to be attached."""
        if source.hasUrls() or source.hasImage():
            # With the first picture, not with the window.
            from chatdesk.ui.picture_offers import picture_offers

            if offers := picture_offers(source):
                self.pictures_offered.emit(offers)
                return
        self.insertPlainText(source.text().replace("\0", ""))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow the composition."""
        self.composition.follow(event)
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Enter, make a line with Shift+Enter; leave everything else to the field."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Copy) and not self.textCursor().hasSelection():
            event.ignore()  # what is selected elsewhere is meant
        elif not is_enter(event):
            super().keyPressEvent(event)
        elif self.composition.takes_enter():
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif not event.isAutoRepeat():
            self.enter_pressed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height of the text as it wraps now."""
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def _height(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + 2 * math.ceil(self.document().documentMargin()) + 2

    def _fit(self) -> None:
        wanted = max(1, math.ceil(self.document().size().height()))  # QPlainTextDocumentLayout counts lines, not pixels
        lines = min(wanted, MAX_LINES)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > MAX_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if lines != self._lines or self.height() != self._height(lines):
            self._lines = lines
            self.setFixedHeight(self._height(lines))
