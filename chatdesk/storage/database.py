"""The SQLite database behind two threads: one that writes, one that reads."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from chatdesk.core.errors import StorageError

if TYPE_CHECKING:
    import apsw

    from chatdesk.storage.engine import Check, DatabaseReport, Reader, Writer

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Database:
    """Runs work on the database at ``path``, each piece in the thread that owns its connection.

    A write that was asked for is done, as a whole or not at all, even if the task that waits for it is cancelled. All
    methods raise StorageError, ``open`` and ``verify`` only for what they cannot mend. ``only_read`` is for a second app
    on a profile whose first one does not answer. ``vfs`` names an apsw VFS, for tests that break the disk. Whoever makes
    the database closes it.
    """

    def __init__(self, path: Path, *, only_read: bool = False, vfs: str | None = None) -> None:
        self.path = path
        """The database's file."""
        self._only_read = only_read
        self._vfs = vfs
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="history-writer")
        self._read_thread = ThreadPoolExecutor(1, thread_name_prefix="history-reader")
        self._check_thread = ThreadPoolExecutor(1, thread_name_prefix="history-check")
        self._writer: Writer | None = None
        self._reader: Reader | None = None
        self._check: Check | None = None
        self._is_closed = False
        self.read_only: StorageError | None = None
        """Why nothing can be written, None when all is well; known after ``open``."""

    async def open(self) -> "DatabaseReport":
        """Open the file or begin one.

        A damaged file is set aside and what can be read of it is put in a new one. What cannot be written, since its
        schema is newer, the folder is read-only, or the disk is full, is opened for reading: the report says why, and
        every write raises the same error.
        """
        return await _uncancelled(_submit(self._write_thread, self._open))

    async def write(self, work: "Callable[[apsw.Connection], T]", *, durable: bool, essential: bool = False) -> T:
        """Run ``work`` in one transaction; ``durable`` returns when the disk has it.

        ``essential`` writes, which finish a reply or free space, may use the reserve when the disk is full.
        """
        return await _uncancelled(_submit(self._write_thread, self._write, work, durable, essential))

    async def read(self, work: "Callable[[apsw.Connection], T]") -> T:
        """Run ``work`` on one state of the database, which has all writes that have returned."""
        return await asyncio.wrap_future(_submit(self._read_thread, self._read, work))

    async def verify(self) -> "DatabaseReport":
        """Check the whole file in a thread of its own and occupy the reserve; a damaged file is replaced as by ``open``."""
        is_sound = await asyncio.wrap_future(_submit(self._check_thread, self._is_sound))
        return await _uncancelled(_submit(self._read_thread, self._report, is_sound))

    def trim(self) -> None:
        """Empty the log in its turn, so that what was deleted is nowhere on the disk any more."""
        _submit(self._write_thread, self._trim)

    async def close(self) -> None:
        """Do what is queued, write the log into the file, and close; the second time, do nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._check is not None:
            self._check.stop()
        self._check_thread.shutdown()
        await _uncancelled(_submit(self._read_thread, self._close_reader))
        await _uncancelled(_submit(self._write_thread, self._close_writer))
        self._read_thread.shutdown()
        self._write_thread.shutdown()

    def _open(self) -> "DatabaseReport":
        # Here, not at the top: apsw takes 5 ms of CPU, 22 ms when its file is cold, and the window need not wait for it.
        from chatdesk.storage.engine import Check, Reader, Writer

        writer = Writer(self.path, self._vfs)
        report = writer.open(self._only_read)
        self.read_only = report.read_only
        is_snapshot = self.read_only is not None and not self._only_read
        self._reader = Reader(self.path, self._vfs, is_snapshot=is_snapshot)
        self._check = Check(self.path, self._vfs)
        self._writer = writer
        return report

    def _write(self, work: "Callable[[apsw.Connection], T]", durable: bool, essential: bool) -> T:
        return self._opened_writer().write(work, durable, essential)

    def _read(self, work: "Callable[[apsw.Connection], T]") -> T:
        if self._reader is None:
            raise StorageError("not open")
        return self._reader.read(work)

    def _is_sound(self) -> bool:
        if self.read_only is not None or self._check is None:
            return True
        self._opened_writer().reserve.take()
        return self._check.is_sound()

    def _report(self, is_sound: bool) -> "DatabaseReport":
        """Replace a damaged file; in the reader's thread, so that nothing is read from the file meanwhile."""
        from chatdesk.storage.engine import DatabaseReport

        if is_sound or self._reader is None:
            return DatabaseReport(read_only=self.read_only)
        self._reader.close()
        return _submit(self._write_thread, self._opened_writer().begin_anew).result()

    def _trim(self) -> None:
        if self._writer is not None:
            self._writer.trim()

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _opened_writer(self) -> "Writer":
        if self._writer is None:
            raise StorageError("not open")
        return self._writer


def _submit(executor: ThreadPoolExecutor, work: Callable[..., T], *arguments: object) -> "Future[T]":
    try:
        return executor.submit(work, *arguments)
    except RuntimeError as err:
        raise StorageError("closed") from err


async def _uncancelled(future: "Future[T]") -> T:
    """Wait for work that goes on when the waiting is cancelled; a failure that nobody waits for is logged."""
    try:
        return await asyncio.shield(asyncio.wrap_future(future))
    except asyncio.CancelledError:
        future.add_done_callback(_log_failure)
        raise


def _log_failure(future: "Future[T]") -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None:
        logger.warning("a write that nobody waited for failed: %s", type(error).__name__)
