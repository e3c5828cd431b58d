"""Saving texts to files: off the GUI thread, told when it fails."""

import asyncio
import threading
from pathlib import Path

from chatdesk.app import _is_written_at_exit
from chatdesk.control.saving import Saving
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import FileNotSaved


def test_a_text_is_written_by_another_thread(tmp_path: Path) -> None:
    written: list[tuple[Path, str, bool]] = []

    def write(path: Path, text: str) -> None:
        written.append((path, text, threading.current_thread() is threading.main_thread()))

    async def main() -> None:
        tasks = Tasks()
        Saving(write=write, tasks=tasks).save(tmp_path / "code.py", "x = 1")
        await tasks.settle()

    asyncio.run(main())
    assert written == [(tmp_path / "code.py", "x = 1", False)]


def test_a_failure_is_told(tmp_path: Path) -> None:
    told: list[object] = []

    def write(path: Path, _text: str) -> None:
        raise FileNotSaved(path.name)

    async def main() -> None:
        tasks = Tasks()
        tasks.failed.connect(told.append)
        Saving(write=write, tasks=tasks).save(tmp_path / "code.py", "x = 1")
        await tasks.settle()

    asyncio.run(main())
    (error,) = told
    assert isinstance(error, FileNotSaved)
    assert error.name == "code.py"


def test_quitting_lets_a_file_be_written(tmp_path: Path) -> None:
    async def main() -> None:
        tasks = Tasks()
        Saving(write=lambda path, text: None, tasks=tasks).save(tmp_path / "a.py", "x = 1")
        assert [_is_written_at_exit(name) for name in tasks.names] == [True]
        await tasks.settle()

    asyncio.run(main())
