"""A picture in its own window: fitted, zoomed, moved, copied, saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from chatdesk.ui.picture_viewer import PictureViewer
from chatdesk.ui.theme import Theme
from tests import pictures

DATA = pictures.png(2_000, 1_000)


@pytest.fixture
def viewer(qtbot: QtBot, theme: Theme) -> Iterator[PictureViewer]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = PictureViewer(theme, parent)
    made.resize(800, 600)
    made.expect("key", "cat.jpg")
    yield made
    made.close()


def give(viewer: PictureViewer, width: int = 2_000, height: int = 1_000) -> None:
    viewer.take("key", DATA, pictures.image(width, height))


def turn_wheel(viewer: PictureViewer, angle: int, at: QPoint | None = None) -> None:
    where = QPointF(at or viewer.canvas.viewport().rect().center())
    event = QWheelEvent(
        where,
        where,
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewer.canvas.viewport(), event)


def test_nothing_can_be_done_before_the_picture_is_there(viewer: PictureViewer) -> None:
    assert viewer.status.accessibleName() == "Opening…"
    assert not viewer.save.isEnabled()
    viewer.take("another key", DATA, pictures.image())
    assert not viewer.save.isEnabled()
    viewer.take("key", b"", None)
    assert viewer.status.accessibleName() == "The image can't be shown."
    assert not viewer.save.isEnabled()


def test_a_large_picture_is_fitted_and_a_small_one_shown_as_it_is(viewer: PictureViewer) -> None:
    give(viewer)
    room = viewer.canvas.viewport().size()
    assert viewer.canvas.scale_factor == pytest.approx(room.width() / 2_000)
    viewer.resize(600, 500)
    assert viewer.canvas.scale_factor == pytest.approx(viewer.canvas.viewport().width() / 2_000)
    give(viewer, 100, 50)
    assert viewer.canvas.scale_factor == 1.0
    assert viewer.status.accessibleName() == "100 × 50    100 %"


def test_keys_and_wheel_zoom(viewer: PictureViewer) -> None:
    give(viewer)
    fitted = viewer.canvas.scale_factor
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.canvas.scale_factor == pytest.approx(fitted * 1.25)
    QTest.keyClick(viewer, Qt.Key.Key_Minus)
    assert viewer.canvas.scale_factor == pytest.approx(fitted)
    QTest.keyClick(viewer, Qt.Key.Key_1)
    assert viewer.canvas.scale_factor == 1.0
    turn_wheel(viewer, 240)
    assert viewer.canvas.scale_factor == pytest.approx(1.25**2)
    for _ in range(60):
        turn_wheel(viewer, 120)
    assert viewer.canvas.scale_factor == 16.0
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert viewer.canvas.scale_factor == pytest.approx(fitted)
    for _ in range(10):
        turn_wheel(viewer, -120)
    assert viewer.canvas.scale_factor == pytest.approx(fitted)


def test_keys_zoom_about_the_middle_of_the_view(viewer: PictureViewer) -> None:
    give(viewer)
    canvas = viewer.canvas
    middle = canvas.viewport().rect().center()
    for _ in range(6):
        QTest.keyClick(viewer, Qt.Key.Key_Plus)
    shown = canvas.mapToScene(middle)
    assert abs(shown.x() - 1_000) < 10
    assert abs(shown.y() - 500) < 10


def test_the_wheel_zooms_about_the_mouse(viewer: PictureViewer) -> None:
    give(viewer)
    at = QPoint(300, 250)
    before = viewer.canvas.mapToScene(at)
    for _ in range(8):
        turn_wheel(viewer, 120, at)
    after = viewer.canvas.mapToScene(at)
    assert abs(after.x() - before.x()) < 20  # the edges take some in the first steps
    assert abs(after.y() - before.y()) < 20


def test_copy_gives_the_picture_and_save_the_file_as_it_came(viewer: PictureViewer, tmp_path: Path) -> None:
    give(viewer)
    QTest.keyClick(viewer, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().size() == pictures.image(2_000, 1_000).size()
    viewer.save_to(str(tmp_path / "cat.png"))
    assert (tmp_path / "cat.png").read_bytes() == DATA
    assert viewer.status.accessibleName() == "Saved as cat.png."
    viewer.save_to(str(tmp_path / "no folder" / "cat.png"))
    assert viewer.status.accessibleName() == "cat.png can't be written there."


def test_it_does_not_block_the_window_and_goes_with_escape(viewer: PictureViewer) -> None:
    assert not viewer.isModal()
    assert viewer.windowTitle() == "cat.jpg"
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    viewer.expect("key", "")
    assert viewer.windowTitle() == "Image"
