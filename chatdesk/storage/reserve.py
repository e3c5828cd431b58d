"""Disk space kept back, so that a reply can still be finished and something deleted when the disk is full."""

import logging
import os
from pathlib import Path

from chatdesk.storage.private_files import is_full

logger = logging.getLogger(__name__)

RESERVE_BYTES = 4 << 20


class Reserve:
    """A file of zeros that is given up when the disk is full, and comes back when there is room."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size
        self.is_released = False

    def take(self) -> bool:
        """Occupy the space unless that is done; return whether there is room for it."""
        try:
            if not self._path.exists() or self._path.stat().st_size != self._size:
                self._write()
        except OSError as err:
            if is_full(err):
                return False
            logger.warning("no reserve of disk space: %s", type(err).__name__)
        self.is_released = False
        return True

    def release(self) -> bool:
        """Give the space back; return whether there was any."""
        self.is_released = True
        try:
            self._path.unlink()
        except OSError:
            return False
        logger.warning("the disk is full; the reserve of %d bytes is released", self._size)
        return True

    def _write(self) -> None:
        temporary = self._path.with_name(self._path.name + ".new")
        try:
            handle = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(stream.fileno(), 0, self._size)
                else:
                    stream.write(bytes(self._size))
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
