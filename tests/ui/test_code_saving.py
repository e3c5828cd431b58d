"""Saving a block of code: the dialog, the suggested name, and what is written."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from chatdesk.control.saving import Saving
from chatdesk.core.message import Status
from chatdesk.ui.main_window import MainWindow
from tests.fake_controllers import NoTasks
from tests.ui.conftest import World
from tests.ui.transcript.samples import reply


class Noted(Saving):
    """Notes what is to be saved."""

    def __init__(self) -> None:
        super().__init__(write=lambda _path, _text: None, tasks=NoTasks())  # type: ignore[arg-type]
        self.saved: list[tuple[Path, str]] = []

    def save(self, path: Path, text: str) -> None:
        self.saved.append((path, text))


def dialog(window: MainWindow) -> QFileDialog:
    """Return the dialog that is open."""
    (found,) = [child for child in window.findChildren(QFileDialog) if child.isVisible()]
    return found


@pytest.mark.parametrize(("language", "name"), [("python", "code.py"), ("", "code.txt"), ("dockerfile", "Dockerfile")])
def test_save_as_asks_for_a_file_with_the_right_ending(world: World, tmp_path: Path, language: str, name: str) -> None:
    window, saving = world.window(), Noted()
    window.panel.take_saving(saving)
    view = window.panel.transcript
    text = f"```{language}\nif x:\n\tpass\u200f\n```"
    view.start_reply(reply("1", text, Status.STREAMING))
    view.finish_reply(reply("1", text))
    ref, _ = view.page.blocks.of_item(view.items[-1])[0]
    view.do_block_action("save-code", ref)
    shown = dialog(window)
    assert [Path(file).name for file in shown.selectedFiles()] == [name]
    assert shown.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    shown.setDirectory(str(tmp_path))
    shown.selectFile(str(tmp_path / "mine.txt"))
    shown.accept()
    assert saving.saved == [(tmp_path / "mine.txt", "if x:\n\tpass\u200f")]
    view.do_block_action("save-code", ref)
    again = dialog(window)
    assert Path(again.directory().absolutePath()) == tmp_path
    again.reject()
    assert len(saving.saved) == 1
