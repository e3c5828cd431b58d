"""Pictures end to end: attached in the window, kept in the profile, sent, shown again after a restart."""

import base64
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests import pictures, profiles
from tests.fake_server import FakeServer, answer
from tests.running_app import RunningApp, run_app


def paste(run: RunningApp, data: QMimeData) -> None:
    """Paste into the composer as Ctrl+V does."""
    field = run.find("composer")
    assert isinstance(field, QPlainTextEdit)
    QApplication.clipboard().setMimeData(data)
    field.paste()


def chips(run: RunningApp) -> list[str]:
    tray = run.window.panel.composer.tray
    return [] if tray is None else [chip.accessibleName() for chip in tray.chips]


def sent_image(content: object) -> QImage:
    """Return the picture of the last part of a request's message."""
    assert isinstance(content, list)
    head, _, data = content[-1]["image_url"]["url"].partition(",")
    assert head == "data:image/png;base64"
    return QImage.fromData(base64.b64decode(data))


def test_a_pasted_picture_is_kept_and_sent(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("A gradient.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def talk(run: RunningApp) -> None:
            copied = QMimeData()
            copied.setImageData(pictures.image(640, 480))
            paste(run, copied)
            run.type("What is this?")
            run.press(Qt.Key.Key_Return)  # before it is ready: it is sent when it is
            await run.until(lambda: run.app.chat.is_replying)
            await run.until(run.is_quiet)
            assert chips(run) == []

        run_app(qapp, tmp_path, talk)
        content = server.requests[0].json["messages"][0]["content"]
    assert content[0] == {"type": "text", "text": "What is this?"}
    assert (sent_image(content).width(), sent_image(content).height()) == (640, 480)
    question, reply = profiles.read(tmp_path)
    assert (question.text, reply.text) == ("What is this?", "A gradient.")
    (image,) = question.images
    assert (image.width, image.height, image.media_type) == (640, 480, "image/png")
    assert (tmp_path / "attachments" / image.sha256).stat().st_size == image.size


def test_files_wait_in_the_draft_over_a_restart_and_what_is_no_picture_is_refused(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(pictures.png(120, 90))
    (tmp_path / "notes.txt").write_text("no picture")
    profile = tmp_path / "profile"
    with FakeServer(answer("A cat.")) as server:
        profiles.write_settings(profile, server.base_url)

        async def attach(run: RunningApp) -> None:
            files = QMimeData()
            files.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("cat.png", "notes.txt")])
            paste(run, files)
            await run.until(lambda: chips(run) == ["Image, cat.png, 120 by 90"])
            assert "notes.txt is not an image" in run.window.panel.notice_bar.accessibleName()
            run.type("Whose is it?")

        async def send(run: RunningApp) -> None:
            await run.until(lambda: chips(run) == ["Image, cat.png, 120 by 90"])
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: run.app.chat.is_replying)
            await run.until(run.is_quiet)

        run_app(qapp, profile, attach)
        run_app(qapp, profile, send)
        content = server.requests[0].json["messages"][0]["content"]
    assert content[0]["text"] == "Whose is it?"
    assert sent_image(content).width() == 120


def test_a_chip_is_taken_out_with_the_keyboard(qapp: QApplication, tmp_path: Path) -> None:
    async def attach(run: RunningApp) -> None:
        for name in ("a.png", "b.png"):
            (tmp_path / name).write_bytes(pictures.png(color="red" if name == "a.png" else "blue"))
            files = QMimeData()
            files.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
            paste(run, files)
        await run.until(lambda: len(chips(run)) == 2 and not run.app.draft_images.is_preparing)
        composer = run.window.panel.composer
        assert composer.tray is not None
        composer.tray.chips[0].button.setFocus()
        composer.tray.chips[0].button.click()
        assert chips(run) == ["Image, b.png, 80 by 60"]
        assert composer.tray.chips[0].button.hasFocus()
        composer.tray.chips[0].button.click()
        assert composer.edit.hasFocus()
        assert not composer.tray.isVisible()
        assert not composer.send_button.isEnabled()

    run_app(qapp, tmp_path / "profile", attach)
