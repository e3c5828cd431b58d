"""The file that Python fills when the process dies of a fatal signal, and how a start knows that the last run crashed."""

import faulthandler
from pathlib import Path
from typing import TextIO

from chatdesk.storage.private_files import aside_name, private_file

NAME = "crash.log"
LEFT = "left"
"""A crash is kept under ``crash.log.left-DATE`` until a report is made of it."""


class CrashLog:
    """The stacks of all threads at the moment of a crash.

    The file begins with one line about the program that runs. A start that finds more than that line finds a crash: a normal
    end empties the file, and kill -9, a logout or a power cut leave the line alone.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._file: TextIO | None = None
        self._is_second = False

    def open(self, program: str, *, is_second: bool) -> None:
        """Have crashes written from now on; the first app of the profile puts aside what the last one left."""
        self._is_second = is_second
        try:
            if not is_second and self._holds_crash():
                self._path.replace(aside_name(self._path, LEFT))
            private_file(self._path)
            self._file = self._path.open("a", encoding="utf-8")
            if not is_second:
                self._file.truncate(0)
                self._file.write(f"{program}\n")
                self._file.flush()
        except OSError:
            return
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Note a normal end; the system may have written of faults that the process lived through."""
        if self._file is not None:
            faulthandler.disable()
            if not self._is_second:
                self._file.truncate(0)
            self._file.close()

    def _holds_crash(self) -> bool:
        if not self._path.exists():
            return False
        with self._path.open(encoding="utf-8", errors="replace") as file:
            file.readline()
            return bool(file.read(1))
