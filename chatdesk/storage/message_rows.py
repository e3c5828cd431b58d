"""Messages as rows: what is done with them within a transaction."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chatdesk.core.errors import StorageError
from chatdesk.core.message import (
    FinishReason,
    Message,
    MessageOutline,
    Part,
    ReasoningPart,
    Role,
    Status,
    TextPart,
    Usage,
    reasoning_time,
)
from chatdesk.storage.message_parts import Body, decode_parts, encode_parts, foreign_parts
from chatdesk.storage.text import storable

if TYPE_CHECKING:
    import apsw

_COLUMNS = (
    "conversation, parent, role, status, created_at, model, characters, newlines, finish_reason,"
    " prompt_tokens, completion_tokens, first_token_ms, duration_ms, damaged_events"
)
_LARGEST = 2**63 - 1

_ROLES = {role.value.encode(): role for role in Role}
_STATUSES = {status.value.encode(): status for status in Status}
_FINISH_REASONS = {reason.value.encode(): reason for reason in FinishReason}
"""By stored bytes; what a newer version stored becomes ASSISTANT, FAILED or OTHER."""

_STORE = f"""
    INSERT INTO messages (id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        role = excluded.role, status = excluded.status, created_at = excluded.created_at, model = excluded.model,
        characters = excluded.characters, newlines = excluded.newlines, finish_reason = excluded.finish_reason,
        prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
        first_token_ms = excluded.first_token_ms, duration_ms = excluded.duration_ms,
        damaged_events = excluded.damaged_events
    RETURNING number
"""  # noqa: S608 - the columns are a constant

# Texts are read as bytes: a single bad byte in a damaged file would otherwise keep the whole conversation from opening.
_OUTLINE = """
    SELECT number, CAST(id AS BLOB), parent, CAST(role || char(31) || status || char(31) || model AS BLOB), created_at,
        characters, newlines
    FROM messages
"""
_OUTLINES = f"{_OUTLINE} WHERE conversation = ? AND cleared = 0 ORDER BY number"
_END_OF_BRANCH = f"""
    WITH RECURSIVE branch (head, left) AS (
        SELECT head, ? FROM conversations WHERE number = ?
        UNION ALL
        SELECT parent, left - 1 FROM branch JOIN messages ON number = head WHERE left > 1
    )
    {_OUTLINE} WHERE cleared = 0 AND number IN (SELECT head FROM branch) ORDER BY number
"""  # noqa: S608 - a constant
_READ = """
    SELECT m.number, CAST(m.id AS BLOB), CAST(p.id AS BLOB), CAST(m.role AS BLOB), CAST(m.status AS BLOB), m.created_at,
        CAST(m.model AS BLOB), CAST(m.finish_reason AS BLOB), m.prompt_tokens, m.completion_tokens, m.first_token_ms,
        m.duration_ms, m.damaged_events, CAST(b.text AS BLOB), CAST(b.parts AS BLOB)
    FROM messages m LEFT JOIN bodies b ON b.message = m.number LEFT JOIN messages p ON p.number = m.parent
    WHERE
"""
_READ_NAMED = f"{_READ} m.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_READ_STREAMING = f"{_READ} m.status = 'streaming'"


def message_number(connection: "apsw.Connection", message_id: str | None) -> int | None:
    """Return the row number of a message that is there and not cleared."""
    row = connection.execute("SELECT number FROM messages WHERE id = ? AND cleared = 0", (message_id,)).fetchone()
    return None if row is None else int(row[0])


def add_message(connection: "apsw.Connection", conversation: int, message: Message) -> int:
    """Add a message, or take its newer state if it is there; return its row number."""
    parent = message_number(connection, message.parent_id)
    body = encode_parts(message.parts, _foreign(connection, message.id))
    usage = message.usage
    values = (
        message.id,
        conversation,
        parent,
        message.role.value,
        message.status.value,
        _bounded(message.created_at),
        storable(message.model),
        len(body.text),
        body.newlines,
        message.finish_reason and message.finish_reason.value,
        usage and _bounded(usage.prompt_tokens),
        usage and _bounded(usage.completion_tokens),
        _bounded(message.first_token_ms),
        _bounded(message.duration_ms),
        _bounded(message.damaged_events),
    )
    number = int(connection.execute(_STORE, values).fetchall()[0][0])  # type: ignore[arg-type]  # RETURNING an INTEGER
    _store_body(connection, number, body)
    connection.execute("DELETE FROM partials WHERE message = ?", (number,))
    return number


def store_message(connection: "apsw.Connection", message: Message) -> None:
    """Take a message's newer state; one that was never stored, as on a full disk, is added below its parent."""
    row = connection.execute("SELECT conversation FROM messages WHERE id = ?", (message.id,)).fetchone()
    if row is not None:
        add_message(connection, int(row[0]), message)
        return
    row = connection.execute("SELECT number, conversation FROM messages WHERE id = ?", (message.parent_id,)).fetchone()
    if row is None:
        raise StorageError("no such message")
    parent, conversation = row
    number = add_message(connection, int(conversation), message)
    connection.execute("UPDATE conversations SET head = ? WHERE number = ? AND head = ?", (number, conversation, parent))


def add_partial(connection: "apsw.Connection", message_id: str, text: str, reasoning: str) -> None:
    """Add what arrived of a message that is streaming; late pieces of one that has ended are in it already."""
    row = connection.execute("SELECT number, status FROM messages WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise StorageError("no such message")
    if row[1] == Status.STREAMING:
        connection.execute(
            "INSERT INTO partials SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3 FROM partials WHERE message = ?1",
            (row[0], storable(text), storable(reasoning)),
        )


def interrupt_streaming(connection: "apsw.Connection") -> int:
    """Turn the replies that the last exit cut into interrupted ones with all that arrived; return how many."""
    rows: list[Any] = connection.execute(_READ_STREAMING).fetchall()
    for row in rows:
        number, message = row[0], _message(connection, row)
        body = encode_parts(message.parts, _foreign(connection, message.id))
        _store_body(connection, number, body)
        connection.execute("DELETE FROM partials WHERE message = ?", (number,))
        connection.execute(
            "UPDATE messages SET status = 'interrupted', characters = ?, newlines = ? WHERE number = ?",
            (len(body.text), body.newlines, number),
        )
    return len(rows)


def read_outlines(connection: "apsw.Connection", conversation: int) -> tuple[MessageOutline, ...]:
    """Return the outlines of a conversation's messages in the order they were added; no text is read."""
    return _outlines(connection, connection.execute(_OUTLINES, (conversation,)).fetchall())


def read_end(connection: "apsw.Connection", conversation: int, count: int) -> tuple[MessageOutline, ...]:
    """Return the outlines of the last messages of the active branch, oldest first, as if the first of them had no parent."""
    return _outlines(connection, connection.execute(_END_OF_BRANCH, (count, conversation)).fetchall())


def _outlines(connection: "apsw.Connection", rows: list[Any]) -> tuple[MessageOutline, ...]:
    ids = {row[0]: row[1].decode("utf-8", "replace") for row in rows}
    kinds, streaming = _Kinds(), Status.STREAMING
    outlines: list[MessageOutline] = []
    growing: dict[int, int] = {}
    for number, _id, parent, kind, created_at, characters, newlines in rows:
        role, status, model = kinds[kind]
        if status is streaming:
            growing[number] = len(outlines)
        # By position, since keywords cost a third more, and there may be 10,000.
        outlines.append(MessageOutline(ids[number], ids.get(parent), role, status, created_at, model, characters, newlines))
    for number, text in _grown(connection, list(growing)).items():
        outline = outlines[growing[number]]
        outlines[growing[number]] = outline._replace(
            characters=outline.characters + len(text), newlines=outline.newlines + text.count("\n")
        )
    return tuple(outlines)


class _Kinds(dict[bytes | None, tuple[Role, Status, str]]):
    """Role, status and model by what is stored of them, with U+001F between; many rows have few kinds."""

    def __missing__(self, stored: bytes | None) -> tuple[Role, Status, str]:
        role, _, rest = bytes(stored or b"").partition(b"\x1f")
        status, _, model = rest.partition(b"\x1f")
        self[stored] = kind = _ROLES.get(role, Role.ASSISTANT), _STATUSES.get(status, Status.FAILED), _decoded(model)
        return kind


def read_messages(connection: "apsw.Connection", message_ids: Sequence[str]) -> tuple[Message, ...]:
    """Return the messages in the order asked for, replies under way with all that arrived; unknown ids are left out."""
    rows: list[Any] = connection.execute(_READ_NAMED, (json.dumps(list(message_ids)),)).fetchall()
    found = {message.id: message for message in (_message(connection, row) for row in rows)}
    return tuple(found[message_id] for message_id in message_ids if message_id in found)


def _message(connection: "apsw.Connection", row: Any) -> Message:
    (number, message_id, parent_id, role, status, created_at, model, finish_reason) = row[:8]
    (prompt_tokens, completion_tokens, first_token_ms, duration_ms, damaged_events, text, parts) = row[8:]
    decoded = decode_parts(Body(_decoded(text), _decoded(parts)))
    if status == b"streaming":
        decoded = _with_partials(connection, number, decoded)
    return Message(
        id=_decoded(message_id),
        parent_id=None if parent_id is None else _decoded(parent_id),
        role=_ROLES.get(role, Role.ASSISTANT),
        parts=decoded,
        created_at=created_at,
        status=_STATUSES.get(status, Status.FAILED),
        model=_decoded(model),
        finish_reason=None if finish_reason is None else _FINISH_REASONS.get(finish_reason, FinishReason.OTHER),
        usage=None if prompt_tokens is None else Usage(prompt_tokens, completion_tokens or 0),
        first_token_ms=first_token_ms,
        duration_ms=duration_ms,
        damaged_events=damaged_events,
    )


def _with_partials(connection: "apsw.Connection", number: int, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    rows: list[Any] = connection.execute(
        "SELECT CAST(text AS BLOB), CAST(reasoning AS BLOB) FROM partials WHERE message = ? ORDER BY sequence", (number,)
    ).fetchall()
    if not rows:
        return parts
    reasoning = "".join(part.text for part in parts if isinstance(part, ReasoningPart))
    text = "".join(part.text for part in parts if isinstance(part, TextPart))
    reasoning += "".join(_decoded(row[1]) for row in rows)
    text += "".join(_decoded(row[0]) for row in rows)
    grown: list[Part] = [ReasoningPart(reasoning, reasoning_time(parts))] if reasoning else []
    return (*grown, TextPart(text)) if text else tuple(grown)


def _grown(connection: "apsw.Connection", numbers: list[int]) -> dict[int, str]:
    """Return what has arrived of these messages since their rows were written."""
    rows: list[Any] = connection.execute(
        "SELECT message, CAST(group_concat(text, '') AS BLOB) FROM"
        " (SELECT message, text FROM partials WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, sequence)"
        " GROUP BY message",
        (json.dumps(numbers),),
    ).fetchall()
    return {number: _decoded(text) for number, text in rows}


def _store_body(connection: "apsw.Connection", number: int, body: Body) -> None:
    connection.execute(
        "INSERT INTO bodies (message, parts, text) VALUES (?, ?, ?)"
        " ON CONFLICT (message) DO UPDATE SET parts = excluded.parts, text = excluded.text",
        (number, body.parts, body.text),
    )


def _foreign(connection: "apsw.Connection", message_id: str) -> list[dict[str, object]]:
    row: Any = connection.execute(
        "SELECT CAST(parts AS BLOB) FROM bodies WHERE message = (SELECT number FROM messages WHERE id = ?) AND parts <> ''",
        (message_id,),
    ).fetchone()
    return [] if row is None else foreign_parts(_decoded(row[0]))


def _decoded(value: bytes | None) -> str:
    """Return the text of a column cast to BLOB; bytes that are no UTF-8, as in a damaged file, become U+FFFD."""
    return "" if value is None else bytes(value).decode("utf-8", "replace")


def _bounded(value: int | None) -> int | None:
    """Return a number that SQLite can hold; services have sent others."""
    return None if value is None else max(-_LARGEST, min(value, _LARGEST))
