"""What a database file and its write-ahead log are, read without SQLite, which might write to them.

Formats: https://www.sqlite.org/fileformat2.html, sections 1.3 (header) and 4 (write-ahead log).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from chatdesk.storage.private_files import aside_name, sync_folder

APPLICATION_ID = 0x43684473
"""``ChDs``: marks a SQLite file as ChatDesk's history."""

_HEADER = 100
_MAGIC = b"SQLite format 3\x00"
_WAL_MAGICS = (0x377F0682, 0x377F0683)
_WAL_HEADER = 32
_FRAME_HEADER = 24

_ASIDE = "corrupt"


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file says of itself; ``is_new`` when there is none yet, ``is_database`` when it is one of ours."""

    is_new: bool
    is_database: bool
    schema: int = 0


def sidecars(path: Path) -> tuple[Path, Path]:
    """Return the names of the write-ahead log and of its index."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def file_state(path: Path) -> FileState:
    """Look at a database file and its write-ahead log; raises OSError if they cannot be read."""
    log = sidecars(path)[0]
    header = _start(path, _HEADER)
    if not header:
        return FileState(is_new=_size(log) == 0, is_database=False)
    if not _is_sqlite(header):
        return FileState(is_new=False, is_database=False)
    logged = _logged_header(log)
    if logged is not None:
        header = logged
    schema, application_id = struct.unpack(">I", header[60:64])[0], struct.unpack(">I", header[68:72])[0]
    is_ours = application_id == APPLICATION_ID or (application_id == 0 and schema == 0)
    return FileState(is_new=False, is_database=is_ours, schema=schema)


def has_log(path: Path) -> bool:
    """Return whether a write-ahead log holds something that the main file may lack."""
    return _size(sidecars(path)[0]) > 0


def has_set_aside(path: Path) -> bool:
    """Return whether a damaged database was kept beside this one."""
    return any(path.parent.glob(f"{path.name}.{_ASIDE}-*"))


def set_aside(path: Path) -> Path:
    """Rename a damaged database with its log, never deleting anything, and return its new name; raises OSError."""
    kept = aside_name(path, _ASIDE)
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    sync_folder(path.parent)
    return kept


def _is_sqlite(header: bytes) -> bool:
    """Return whether a header is one that SQLite writes; it would take some others for new files and delete their logs."""
    if len(header) < _HEADER or not header.startswith(_MAGIC) or header[21:24] != b"\x40\x20\x20":
        return False
    page_size = struct.unpack(">H", header[16:18])[0]
    return page_size in (1, *(2**power for power in range(9, 16)))  # 1 stands for 65,536


def _logged_header(log: Path) -> bytes | None:
    """Return the newest committed state of the database header in a write-ahead log, None if it holds none.

    Checksums are not computed, which would take seconds. After a power cut the end of the log may be torn, with some
    other page where the header should be: what is no header is passed over.
    """
    try:
        stream = log.open("rb")
    except FileNotFoundError:
        return None
    with stream:
        head = stream.read(_WAL_HEADER)
        if len(head) < _WAL_HEADER or struct.unpack(">I", head[:4])[0] not in _WAL_MAGICS:
            return None
        page_size, salts = struct.unpack(">I", head[8:12])[0], head[16:24]
        written: bytes | None = None
        committed: bytes | None = None
        while len(frame := stream.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            page_number, pages_after_commit = struct.unpack(">II", frame[:8])
            if page_number == 1:
                header = stream.read(_HEADER)
                stream.seek(page_size - len(header), 1)
                written = header if _is_sqlite(header) else written
            else:
                stream.seek(page_size, 1)
            if pages_after_commit:
                committed = written
        return committed


def _start(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(length)
    except FileNotFoundError:
        return b""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
