"""The page of models: what is here, what runs, and what can be downloaded by a click."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.facts import LocalState
from chatdesk.core.errors import (
    ConnectionBroken,
    LocalModelMissing,
    LocalModelUnreadable,
    LocalRuntimeMissing,
    ModelNotAsPublished,
    NoRoomForModel,
)
from chatdesk.core.local_models import ModelFile, ModelOrigin
from chatdesk.core.settings import LocalModel
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.language import CHINESE
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.settings_dialog.download_row import DownloadRow
from chatdesk.ui.settings_dialog.models_page import ModelsPage
from chatdesk.ui.units import size_text, speed_text, time_text
from chatdesk.ui.wording import error_wording
from chatdesk.ui.wording_states import local_state_sentence
from tests.fake_controllers import CATALOG, LOCAL, FakeModels
from tests.ui.conftest import World

SMALL, LARGE = CATALOG
DOWNLOADED = ModelFile("/models/a.gguf", "A model", ModelOrigin.DOWNLOADED, 1_117_320_736, entry=None)
OWN = ModelFile("/mine/b.gguf", "b", ModelOrigin.OWN, 500)


@pytest.fixture
def models(world: World) -> FakeModels:
    world.controllers.models.files += (DOWNLOADED, OWN)
    return world.controllers.models


@pytest.fixture
def window(world: World, models: FakeModels) -> MainWindow:
    return world.window()


@pytest.fixture
def page(window: MainWindow) -> ModelsPage:
    window.wiring.open_settings("models")
    assert window.wiring.dialog is not None
    return window.wiring.dialog.models


def row_of(page: ModelsPage, name: str) -> DownloadRow:
    return next(row for row in page.download_rows if row.model.name == name)


def shown_texts(page: ModelsPage) -> str:
    texts = [label.text() for label in page.findChildren(TextLabel) if label.isVisible()]
    return "\n".join(texts).replace("\u200b", "").replace("\u00a0", " ")


def test_opening_the_page_asks_for_nothing_but_what_is_here(page: ModelsPage, models: FakeModels) -> None:
    assert models.calls == []
    assert models.downloads.calls == []
    assert [row.path for row in page.model_rows] == ["", DOWNLOADED.path, OWN.path]
    assert "in use" in shown_texts(page)
    assert "1.1 GB" in shown_texts(page)
    assert "/mine/b.gguf" in shown_texts(page)


def test_a_model_is_used_and_removed_by_its_buttons(page: ModelsPage, models: FakeModels) -> None:
    starter, downloaded, own = page.model_rows
    assert not starter.use_button.isVisible()
    assert not starter.remove_button.isVisible()
    downloaded.use_button.click()
    own.remove_button.click()
    assert own.remove_button.text() == "Take off the list"
    assert downloaded.remove_button.accessibleName() == "Remove from the disk: A model"
    assert models.calls == [("choose", DOWNLOADED), ("remove", OWN)]


def test_rows_outlive_a_new_look_at_the_folder(page: ModelsPage, models: FakeModels) -> None:
    before = page.model_rows
    models.files = (models.files[0], OWN)
    models.refresh()
    assert page.model_rows == (before[0], before[2])


def test_a_removed_model_can_come_back_until_the_page_is_left(page: ModelsPage, models: FakeModels) -> None:
    assert not page.undo_button.isVisible()
    models.removed.emit(DOWNLOADED)
    assert "A model was removed." in shown_texts(page)
    page.undo_button.click()
    models.removed.emit(None)
    assert not page.undo_button.isVisible()
    page.window().close()
    assert models.calls == [("undo_remove",), ("forget_removed",)]


def test_files_are_dropped_on_the_page(page: ModelsPage, models: FakeModels, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "c.gguf")), QUrl("https://example.org/d.gguf")])
    where, no_button = QPointF(5, 5), Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, no_button, Qt.KeyboardModifier.NoModifier)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(where, Qt.DropAction.CopyAction, data, no_button, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(drop)
    assert models.calls == [("add", str(tmp_path / "c.gguf"))]
    models.refused.emit("c.gguf", LocalModelUnreadable("c.gguf: not a GGUF file"))
    assert page.refusal.isVisible()
    assert page.refusal.text().startswith("c.gguf: The model file can't be used")


def test_text_is_not_taken_for_a_file(page: ModelsPage) -> None:
    data = QMimeData()
    data.setText("hello")
    point = QPointF(5, 5).toPoint()
    enter = QDragEnterEvent(point, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    page.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_a_download_from_click_to_file(page: ModelsPage, models: FakeModels) -> None:
    row = row_of(page, SMALL.name)
    assert "491 MB" in shown_texts(page)
    assert "takes 983 MB of memory" in shown_texts(page)
    assert "32,768" in shown_texts(page)
    assert "Apache-2.0" in shown_texts(page)
    assert "models.example" in shown_texts(page)
    assert [button.isVisible() for button in (row.start_button, row.pause_button, row.cancel_button)] == [True, False, False]
    row.start_button.click()
    assert models.calls == [("download", SMALL)]
    models.downloads.put(Download(SMALL, DownloadState.RECEIVING, 245_700_016, 12_300_000.0))
    assert row.state.text().split("\u00a0· ") == ["246 MB of 491 MB", "12 MB/s", "20 s left"]
    assert row.bar.value() == 500
    assert [button.isVisible() for button in (row.start_button, row.pause_button, row.cancel_button)] == [False, True, True]
    row.pause_button.click()
    models.downloads.put(Download(SMALL, DownloadState.PAUSED, 245_700_016))
    assert row.state.text() == "Paused\u00a0· 246 MB of 491 MB"
    assert row.start_button.text() == "Resume"
    assert row.start_button.accessibleName() == "Resume: Small model"
    row.start_button.click()
    models.downloads.put(Download(SMALL, DownloadState.CHECKING, SMALL.size))
    assert "Checking" in row.state.text()
    assert models.downloads.calls == [("pause", SMALL)]
    models.downloads.known.clear()
    models.files += (ModelFile("/models/s.gguf", SMALL.name, ModelOrigin.DOWNLOADED, SMALL.size, entry=SMALL),)
    models.refresh()
    assert row.state.text() == "On this computer."
    assert not row.bar.isVisible()
    assert not row.start_button.isVisible()


def test_canceling_shows_the_button_to_begin_again(page: ModelsPage, models: FakeModels) -> None:
    row = row_of(page, LARGE.name)
    models.downloads.put(Download(LARGE, DownloadState.PAUSED, 5))
    row.cancel_button.click()
    assert models.downloads.calls == [("cancel", LARGE)]
    models.downloads.known.clear()
    models.downloads.canceled.emit(LARGE)
    assert row.start_button.text() == "Download"
    assert not row.cancel_button.isVisible()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionBroken("models.example"), "What has come is kept."),
        (ModelNotAsPublished("models.example", "checksum"), "not the model file that was published"),
        (NoRoomForModel(2_500_000_000, 900_000_000), "2.5 GB are needed, 900 MB are free"),
    ],
)
def test_a_failed_download_says_why(page: ModelsPage, models: FakeModels, error: Exception, words: str) -> None:
    models.downloads.put(Download(LARGE, DownloadState.FAILED, 5, error=error))  # type: ignore[arg-type]
    row = row_of(page, LARGE.name)
    assert words in row.state.text()
    assert row.start_button.text() == "Resume"


def test_the_running_model_shows_its_memory_and_the_rest_of_its_kind(
    page: ModelsPage, world: World, models: FakeModels
) -> None:
    connections = world.controllers.connections
    assert page.running.text() == "Ready to start with your first message."
    connections.local_state, models.memory = LocalState.READY, 312_000_000
    connections.local_state_changed.emit(LocalState.READY)
    assert page.running.text() == "Running; it takes 312 MB of memory."
    models.memory = None
    connections.local_state_changed.emit(LocalState.READY)
    assert "unknown" in page.running.text()
    connections.local_state = LocalState.OUT_OF_MEMORY
    connections.local_state_changed.emit(LocalState.OUT_OF_MEMORY)
    assert "memory ran out" in page.running.text()


def test_context_threads_and_rest_are_set_for_the_model_in_use(page: ModelsPage, world: World, models: FakeModels) -> None:
    settings = world.controllers.settings
    settings.set_local_model(LocalModel("/x.gguf", 4_096, 3))
    settings.set_local_model_path("/x.gguf")
    assert (page.context.value(), page.threads.value(), page.idle.value()) == (4_096, 3, 10)
    page.context.setValue(2_048)
    page.threads.setValue(1)
    page.idle.setValue(25)
    assert models.calls == [("set_context_tokens", "/x.gguf", 2_048), ("set_threads", "/x.gguf", 1)]
    assert settings.settings.local_idle_minutes == 25
    settings.set_local_model_path("")
    assert page.context.text() == "Automatic"


def test_the_wheel_scrolls_the_page_and_changes_no_figure_on_the_way(page: ModelsPage, models: FakeModels) -> None:
    page.add_button.setFocus()
    for box in (page.context, page.threads, page.idle):
        where, none = QPointF(box.rect().center()), Qt.MouseButton.NoButton
        turned = QWheelEvent(
            where,
            QPointF(box.mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(0, 120),
            none,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, turned)
    assert models.calls == []
    assert page.idle.value() == 10


def test_the_page_is_reached_from_the_dock_and_from_a_notice(window: MainWindow, world: World) -> None:
    world.controllers.settings.choose_connection(LOCAL.id)
    window.settings_dock.panel.form.local.models_button.click()
    dialog = window.wiring.dialog
    assert dialog is not None
    assert dialog.models.isVisible()
    dialog.open_page("connection")
    dialog.connection.connection_form.local.models_button.click()
    assert dialog.models.isVisible()
    dialog.open_page("general")
    window.panel.notices.remedy_requested.emit(Remedy.MODELS)
    assert dialog.models.isVisible()


def test_everything_is_said_in_chinese_too(world: World, models: FakeModels) -> None:
    world.speak(CHINESE)
    window = world.window()
    window.wiring.open_settings("models")
    assert window.wiring.dialog is not None
    page = window.wiring.dialog.models
    models.downloads.put(Download(SMALL, DownloadState.RECEIVING, 5, 12_300_000.0))
    models.downloads.put(Download(LARGE, DownloadState.FAILED, 5, error=ConnectionBroken("models.example")))
    for label in page.findChildren(TextLabel):
        text = label.text().replace("SmolLM2", "").replace("A model", "").replace("Small model", "").replace("Large model", "")
        if label.isVisible() and text not in ("b", "", " 135M"):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text), text


@pytest.mark.parametrize("kind", [LocalModelMissing, LocalRuntimeMissing])
def test_a_packaged_app_advises_nothing_that_needs_python(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: type[LocalModelMissing]
) -> None:
    from_source = error_wording(kind(), LOCAL).advice
    assert "make" in from_source or "pip" in from_source
    monkeypatch.setattr("sys.frozen", True, raising=False)
    packaged = error_wording(kind(), LOCAL).advice
    assert "make" not in packaged
    assert "pip" not in packaged
    for state in LocalState:
        assert not {"make", "pip"} & set(local_state_sentence(state).replace("“", " ").split())


def test_sizes_speeds_and_times_are_read_at_a_glance(world: World) -> None:
    assert [size_text(count) for count in (0, 999, 98_362_432, 999_499_999, 999_600_000, 1_117_320_736, 2 * 10**12)] == [
        "0 B",
        "999 B",
        "98 MB",
        "999 MB",
        "1.0 GB",
        "1.1 GB",
        "2.0 TB",
    ]
    assert speed_text(12_345_678) == "12 MB/s"
    assert [time_text(seconds) for seconds in (0.3, 21, 56, 125, 3_700)] == ["5 s", "25 s", "1 min", "3 min", "1 h 2 min"]


def test_the_keyboard_reaches_the_buttons(page: ModelsPage) -> None:
    page.add_button.setFocus()
    QTest.keyClick(page.add_button, Qt.Key.Key_Tab)
    focused = page.window().focusWidget()
    assert focused is not page.add_button
    assert page.isAncestorOf(focused)
