"""A model file while it is downloaded: what has come lies beside its final place, and gets its name when it is whole and right.

Everything here blocks, and raises NoRoomForModel or ModelNotSaved for what the disk refuses.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from chatdesk.core.errors import ModelNotSaved, NoRoomForModel
from chatdesk.core.local_models import CatalogModel

RESERVE_BYTES = 64 << 20
"""Of the disk that a download leaves free, so that conversations can still be written."""

SLICE_BYTES = 1 << 20
"""Read at once while the checksum is worked out."""

_MOST_VALIDATOR_BYTES = 1_000


def free_bytes(folder: Path) -> int:
    """Return how much of the disk is free for this person."""
    return shutil.disk_usage(folder).free


class ModelPart:
    """The part of a file that is here. It outlives the app; the next download of the same file goes on with it.

    ``free`` and ``reserve`` are those of the disk, for tests.
    """

    def __init__(
        self,
        folder: Path,
        model: CatalogModel,
        *,
        free: Callable[[Path], int] = free_bytes,
        reserve: int = RESERVE_BYTES,
    ) -> None:
        self._folder = folder
        self._model = model
        self._free = free
        self._reserve = reserve
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._path = folder / f"{model.file_name}.{model.sha256[:8]}.part"
        self._validator_path = self._path.with_suffix(".etag")
        self.target = folder / model.file_name

    @property
    def size(self) -> int | None:
        """How many bytes are here, None if none were ever asked for."""
        try:
            return self._path.stat().st_size
        except OSError:
            return None

    @property
    def validator(self) -> str:
        """The ETag under which the bytes came, "" if the server gave none."""
        try:
            return self._validator_path.read_bytes()[:_MOST_VALIDATOR_BYTES].decode("latin-1")
        except OSError:
            return ""

    def open(self) -> int:
        """Get ready to take bytes, if the disk has room for the whole file; return how many are here."""
        with _told():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            have = self.size or 0
            needed, free = self._model.size - have + self._reserve, self._free(self._folder)
            if free < needed:
                raise NoRoomForModel(needed, free)
            self._file = self._path.open("ab")
        return have

    def begin(self, validator: str) -> None:
        """Forget what is here and take the bytes from the first on; they come under this ETag."""
        assert self._file is not None
        with _told():
            self._file.truncate(0)
            self._validator_path.write_bytes(validator.encode("latin-1"))

    def append(self, data: bytes) -> None:
        """Take further bytes; refuses them when hardly anything of the disk would be left."""
        assert self._file is not None
        free = self._free(self._folder)
        if free < self._reserve + len(data):
            raise NoRoomForModel(self._model.size - (self.size or 0) + self._reserve, free)
        with _told():
            self._file.write(data)
            self._file.flush()

    def close(self) -> None:
        """Take no more bytes; those that are here last through a power cut."""
        file, self._file = self._file, None
        if file is not None:
            with _told(), file:
                os.fsync(file.fileno())

    def digest_slices(self) -> Iterator[int]:
        """Work out the checksum of the bytes on the disk, slice by slice; yield how many were read."""
        with _told(), self._path.open("rb") as file:
            while data := file.read(SLICE_BYTES):
                self._digest.update(data)
                yield len(data)

    @property
    def is_as_published(self) -> bool:
        """Whether the bytes that ``digest_slices`` went through are the file that was published."""
        return self._digest.hexdigest() == self._model.sha256

    def finish(self) -> Path:
        """Give the file its name, and return where it is."""
        with _told():
            self._path.replace(self.target)
            self._validator_path.unlink(missing_ok=True)
            _sync_folder(self._folder)
        return self.target

    def discard(self) -> None:
        """Remove what is here."""
        self.close()
        with _told():
            self._path.unlink(missing_ok=True)
            self._validator_path.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the disk refuses into errors of ours."""
    try:
        yield
    except OSError as err:
        if err.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoomForModel from err
        raise ModelNotSaved(err.strerror or type(err).__name__) from err


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders cannot; the file itself is on the disk
            os.fsync(handle)
    finally:
        os.close(handle)
