"""Asks where to save a block of code."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from chatdesk.ui.transcript.block_wording import save_title


class CodeSaving(QObject):
    """Shows the system's dialog for saving; ``save`` gets the file that was chosen and the code."""

    def __init__(self, save: Callable[[Path, str], None], window: QWidget) -> None:
        super().__init__(window)
        self._save = save
        self._window = window
        self._text = ""
        self._folder = ""
        self._dialog: QFileDialog | None = None

    def ask(self, language: str, text: str) -> None:
        """Ask where to save code in a language, by default beside what was saved last."""
        from chatdesk.markup.languages import file_name_of  # with Pygments' list 10 ms that a start does not need

        if self._dialog is not None:
            self._dialog.close()
        self._text = text
        dialog = self._dialog = QFileDialog(self._window, save_title(), self._folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        name = file_name_of(language)
        dialog.selectFile(name)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_file_selected(self, file: str) -> None:
        self._folder = str(Path(file).parent)
        self._save(Path(file), self._text)

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog, self._text = None, ""
