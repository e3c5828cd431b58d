"""Every visible label and button has the room that it asks for, at every text size, in both languages."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QToolBar, QWidget

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.facts import LocalState, TurnFailure
from chatdesk.core.errors import CertificateUntrusted, KeyMissing, NoRoomForModel
from chatdesk.core.local_models import ModelFile, ModelOrigin
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.settings import ColorScheme
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.settings_dialog.dialog import PAGES
from tests.fake_controllers import CATALOG, LOCAL, OTHER
from tests.ui.conftest import World

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
