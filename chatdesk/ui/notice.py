"""The notice bar: one sentence at a time above the composer, with what can be done about it as buttons."""

from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.icons import Icon, draw_icon, line_icon
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.remedies import Remedy, remedy_label
from chatdesk.ui.theme import Theme

SECONDS_PLACEHOLDER = "{seconds}"
"""Stands in a sentence for the seconds that are left of a countdown."""


_SIDE = 12


class NoticeKind(IntEnum):
    """How much a notice matters; a lesser one never hides a greater one."""

    INFO = 0
    ERROR = 1
    UNDO = 2
    """A person just took something away: shown at once, and what it covers comes back."""


class Topic(Enum):
    """What a notice is about; there is at most one of each."""

    TURN = auto()
    OMITTED = auto()
    CLEARED = auto()
    DELETED = auto()
    STORAGE = auto()
    SETTINGS = auto()
    KEY = auto()
    KEYRING = auto()
    LOCAL = auto()
    LINK = auto()
    IMAGE = auto()
    EXPORT = auto()
    FAULT = auto()
    REPORT = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence with up to two remedies; ``seconds`` counts down where the sentence holds ``{seconds}``."""

    topic: Topic
    kind: NoticeKind
    sentence: str
    remedies: tuple[Remedy, ...] = ()
    seconds: int | None = None


class NoticeBar(QWidget):
    """Shows the greatest, then the newest, of the notices that are true; hidden when there is none. Takes no focus."""

    remedy_chosen = Signal(object)
    """Remedy: its button was pressed."""

    changed = Signal()
    """Another notice is shown, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._theme = theme
        self._notices: dict[Topic, Notice] = {}
        self._shown: Notice | None = None
        self._seconds_left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self.on_second)
        self.label = TextLabel(wraps=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[QPushButton] = []
        self._close = FlatButton(self)
        self._close.clicked.connect(self.close_notice)
        self._build_layout()
        self.retranslate()
        self.set_theme(theme)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice on the screen."""
        return self._shown

    def tell(self, notice: Notice) -> None:
        """Show a notice in place of the former one of its topic, now or when the greater ones are gone."""
        self._notices.pop(notice.topic, None)
        self._notices[notice.topic] = notice
        self._show_greatest()

    def reword(self, notice: Notice) -> None:
        """Show another sentence in a notice that is the same otherwise, unannounced, with the same buttons; else tell it."""
        former = self._notices.get(notice.topic)
        if former is None or replace(former, sentence=notice.sentence) != notice:
            self.tell(notice)
            return
        is_shown = former is self._shown
        self._notices[notice.topic] = notice
        if is_shown:
            self._shown = notice
            self._show_sentence()
            self._arrange()

    def withdraw(self, *topics: Topic) -> None:
        """Take away what is no longer true."""
        for topic in topics:
            self._notices.pop(topic, None)
        self._show_greatest()

    def close_notice(self) -> None:
        """Take away the notice on the screen."""
        if self._shown is not None:
            self.withdraw(self._shown.topic)

    def on_second(self) -> None:
        """Count down; the timer calls this each second."""
        self._seconds_left = max(0, self._seconds_left - 1)
        self._show_sentence()
        if self._seconds_left == 0:
            self._timer.stop()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self._row.setContentsMargins(px(14 + 18 + 10), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        self._close.setIcon(line_icon(Icon.CLOSE, theme.text, px(16)))
        self._close.setIconSize(QSize(px(16), px(16)))
        self.label.set_look(theme.body, theme.text)
        self._arrange()
        self.update()

    def retranslate(self) -> None:
        """Take the texts in the language in use; the sentence itself stays as it was told."""
        self._close.setAccessibleName(self.tr("Close notice"))
        self._close.setToolTip(self.tr("Close notice"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside or under the sentence."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tinted card and the mark of its kind."""
        theme = self._theme
        is_error = self._shown is not None and self._shown.kind is NoticeKind.ERROR
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.danger if is_error else theme.line, 1))
        painter.setBrush(theme.error_background if is_error else theme.notice_background)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(12), theme.px(12))
        side = theme.px(18)
        first_line = self.label.y() + self.label.fontMetrics().height() / 2
        top = first_line if self._row.indexOf(self._button_box) < 0 else self.height() / 2
        square = QRectF(theme.px(14), top - side / 2, side, side)
        draw_icon(painter, Icon.WARNING if is_error else Icon.INFO, square, theme.danger if is_error else theme.muted)
        painter.end()

    def _build_layout(self) -> None:
        self._button_box = QWidget(self)
        self._button_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._button_box)
        self._button_row.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self._button_box)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._stack.addLayout(self._row)

    def _arrange(self) -> None:
        """Put the buttons beside a sentence of one line, under a longer one, and one above the other where they must."""
        px = self._theme.px
        indent, spacing = px(14 + 18 + 10), px(8)
        buttons = sum(button.sizeHint().width() + spacing for button in self._buttons)
        sentence = self.label.fontMetrics().horizontalAdvance(self.label.text())
        beside = indent + sentence + spacing + buttons + self._close.sizeHint().width() + 2 * spacing
        is_under = bool(self._buttons) and beside > self.width()
        if is_under and self._row.indexOf(self._button_box) >= 0:
            self._stack.addWidget(self._button_box)
        elif not is_under and self._row.indexOf(self._button_box) < 0:
            self._row.insertWidget(1, self._button_box)
        fits_indented = indent + buttons + spacing <= self.width()
        is_stacked = buttons + 2 * _SIDE > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight
        if self._button_row.direction() is not direction:
            self._button_row.setDirection(direction)
        side = indent if fits_indented else _SIDE
        self._button_row.setContentsMargins(side if is_under else 0, 0, 0 if not is_under else _SIDE, px(10) if is_under else 0)
        self._button_row.setAlignment(Qt.AlignmentFlag.AlignLeft if is_under else Qt.AlignmentFlag.AlignVCenter)

    def _show_greatest(self) -> None:
        # max() takes the first of equals: newest first.
        greatest = max(reversed(self._notices.values()), key=lambda notice: notice.kind, default=None)
        if greatest is self._shown:
            return
        self._shown = greatest
        self._timer.stop()
        if greatest is None:
            self.hide()
            self.changed.emit()
            return
        self._seconds_left = greatest.seconds or 0
        if greatest.seconds is not None:
            self._timer.start()
        self._show_buttons(greatest.remedies)
        self._show_sentence()
        self._arrange()
        self.show()
        self.update()
        self.changed.emit()
        self._announce()

    def _show_sentence(self) -> None:
        if self._shown is not None:
            sentence = self._shown.sentence.replace(SECONDS_PLACEHOLDER, str(self._seconds_left))
            self.label.setText(sentence)
            self.setAccessibleName(sentence)

    def _show_buttons(self, remedies: tuple[Remedy, ...]) -> None:
        for button in self._buttons:
            self._button_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for remedy in remedies:
            button = QPushButton(remedy_label(remedy), self._button_box)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("remedy", remedy.value)
            button.clicked.connect(self._on_button_clicked)
            self._button_row.addWidget(button)
            button.show()
            self._buttons.append(button)

    def _on_button_clicked(self) -> None:
        self.remedy_chosen.emit(Remedy(self.sender().property("remedy")))

    def _announce(self) -> None:
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, self.accessibleName())
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
