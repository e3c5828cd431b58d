"""Exporting from the window: asks where to, shows how far it has come, and says how it ended."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from chatdesk.control.chat import ChatController
from chatdesk.control.export import ExportController, ExportOrder
from chatdesk.control.facts import ExportDone, ExportProgress
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.export import ExportFormat, file_stem
from chatdesk.ui import export_wording
from chatdesk.ui.links import open_file
from chatdesk.ui.notice import Notice, NoticeBar, NoticeKind, Topic
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.wording import error_wording, sentences

QUIET_MS = 400
"""An export that takes no longer shows only that it is done."""


class Exporting(QObject):
    """The dialog for saving, and the notices about what comes of it."""

    def __init__(
        self,
        *,
        export: ExportController,
        chat: ChatController,
        library: LibraryController,
        settings: SettingsController,
        bar: NoticeBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._export = export
        self._library = library
        self._settings = settings
        self._bar = bar
        self._window = window
        self._dialog: QFileDialog | None = None
        self._summary: ConversationSummary | None = None
        self._kind = ExportFormat.PDF
        self._progress: ExportProgress | None = None
        self._saved: Path | None = None
        self._patience = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._patience.timeout.connect(self._show_progress)
        chat.message_added.connect(self._on_conversation_moved)
        chat.conversation_opened.connect(self._on_conversation_moved)
        export.progressed.connect(self._on_progressed)
        export.finished.connect(self._on_finished)
        export.failed.connect(self._on_failed)

    def choose(self) -> None:
        """Ask where to export the open conversation; one that is under way goes on, and its notice says so."""
        self._summary = self._library.selected_summary
        if self._export.is_running or self._dialog is not None or self._summary is None:
            return
        if not self._export.has_messages:
            self._bar.tell(Notice(Topic.EXPORT, NoticeKind.INFO, export_wording.nothing_to_export()))
            return
        self._kind = self._last_kind()
        self._dialog = self._make_dialog(file_stem(self._summary.title, export_wording.fallback_title()))
        self._dialog.open()

    def remedy(self, remedy: Remedy) -> None:
        """Do what a button of these notices says."""
        match remedy:
            case Remedy.CANCEL_EXPORT:
                self._export.cancel()
                self._end()
                self._bar.withdraw(Topic.EXPORT)
            case Remedy.EXPORT_AGAIN:
                self.choose()
            case Remedy.OPEN_FILE if self._saved is not None:
                open_file(self._saved)
            case Remedy.SHOW_IN_FOLDER if self._saved is not None:
                open_file(self._saved.parent)

    # ---- the dialog -------------------------------------------------------------------------------------------

    def _make_dialog(self, stem: str) -> QFileDialog:
        dialog = QFileDialog(self._window, export_wording.dialog_title(), self._folder())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(export_wording.filters().values()))
        dialog.selectNameFilter(export_wording.filters()[self._kind])
        dialog.setDefaultSuffix(self._kind.suffix.removeprefix("."))
        dialog.selectFile(stem + self._kind.suffix)
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(self._on_dialog_finished)
        return dialog

    def _folder(self) -> str:
        """Return the folder of the last export, while it is there, else the one for documents."""
        last = self._settings.settings.export_folder
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return last if last and Path(last).is_dir() else documents

    def _last_kind(self) -> ExportFormat:
        last = self._settings.settings.export_format
        return ExportFormat(last) if last in list(ExportFormat) else ExportFormat.PDF

    def _on_filter_selected(self, chosen: str) -> None:
        """Give the name the ending of the format that is chosen now; some dialogs have done so by themselves."""
        before, dialog = self._kind, self._dialog
        self._kind = next((kind for kind, name in export_wording.filters().items() if name == chosen), before)
        if dialog is not None and dialog.selectedFiles():
            name = Path(dialog.selectedFiles()[0]).name
            dialog.setDefaultSuffix(self._kind.suffix.removeprefix("."))
            dialog.selectFile(_stem(name, self._kind, before) + self._kind.suffix)

    def _on_file_selected(self, file: str) -> None:
        assert self._summary is not None
        path, kind = placed(Path(file), self._kind)
        self._settings.set_export_choice(str(path.parent), kind.value)
        self._progress = ExportProgress(path.name, 0)
        self._bar.withdraw(Topic.EXPORT)
        self._export.start(ExportOrder(path, kind, export_wording.head_of(self._summary), export_wording.turn_of))
        self._patience.start()

    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    # ---- what comes of it -------------------------------------------------------------------------------------

    def _on_conversation_moved(self) -> None:
        """Take back what was said of an export that is over."""
        if not self._export.is_running:
            self._bar.withdraw(Topic.EXPORT)

    def _on_progressed(self, progress: ExportProgress) -> None:
        has_moved, self._progress = progress != self._progress, progress
        if has_moved and not self._patience.isActive():
            self._show_progress()

    def _show_progress(self) -> None:
        """Show how far it has come; in a notice that is there already, only other words."""
        if self._progress is not None and self._export.is_running:
            sentence = export_wording.under_way(self._progress)
            self._bar.reword(Notice(Topic.EXPORT, NoticeKind.INFO, sentence, (Remedy.CANCEL_EXPORT,)))

    def _on_finished(self, done: ExportDone) -> None:
        self._end()
        self._saved = done.path
        opens = done.kind is not ExportFormat.ARCHIVE  # which no other program has a use for
        remedies = (Remedy.OPEN_FILE, Remedy.SHOW_IN_FOLDER) if opens else (Remedy.SHOW_IN_FOLDER,)
        self._bar.tell(Notice(Topic.EXPORT, NoticeKind.INFO, sentences(*export_wording.saved(done)), remedies))

    def _on_failed(self, error: ChatDeskError) -> None:
        self._end()
        wording = error_wording(error, self._settings.settings.connection())
        self._bar.tell(Notice(Topic.EXPORT, NoticeKind.ERROR, wording.sentence, (Remedy.EXPORT_AGAIN,)))

    def _end(self) -> None:
        self._patience.stop()
        self._progress = None


def placed(path: Path, kind: ExportFormat) -> tuple[Path, ExportFormat]:
    """Return where to write and in which format: an ending that was typed counts more than the one that was chosen.

    A name without the ending gets it, and, where that is another file's, a number, since the dialog did not ask about that.
    """
    name = path.name.lower()
    kind = next((known for known in (kind, *ExportFormat) if name.endswith(known.suffix)), kind)
    if name.endswith(_endings(kind)):
        return path, kind
    candidate, number = path.with_name(path.name + kind.suffix), 2
    while candidate.exists():
        candidate = path.with_name(f"{path.name} ({number}){kind.suffix}")
        number += 1
    return candidate, kind


def _stem(name: str, *kinds: ExportFormat) -> str:
    """Return a name without the ending of the first of these formats that it has."""
    endings = (ending for kind in kinds for ending in _endings(kind))
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)


def _endings(kind: ExportFormat) -> tuple[str, str]:
    """Return how names of a format may end: in all of its suffix, or, as dialogs make them, in the last part of it."""
    return kind.suffix, "." + kind.suffix.rpartition(".")[2]
