"""The models on this computer: those that are here, how the one in use runs, and those that can be downloaded."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QHideEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.download_facts import Download
from chatdesk.control.local_models import LocalModelsController
from chatdesk.control.settings import MOST_IDLE_MINUTES, SettingsController
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.local_models import CatalogModel, ModelFile
from chatdesk.core.settings import Settings
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.model_wording import running_sentence
from chatdesk.ui.settings_dialog.download_row import DownloadRow
from chatdesk.ui.settings_dialog.model_row import ModelRow
from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme
from chatdesk.ui.wording import error_wording

MEMORY_MS = 2_000
"""How often the memory of the running model is looked up while the page is seen."""

_MOST_CONTEXT_TOKENS = 1_048_576
_CONTEXT_STEP = 1_024
_MOST_THREADS = 256


class ModelsPage(Page):
    """Asks nothing of the network before a click on Download."""

    def __init__(
        self,
        settings: SettingsController,
        connections: ConnectionController,
        models: LocalModelsController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.setAcceptDrops(True)
        self._settings = settings
        self._connections = connections
        self._models = models
        self._files: tuple[ModelFile, ...] = ()
        self._removed: ModelFile | None = None
        self._dialog: QFileDialog | None = None
        self.model_rows: tuple[ModelRow, ...] = ()
        self._build_files()
        self._build_running()
        self._build_catalog()
        self._memory_timer = QTimer(self, interval=MEMORY_MS)
        self._memory_timer.timeout.connect(self._show_running)
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        super().set_theme(theme)
        bold = QFont(theme.body)
        bold.setBold(True)
        for heading in self._headings:
            heading.set_look(bold, theme.text)
            heading.setContentsMargins(0, theme.px(14), 0, 0)
        self.refusal.set_look(theme.small, theme.danger)
        for row in self._all_rows:
            row.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        texts = (self.tr("On this computer"), self.tr("The model in use"), self.tr("To download"))
        for heading, text in zip(self._headings, texts, strict=True):
            heading.setText(text)
        self.add_button.setText(self.tr("&Add a GGUF file…"))
        self._drop_note.setText(self.tr("Or drop one on this page. It stays where it is."))
        self.undo_button.setText(self.tr("&Undo"))
        self._context_label.setText(self.tr("Context &window, in tokens"))
        self._threads_label.setText(self.tr("&Threads"))
        self._idle_label.setText(self.tr("&Stop it after so long without a message"))
        self.context.setAccessibleName(self.tr("Context window, in tokens"))
        self.threads.setAccessibleName(self.tr("Threads"))
        self.idle.setAccessibleName(self.tr("Stop it after so long without a message"))
        for box in (self.context, self.threads):
            box.setSpecialValueText(self.tr("Automatic"))
        self.idle.setSuffix(self.tr(" min"))
        self._idle_note.setText(self.tr("That frees its memory. The next message starts it again."))
        self._nothing.setText(self.tr("No models to download are listed yet."))
        for row in self._all_rows:
            row.retranslate()
        self._show_removed(self._removed)
        self._show(self._settings.settings)

    @property
    def _all_rows(self) -> tuple[ModelRow | DownloadRow, ...]:
        return (*self.model_rows, *self.download_rows)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is here."""
        super().showEvent(event)
        self._models.refresh()
        self._show_downloads()
        self._show_running()
        self._memory_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what was removed."""
        super().hideEvent(event)
        self._memory_timer.stop()
        self._models.forget_removed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files."""
        for path in _dropped(event):
            self._on_file_chosen(path)
        event.acceptProposedAction()

    def choose_file(self) -> None:
        """Open the system's file dialog for a GGUF file."""
        if self._dialog is None:
            self._dialog = QFileDialog(self.window())
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.fileSelected.connect(self._on_file_chosen)
        self._dialog.setWindowTitle(self.tr("Choose a model file"))
        self._dialog.setNameFilters([self.tr("Models in GGUF format (*.gguf)"), self.tr("All files (*)")])
        self._dialog.open()

    def _build_files(self) -> None:
        self._headings = [TextLabel()]
        self.rows.addWidget(self._headings[0])
        self._file_rows = QVBoxLayout()
        self.rows.addLayout(self._file_rows)
        removal = QHBoxLayout()
        self._removal = TextLabel(wraps=True)
        self.undo_button = QPushButton()
        removal.addWidget(self._removal, 1)
        removal.addWidget(self.undo_button)
        self.rows.addLayout(removal)
        self._notes.append(self._removal)
        self.refusal = self.add_note()
        self.refusal.hide()
        self.add_button = QPushButton()
        adding = QHBoxLayout()
        adding.addWidget(self.add_button)
        adding.addStretch(1)
        self.rows.addLayout(adding)
        self._drop_note = self.add_note()

    def _build_running(self) -> None:
        self._headings.append(TextLabel())
        self.rows.addWidget(self._headings[1])
        self.running = self.add_note()
        self.context = _spin_box(_MOST_CONTEXT_TOKENS, _CONTEXT_STEP)
        self.threads = _spin_box(_MOST_THREADS)
        self.idle = _spin_box(MOST_IDLE_MINUTES)
        self.idle.setMinimum(1)
        self._context_label = self.add_row(self.context)
        self._threads_label = self.add_row(self.threads)
        self._idle_label = self.add_row(self.idle)
        self._idle_note = self.add_note()

    def _build_catalog(self) -> None:
        self._headings.append(TextLabel())
        self.rows.addWidget(self._headings[2])
        self.download_rows = tuple(DownloadRow(model, self._theme) for model in self._models.catalog)
        for row in self.download_rows:
            self.rows.addWidget(row)
        self._nothing = self.add_note()
        self._nothing.setVisible(not self.download_rows)

    def _connect(self) -> None:
        models, downloads = self._models, self._models.downloads
        self.add_button.clicked.connect(self.choose_file)
        self.undo_button.clicked.connect(models.undo_remove)
        self.context.valueChanged.connect(self._on_context_changed)
        self.threads.valueChanged.connect(self._on_threads_changed)
        self.idle.valueChanged.connect(self._settings.set_local_idle_minutes)
        for row in self.download_rows:
            row.download_requested.connect(models.download)
            row.pause_requested.connect(downloads.pause)
            row.cancel_requested.connect(downloads.cancel)
        models.listed.connect(self._on_listed)
        models.removed.connect(self._show_removed)
        models.refused.connect(self._on_refused)
        downloads.changed.connect(self._on_download_changed)
        downloads.canceled.connect(self._on_download_canceled)
        self._settings.settings_changed.connect(self._show)
        self._connections.local_state_changed.connect(self._show_running)

    def _on_file_chosen(self, path: str) -> None:
        self.refusal.hide()
        self._models.add(path)

    def _on_refused(self, name: str, error: ChatDeskError) -> None:
        sentence = error_wording(error, self._settings.connection).sentence
        self.refusal.setText(self.tr("{file}: {sentence}").format(file=name, sentence=sentence))
        self.refusal.show()

    def _on_listed(self, files: tuple[ModelFile, ...]) -> None:
        self._files = files
        old: dict[str | None, ModelRow] = {row.path: row for row in self.model_rows}
        self.model_rows = tuple(old.pop(file.path) if file.path in old else self._make_row() for file in files)
        for row in old.values():
            self._file_rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, (row, file) in enumerate(zip(self.model_rows, files, strict=True)):
            self._file_rows.insertWidget(place, row)
            row.show_file(file, is_in_use=file.path == self._settings.settings.local_model_path)
        self._show_downloads()

    def _make_row(self) -> ModelRow:
        row = ModelRow(self._theme, self)
        row.use_requested.connect(self._models.choose)
        row.remove_requested.connect(self._models.remove)
        return row

    def _on_download_changed(self, download: Download) -> None:
        self._show_download(self._row_of(download.model))

    def _on_download_canceled(self, model: CatalogModel) -> None:
        self._show_download(self._row_of(model))

    def _show_downloads(self) -> None:
        for row in self.download_rows:
            self._show_download(row)

    def _row_of(self, model: CatalogModel) -> DownloadRow:
        return next(row for row in self.download_rows if row.model == model)

    def _show_download(self, row: DownloadRow) -> None:
        is_here = any(file.entry == row.model and file.size == row.model.size for file in self._files)
        row.show_download(self._models.downloads.of(row.model), is_here=is_here)

    def _show_removed(self, file: ModelFile | None) -> None:
        self._removed = file
        self._removal.setVisible(file is not None)
        self.undo_button.setVisible(file is not None)
        if file is not None:
            self._removal.setText(self.tr("{model} was removed.").format(model=file.name))

    def _show(self, settings: Settings) -> None:
        model = settings.local_model()
        values = {self.context: model.context_tokens or 0, self.threads: model.threads, self.idle: settings.local_idle_minutes}
        for box, value in values.items():
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show_running()

    def _show_running(self) -> None:
        self.running.setText(running_sentence(self._connections.local_state, self._models.memory_bytes))

    def _on_context_changed(self, tokens: int) -> None:
        self._models.set_context_tokens(self._settings.settings.local_model_path, tokens or None)

    def _on_threads_changed(self, threads: int) -> None:
        self._models.set_threads(self._settings.settings.local_model_path, threads)


class _SpinBox(QSpinBox):
    """Leaves the wheel to the page, unless it has the keyboard focus: scrolling past it changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _spin_box(most: int, step: int = 1) -> QSpinBox:
    box = _SpinBox()
    box.setRange(0, most)
    box.setSingleStep(step)
    box.setGroupSeparatorShown(True)
    box.setKeyboardTracking(False)
    return box


def _dropped(event: QDropEvent) -> list[str]:
    """Return the files of this computer that are dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
