"""What exporting needs of the world, as protocols."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn


class ExportFile(Protocol):
    """A conversation on its way into a file, which takes its place when it is whole.

    All methods but ``interrupt`` block, are called on one thread, one after the other, and raise FileNotSaved or ExportFailed.
    """

    def begin(self) -> None:
        """Begin the file."""
        ...

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Write the next messages; ``pictures`` are the bytes of theirs by SHA-256, without those that are lost."""
        ...

    def finish(self) -> None:
        """Write the rest, and put the file into its place."""
        ...

    def interrupt(self) -> None:
        """Have what is under way end soon, in whatever way; called on any thread, before ``abandon``."""
        ...

    def abandon(self) -> None:
        """Leave nothing, unless the file is in its place; raises nothing."""
        ...


class ExportFiles(Protocol):
    """Makes exports."""

    def __call__(self, path: Path, kind: ExportFormat, head: ExportHead) -> ExportFile:
        """Return an export that has not begun; does not block."""
        ...
