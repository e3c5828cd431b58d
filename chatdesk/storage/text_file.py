"""Writes a text to a file that the person chose."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from chatdesk.core.errors import FileNotSaved
from chatdesk.storage.private_files import is_full


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, with the line ends it has. What was there stays whole until all of the new text is written.

    Blocks. Raises FileNotSaved.
    """
    try:
        _replace(path.resolve(), text.encode("utf-8", "replace"))
    except OSError as err:
        raise FileNotSaved(path.name, is_full=is_full(err)) from err


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        _take_mode(Path(name), path)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _take_mode(made: Path, path: Path) -> None:
    """Give the file the mode of the one it replaces, or that of any new file."""
    if path.exists():
        shutil.copymode(path, made)
        return
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o666 & ~mask)
