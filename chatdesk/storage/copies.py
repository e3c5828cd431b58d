"""Copies of a database file that SQLite would write to if it opened the file itself."""

import shutil
import tempfile
from pathlib import Path

import apsw

from chatdesk.storage.database_file import sidecars


def copy_database(path: Path, folder: Path) -> Path:
    """Copy a database file that nobody writes to, with its write-ahead log, into a folder; raises OSError."""
    copy = folder / path.name
    for source, target in ((path, copy), (sidecars(path)[0], sidecars(copy)[0])):
        if source.exists():
            shutil.copyfile(source, target)
    return copy


def copy_in_memory(path: Path) -> apsw.Connection:
    """Return a copy of the file and its write-ahead log in memory; raises OSError."""
    memory = apsw.Connection(":memory:")
    with tempfile.TemporaryDirectory(prefix="chatdesk-") as folder:
        on_disk = apsw.Connection(str(copy_database(path, Path(folder))), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            with memory.backup("main", on_disk, "main") as backup:
                backup.step()
        finally:
            on_disk.close(True)
    return memory
