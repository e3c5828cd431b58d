"""One model that is on this computer: what it is, Use, and Remove."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chatdesk.core.local_models import ModelFile, ModelOrigin
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.model_wording import file_facts, listed
from chatdesk.ui.theme import Theme


class ModelRow(QWidget):
    """Shows a model; its buttons say what a person wants of it."""

    use_requested = Signal(object)
    """ModelFile."""

    remove_requested = Signal(object)
    """ModelFile."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: ModelFile | None = None
        self._is_in_use = False
        self._name = TextLabel(wraps=True)
        self._facts = TextLabel(wraps=True)
        self.use_button = QPushButton()
        self.remove_button = QPushButton()
        self._build_layout()
        self.use_button.clicked.connect(self._on_use_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.set_theme(theme)

    @property
    def path(self) -> str | None:
        """Which model is shown, None before one is."""
        return None if self._file is None else self._file.path

    def show_file(self, file: ModelFile, *, is_in_use: bool) -> None:
        """Show this model."""
        self._file, self._is_in_use = file, is_in_use
        self._name.setText(file.name)
        self.use_button.setVisible(not is_in_use and file.is_there)
        self.remove_button.setVisible(file.origin is not ModelOrigin.STARTER)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._name.set_look(theme.body, theme.text)
        self._facts.set_look(theme.small, theme.muted)
        self._layout.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self._layout.setSpacing(theme.px(2))
        self._buttons.setContentsMargins(0, theme.px(4), 0, 0)
        self._buttons.setSpacing(theme.px(8))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        file = self._file
        if file is None:
            return
        self._facts.setText(listed(self.tr("in use") if self._is_in_use else "", file_facts(file)))
        self.use_button.setText(self.tr("Use"))
        is_own = file.origin is ModelOrigin.OWN
        self.remove_button.setText(self.tr("Take off the list") if is_own else self.tr("Remove from the disk"))
        for button in (self.use_button, self.remove_button):
            button.setAccessibleName(self.tr("{button}: {model}").format(button=button.text(), model=file.name))

    def _build_layout(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._name)
        self._layout.addWidget(self._facts)
        self._buttons = QHBoxLayout()
        for button in (self.use_button, self.remove_button):
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._layout.addLayout(self._buttons)

    def _on_use_clicked(self) -> None:
        self.use_requested.emit(self._file)

    def _on_remove_clicked(self) -> None:
        self.remove_requested.emit(self._file)
