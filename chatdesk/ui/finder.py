"""Find in chat: the bar, what it looks for, and where the conversation shows it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from chatdesk.control.find import FindController, FindState
from chatdesk.control.tally import Hit
from chatdesk.ui.find_bar import FindBar
from chatdesk.ui.stage import Stage
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.view import TranscriptView

TYPING_MS = 60
"""What was typed is looked for when nothing was typed for so long."""
LONGEST_PREFILL = 200
"""Characters of a selection that is taken for what to look for."""


class Finder(QObject):
    """Opens and closes the bar; the focus goes back to where it was."""

    def __init__(self, stage: Stage, *, find: FindController, transcript: TranscriptView, theme: Theme) -> None:
        super().__init__(stage)
        self._stage = stage
        self._find = find
        self._transcript = transcript
        self._focus: QWidget | None = None
        self._state = find.state
        self.bar = FindBar(theme, stage)
        self.bar.hide()
        stage.add_above_conversation(self.bar)
        stage.installEventFilter(self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.bar.edited.connect(self._typing.start)
        self.bar.step_requested.connect(self.step)
        self.bar.close_requested.connect(self.close)
        find.changed.connect(self._on_changed)
        find.arrived.connect(transcript.seeker.go)
        find.left.connect(self._on_left)

    @property
    def state(self) -> FindState:
        """What was told last."""
        return self._state

    def open(self) -> None:
        """Show the bar with what is selected, or what was looked for last, to be typed over."""
        focus = QApplication.focusWidget()
        text = self._selected_text(focus)
        if focus is not None and not self.bar.isAncestorOf(focus):
            self._focus = focus
        is_new = self.bar.isHidden()
        if text:
            self.bar.field.setText(text)
        self.bar.show()
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.field.selectAll()
        if is_new:
            self._typing.start(0)

    def step(self, step: int) -> None:
        """Go to the next hit (1) or the one before (-1); a hidden bar is shown first, and finds a hit by that."""
        if self.bar.isHidden():
            self.open()
            return
        if self._typing.isActive():
            self._search()
            return
        self._find.step(step)

    def close(self) -> None:
        """Hide the bar; the hit stays selected."""
        if self.bar.isHidden():
            return
        self._typing.stop()
        hit = self._state.hit
        if hit is not None:
            self._transcript.seeker.select(hit)
        self._find.stop()
        self._hide()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self.bar.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.bar.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that no field has a use for: Esc closes the bar, and the hit that it selected can be copied."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape and not self.bar.isHidden():
            self.close()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._transcript.copy()
        else:
            return super().eventFilter(watched, event)
        return True

    def _search(self) -> None:
        self._typing.stop()
        wanted = self.bar.wanted
        near = Hit("", 0) if wanted.is_blank else self._transcript.seeker.near(wanted, self._state.hit)
        self._find.search(wanted, near)

    def _on_changed(self, state: FindState) -> None:
        self._state = state
        self.bar.show_state(state)
        self._transcript.seeker.mark(state)

    def _on_left(self) -> None:
        self._typing.stop()
        self._hide()

    def _hide(self) -> None:
        """Hide the bar and give the focus back, if it is in it."""
        focus, had_focus = self._focus, self.bar.isAncestorOf(QApplication.focusWidget() or self._stage)
        self._focus = None
        self.bar.hide()
        if had_focus:
            (focus if focus is not None and focus.isVisible() else self._stage).setFocus()

    def _selected_text(self, focus: QWidget | None) -> str:
        """Return what is selected where the focus is, else in the conversation; "" for more than one line."""
        if isinstance(focus, QLineEdit):
            text = focus.selectedText() if focus.echoMode() is QLineEdit.EchoMode.Normal else ""
        else:
            text = focus.textCursor().selectedText() if isinstance(focus, QPlainTextEdit) else ""
        text = text or self._transcript.selected_text()
        return text if len(text) <= LONGEST_PREFILL and len(text.splitlines()) == 1 else ""
