"""Files that only their owner reads, names for what is set aside, and what a failure of the file system means."""

import errno
import os
import time
from pathlib import Path

from chatdesk.core.errors import DiskFull, HistoryReadOnly, StorageError

IS_POSIX = os.name == "posix"


def private_folder(folder: Path) -> None:
    """Make the profile's folder, and let only its owner in; raises OSError if it cannot be made.

    A folder of somebody else, the home folder and what is above it keep their modes.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not IS_POSIX:
        return
    home = Path.home()
    resolved = folder.resolve()
    if resolved != home and resolved not in home.parents:
        _tighten(folder, 0o700)


def private_file(path: Path) -> None:
    """Make the file if it is missing, and let only its owner read it; raises OSError if it cannot be made."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        _tighten(path, 0o600)


def _tighten(path: Path, mode: int) -> None:
    if not IS_POSIX:
        return
    state = path.stat()
    if state.st_uid == os.geteuid() and state.st_mode & 0o777 & ~mode:
        path.chmod(state.st_mode & mode)


def aside_name(path: Path, word: str) -> Path:
    """Return a free name beside ``path`` to keep a broken file under: ``NAME.WORD-DATE``, with a number if need be."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    candidate = path.with_name(f"{path.name}.{word}-{stamp}")
    number = 2
    while candidate.exists():
        candidate = path.with_name(f"{path.name}.{word}-{stamp}-{number}")
        number += 1
    return candidate


def sync_folder(folder: Path) -> None:
    """Make renames in this folder last through a power cut, where the system can."""
    if not IS_POSIX:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(err: OSError) -> bool:
    """Return whether the disk, or the person's share of it, is full."""
    return err.errno in (errno.ENOSPC, errno.EDQUOT)


def file_error(err: OSError) -> StorageError:
    """Return what a failure of the file system means to the person."""
    if is_full(err):
        return DiskFull()
    if err.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return HistoryReadOnly(type(err).__name__)
    return StorageError(type(err).__name__)
