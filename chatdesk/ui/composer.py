"""The composer: where a message is typed, sent, and its reply stopped."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.message_edit import MessageEdit
from chatdesk.ui.round_button import RoundButton
from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from chatdesk.control.facts import DraftImage
    from chatdesk.ui.attachment_tray import AttachmentTray

DRAFT_MS = 400
"""A draft is kept when nothing was typed for this long, and at once when it would otherwise be lost."""

_RADIUS = 14


class Composer(QWidget):
    """A growing field with Send, or Stop while a reply streams, in the same place; what is attached stands above it.

    A submitted text stays in the field until ``accept_draft`` says that it is in the history.
    """

    submitted = Signal(str)
    """The person wants this text sent, with what is attached; it may be empty then."""

    stop_requested = Signal()

    draft_changed = Signal(str)
    """The text is another, and has been for a moment."""

    attach_requested = Signal()
    """The person wants to choose pictures."""

    remove_requested = Signal(str)
    """The attached picture of this id shall not be sent."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_replying = False
        self._has_images = False
        self._submitted: str | None = None
        self.tray: AttachmentTray | None = None
        self._model = ""
        self.edit = MessageEdit(self)
        self.edit.setObjectName("composer")
        self.attach_button = FlatButton(self)
        self.attach_button.setObjectName("attachButton")
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
        self._order_tabs()
        self.setFocusProxy(self.edit)
        self._connect()
        self.retranslate()
        self.set_theme(theme)
        self._on_text_changed()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText()

    @property
    def is_waiting(self) -> bool:
        """Whether something was submitted that is not in the history yet."""
        return bool(self._submitted)

    def set_draft(self, text: str) -> None:
        """Show the kept draft of the conversation that was opened."""
        self._draft_timer.stop()
        self._submitted = None
        if text != self.text:
            self.edit.setPlainText(text)
            self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self._draft_timer.stop()

    def accept_draft(self) -> None:
        """Take what was submitted out of the field; what was typed since then stays, and a text that was changed as a whole."""
        submitted, self._submitted = self._submitted, None
        cursor = self.edit.textCursor()
        if submitted is None or self.text == submitted:
            self.edit.clear()
        elif self.text.startswith(submitted):
            cursor.setPosition(0)
            cursor.setPosition(len(submitted.encode("utf-16-le")) // 2, cursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._draft_timer.stop()

    def submit(self) -> None:
        """Submit what is typed and attached, unless that is nothing or a reply streams."""
        text = self.text
        if self._is_replying or not (text.strip() or self._has_images):
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

    def show_images(self, images: "Sequence[DraftImage]") -> None:
        """Show what is attached."""
        self._has_images = bool(images)
        if images and self.tray is None:
            self._build_tray()
        if self.tray is not None:
            self.tray.show_images(images)
            self._order_tabs()
            self._tray_layout.setContentsMargins(0, self._theme.px(6) if images else 0, self._theme.px(7), 0)
        self._enable_send()
        self.update()

    def _order_tabs(self) -> None:
        """Let Tab go from the field over the button that attaches and the chips' buttons to Send."""
        chips = [] if self.tray is None else [chip.button for chip in self.tray.chips]
        order: list[QWidget] = [self.edit, self.attach_button, *chips, self.send_button, self.stop_button]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

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
        if self.tray is not None:
            self.tray.set_theme(theme)
        px = theme.px
        side = px(20)
        self.attach_button.setIcon(line_icon(Icon.ATTACH, theme.muted, side))
        self.attach_button.setIconSize(QSize(side, side))
        self.attach_button.setFixedSize(px(30), self.send_button.height())
        self._frame.setContentsMargins(px(6), px(4), px(5), px(4))
        self._below.setContentsMargins(px(14), 0, px(14), 0)
        self.edit.setFont(theme.body)
        self.edit.fit()
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.edit.setAccessibleName(self.tr("Message"))
        self.edit.setPlaceholderText(self.tr("Write a message"))
        if self.tray is not None:
            self.tray.retranslate()
        self.attach_button.setAccessibleName(self.tr("Attach image"))
        self.attach_button.setToolTip(
            self.tr("Attach images; place, time and camera are taken out of them, and large ones are made smaller")
        )
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
        row = QHBoxLayout()
        row.addWidget(self.attach_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.edit, 1)
        row.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._tray_layout = QVBoxLayout()
        self._frame = QVBoxLayout()
        self._frame.setSpacing(0)
        self._frame.addLayout(self._tray_layout)
        self._frame.addLayout(row)
        self._below = QHBoxLayout()
        self._below.addWidget(self.status, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._frame)
        layout.addLayout(self._below)

    def _build_tray(self) -> None:
        # With the first picture, not with the window.
        from chatdesk.ui.attachment_tray import AttachmentTray

        self.tray = AttachmentTray(self._theme, self)
        self.tray.remove_requested.connect(self.remove_requested)
        self.tray.emptied.connect(self.edit.setFocus)
        self._tray_layout.addWidget(self.tray)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.enter_pressed.connect(self.submit)
        self.edit.escape_pressed.connect(self._on_escape_pressed)
        self.edit.focus_changed.connect(self.update)
        self.attach_button.clicked.connect(self.attach_requested)
        self.send_button.clicked.connect(self._on_send_clicked)
        self.stop_button.clicked.connect(self.stop_requested)
        self._draft_timer.timeout.connect(self._on_draft_due)

    def _on_text_changed(self) -> None:
        self._enable_send()
        self._draft_timer.start()

    def _enable_send(self) -> None:
        self.send_button.setEnabled(self._has_images or bool(self.text.strip()))

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
