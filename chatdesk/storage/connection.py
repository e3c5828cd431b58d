"""SQLite connections with ChatDesk's habits, transactions on them, and SQLite's errors as ours.

Imports apsw, so it is itself imported when the first connection is made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from chatdesk.core.errors import DiskFull, HistoryDamaged, HistoryReadOnly, StorageError
from chatdesk.storage.database_file import has_log
from chatdesk.storage.migrations import SCHEMA, migrate
from chatdesk.storage.private_files import file_error, private_file

BUSY_MS = 5_000
"""How long SQLite waits for another connection."""

_LOG_LIMIT_BYTES = 8 << 20


class Interrupted(StorageError):
    """A query was ended from another thread."""


def connect_writer(path: Path, vfs: str | None = None) -> apsw.Connection:
    """Open the file for writing, private to its owner, and bring it to this version's schema."""
    private_file(path)
    connection = apsw.Connection(str(path), vfs=vfs)
    try:
        connection.set_busy_timeout(BUSY_MS)
        is_new = connection.pragma("user_version") == 0
        if is_new and connection.execute("SELECT 1 FROM sqlite_schema").fetchall():
            raise HistoryDamaged  # Some other program's file, which stays as it is.
        connection.pragma("journal_mode", "wal")
        connection.pragma("journal_size_limit", _LOG_LIMIT_BYTES)
        connection.pragma("secure_delete", True)
        connection.pragma("foreign_keys", True)
        connection.pragma("trusted_schema", False)
        connection.pragma("temp_store", "memory")  # Else pages with texts may be put in files outside the profile.
        with transaction(connection, durable=is_new):
            migrate(connection)
            connection.execute("SELECT number FROM conversations LIMIT 1").fetchall()
    except BaseException:
        connection.close(True)
        raise
    return connection


def connect_reader(path: Path, vfs: str | None = None) -> apsw.Connection:
    """Open a file, which a writer has open, for reading."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("trusted_schema", False)
    return connection


def connect_empty() -> apsw.Connection:
    """Open an empty history in memory, for reading only."""
    connection = apsw.Connection(":memory:")
    with transaction(connection, durable=False):
        migrate(connection)
    connection.pragma("query_only", True)
    return connection


def connect_snapshot(path: Path) -> apsw.Connection:
    """Open a file for reading without writing anything beside it.

    What only its write-ahead log holds can be read through a copy alone: that is made in memory.
    """
    if has_log(path):
        # Here, not at the top: tempfile and shutil take 4 ms to import, and hardly any start needs them.
        from chatdesk.storage.copies import copy_in_memory

        connection = copy_in_memory(path)
    else:
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        connection = apsw.Connection(path.resolve().as_uri() + "?immutable=1", flags=flags)
    connection.pragma("query_only", True)
    connection.pragma("trusted_schema", False)
    return connection


def as_newest(connection: apsw.Connection) -> apsw.Connection:
    """Return a connection that reads this version's schema: for an older file, which nobody may write, a copy in memory."""
    if int(connection.pragma("user_version")) >= SCHEMA:
        return connection
    memory = apsw.Connection(":memory:")
    try:
        with memory.backup("main", connection, "main") as backup:
            backup.step()
        with transaction(memory, durable=False):
            migrate(memory)
    except BaseException:
        memory.close(True)
        raise
    finally:
        connection.close(True)
    memory.pragma("query_only", True)
    memory.pragma("trusted_schema", False)
    return memory


@contextmanager
def transaction(connection: apsw.Connection, *, durable: bool) -> Iterator[None]:
    """Run the block in one transaction, begun at once; ``durable`` waits until the disk has it."""
    connection.pragma("synchronous", "full" if durable else "normal")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def reading(connection: apsw.Connection) -> Iterator[None]:
    """Let all queries of the block see one state of the database."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise what SQLite or the file system raises in the block as a StorageError; no text of a person is in it."""
    try:
        yield
    except apsw.FullError as err:
        raise DiskFull from err
    except (apsw.CorruptError, apsw.NotADBError, UnicodeDecodeError) as err:
        raise HistoryDamaged from err
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as err:
        raise HistoryReadOnly(type(err).__name__) from err
    except apsw.InterruptError as err:
        raise Interrupted from err
    except apsw.Error as err:
        raise StorageError(type(err).__name__) from err
    except OSError as err:
        raise file_error(err) from err
