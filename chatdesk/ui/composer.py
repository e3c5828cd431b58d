"""The composer: where a message is typed, sent, and its reply stopped."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from chatdesk.ui.icons import Icon
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.message_edit import MessageEdit
from chatdesk.ui.round_button import RoundButton
from chatdesk.ui.theme import Theme

DRAFT_MS = 400
"""A draft is kept when nothing was typed for this long, and at once when it would otherwise be lost."""

_RADIUS = 14


class Composer(QWidget):
    """A growing field with Send, or Stop while a reply streams, in the same place.

    A submitted text stays in the field until ``accept_draft`` says that it is in the history.
    """

    submitted = Signal(str)
    """The person wants this text sent."""

    stop_requested = Signal()

    draft_changed = Signal(str)
    """The text is another, and has been for a moment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_replying = False
        self._submitted = ""
        self._model = ""
        self.edit = MessageEdit(self)
        self.edit.setObjectName("composer")
        self.send_button = RoundButton(Icon.SEND, theme, self)
        self.send_button.setObjectName("sendButton")
        self.stop_button = RoundButton(Icon.STOP, theme, self, is_filled=True)
        self.stop_button.setObjectName("stopButton")
        self.stop_button.hide()
        self.status = ElidedLabel(self)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_MS)
        self._build_layout()
        self.setFocusProxy(self.edit)
        self._connect()
        self.retranslate()
        self.set_theme(theme)
        self._on_text_changed()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText()

    def set_draft(self, text: str) -> None:
        """Show the kept draft of the conversation that was opened."""
        self._draft_timer.stop()
        self._submitted = ""
        if text != self.text:
            self.edit.setPlainText(text)
            self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self._draft_timer.stop()

    def accept_draft(self) -> None:
        """Take what was submitted out of the field; what was typed since then stays, and a text that was changed as a whole."""
        submitted, self._submitted = self._submitted, ""
        cursor = self.edit.textCursor()
        if not submitted or self.text == submitted:
            self.edit.clear()
        elif self.text.startswith(submitted):
            cursor.setPosition(0)
            cursor.setPosition(len(submitted.encode("utf-16-le")) // 2, cursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._draft_timer.stop()

    def submit(self) -> None:
        """Submit what is typed, unless it is empty or a reply streams."""
        text = self.text
        if self._is_replying or not text.strip():
            return
        self._submitted = text
        self.submitted.emit(text)

    def flush_draft(self) -> None:
        """Have a draft that is waiting to be kept, kept now."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self.draft_changed.emit(self.text)

    def set_replying(self, is_replying: bool) -> None:
        """Show Stop instead of Send, or Send again."""
        if is_replying == self._is_replying:
            return
        self._is_replying = is_replying
        had_focus = self.send_button.hasFocus() or self.stop_button.hasFocus()
        if had_focus:
            self.edit.setFocus()
        self.send_button.setVisible(not is_replying)
        self.stop_button.setVisible(is_replying)
        self._show_status()

    def set_model(self, name: str) -> None:
        """Say below the field which model gets the message."""
        self._model = name
        self._show_status()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self.send_button.set_theme(theme)
        self.stop_button.set_theme(theme)
        self.status.set_look(theme.small, theme.muted)
        px = theme.px
        self._frame.setContentsMargins(px(12), px(4), px(5), px(4))
        self._below.setContentsMargins(px(14), 0, px(14), 0)
        self.edit.setFont(theme.body)
        self.edit.fit()
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.edit.setAccessibleName(self.tr("Message"))
        self.edit.setPlaceholderText(self.tr("Write a message"))
        self.send_button.setAccessibleName(self.tr("Send"))
        self.send_button.setToolTip(self.tr("Send (Enter)"))
        self.stop_button.setAccessibleName(self.tr("Stop"))
        self.stop_button.setToolTip(self.tr("Stop the reply (Esc)"))
        self._show_status()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rounded field, with a ring in the accent color while it has the focus."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.edit.hasFocus()
        width = 2.0 if has_focus else 1.0
        painter.setPen(QPen(theme.accent if has_focus else theme.field_line, width))
        painter.setBrush(theme.base)
        inset = width / 2
        radius = theme.px(_RADIUS)
        field = QRectF(self._frame.geometry()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(field, radius, radius)
        painter.end()

    def _build_layout(self) -> None:
        self._frame = QHBoxLayout()
        self._frame.addWidget(self.edit, 1)
        self._frame.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._frame.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._below = QHBoxLayout()
        self._below.addWidget(self.status, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._frame)
        layout.addLayout(self._below)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.enter_pressed.connect(self.submit)
        self.edit.escape_pressed.connect(self._on_escape_pressed)
        self.edit.focus_changed.connect(self.update)
        self.send_button.clicked.connect(self._on_send_clicked)
        self.stop_button.clicked.connect(self.stop_requested)
        self._draft_timer.timeout.connect(self._on_draft_due)

    def _on_text_changed(self) -> None:
        self.send_button.setEnabled(bool(self.text.strip()))
        self._draft_timer.start()

    def _on_draft_due(self) -> None:
        self.draft_changed.emit(self.text)

    def _on_send_clicked(self) -> None:
        QGuiApplication.inputMethod().commit()
        self.edit.setFocus()
        self.submit()

    def _on_escape_pressed(self) -> None:
        if self._is_replying:
            self.stop_requested.emit()

    def _show_status(self) -> None:
        hint = self.tr("Esc stops the reply") if self._is_replying else self.tr("Enter sends, Shift+Enter makes a line")
        model = self._model or self.tr("No model chosen")
        self.status.setText(self.tr("{model} · {hint}").format(model=model, hint=hint))
