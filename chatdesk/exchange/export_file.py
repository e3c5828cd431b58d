"""One export: a writer of its format, and the file that takes its place when all is written."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from chatdesk.core.export import ExportTurn
from chatdesk.exchange.writing import Writer


class UnfinishedFile(Protocol):
    """A file that takes its place when it is whole; ``storage.new_file`` has it."""

    unfinished: Path
    stream: BinaryIO

    def telling(self) -> AbstractContextManager[None]:
        """Tell failures of the file system as FileNotSaved."""
        ...

    def commit(self) -> None:
        """Put the file into its place. Raises FileNotSaved."""
        ...

    def discard(self) -> None:
        """Leave nothing of it; can be called again, and after ``commit``."""
        ...


class ExportToFile:
    """Implements ``core.export_ports.ExportFile`` for the formats of ``formats``."""

    def __init__(self, open_file: Callable[[], UnfinishedFile], make_writer: Callable[[BinaryIO], Writer]) -> None:
        self._open_file = open_file
        self._make_writer = make_writer
        self._file: UnfinishedFile | None = None
        self._writer: Writer | None = None

    def begin(self) -> None:
        """Begin a file beside the place that it will take."""
        self._file = self._open_file()
        with self._file.telling():
            self._writer = self._make_writer(self._file.stream)

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Write the next messages."""
        assert self._file is not None
        assert self._writer is not None
        with self._file.telling():
            self._writer.add(turns, pictures)

    def finish(self) -> None:
        """Write the rest, and put the file into its place."""
        assert self._file is not None
        assert self._writer is not None
        with self._file.telling():
            self._writer.finish()
            self._writer.close()
        self._file.commit()
        self._file = self._writer = None

    def interrupt(self) -> None:
        """Nothing that is under way takes long."""

    def abandon(self) -> None:
        """Leave nothing, unless the file is in its place."""
        if self._writer is not None:
            with suppress(OSError):
                self._writer.close()
        if self._file is not None:
            self._file.discard()
