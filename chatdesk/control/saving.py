"""Saves texts to files that the person chose, off the GUI thread."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from chatdesk.control.tasks import Tasks


class Saving:
    """Writes one file at a time under each name; one that can't be written is told as any failed task is."""

    def __init__(self, *, write: Callable[[Path, str], None], tasks: Tasks) -> None:
        self._write_now = write
        self._tasks = tasks

    def save(self, path: Path, text: str) -> None:
        """Write a text to a file, in the place of what it holds."""
        self._tasks.start(self._write(path, text), name=f"file:{path}")

    async def _write(self, path: Path, text: str) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._write_now, path, text)
