"""The two ends of the database, each used from one thread: ``Writer`` and ``Reader``.

Imports apsw, so it is itself imported when the database is opened.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

import apsw

from chatdesk.core.errors import DiskFull, HistoryDamaged, HistoryInUse, HistoryReadOnly, HistoryTooNew, StorageError
from chatdesk.storage.connection import (
    BUSY_MS,
    Interrupted,
    as_newest,
    connect_empty,
    connect_reader,
    connect_snapshot,
    connect_writer,
    reading,
    storage_errors,
    transaction,
)
from chatdesk.storage.database_file import file_state, set_aside
from chatdesk.storage.migrations import SCHEMA
from chatdesk.storage.private_files import private_folder
from chatdesk.storage.reserve import Reserve

logger = logging.getLogger(__name__)

T = TypeVar("T")

_TRIM_MS = 100
"""How long emptying the log may hold up other writes."""


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """What opening or verifying found; the fields are those of ``core.ports.StoreReport``."""

    set_aside: Path | None = None
    salvaged: int = 0
    read_only: StorageError | None = None


class Writer:
    """Opens, mends and writes the database; all in the writer's thread but ``reserve.take``."""

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        self.reserve = Reserve(path.with_name(path.stem + ".reserve"))
        self._path = path
        self._vfs = vfs
        self._connection: apsw.Connection | None = None
        self._read_only: StorageError | None = None

    def open(self, only_read: bool) -> DatabaseReport:
        """Open the file or begin one; see ``Database.open``."""
        if only_read:
            return self._only_read(HistoryInUse())
        try:
            return self._open()
        except HistoryDamaged:
            return self._begin_anew_or_read()
        except (HistoryTooNew, HistoryReadOnly, DiskFull) as err:
            return self._only_read(err)

    def write(self, work: Callable[[apsw.Connection], T], durable: bool, essential: bool) -> T:
        """Run ``work`` in one transaction; see ``Database.write``."""
        if self._read_only is not None:
            raise type(self._read_only)(self._read_only.detail)
        if self.reserve.is_released and not essential and not self.reserve.take():
            raise DiskFull
        try:
            return self._transact(work, durable)
        except DiskFull:
            if not essential or not self.reserve.release():
                raise
        return self._transact(work, durable)

    def trim(self) -> None:
        """Write the log into the file and empty it; while something else reads for long, closing will do that."""
        if self._connection is None:
            return
        self._connection.set_busy_timeout(_TRIM_MS)
        try:
            with storage_errors():
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except StorageError as err:
            logger.warning("the log was not emptied: %s", type(err).__name__)
        finally:
            self._connection.set_busy_timeout(BUSY_MS)

    def begin_anew(self) -> DatabaseReport:
        """Set the damaged file aside, begin a new one, and put in it what can be read of the old."""
        # Here, not at the top: it takes 4 ms to import, and hardly any start needs it.
        from chatdesk.storage.salvage import salvage

        self.close()
        with storage_errors():
            try:
                kept = set_aside(self._path)
            except OSError:
                if file_state(self._path).is_database:
                    self._connect()
                raise
            logger.error("the history is damaged; it is kept as %s", kept.name)
            connection = self._connect()
            return DatabaseReport(set_aside=kept, salvaged=salvage(kept, connection))

    def close(self) -> None:
        """Write the log into the file and close; where that fails, as on a full disk, the log stays and is read next time."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            with storage_errors():
                connection.close(True)
        except StorageError as err:
            logger.warning("the log was not written into the file: %s", type(err).__name__)

    def _open(self) -> DatabaseReport:
        with storage_errors():
            private_folder(self._path.parent)
            state = file_state(self._path)
            if state.is_database and state.schema > SCHEMA:
                raise HistoryTooNew
            if not state.is_new and not state.is_database:
                raise HistoryDamaged
        try:
            self._connect()
        except DiskFull:
            if not self.reserve.release():
                raise
            self._connect()
        return DatabaseReport()

    def _begin_anew_or_read(self) -> DatabaseReport:
        try:
            return self.begin_anew()
        except (HistoryReadOnly, DiskFull) as err:
            return self._only_read(err)

    def _only_read(self, reason: StorageError) -> DatabaseReport:
        self._read_only = reason
        logger.warning("the history is open for reading only: %s", type(reason).__name__)
        return DatabaseReport(read_only=reason)

    def _connect(self) -> apsw.Connection:
        with storage_errors():
            self._connection = connect_writer(self._path, self._vfs)
        return self._connection

    def _transact(self, work: Callable[[apsw.Connection], T], durable: bool) -> T:
        if self._connection is None:
            raise StorageError("closed")
        with storage_errors(), transaction(self._connection, durable=durable):
            return work(self._connection)


class Reader:
    """Reads the database; all in the reader's thread. ``is_snapshot`` when nothing may be written beside the file."""

    def __init__(self, path: Path, vfs: str | None, *, is_snapshot: bool) -> None:
        self._path = path
        self._vfs = vfs
        self._is_snapshot = is_snapshot
        self._connection: apsw.Connection | None = None

    def read(self, work: Callable[[apsw.Connection], T]) -> T:
        """Run ``work`` on one state of the database."""
        with storage_errors():
            if self._connection is None:
                self._connection = self._connect()
            with reading(self._connection):
                return work(self._connection)

    def close(self) -> None:
        """Close the connection; the next ``read`` opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close(True)

    def _connect(self) -> apsw.Connection:
        if not file_state(self._path).is_database:
            return connect_empty()
        return as_newest(connect_snapshot(self._path) if self._is_snapshot else connect_reader(self._path, self._vfs))


class Check:
    """A check of the whole file on a connection of its own."""

    def __init__(self, path: Path, vfs: str | None) -> None:
        self._path = path
        self._vfs = vfs
        self._lock = Lock()
        self._connection: apsw.Connection | None = None
        self._is_stopped = False

    def is_sound(self) -> bool:
        """Return whether SQLite finds no damage; True when stopped before the end."""
        try:
            with storage_errors():
                return self._run()
        except HistoryDamaged:
            return False
        except Interrupted:
            return True

    def stop(self) -> None:
        """End the check, from another thread."""
        with self._lock:
            self._is_stopped = True
            if self._connection is not None:
                self._connection.interrupt()

    def _run(self) -> bool:
        with self._lock:
            if self._is_stopped:
                return True
            self._connection = connection = connect_reader(self._path, self._vfs)
        try:
            return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        finally:
            with self._lock:
                self._connection = None
                connection.close(True)
