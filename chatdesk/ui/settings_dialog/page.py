"""What the pages of the settings dialog have in common: a form of labeled rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme


class Page(QWidget):
    """A page with rows, each a label above its field, and explanations in small type."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[TextLabel] = []
        self._notes: list[TextLabel] = []
        self.layout_ = QVBoxLayout(self)
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.layout_.addLayout(self.form)
        self.layout_.addStretch(1)

    def add_row(self, field: QWidget) -> TextLabel:
        """Add a field below a label of its own, and return the label."""
        label = TextLabel(wraps=True)
        label.setBuddy(field)
        self._labels.append(label)
        self.form.addRow(label, field)
        return label

    def add_note(self) -> TextLabel:
        """Add an explanation, and return its label."""
        note = TextLabel(wraps=True)
        note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notes.append(note)
        self.form.addRow(note)
        return note

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self.layout_.setContentsMargins(px(20), px(12), px(20), px(16))
        self.form.setVerticalSpacing(px(4))
        for label in self._labels:
            label.set_look(theme.body, theme.text)
            label.setContentsMargins(0, px(10), 0, 0)
        for note in self._notes:
            note.set_look(theme.small, theme.muted)
