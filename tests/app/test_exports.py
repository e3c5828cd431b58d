"""Exporting from the window: the dialog, every format, the notices, and what is in the files."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QPushButton

from chatdesk.core.export import ExportFormat
from chatdesk.core.message import Status
from chatdesk.core.paths import Profile
from chatdesk.core.settings import Settings
from chatdesk.exchange.archive_reader import read_archive
from chatdesk.storage.settings_file import SettingsFile
from chatdesk.ui import exporting
from tests import pictures, profiles
from tests.fake_server import FakeServer, answer
from tests.running_app import RunningApp, run_app

QUESTION, REPLY = "牛顿提出过哪些定律？", "三大定律：\n\n```python\nforce = mass * a\n```"


def notice(run: RunningApp) -> str:
    bar = run.window.panel.notice_bar
    return "" if bar.notice is None else bar.accessibleName()


def buttons(run: RunningApp) -> dict[str, QPushButton]:
    """Return the buttons of the notice by what stands on them."""
    found = run.window.panel.notice_bar.findChildren(QPushButton)
    return {button.text().replace("&", ""): button for button in found if not button.isHidden()}


def dialog(run: RunningApp) -> QFileDialog:
    """Return the dialog that is open."""
    (found,) = [child for child in run.window.findChildren(QFileDialog) if child.isVisible()]
    return found


async def export(run: RunningApp, folder: Path, kind: ExportFormat) -> Path:
    """Export by the window's action, in the format of a filter, under the suggested name; return the file."""
    run.window.actions_.export_chat.trigger()
    shown = dialog(run)
    shown.setDirectory(str(folder))
    wanted = next(name for name in shown.nameFilters() if kind.suffix in name)
    shown.selectNameFilter(wanted)
    shown.filterSelected.emit(wanted)  # what a person's choice emits
    path = folder / Path(shown.selectedFiles()[0]).name
    shown.accept()
    await run.until(lambda: notice(run).startswith(path.name) and "%" not in notice(run))
    return path


async def attach(run: RunningApp) -> None:
    copied = QMimeData()
    copied.setImageData(pictures.image(64, 48))
    field = run.find("composer")
    assert isinstance(field, QPlainTextEdit)
    QApplication.clipboard().setMimeData(copied)
    field.paste()
    await run.until(lambda: run.app.draft_images.parts)


def test_a_chat_is_exported_in_every_format(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    found: dict[ExportFormat, Path] = {}
    with FakeServer(answer(REPLY)) as server:
        profiles.write_settings(tmp_path / "profile", server.base_url)

        async def export_all(run: RunningApp) -> None:
            await attach(run)
            await run.say(QUESTION)
            for kind in ExportFormat:
                found[kind] = await export(run, folder, kind)
            assert run.app.settings.settings.export_folder == str(folder)

        run_app(qapp, tmp_path / "profile", export_all)
    assert sorted(entry.name for entry in folder.iterdir()) == sorted(
        f"牛顿提出过哪些定律？{kind.suffix}" for kind in ExportFormat
    )
    texts = {kind: path.read_bytes().decode("utf-8", "replace") for kind, path in found.items()}
    assert "[Image]\n\n牛顿提出过哪些定律？\n" in texts[ExportFormat.TEXT]
    assert f"\n\n{REPLY}\n" in texts[ExportFormat.MARKDOWN]
    assert '<span class="k-operator">=</span>' in texts[ExportFormat.HTML]
    assert 'src="data:image/png;base64,' in texts[ExportFormat.HTML]
    assert json.loads(texts[ExportFormat.OPENAI])[1] == {"role": "assistant", "content": REPLY}
    rows = list(csv.reader(io.StringIO(texts[ExportFormat.CSV].removeprefix("\ufeff"), newline="")))
    assert [row[2] for row in rows] == ["role", "user", "assistant"]
    assert found[ExportFormat.PDF].read_bytes().count(b"/Subtype /Image") >= 1


def test_the_archive_holds_all_branches_and_no_secret(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("First."), answer("Second.")) as server:
        profiles.write_settings(tmp_path / "profile", server.base_url)

        async def ask_twice(run: RunningApp) -> None:
            await run.say(QUESTION)
            first = run.app.chat.branch[-1].id
            run.app.chat.try_again(first)
            await run.until(lambda: run.app.chat.branch[-1].id != first and run.is_quiet())
            await export(run, tmp_path, ExportFormat.ARCHIVE)
            assert list(buttons(run)) == ["Show in folder"]

        run_app(qapp, tmp_path / "profile", ask_twice)
    (path,) = tmp_path.glob("*.chatdesk.zip")
    with path.open("rb") as stream:
        (conversation,) = read_archive(stream).conversations
    stored = profiles.read(tmp_path / "profile")
    assert tuple(sorted(conversation.messages, key=lambda message: message.id)) == stored
    assert (len(stored), conversation.head_id, conversation.summary.title) == (3, stored[-1].id, QUESTION)
    assert {message.status for message in stored} == {Status.COMPLETE}
    with ZipFile(path) as archive:
        assert b"base_url" not in b"".join(map(archive.read, archive.namelist()))


def test_the_notice_opens_the_file_and_its_folder(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(exporting, "open_file", lambda path: not opened.append(path))
    with FakeServer(answer("Yes.")) as server:
        profiles.write_settings(tmp_path / "profile", server.base_url)

        async def look(run: RunningApp) -> None:
            await run.say("Hello")
            await export(run, tmp_path, ExportFormat.TEXT)
            assert notice(run) == "Hello.txt was saved."
            buttons(run)["Open"].click()
            buttons(run)["Show in folder"].click()

        run_app(qapp, tmp_path / "profile", look)
    assert opened == [tmp_path / "Hello.txt", tmp_path]


def test_what_cannot_be_written_is_told_and_the_next_try_is_where_the_last_was(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    with FakeServer(answer("Yes.")) as server:
        profiles.write_settings(tmp_path / "profile", server.base_url)

        async def fail(run: RunningApp) -> None:
            run.window.actions_.export_chat.trigger()
            assert notice(run) == "There is nothing to export yet."
            await run.say("Hello")
            assert notice(run) == ""
            run.window.actions_.export_chat.trigger()
            shown = dialog(run)
            shown.selectNameFilter("Plain text (*.txt)")
            folder.rmdir()
            shown.fileSelected.emit(str(folder / "Hello.txt"))
            shown.reject()
            await run.until(lambda: notice(run))
            assert notice(run) == "Hello.txt was not saved. ChatDesk may not write there: choose another place."
            buttons(run)["Export again…"].click()
            dialog(run).reject()

        run_app(qapp, tmp_path / "profile", fail)


def test_a_long_export_shows_how_far_it_is_and_can_be_given_up(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "QUIET_MS", 0)
    profiles.write_settings(tmp_path / "profile", "http://127.0.0.1:9/v1")  # which needs no key
    profiles.fill(tmp_path / "profile", 1_500)

    async def give_up(run: RunningApp) -> None:
        run.window.actions_.export_chat.trigger()
        shown = dialog(run)
        shown.fileSelected.emit(str(tmp_path / "long.pdf"))
        shown.reject()
        await run.until(lambda: "is being written" in notice(run))
        button, sentence = buttons(run)["Cancel"], notice(run)
        await run.until(lambda: notice(run) not in (sentence, ""))
        assert "is being written" in notice(run)
        assert buttons(run)["Cancel"] is button
        run.window.actions_.export_chat.trigger()  # one at a time
        assert [child for child in run.window.findChildren(QFileDialog) if child.isVisible()] == []
        button.setFocus()
        button.click()
        assert notice(run) == ""
        await run.until(lambda: not run.app.tasks.is_running("export"))
        await run.until(lambda: list(tmp_path.iterdir()) == [tmp_path / "profile"])

    run_app(qapp, tmp_path / "profile", give_up)


def test_quitting_gives_an_export_up(qapp: QApplication, tmp_path: Path) -> None:
    profiles.write_settings(tmp_path / "profile", "http://127.0.0.1:9/v1")  # which needs no key
    profiles.fill(tmp_path / "profile", 400)

    async def quit_meanwhile(run: RunningApp) -> None:
        run.window.actions_.export_chat.trigger()
        shown = dialog(run)
        shown.fileSelected.emit(str(tmp_path / "long.pdf"))
        shown.reject()
        await run.until(lambda: len(list(tmp_path.iterdir())) == 2)
        await run.close()

    run_app(qapp, tmp_path / "profile", quit_meanwhile)
    assert list(tmp_path.iterdir()) == [tmp_path / "profile"]


def test_the_dialog_begins_where_the_last_export_went_and_in_its_format(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    with FakeServer(answer("Yes.")) as server:
        profile = tmp_path / "profile"
        profiles.write_settings(profile, server.base_url)

        async def export_once(run: RunningApp) -> None:
            await run.say("CON")
            await export(run, folder, ExportFormat.MARKDOWN)

        async def look_again(run: RunningApp) -> None:
            await run.until(lambda: run.app.chat.branch)
            run.window.actions_.export_chat.trigger()
            shown = dialog(run)
            assert Path(shown.directory().absolutePath()) == folder
            assert shown.selectedNameFilter() == "Markdown (*.md)"
            assert [Path(file).name for file in shown.selectedFiles()] == ["_CON.md"]
            assert shown.acceptMode() is QFileDialog.AcceptMode.AcceptSave
            shown.reject()

        run_app(qapp, profile, export_once)
        run_app(qapp, profile, look_again)
    assert SettingsFile(Profile(profile).settings, Settings()).load().export_format == "markdown"


@pytest.mark.parametrize(
    ("name", "kind", "placed"),
    [
        ("a.pdf", ExportFormat.PDF, ("a.pdf", ExportFormat.PDF)),
        ("a.MD", ExportFormat.PDF, ("a.MD", ExportFormat.MARKDOWN)),
        ("v1.2 notes", ExportFormat.TEXT, ("v1.2 notes.txt", ExportFormat.TEXT)),
        ("taken", ExportFormat.TEXT, ("taken (2).txt", ExportFormat.TEXT)),
        ("a.zip", ExportFormat.ARCHIVE, ("a.zip", ExportFormat.ARCHIVE)),
        ("a.chatdesk.zip", ExportFormat.HTML, ("a.chatdesk.zip", ExportFormat.ARCHIVE)),
    ],
)
def test_a_typed_ending_counts_and_a_missing_one_is_added(
    tmp_path: Path, name: str, kind: ExportFormat, placed: tuple[str, ExportFormat]
) -> None:
    (tmp_path / "taken.txt").write_text("mine")
    path, found = exporting.placed(tmp_path / name, kind)
    assert (path, found) == (tmp_path / placed[0], placed[1])


def test_the_export_button_is_in_toolbar_and_menu(qapp: QApplication, tmp_path: Path) -> None:
    async def look(run: RunningApp) -> None:
        action = run.window.actions_.export_chat
        assert action in run.window.menus._file.actions()
        button = next(button for button in run.window.toolbar.buttons if button.defaultAction() is action)
        assert button.isVisible()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert (action.shortcut().toString(), action.iconText()) == ("Ctrl+E", "Export chat")

    run_app(qapp, tmp_path, look)
