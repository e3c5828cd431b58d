"""The bar above the conversation in which a text is looked for."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from chatdesk.control.find import FindState
from chatdesk.core.wanted import Wanted
from chatdesk.ui.composition import LineEdit, is_enter
from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import ElidedLabel, plain_tooltip
from chatdesk.ui.palette import form_palette
from chatdesk.ui.theme import Theme

_WIDTH = 760
_ICON_SIDE = 18
_LONGEST = 1_000
"""Characters that are looked for."""


class FindField(LineEdit):
    """A line of input whose Enter leads to the next hit, with Shift to the one before."""

    step_requested = Signal(int)
    """1 for the next hit, -1 for the one before."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, unless the Enter is the input method's."""
        if is_enter(event) and not self.wants(event):
            self.step_requested.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            event.accept()
        else:
            super().keyPressEvent(event)


class _Count(ElidedLabel):
    """Wants to be as wide as its text, and gives way where there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show as much of the text as fits."""
        super().setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self.accessibleName()) + 2, self.fontMetrics().height())


class FindBar(QWidget):
    """A field, what was found, and the buttons for the hit before, the next one, case and closing."""

    edited = Signal()
    """Something else is looked for."""

    step_requested = Signal(int)
    """1 for the next hit, -1 for the one before."""

    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._theme = theme
        self._state = FindState()
        self._announced = ""
        self.field = FindField(self)
        self.field.setObjectName("findEdit")
        self.field.setMaxLength(_LONGEST)
        self._count = _Count(self)
        self._count.setObjectName("findCount")
        self._previous = self._button("findPreviousButton")
        self._next = self._button("findNextButton")
        self._case = self._button("findCaseButton")
        self._case.setCheckable(True)
        self._close = self._button("findCloseButton")
        self._build_layout()
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.field.text(), is_case_sensitive=self._case.isChecked())

    def show_state(self, state: FindState) -> None:
        """Tell what was found; a screen reader hears it when it is certain."""
        self._state = state
        text = self._text(state)
        self._count.setText(text)
        for button in (self._previous, self._next):
            button.setEnabled(state.total > 0)
        if not state.is_counting and text and text != self._announced:
            self._announce(text)
        self._announced = text if state.wanted is not None else ""

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self.setPalette(form_palette(QApplication.palette()))
        self._count.set_look(theme.small, theme.muted)
        icons = ((self._previous, Icon.UP), (self._next, Icon.DOWN), (self._case, Icon.CASE), (self._close, Icon.CLOSE))
        side = px(_ICON_SIDE)
        for button, icon in icons:
            button.setIcon(line_icon(icon, theme.text, side))
            button.setIconSize(QSize(side, side))
        self._column.setMaximumWidth(px(_WIDTH))
        self._layout.setContentsMargins(px(8), px(4), px(8), px(5))
        self._layout.setSpacing(px(4))
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.field.setAccessibleName(self.tr("Find in chat"))
        self.field.setPlaceholderText(self.tr("Find in chat"))
        for button, name, keys in (
            (self._previous, self.tr("Previous match"), "Shift+F3"),
            (self._next, self.tr("Next match"), "F3"),
            (self._case, self.tr("Match case"), ""),
            (self._close, self.tr("Close the find bar"), "Esc"),
        ):
            button.setAccessibleName(name)
            button.setToolTip(plain_tooltip(f"{name} ({keys})" if keys else name))
        self.show_state(self._state)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and the line between the bar and the conversation."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
        painter.end()

    def _button(self, name: str) -> QToolButton:
        button = FlatButton(self)
        button.setObjectName(name)
        return button

    def _build_layout(self) -> None:
        self._column = QWidget(self)
        self._layout = QHBoxLayout(self._column)
        self._layout.addWidget(self.field, 1)
        for widget in (self._count, self._previous, self._next, self._case, self._close):
            self._layout.addWidget(widget)
        centered = QHBoxLayout(self)
        centered.setContentsMargins(0, 0, 0, 0)
        centered.addStretch(1)
        centered.addWidget(self._column, 10_000)
        centered.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.edited)
        self.field.step_requested.connect(self.step_requested)
        self._case.toggled.connect(self.edited)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self._close.clicked.connect(self.close_requested)

    def _on_previous(self) -> None:
        self.step_requested.emit(-1)

    def _on_next(self) -> None:
        self.step_requested.emit(1)

    def _text(self, state: FindState) -> str:
        if state.wanted is None:
            return ""
        if not state.total:
            return self.tr("Looking…") if state.is_counting else self.tr("No matches")
        if state.is_counting:
            text = self.tr("{number} of {total} or more") if state.number else self.tr("{total} or more")
        elif not state.number:
            text = self.tr("Matches: {total}")
        elif not state.has_wrapped:
            text = self.tr("{number} of {total}")
        elif state.number == 1:
            text = self.tr("{number} of {total}, from the start again")
        else:
            text = self.tr("{number} of {total}, from the end again")
        return text.format(number=self.locale().toString(state.number), total=self.locale().toString(state.total))

    def _announce(self, text: str) -> None:
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self.field, text)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
