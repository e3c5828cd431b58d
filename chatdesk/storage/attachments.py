"""Attached files in a folder of the profile, each under the SHA-256 of its bytes."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from chatdesk.core.errors import AttachmentMissing, StorageError
from chatdesk.storage.private_files import file_error, private_folder, sync_folder

logger = logging.getLogger(__name__)

T = TypeVar("T")

_UNFINISHED = ".new"
"""Ends the name of a file that is being written."""


class AttachmentFiles:
    """Keeps and finds files by the SHA-256 of their bytes; all work on them is done in one thread, in order.

    What came in this session is never purged in it, so that a purge cannot take what is attached and not sent yet. What
    could not be written is held in memory until it can be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fresh: set[str] = set()
        self._unwritten: dict[str, bytes] = {}

    async def keep(self, data: bytes, *, is_writable: bool = True) -> str:
        """Write a file unless it is there, or nothing may be written; return the SHA-256 of its bytes."""
        return await self._in_turn(lambda: self._keep(data, is_writable))

    async def write(self, hashes: Iterable[str]) -> None:
        """Have these files on disk; returns when they are. Raises StorageError."""
        wanted = [sha256 for sha256 in hashes if sha256 in self._unwritten]
        if wanted:
            await self._in_turn(lambda: self._write_all(wanted))

    async def read(self, sha256: str) -> bytes:
        """Return a file's bytes; raises AttachmentMissing if they are gone or have changed."""
        return await self._in_turn(lambda: self._read(sha256))

    async def purge(self, named: Iterable[str]) -> None:
        """Remove the files that are neither ``named`` nor of this session."""
        kept = frozenset(named)
        await self._in_turn(lambda: self._purge(kept))

    def close(self) -> None:
        """End the thread when it has done what it was asked for."""
        if "_thread" in self.__dict__:
            self._thread.shutdown()

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix="attachments")

    async def _in_turn(self, work: Callable[[], T]) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        except RuntimeError as err:
            raise StorageError("closed") from err
        return await future

    def _keep(self, data: bytes, is_writable: bool) -> str:
        sha256 = _digest(data)
        self._fresh.add(sha256)
        self._unwritten[sha256] = data
        if is_writable:
            try:
                self._write_all([sha256])
            except StorageError as err:
                logger.info("an attachment is not written yet: %s", type(err).__name__)
        return sha256

    def _write_all(self, hashes: Iterable[str]) -> None:
        for sha256 in hashes:
            data = self._unwritten.get(sha256)
            if data is not None:
                self._write(sha256, data)
                del self._unwritten[sha256]

    def _write(self, sha256: str, data: bytes) -> None:
        """Write a file beside its place and move it there, so that a file of that name is always whole."""
        path = self._folder / sha256
        try:
            private_folder(self._folder)
            if path.exists() and path.stat().st_size == len(data):
                return
            unfinished = path.with_name(sha256 + _UNFINISHED)
            unfinished.unlink(missing_ok=True)
            try:
                _write_new(unfinished, data)
                unfinished.replace(path)
            except OSError:
                unfinished.unlink(missing_ok=True)
                raise
            sync_folder(self._folder)
        except OSError as err:
            raise file_error(err) from err

    def _read(self, sha256: str) -> bytes:
        if (data := self._unwritten.get(sha256)) is not None:
            return data
        try:
            data = (self._folder / sha256).read_bytes()
        except OSError as err:
            raise AttachmentMissing(type(err).__name__) from err
        if _digest(data) != sha256:
            raise AttachmentMissing("changed")
        return data

    def _purge(self, named: frozenset[str]) -> None:
        try:
            paths = list(self._folder.iterdir()) if self._folder.is_dir() else []
            for path in paths:
                if path.name not in named and path.name not in self._fresh:
                    path.unlink(missing_ok=True)
        except OSError as err:
            logger.info("attachments were not purged: %s", type(err).__name__)


def _digest(data: bytes) -> str:
    # With OpenSSL 1 MB of memory, which an app that is only open does not need.
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _write_new(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
