"""Finding in a real conversation, from the key press to the hit on the screen."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests import profiles
from tests.fake_server import FakeServer, answer
from tests.running_app import RunningApp, run_app

CONTROL = Qt.KeyboardModifier.ControlModifier


def field(run: RunningApp) -> QLineEdit:
    widget = run.find("findEdit")
    assert isinstance(widget, QLineEdit)
    return widget


def told(run: RunningApp) -> str:
    return run.find("findCount").accessibleName()


def open_bar(run: RunningApp) -> None:
    run.window.activateWindow()
    run.window.actions_.find.trigger()


async def look_for(run: RunningApp, text: str, expected: str) -> None:
    """Type a text to find, and wait for what is told of it."""
    field(run).setText(text)
    await run.until(lambda: told(run) == expected)


def test_word_is_found_in_messages_that_were_never_shown(qapp: QApplication, tmp_path: Path) -> None:
    messages = profiles.conversation(400)
    profiles.fill(tmp_path, 400)
    shown = "answers with"
    total = sum(message.text.replace("\n", " ").lower().count(shown) for message in messages)
    assert total > 20

    async def find_it(run: RunningApp) -> None:
        transcript = run.window.panel.transcript
        await run.until(lambda: len(transcript.items) > 400)
        open_bar(run)
        field(run).setText("Answers With")
        await run.until(lambda: told(run).endswith(f" of {total}"))
        number = int(told(run).split()[0])
        assert number > total - 5, "the reader was at the end"
        await run.until(lambda: transcript.seeker.is_there)
        QTest.keyClick(field(run), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        await run.until(lambda: told(run) == f"{number - 1} of {total}")
        for _ in range(number - 1):
            QTest.keyClick(field(run), Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        await run.until(lambda: told(run) == f"{total} of {total}, from the end again")
        QTest.keyClick(field(run), Qt.Key.Key_Return)
        await run.until(lambda: told(run) == f"1 of {total}, from the start again")
        await run.until(lambda: transcript.seeker.is_there)
        first = next(number for number, message in enumerate(messages) if shown in message.text.lower())
        page = transcript.page
        assert first + 1 in page.flow.visible(page.position.scroll, page.position.scroll + page.position.height)
        QTest.keyClick(field(run), Qt.Key.Key_Escape)
        assert transcript.selected_text().lower() == shown
        QTest.keyClick(run.find("composer"), Qt.Key.Key_C, CONTROL)
        assert QGuiApplication.clipboard().text().lower() == shown
        open_bar(run)
        await look_for(run, "no such text", "No matches")

    run_app(qapp, tmp_path, find_it)


def test_search_goes_on_while_a_reply_comes_and_ends_with_the_chat(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("A **nee**dle, ", "and another needle.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def talk(run: RunningApp) -> None:
            await run.until(lambda: run.app.connections.is_ready_to_judge)
            open_bar(run)
            run.type("Where is the needle?")
            await look_for(run, "needle", "No matches")
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: run.app.chat.is_replying)
            await run.until(run.is_quiet)
            await run.until(lambda: told(run) == "Matches: 3")
            assert run.window.panel.transcript.page.position.is_following
            QTest.keyClick(field(run), Qt.Key.Key_Return)
            await run.until(lambda: told(run) == "1 of 3")
            run.app.library.new_chat()
            await run.until(lambda: not run.find("findBar").isVisible())

        run_app(qapp, tmp_path, talk)
