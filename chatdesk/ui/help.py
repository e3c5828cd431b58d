"""What the Help menu opens, and the report that is offered after a crash; all of it is imported when it is first wanted."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from chatdesk.core.paths import legal_files
from chatdesk.ui.links import OPENAI_KEYS_URL, open_file, open_url
from chatdesk.ui.themes import Themes

if TYPE_CHECKING:
    from chatdesk.control.reports import ReportController
    from chatdesk.ui.main_window import MainWindow
    from chatdesk.ui.reports import Reports

translate = QCoreApplication.translate


class Help(QObject):
    """Connects the actions of the Help menu."""

    def __init__(self, window: "MainWindow", themes: Themes) -> None:
        super().__init__(window)
        self._window = window
        self._themes = themes
        self._logs: Path | None = None
        self._parts: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._reports: Reports | None = None
        actions = window.actions_
        actions.get_key.triggered.connect(self._on_get_key)
        actions.open_logs.triggered.connect(self._on_open_logs)
        actions.licenses.triggered.connect(self.show_licenses)
        actions.about.triggered.connect(self.show_about)

    def take(self, reports: "ReportController", logs: Path, parts: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Learn where the logs are, who knows of reports, and what to ask for the names and versions of libraries."""
        from chatdesk.ui.reports import Reports

        self._logs, self._parts = logs, parts
        self._reports = Reports(reports, self._window.panel.notice_bar)

    def show_about(self) -> None:
        """Open the About box."""
        from chatdesk.ui.about import show_about

        show_about(self._window, self._parts())

    def show_licenses(self) -> None:
        """Open the texts of the licenses."""
        from chatdesk.ui.text_dialog import TextDialog

        sentence = translate(
            "Help", "ChatDesk is free software under the MIT License. These are its license and those of its parts."
        )
        text = "\n\n".join(path.read_text("utf-8") for path in legal_files())
        dialog = TextDialog(translate("Help", "Licenses"), sentence, text, self._themes.current, self._window)
        dialog.setObjectName("licensesDialog")
        dialog.open()

    def show_report(self) -> None:
        """Open the report that was offered."""
        if self._reports is not None:
            self._reports.show_report(self._themes.current)

    def _on_open_logs(self) -> None:
        if self._logs is not None:
            open_file(self._logs)

    def _on_get_key(self) -> None:
        open_url(OPENAI_KEYS_URL)
