"""What the Help menu opens."""

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from chatdesk import __version__
from chatdesk.control.reports import ReportController
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.text_dialog import TextDialog
from tests.fake_controllers import NoTasks
from tests.ui.conftest import World


@pytest.fixture
def window(world: World, tmp_path: Path) -> MainWindow:
    window = world.window()
    reports = ReportController(store=None, tasks=NoTasks(), parent=window)  # type: ignore[arg-type]
    window.wiring.help.take(reports, tmp_path, lambda: (("SQLite", "3.54.1"), ("llama.cpp", "")))
    return window


def test_about_names_the_versions_of_all_parts(window: MainWindow) -> None:
    window.actions_.about.trigger()
    box = window.findChild(QMessageBox)
    said = f"{box.text()}\n{box.informativeText()}"
    for part in (f"ChatDesk {__version__}", "Python 3.", "Qt 6.", "SQLite 3.54.1", "llama.cpp not installed", "LGPL 3"):
        assert part in said
    box.close()


def test_licenses_are_shown_as_they_are(window: MainWindow) -> None:
    window.actions_.licenses.trigger()
    dialog = window.findChild(TextDialog)
    text = dialog.findChild(QPlainTextEdit).toPlainText()
    assert "MIT License" in text
    assert "LESSER GENERAL PUBLIC LICENSE" in text.upper() or "LGPL" in text
    dialog.close()


def test_log_folder_is_shown_by_the_system(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) is None)
    window.actions_.open_logs.trigger()
    assert [Path(path) for path in opened] == [tmp_path]


def test_help_of_a_window_without_an_app_opens_nothing(qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: pytest.fail("opened"))
    window = world.window()
    window.actions_.open_logs.trigger()
    window.wiring.help.show_report()
    assert window.findChild(TextDialog) is None
