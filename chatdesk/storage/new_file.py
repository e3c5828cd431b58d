"""A file that takes the place of another one, or of none, once it is whole."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from chatdesk.core.errors import FileNotSaved
from chatdesk.storage.private_files import is_full, sync_folder


class NewFile:
    """Written beside its place, under a name of its own, until ``commit`` moves it there; all methods block.

    A link stays a link, and a file that is replaced hands its mode on. A new one gets that of any new file, or, if it
    ``is_private``, one that only its owner can read. Making one and ``commit`` raise FileNotSaved; who writes into ``stream``
    does it within ``telling``, which raises it, too.
    """

    def __init__(self, path: Path, *, is_private: bool) -> None:
        self._chosen = path
        self._is_private = is_private
        with self.telling():
            self._path = path.resolve()
            if self._path.exists() and not os.access(self._path, os.W_OK):
                raise PermissionError
            handle, name = tempfile.mkstemp(prefix=f".{self._path.name[:40]}.", dir=self._path.parent)
        self.unfinished = Path(name)
        self.stream: BinaryIO = os.fdopen(handle, "wb")

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell failures of the file system as FileNotSaved."""
        try:
            yield
        except OSError as err:
            raise FileNotSaved(self._chosen.name, is_full=is_full(err)) from err

    def commit(self) -> None:
        """Put the file into its place, to last through a power cut; if that fails, leave nothing."""
        try:
            with self.telling():
                self.stream.flush()
                os.fsync(self.stream.fileno())
                self.stream.close()
                self._take_mode()
                self.unfinished.replace(self._path)
        except FileNotSaved:
            self.discard()
            raise
        with suppress(OSError):  # some file systems know no such thing, and the file is there
            sync_folder(self._path.parent)

    def discard(self) -> None:
        """Leave nothing of it."""
        with suppress(OSError):
            self.stream.close()
        with suppress(OSError):
            self.unfinished.unlink()

    def _take_mode(self) -> None:
        if self._path.exists():
            shutil.copymode(self._path, self.unfinished)
        elif not self._is_private:
            mask = os.umask(0)
            os.umask(mask)
            self.unfinished.chmod(0o666 & ~mask)
