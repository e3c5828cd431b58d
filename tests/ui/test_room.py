"""Every visible label and button has the room that it asks for, at every text size, in both languages."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QScrollArea,
    QToolBar,
    QWidget,
)

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.facts import DraftImage, LocalState, TurnFailure
from chatdesk.control.find import FindState
from chatdesk.control.reports import ReportController
from chatdesk.core.errors import CertificateUntrusted, KeyMissing, NoRoomForModel
from chatdesk.core.local_models import ModelFile, ModelOrigin
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.report import Report
from chatdesk.core.settings import ColorScheme
from chatdesk.core.wanted import Wanted
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.picture_viewer import PictureViewer
from chatdesk.ui.settings_dialog.dialog import PAGES
from chatdesk.ui.text_dialog import TextDialog
from tests.fake_controllers import CATALOG, LOCAL, OTHER, NoTasks
from tests.ui.conftest import World
from tests.ui.test_finder import FakeFind

LANGUAGES_AND_SIZES = [
    pytest.param(code, percent, id=f"{code} {percent}") for code in ("en", "zh_CN") for percent in (80, 100, 200)
]


def fill_models(world: World) -> None:
    """Have a model of each kind, and a download that is under way and one that failed."""
    models, (small, large) = world.controllers.models, CATALOG
    models.files += (
        ModelFile("/profile/models/a.gguf", "Downloaded model", ModelOrigin.DOWNLOADED, 1_117_320_736),
        ModelFile("/a/path/that/has/no/end/" * 4 + "b.gguf", "b", ModelOrigin.OWN, 5_000_000_000),
        ModelFile("/gone.gguf", "gone", ModelOrigin.OWN, is_there=False),
    )
    models.memory = 1_300_000_000
    world.controllers.connections.local_state = LocalState.READY
    models.downloads.put(Download(small, DownloadState.RECEIVING, 123_456_789, 12_300_000.0))
    models.downloads.put(Download(large, DownloadState.FAILED, 5, error=NoRoomForModel(2_500_000_000, 1_000_000_000)))


def settle() -> None:
    """Let layouts inside layouts come to rest: each asks for the next by an event."""
    for _ in range(8):
        QApplication.processEvents()


def squeezed(root: QWidget) -> list[str]:
    """Return what has less room than it asks for."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget.parentWidget(), QComboBox | QLineEdit | QToolBar) and not widget.text():
            continue
        asked = widget.sizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():
            is_squeezed = widget.height() < widget.heightForWidth(widget.width())
        else:
            is_squeezed = widget.width() < asked.width() or widget.height() < asked.height()
        if is_squeezed:
            sizes = f"{widget.width()}x{widget.height()} of {asked.width()}x{asked.height()}"
            found.append(f"{type(widget).__name__} {widget.text()!r}: {sizes}")
        found += cut_off(widget)
    return found


def cut_off(widget: QWidget) -> list[str]:
    """Return the widget if it sticks out of the side of what holds it."""
    parent = widget.parentWidget()
    if parent is None or isinstance(parent, QComboBox | QLineEdit):
        return []
    right = widget.x() + widget.width()
    return [f"{widget.text()!r} ends at {right} of {parent.width()}"] if right > parent.width() else []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "percent"), LANGUAGES_AND_SIZES)
@pytest.mark.parametrize("width", [480, 1_600])
def test_window(world: World, code: str, percent: int, width: int) -> None:
    world.speak(code)
    world.themes.use(ColorScheme.LIGHT, percent)
    world.controllers.settings.set_text_percent(percent)
    window = world.window(width, 1_000)
    controllers = world.controllers
    controllers.chat.open_with()
    controllers.connections.put_key(KeyPlace.NONE)
    settle()
    assert squeezed(window) == []
    controllers.chat.turn_failed.emit(TurnFailure(KeyMissing(), None, has_text=False))
    settle()
    assert squeezed(window) == []
    controllers.chat.turn_failed.emit(
        TurnFailure(CertificateUntrusted("a-rather-long-host-name.example.org:8443"), "1", has_text=True)
    )
    controllers.connections.put_key(KeyPlace.SESSION, SessionReason.NOT_READ_BACK)
    settle()
    assert squeezed(window) == []
    controllers.settings.choose_connection(LOCAL.id)
    controllers.connections.local_state_changed.emit(LocalState.MODEL_MISSING)
    settle()
    assert squeezed(window) == []


@pytest.mark.parametrize(("code", "percent"), LANGUAGES_AND_SIZES)
def test_dialog(world: World, code: str, percent: int) -> None:
    world.speak(code)
    world.themes.use(ColorScheme.LIGHT, percent)
    world.controllers.settings.set_text_percent(percent)
    window = world.window()
    world.controllers.settings.choose_connection(OTHER.id)
    fill_models(world)
    for page in PAGES:
        window.wiring.open_settings(page)
        settle()
        dialog = window.wiring.dialog
        assert dialog is not None
        assert squeezed(dialog) == []
        for area in dialog.findChildren(QScrollArea):
            if area.isVisible():
                assert area.widget().width() <= area.viewport().width(), page
    window.wiring.dialog.close()


@pytest.mark.parametrize(("code", "percent"), LANGUAGES_AND_SIZES)
@pytest.mark.parametrize("width", [480, 1_600])
def test_what_comes_into_the_window_later(world: World, code: str, percent: int, width: int, tmp_path: Path) -> None:
    """The find bar, attached images, and the offer of a report."""
    world.speak(code)
    world.themes.use(ColorScheme.LIGHT, percent)
    world.controllers.settings.set_text_percent(percent)
    window = world.window(width, 1_000)
    world.controllers.chat.open_with()
    find = FakeFind()
    window.panel.finding.take(lambda: find)
    window.panel.finding.open()
    find.tell(FindState(Wanted("light"), number=12_345, total=12_345))
    window.panel.composer.show_images([DraftImage("1", "a picture with a long name.png"), DraftImage("2", "b.png")])
    reports = ReportController(store=None, tasks=NoTasks(), parent=window)  # type: ignore[arg-type]
    window.wiring.help.take(reports, tmp_path, tuple)
    settle()
    assert squeezed(window) == []
    for is_crash in (True, False):
        reports.found.emit(Report(tmp_path / "report.txt", "Crash\n", is_crash))
        settle()
        assert window.panel.notice_bar.isVisible()
        assert squeezed(window) == []


@pytest.mark.parametrize(("code", "percent"), LANGUAGES_AND_SIZES)
def test_other_dialogs(world: World, code: str, percent: int, tmp_path: Path) -> None:
    world.speak(code)
    world.themes.use(ColorScheme.LIGHT, percent)
    window = world.window()
    reports = ReportController(store=None, tasks=NoTasks(), parent=window)  # type: ignore[arg-type]
    window.wiring.help.take(reports, tmp_path, lambda: (("SQLite", "3.54.1"), ("llama.cpp (xllamacpp)", "")))
    window.wiring.help.show_about()
    window.wiring.help.show_licenses()
    reports.found.emit(Report(tmp_path / "report.txt", "Crash\n", is_crash=True))
    window.wiring.help.show_report()
    viewer = PictureViewer(world.themes.current, window)
    viewer.expect("key", "a picture with a long name.jpg")
    settle()
    dialogs = [viewer, *window.findChildren(QMessageBox), *window.findChildren(TextDialog)]
    assert len(dialogs) == 4
    for dialog in dialogs:
        assert squeezed(dialog) == [], dialog.windowTitle()
        dialog.close()
