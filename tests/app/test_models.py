"""Models as a person meets them: downloaded on the page, used, let rest, and lost in mid-reply."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chatdesk import app as composition
from chatdesk.control.facts import LocalState, TurnFailure
from chatdesk.control.local_rest import LocalRest
from chatdesk.core.errors import LocalMemoryShort
from chatdesk.core.local_models import CatalogModel
from chatdesk.core.message import Status
from chatdesk.providers import model_shelf, starter_model
from chatdesk.providers.local_server import LlamaServer, child_command
from chatdesk.providers.model_files import find_model
from chatdesk.ui.settings_dialog.models_page import ModelsPage
from tests import profiles
from tests.model_host import hosting
from tests.running_app import RunningApp, run_app

DATA = b"GGUF" + os.urandom(2_000_000)


def offer(monkeypatch: pytest.MonkeyPatch, *models: CatalogModel) -> None:
    """Have the catalog hold these models."""
    monkeypatch.setattr(model_shelf, "read_catalog", lambda path: models)


def open_page(run: RunningApp) -> ModelsPage:
    run.window.wiring.open_settings("models")
    dialog = run.window.wiring.dialog
    assert dialog is not None
    return dialog.models


def test_a_model_is_downloaded_paused_resumed_over_a_restart_and_used(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosting(DATA) as host:
        offer(monkeypatch, host.model())
        host.piece_seconds = 0.05

        async def begin(run: RunningApp) -> None:
            page = open_page(run)
            (row,) = page.download_rows
            await run.until(lambda: page.model_rows)
            assert host.server.requests == []
            row.start_button.click()
            await run.until(lambda: row.bar.value() > 0 and "MB/s" in row.state.text() and "left" in row.state.text())
            row.pause_button.click()
            assert row.state.text().startswith("Paused")
            await run.until(lambda: host.server.connections[-1].closed_at)
            row.start_button.click()
            await run.until(lambda: len(host.server.requests) == 2 and "Paused" not in row.state.text())

        run_app(qapp, tmp_path, begin)
        (part,) = (tmp_path / "models").glob("*.part")
        assert 0 < part.stat().st_size < len(DATA)
        host.piece_seconds = 0.0

        async def end(run: RunningApp) -> None:
            page = open_page(run)
            (row,) = page.download_rows
            assert row.state.text().startswith("Paused")
            assert len(host.server.requests) == 2
            row.start_button.click()
            await run.until(lambda: row.state.text() == "On this computer.")
            await run.until(lambda: len(page.model_rows) == 2)
            page.model_rows[1].use_button.click()
            await run.until(lambda: "in use" in page.model_rows[1]._facts.text())

        run_app(qapp, tmp_path, end)
        whole = tmp_path / "models" / "model.gguf"
        assert whole.read_bytes() == DATA
        assert json.loads((tmp_path / "settings.json").read_text())["local_model_path"] == str(whole)
        assert "range" in host.server.requests[-1].headers


def test_a_download_that_was_damaged_says_so_and_leaves_nothing(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosting(DATA) as host:
        offer(monkeypatch, host.model(sha256="0" * 64))

        async def scenario(run: RunningApp) -> None:
            (row,) = open_page(run).download_rows
            row.start_button.click()
            await run.until(lambda: "not the model file that was published" in row.state.text())
            assert row.start_button.isVisible()

        run_app(qapp, tmp_path, scenario)
        assert list((tmp_path / "models").iterdir()) == []


def test_opening_the_page_loads_no_library_of_the_network(qapp: QApplication, tmp_path: Path) -> None:
    async def scenario(run: RunningApp) -> None:
        page = open_page(run)
        await run.until(lambda: page.model_rows)
        assert page.download_rows

    run_app(qapp, tmp_path, scenario)
    assert not (tmp_path / "models").exists()


def test_a_removed_model_is_gone_when_the_app_has_ended(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "m.gguf").write_bytes(b"GGUF")

    async def scenario(run: RunningApp) -> None:
        page = open_page(run)
        await run.until(lambda: len(page.model_rows) == 2)
        page.model_rows[1].remove_button.click()
        await run.until(lambda: page.undo_button.isVisible())
        page.undo_button.click()
        await run.until(lambda: len(page.model_rows) == 2)
        page.model_rows[1].remove_button.click()
        await run.until(lambda: page.undo_button.isVisible())
        assert len(list(folder.iterdir())) == 1

    run_app(qapp, tmp_path, scenario)
    assert list(folder.iterdir()) == []


@pytest.mark.real_model
def test_the_model_rests_and_the_next_message_starts_it(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "_make_local_rest", quick_rest)

    async def scenario(run: RunningApp) -> None:
        connections = run.app.connections
        connections.use_local_model()
        run.app.settings.set_context_tokens(256)
        run.app.settings.set_local_idle_minutes(1)
        page = open_page(run)
        for _ in range(2):
            run.type("Say yes.")
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: connections.local_state is LocalState.READY)
            page._show_running()
            assert page.running.text().startswith("Running; it takes")
            await run.until(run.is_quiet)
            await run.until(lambda: connections.local_state is LocalState.STOPPED)
            assert run.app.local_server.memory_bytes is None

    run_app(qapp, tmp_path, scenario)
    assert all(message.status is Status.COMPLETE for message in profiles.read(tmp_path))
    assert len(profiles.read(tmp_path)) == 4


def quick_rest(app: composition.App) -> LocalRest:
    """Return a rest whose minutes take half a second."""
    return LocalRest(
        settings=app.settings,
        connections=app.connections,
        is_busy=lambda: app.turns.is_any_running,
        tasks=app.tasks,
        minute_seconds=0.5,
        parent=app,
    )


@pytest.mark.real_model
def test_a_model_that_the_system_ends_in_mid_reply_is_a_sentence(qapp: QApplication, tmp_path: Path) -> None:
    failures: list[TurnFailure] = []

    async def scenario(run: RunningApp) -> None:
        grew: list[str] = []
        run.app.chat.reply_changed.connect(lambda change: grew.append(change.text))
        run.app.chat.turn_failed.connect(failures.append)
        run.app.connections.use_local_model()
        run.type("Tell me a long story about a river.")
        run.press(Qt.Key.Key_Return)
        await run.until(lambda: len(grew) > 2)
        process_id = run.app.local_server._server.process_id
        assert process_id is not None
        os.kill(process_id, signal.SIGKILL)
        await run.until(lambda: failures)
        assert isinstance(failures[0].error, LocalMemoryShort)
        assert "too little free memory" in run.find("noticeBar").accessibleName()
        assert "memory ran out" in open_page(run).running.text()

    run_app(qapp, tmp_path, scenario)


@pytest.mark.real_model
def test_want_of_memory_is_not_taken_for_a_broken_file() -> None:
    """With so little memory the model's keys and values can't be allocated; the limit is the child's alone."""
    path = find_model("")
    assert path is not None
    command = ("/bin/sh", "-c", 'ulimit -v 500000; exec "$@"', "sh", *child_command())

    async def main() -> None:
        server = LlamaServer(command=command)
        try:
            with pytest.raises(LocalMemoryShort):
                await server.endpoint(path, starter_model.STARTER_MODEL.context_tokens)
        finally:
            await server.close()

    asyncio.run(main())
