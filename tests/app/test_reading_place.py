"""Each conversation is found again where it was left: after switching, closing, and kill -9."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.paths import Profile
from chatdesk.ui.transcript.view import TranscriptView
from tests import profiles
from tests.running_app import RunningApp, run_app


def transcript(run: RunningApp) -> TranscriptView:
    return run.window.panel.transcript


async def arrived(run: RunningApp, conversation_id: str) -> None:
    """Wait until a conversation is open and its texts are there."""
    view = transcript(run)
    await run.until(lambda: not run.app.tasks.is_running("open conversation"))
    await run.until(lambda: run.app.chat.conversation_id == conversation_id and run.window.panel._shown_id == conversation_id)
    await run.until(lambda: view.page.position.awaited is None)
    await run.until(lambda: not view.page.flow.missing(view.page.position.scroll, view.page.position.scroll + 300))


async def read_on(run: RunningApp) -> ReadingPlace:
    """Go up some pages and a line."""
    view = transcript(run)
    for key in (*[Qt.Key.Key_PageUp] * 7, Qt.Key.Key_Up):
        QTest.keyClick(view, key)
        await run.until(lambda: not view.page.flow.missing(view.page.position.scroll, view.page.position.scroll + 900))
    place = view.place
    assert place is not None
    return place


def test_every_conversation_is_found_where_it_was_left(qapp: QApplication, tmp_path: Path) -> None:
    profile, image = tmp_path / "profile", tmp_path / "image"
    profiles.fill(profile, 60)
    profiles.fill(profile, 80)
    places: dict[str, ReadingPlace] = {}

    async def read(run: RunningApp) -> None:
        first, second = [summary.id for summary in run.app.library._summaries]
        await arrived(run, first)
        assert transcript(run).place is None
        places[first] = await read_on(run)
        run.window.wiring._on_chat_chosen(second)
        await arrived(run, second)
        assert transcript(run).place is None
        run.window.wiring._on_chat_chosen(first)
        await arrived(run, first)
        assert transcript(run).place == places[first]
        run.window.wiring._on_chat_chosen(first)
        await arrived(run, first)
        assert transcript(run).place == places[first]
        view = transcript(run)
        QTest.keyClick(view, Qt.Key.Key_PageUp)
        moved = view.place
        assert moved is not None
        with_it = []
        view.place_changed.connect(with_it.append)
        await run.until(lambda: with_it)  # without a word from the person, within a second
        await run.until(lambda: not any(name.startswith("place:") for name in run.app.tasks.names))
        shutil.copytree(profile, image, ignore=shutil.ignore_patterns(Profile(profile).lock.name))  # what kill -9 would leave
        places["killed"] = moved
        places[first] = await read_on(run)

    async def look(run: RunningApp) -> None:
        first, second = [summary.id for summary in run.app.library._summaries]
        await arrived(run, first)
        assert transcript(run).place == places[first]
        run.window.wiring._on_chat_chosen(second)
        await arrived(run, second)
        assert transcript(run).place is None

    run_app(qapp, profile, read)
    run_app(qapp, profile, look)
    (first,) = [key for key in places if key != "killed"]
    places[first] = places["killed"]
    run_app(qapp, image, look)
