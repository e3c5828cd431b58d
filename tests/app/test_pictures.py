"""Pictures end to end: attached in the window, kept in the profile, sent, shown again after a restart."""

import base64
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from chatdesk.control.facts import LinkedState
from chatdesk.core.picture import PictureOffer
from chatdesk.core.wanted import Wanted
from chatdesk.markup.sieve import Sieve
from chatdesk.ui.transcript.hits import counting, hits_by_row
from tests import pictures, profiles
from tests.fake_server import FakeServer, Received, Script, answer, api_error, page
from tests.running_app import RunningApp, run_app


def paste(run: RunningApp, data: QMimeData) -> None:
    """Paste into the composer as Ctrl+V does; the clipboard is left empty, since what it holds at the end crashes Qt."""
    field = run.find("composer")
    assert isinstance(field, QPlainTextEdit)
    QApplication.clipboard().setMimeData(data)
    field.paste()
    QApplication.clipboard().clear()


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


def test_thumbnails_are_there_after_a_restart_and_open_large(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("A cat.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def send(run: RunningApp) -> None:
            copied = QMimeData()
            copied.setImageData(pictures.image(640, 480, "magenta"))
            paste(run, copied)
            await run.until(lambda: run.app.draft_images.parts)
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: run.app.chat.is_replying)
            await run.until(run.is_quiet)

        async def look(run: RunningApp) -> None:
            transcript = run.window.panel.transcript
            await run.until(lambda: transcript.shelf._pixmaps)
            transcript.do_action("image:0", transcript.items[1].id)
            viewer = run.window.panel.pictures.viewer
            assert viewer is not None
            await run.until(lambda: viewer.save.isEnabled())
            assert viewer.status.accessibleName().startswith("640 × 480")
            viewer.save_to(str(tmp_path / "saved.png"))
            viewer.copy.trigger()
            assert QApplication.clipboard().image().width() == 640
            QTest.keyClick(viewer, Qt.Key.Key_Escape)
            assert not viewer.isVisible()

        run_app(qapp, tmp_path, send)
        run_app(qapp, tmp_path, look)
    saved = QImage(str(tmp_path / "saved.png"))
    assert (saved.width(), saved.height()) == (640, 480)
    (image,) = profiles.read(tmp_path)[0].images
    assert (tmp_path / "saved.png").read_bytes() == (tmp_path / "attachments" / image.sha256).read_bytes()


def test_a_linked_picture_is_loaded_by_a_click_alone(qapp: QApplication, tmp_path: Path) -> None:
    picture = pictures.png(300, 200)

    def serve(received: Received) -> Script:
        if received.path == "/cat.png":
            return page(picture, content_type="image/png")
        if received.path == "/gone.png":
            return page(b"no", 404)
        links = " ".join(f"![{name}](http://127.0.0.1:{server.port}/{name}.png)" for name in ("cat", "gone"))
        return answer(f"See {links} there.")

    with FakeServer(serve) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def look(run: RunningApp) -> None:
            await run.say("Show me")
            transcript = run.window.panel.transcript
            reply_id = transcript.items[-1].id
            address = f"http://127.0.0.1:{server.port}"
            await run.until(run.is_quiet)
            assert [request.path for request in server.requests] == ["/v1/chat/completions"]
            for name in ("cat", "gone"):
                transcript.do_action(f"load:{address}/{name}.png", reply_id)
            await run.until(lambda: transcript.shelf.linked(f"{address}/cat.png").state is LinkedState.LOADED)
            await run.until(lambda: transcript.shelf.linked(f"{address}/gone.png").state is LinkedState.FAILED)
            await run.until(lambda: f"{address}/cat.png" in transcript.shelf._pixmaps)
            assert not any("authorization" in request.headers for request in server.requests[1:])

        run_app(qapp, tmp_path, look)
    assert not (tmp_path / "attachments").exists()


def test_the_local_model_refuses_pictures_with_a_sentence_and_keeps_the_text(qapp: QApplication, tmp_path: Path) -> None:
    async def send(run: RunningApp) -> None:
        run.app.connections.use_local_model()
        run.app.connections._locate_model = lambda _path: tmp_path  # a model file is there
        copied = QMimeData()
        copied.setImageData(pictures.image())
        paste(run, copied)
        await run.until(lambda: run.app.draft_images.parts)
        run.type("What is this?")
        run.press(Qt.Key.Key_Return)
        bar = run.window.panel.notice_bar
        await run.until(lambda: bar.notice is not None)
        assert bar.accessibleName().startswith("The model on this computer reads text only")
        field = run.find("composer")
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText() == "What is this?"
        assert len(chips(run)) == 1
        assert run.app.chat.branch == ()

    run_app(qapp, tmp_path / "profile", send)


def test_a_drop_on_the_conversation_attaches_and_text_is_still_text(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(pictures.png())

    async def drop(run: RunningApp) -> None:
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(str(tmp_path / "cat.png"))])
        stage = run.window.panel.composer.parentWidget().parentWidget()
        where, copy = QPointF(20, 20), Qt.DropAction.CopyAction
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where.toPoint(), copy, files, buttons, keys)
        QApplication.sendEvent(stage, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(stage, QDropEvent(where, copy, files, buttons, keys))
        await run.until(lambda: chips(run) == ["Image, cat.png, 80 by 60"])
        words = QMimeData()
        words.setText("just words")
        refused = QDragEnterEvent(where.toPoint(), copy, words, buttons, keys)
        QApplication.sendEvent(stage, refused)
        assert not refused.isAccepted()
        office = QMimeData()
        office.setText("a table's text")
        office.setImageData(pictures.image())
        paste(run, office)
        assert len(chips(run)) == 1
        field = run.find("composer")
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText() == "a table's text"

    run_app(qapp, tmp_path / "profile", drop)


def test_enter_before_a_picture_is_ready_sends_nothing_in_another_chat(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("ok")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def switch(run: RunningApp) -> None:
            await run.say("first")
            copied = QMimeData()
            copied.setImageData(pictures.image(3_000, 2_000))
            paste(run, copied)
            run.type("with a picture")
            run.press(Qt.Key.Key_Return)
            first = run.app.chat.conversation_id
            run.window.actions_.new_chat.trigger()
            await run.until(lambda: run.app.chat.conversation_id != first)
            run.type("a draft of the second chat")
            run.app.draft_images.offer([PictureOffer("b.png", pictures.png())])
            await run.until(lambda: len(run.app.draft_images.parts) == 1)
            await run.until(lambda: not any(name.startswith("attach:") for name in run.app.tasks.names))
            assert len(server.requests) == 1
            run.app.library.select(first)
            await run.until(lambda: run.app.chat.conversation_id == first)
            assert len(run.app.draft_images.parts) == 1

        run_app(qapp, tmp_path, switch)


def test_tab_goes_from_the_field_over_the_chips_to_send(qapp: QApplication, tmp_path: Path) -> None:
    async def walk(run: RunningApp) -> None:
        for name in ("a.png", "b.png"):
            run.app.draft_images.offer([PictureOffer(name, pictures.png())])
        await run.until(lambda: len(run.app.draft_images.parts) == 2)
        run.app.draft_images.offer([PictureOffer("c.png", pictures.png())])
        await run.until(lambda: len(run.app.draft_images.parts) == 3)
        run.type("text")
        composer = run.window.panel.composer
        assert composer.tray is not None
        expected = [composer.edit, composer.attach_button, *(chip.button for chip in composer.tray.chips), composer.send_button]
        expected[0].setFocus(Qt.FocusReason.TabFocusReason)
        for widget in expected[1:]:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is widget
        for widget in reversed(expected[:-1]):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
            assert QApplication.focusWidget() is widget

    run_app(qapp, tmp_path, walk)


def test_pictures_are_found_by_their_names(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("A ![sleeping cat](https://pictures.example/cat.png).")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def send(run: RunningApp) -> None:
            run.app.draft_images.offer([PictureOffer("holiday.png", pictures.png())])
            await run.until(lambda: run.app.draft_images.parts)
            await run.say("What is it?")

        async def find(run: RunningApp) -> None:
            transcript = run.window.panel.transcript
            await run.until(lambda: len(transcript.items) == 3 and all(item.has_text for item in transcript.items))
            for text, count in (("holiday", 1), ("sleeping cat", 1), ("pictures.example", 1), ("dog", 0)):
                wanted = Wanted(text)
                ids = [item.id for item in transcript.items[1:]]
                messages = await run.app.store.messages(ids)
                assert sum(sum(counting(message, wanted)) for message in messages) == count
                rows = [hits_by_row(item, wanted) for item in transcript.items]
                assert sum(len(hits) for found in rows for hits in found.values()) == count
                verdicts = await run.app.store.sift(ids, Sieve(wanted).count_in_message)
                assert all(verdict is None for verdict in verdicts.values())

        run_app(qapp, tmp_path, send)
        run_app(qapp, tmp_path, find)


def test_a_service_that_takes_no_pictures_is_quoted_and_asked_again_without_them(qapp: QApplication, tmp_path: Path) -> None:
    refusal = api_error(400, "image_url is only supported by certain models.", "invalid_value")
    with FakeServer(refusal, answer("I can't see it.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def talk(run: RunningApp) -> None:
            run.app.draft_images.offer([PictureOffer("cat.png", pictures.png())])
            await run.until(lambda: run.app.draft_images.parts)
            await run.say("What is it?")
            bar = run.window.panel.notice_bar
            assert "does not take these images" in bar.accessibleName()
            assert "only supported by certain models" in bar.accessibleName()
            buttons = {button.text().replace("&", ""): button for button in bar.findChildren(QPushButton)}
            buttons["Try again"].click()
            await run.until(lambda: len(server.requests) == 2)
            await run.until(run.is_quiet)

        run_app(qapp, tmp_path, talk)
        assert server.requests[1].json["messages"] == [{"role": "user", "content": "[Image: cat.png]\n\nWhat is it?"}]
    question, reply = profiles.read(tmp_path)
    assert len(question.images) == 1
    assert reply.text == "I can't see it."
