"""The model on this computer: which file, how it is, and another file by the system's dialog."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import LocalState
from chatdesk.control.settings import SettingsController
from chatdesk.core.settings import Settings
from chatdesk.ui.choice_combos import local_model_title
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.theme import Theme
from chatdesk.ui.wording_states import local_state_sentence


class LocalSection(QWidget):
    """Shows the model file and the state of its server."""

    models_requested = Signal()
    """All models on this computer are to be seen."""

    def __init__(
        self,
        settings: SettingsController,
        connections: ConnectionController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._connections = connections
        self._dialog: QFileDialog | None = None
        self._file = TextLabel(wraps=True)
        self._state = TextLabel(wraps=True)
        self._nature = TextLabel(wraps=True)
        self.choose_button = QPushButton(self)
        self.starter_button = QPushButton(self)
        self.models_button = QPushButton(self)
        self._build_layout()
        self.choose_button.clicked.connect(self.choose_file)
        self.starter_button.clicked.connect(self._on_starter_clicked)
        self.models_button.clicked.connect(self.models_requested)
        settings.settings_changed.connect(self._show_file)
        connections.local_state_changed.connect(self._show_state)
        self.set_theme(theme)
        self.retranslate()

    def choose_file(self) -> None:
        """Open the system's file dialog for a GGUF file."""
        if self._dialog is None:
            # The native dialog is made on first use: it costs nothing at start.
            self._dialog = QFileDialog(self.window())
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.fileSelected.connect(self._settings.set_local_model_path)
        self._dialog.setWindowTitle(self.tr("Choose a model file"))
        self._dialog.setNameFilters([self.tr("Models in GGUF format (*.gguf)"), self.tr("All files (*)")])
        self._dialog.open()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._file.set_look(theme.body, theme.text)
        self._state.set_look(theme.small, theme.muted)
        self._nature.set_look(theme.small, theme.muted)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.choose_button.setText(self.tr("Choose a &GGUF file…"))
        self.starter_button.setText(self.tr("Use the &starter model"))
        self.models_button.setText(self.tr("All m&odels…"))
        self._nature.setText(
            self.tr("The starter model is tiny, English only, to try the app. It needs no key and no network.")
        )
        self._show_file(self._settings.settings)
        self._show_state(self._connections.local_state)

    def _build_layout(self) -> None:
        buttons = QVBoxLayout()
        for button in (self.choose_button, self.starter_button, self.models_button):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            buttons.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        for label in (self._file, self._state, self._nature):
            layout.addWidget(label)
        layout.addLayout(buttons)

    def _on_starter_clicked(self) -> None:
        self._settings.set_local_model_path("")

    def _show_file(self, settings: Settings) -> None:
        path = settings.local_model_path
        self._file.setText(local_model_title(settings))
        self._file.setToolTip(path)
        self._nature.setVisible(not path)
        self.starter_button.setVisible(bool(path))

    def _show_state(self, state: LocalState) -> None:
        self._state.setText(local_state_sentence(state))
