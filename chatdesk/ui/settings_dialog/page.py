"""What the pages of the settings dialog have in common: a form of labeled rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme


class Page(QWidget):
    """A page with rows, each a label above its field, and explanations in small type."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[TextLabel] = []
        self._notes: list[TextLabel] = []
        # Not a QFormLayout: that gives wrapped labels too little height.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.rows = QVBoxLayout()
        outer.addLayout(self.rows)
        outer.addStretch(1)

    def add_row(self, field: QWidget) -> TextLabel:
        """Add a field below a label of its own, and return the label."""
        label = TextLabel(wraps=True)
        label.setBuddy(field)
        self._labels.append(label)
        self.rows.addWidget(label)
        self.rows.addWidget(field)
        return label

    def add_note(self) -> TextLabel:
        """Add an explanation, and return its label."""
        note = TextLabel(wraps=True)
        note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notes.append(note)
        self.rows.addWidget(note)
        return note

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self.rows.setContentsMargins(px(20), px(12), px(20), px(16))
        self.rows.setSpacing(px(4))
        for label in self._labels:
            label.set_look(theme.body, theme.text)
            label.setContentsMargins(0, px(10), 0, 0)
        for note in self._notes:
            note.set_look(theme.small, theme.muted)
