"""A disk of a given size, as an apsw VFS that says SQLITE_FULL as a full disk does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw


class SmallDisk(apsw.VFS):
    """Passes everything on to the real disk until the files of ``folder`` have ``limit`` bytes; None is no limit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.limit: int | None = None
        self.temporary_files = 0
        self.syncs = 0
        self.unsynced: set[str] = set()
        super().__init__("small-disk", "")

    def xOpen(self, name: Any, flags: list[int]) -> "SmallFile":
        self.temporary_files += name is None
        return SmallFile(self, name, flags)

    def admits(self, path: Path, end: int) -> bool:
        """Return whether ``path`` may grow to ``end`` bytes."""
        if self.limit is None:
            return True
        others = sum(
            other.stat().st_size for other in self.folder.iterdir() if other != path and other.suffix != ".sqlite3-shm"
        )
        own = path.stat().st_size if path.exists() else 0
        return end <= own or others + end <= self.limit

    def fill_up(self, room: int = 0) -> None:
        """Leave ``room`` bytes free beside what is there now."""
        self.limit = room + sum(path.stat().st_size for path in self.folder.iterdir() if path.suffix != ".sqlite3-shm")


class SmallFile(apsw.VFSFile):
    """A file on that disk."""

    def __init__(self, disk: SmallDisk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary")
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if not self._disk.admits(self._path, offset + len(data)):
            raise apsw.FullError("full")
        super().xWrite(data, offset)
        self._disk.unsynced.add(self._path.name)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._disk.syncs += 1
        self._disk.unsynced.discard(self._path.name)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Make the disk and take it away again; its name for connections is ``small-disk``."""
    disk = SmallDisk(folder)
    try:
        yield disk
    finally:
        disk.unregister()
