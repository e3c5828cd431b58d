"""Reads what can be read of a damaged history, row by row, into a new one."""

import logging
import tempfile
from pathlib import Path
from typing import Any

import apsw

from chatdesk.core.errors import DiskFull, StorageError
from chatdesk.core.message import new_id
from chatdesk.storage.connection import storage_errors, transaction
from chatdesk.storage.copies import copy_database

logger = logging.getLogger(__name__)

_TABLES = ("conversations", "messages", "bodies", "partials", "places")
"""Each with a number as its first column, by which its rows are found."""

_FAILURES = 20_000
"""How many unreadable ranges of a table are tried before the rest is given up."""

_STRIDE = 1 << 10
_LAST = 1 << 24
"""Rows are read a thousand at a time, up to a number that no history reaches."""

_UNREADABLE = (apsw.CorruptError, apsw.NotADBError, apsw.SQLError, apsw.IOError, UnicodeDecodeError)


def salvage(kept: Path, target: apsw.Connection) -> int:
    """Copy the readable rows of the file ``kept`` into the empty ``target`` and return how many messages came over.

    ``kept`` is not touched: SQLite gets a copy, since it would write the log into it. What is read is made whole again:
    a message without its conversation gets one, a text without its message is left in ``kept``.
    """
    try:
        with storage_errors(), tempfile.TemporaryDirectory(dir=kept.parent, prefix="salvage-") as folder:
            source = apsw.Connection(str(copy_database(kept, Path(folder))))
            try:
                source.pragma("writable_schema", True)  # Else SQLite reads nothing of a file that was cut off.
                return _copy_all(source, target)
            finally:
                source.close(True)
    except DiskFull:
        raise
    except StorageError as err:
        logger.warning("nothing could be read from the damaged history: %s", type(err).__name__)
        return 0


def _copy_all(source: apsw.Connection, target: apsw.Connection) -> int:
    target.pragma("foreign_keys", False)
    try:
        with transaction(target, durable=True):
            for table in _TABLES:
                _Table(source, target, table).copy()
            _mend(target)
            return int(_value(target, "SELECT count(*) FROM messages"))
    finally:
        target.pragma("foreign_keys", True)


class _Table:
    """Copies one table by ranges of row numbers, halving those that cannot be read."""

    def __init__(self, source: apsw.Connection, target: apsw.Connection, name: str) -> None:
        self._source = source
        self._target = target
        self._failures = 0
        there = _columns(source, name)
        columns = {column: kind for column, kind in _columns(target, name).items() if column in there}
        # Texts travel as bytes, so that a bad one costs no row.
        read = ", ".join(f"CAST({column} AS BLOB)" if kind == "TEXT" else column for column, kind in columns.items())
        marks = ", ".join("CAST(? AS TEXT)" if kind == "TEXT" else "?" for kind in columns.values())
        self._name = name
        self._key = next(iter(columns), "")
        self._read = f"SELECT {read} FROM {name} WHERE {self._key} BETWEEN ? AND ?"  # noqa: S608 - names of ours
        self._write = f"INSERT OR IGNORE INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of ours

    def copy(self) -> None:
        """Copy all rows that can be read."""
        if self._key:
            for first in range(1, self._last() + 1, _STRIDE):
                self._copy_range(first, first + _STRIDE - 1)

    def _last(self) -> int:
        try:
            last = int(_value(self._source, f"SELECT coalesce(max({self._key}), 0) FROM {self._name}"))  # noqa: S608
        except _UNREADABLE:
            return _LAST
        return min(last, _LAST)

    def _copy_range(self, first: int, last: int) -> None:
        if first > last or self._failures > _FAILURES:
            return
        try:
            rows = self._source.execute(self._read, (first, last)).fetchall()
        except _UNREADABLE:
            self._failures += 1
            middle = (first + last) // 2
            if first < last:
                self._copy_range(first, middle)
                self._copy_range(middle + 1, last)
            return
        for row in rows:
            try:
                self._target.execute(self._write, row)
            except (apsw.ConstraintError, apsw.MismatchError):
                logger.warning("a row of %s did not fit", self._name)


def _mend(target: apsw.Connection) -> None:
    """Drop rows from the edge of what was lost; make references to conversations, bodies and heads hold."""
    target.execute("""
        DELETE FROM conversations WHERE id = '' OR instr(id, char(0));
        DELETE FROM messages WHERE id = '' OR instr(id, char(0));
    """)
    lost: list[Any] = target.execute(
        "SELECT conversation, min(created_at), max(created_at), max(number) FROM messages"
        " WHERE conversation NOT IN (SELECT number FROM conversations) GROUP BY conversation"
    ).fetchall()
    for number, created_at, updated_at, head in lost:
        target.execute(
            "INSERT INTO conversations (number, id, title, created_at, updated_at, head, system_prompt, draft)"
            " VALUES (?, ?, '', ?, ?, ?, '', '')",
            (number, new_id(), created_at, updated_at, head),
        )
    target.execute("""
        DELETE FROM bodies WHERE message NOT IN (SELECT number FROM messages);
        DELETE FROM partials WHERE message NOT IN (SELECT number FROM messages);
        DELETE FROM places WHERE conversation NOT IN (SELECT number FROM conversations);
        INSERT INTO bodies (message, parts, text)
            SELECT number, '', '' FROM messages WHERE number NOT IN (SELECT message FROM bodies);
        UPDATE messages SET characters = 0, newlines = 0
            WHERE number IN (SELECT message FROM bodies WHERE text = '');
        UPDATE conversations SET head = (
                SELECT max(number) FROM messages WHERE conversation = conversations.number AND cleared = 0)
            WHERE head NOT IN (SELECT number FROM messages);
    """)


def _columns(connection: apsw.Connection, table: str) -> dict[str, str]:
    """Return the types of a table's columns by name, its key first; none if it cannot be told."""
    try:
        rows: list[Any] = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    except _UNREADABLE:
        return {}
    return dict(rows)


def _value(connection: apsw.Connection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]
