"""Conversations as rows: what is done with them within a transaction. Unknown ids change nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chatdesk.core.conversation import ConversationRecord, ConversationSummary, ReadingPlace
from chatdesk.core.errors import StorageError
from chatdesk.core.message import ImagePart, Message, MessageOutline, Role
from chatdesk.storage.message_parts import decode_images, encode_images
from chatdesk.storage.message_rows import add_message, read_end, read_outlines
from chatdesk.storage.text import storable

if TYPE_CHECKING:
    import apsw

_PARTS_WITH_IMAGES = """
    SELECT CAST(parts AS BLOB) FROM bodies WHERE instr(parts, '"kind":"image"')
    UNION ALL SELECT CAST(draft_images AS BLOB) FROM conversations WHERE draft_images <> ''
"""

_LONG = 2_000
"""Messages from which on a glimpse of the end is worth its time."""


def list_conversations(connection: "apsw.Connection") -> tuple[ConversationSummary, ...]:
    """Return the conversations that are not deleted, last changed first."""
    rows: list[Any] = connection.execute(
        "SELECT CAST(id AS BLOB), CAST(title AS BLOB), created_at, updated_at FROM conversations WHERE deleted_at IS NULL"
        " ORDER BY updated_at DESC, number DESC"
    ).fetchall()
    return tuple(ConversationSummary(_decoded(row[0]), _decoded(row[1]), row[2], row[3]) for row in rows)


def create_conversation(connection: "apsw.Connection", record: ConversationRecord) -> None:
    """Add an empty conversation unless there is one of that id."""
    summary = record.summary
    connection.execute(
        "INSERT INTO conversations (id, title, created_at, updated_at, system_prompt, draft) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (
            summary.id,
            storable(summary.title),
            summary.created_at,
            summary.updated_at,
            storable(record.system_prompt),
            storable(record.draft),
        ),
    )


def read_conversation(connection: "apsw.Connection", conversation_id: str) -> ConversationRecord | None:
    """Return a conversation that is not deleted, with its outlines."""
    row: Any = connection.execute(
        "SELECT c.number, CAST(c.title AS BLOB), c.created_at, c.updated_at, CAST(m.id AS BLOB), CAST(c.system_prompt AS BLOB),"
        " CAST(c.draft AS BLOB), c.cleared_at, CAST(c.draft_images AS BLOB) FROM conversations c"
        " LEFT JOIN messages m ON m.number = c.head AND m.cleared = 0"
        " WHERE c.id = ? AND c.deleted_at IS NULL",
        (conversation_id,),
    ).fetchone()
    if row is None:
        return None
    number, title, created_at, updated_at, head_id, system_prompt, draft, cleared_at, draft_images = row
    return ConversationRecord(
        summary=ConversationSummary(conversation_id, _decoded(title), created_at, updated_at),
        outlines=read_outlines(connection, number),
        head_id=None if head_id is None else _decoded(head_id),
        system_prompt=_decoded(system_prompt),
        draft=_decoded(draft),
        can_undo_clear=cleared_at is not None,
        place=_place(connection, number),
        draft_images=decode_images(_decoded(draft_images)),
    )


def glimpse(connection: "apsw.Connection", conversation_id: str, count: int) -> tuple[MessageOutline, ...]:
    """Return the last outlines of a long conversation that is to be opened at its end; nothing of any other."""
    row: Any = connection.execute(
        "SELECT number FROM conversations c WHERE id = ? AND deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM places WHERE conversation = c.number)"
        " AND (SELECT count(*) FROM messages WHERE conversation = c.number AND cleared = 0) >= ?",
        (conversation_id, _LONG),
    ).fetchone()
    return () if row is None else read_end(connection, row[0], count)


def _place(connection: "apsw.Connection", conversation: int) -> ReadingPlace | None:
    """Return where the reader is; None at the end, or where the message is gone."""
    row: Any = connection.execute(
        "SELECT p.message, CAST(m.id AS BLOB), p.piece, p.character, p.y"
        " FROM places p LEFT JOIN messages m ON m.number = p.message AND m.cleared = 0 WHERE p.conversation = ?",
        (conversation,),
    ).fetchone()
    if row is None:
        return None
    message, message_id, piece, offset, y = row
    if message is None:
        return ReadingPlace(None, piece, offset, y)
    return None if message_id is None else ReadingPlace(_decoded(message_id), piece, offset, y)


def append_message(connection: "apsw.Connection", conversation_id: str, message: Message) -> bool:
    """Add a message, make it the head, and remove cleared messages for good; return whether there were any.

    What the person said is no draft any more.
    """
    row: Any = connection.execute("SELECT number, cleared_at FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
    if row is None:
        raise StorageError("no such conversation")
    conversation, cleared_at = row
    if cleared_at is not None:
        connection.execute("DELETE FROM messages WHERE conversation = ? AND cleared = 1", (conversation,))
    number = add_message(connection, conversation, message)
    connection.execute(
        "UPDATE conversations SET head = ?, updated_at = max(updated_at, ?), cleared_at = NULL, cleared_head = NULL"
        " WHERE number = ?",
        (number, message.created_at, conversation),
    )
    if message.role == Role.USER:
        connection.execute("UPDATE conversations SET draft = '', draft_images = '' WHERE number = ?", (conversation,))
    return cleared_at is not None


def set_head(connection: "apsw.Connection", conversation_id: str, message_id: str | None) -> None:
    """Make the branch that ends in this message of the conversation the active one; None is before its first."""
    if message_id is None:
        connection.execute("UPDATE conversations SET head = NULL WHERE id = ?", (conversation_id,))
        return
    connection.execute(
        "UPDATE conversations SET head = m.number FROM messages m"
        " WHERE conversations.id = ? AND m.id = ? AND m.conversation = conversations.number AND m.cleared = 0",
        (conversation_id, message_id),
    )


def set_title(connection: "apsw.Connection", conversation_id: str, title: str) -> None:
    """Give a conversation a title."""
    connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (storable(title), conversation_id))


def set_system_prompt(connection: "apsw.Connection", conversation_id: str, system_prompt: str) -> None:
    """Set what is sent first with every request."""
    connection.execute("UPDATE conversations SET system_prompt = ? WHERE id = ?", (storable(system_prompt), conversation_id))


def set_draft(connection: "apsw.Connection", conversation_id: str, draft: str) -> None:
    """Keep what is typed and not sent."""
    connection.execute("UPDATE conversations SET draft = ? WHERE id = ?", (storable(draft), conversation_id))


def set_place(connection: "apsw.Connection", conversation_id: str, place: ReadingPlace | None) -> None:
    """Keep where the reader is; None, and a place in a message that is not there, are the end."""
    connection.execute(
        "DELETE FROM places WHERE conversation = (SELECT number FROM conversations WHERE id = ?)", (conversation_id,)
    )
    if place is not None:
        connection.execute(
            "INSERT INTO places (conversation, message, piece, character, y)"
            " SELECT c.number, m.number, ?3, ?4, ?5 FROM conversations c"
            " LEFT JOIN messages m ON m.id = ?2 AND m.conversation = c.number AND m.cleared = 0"
            " WHERE c.id = ?1 AND (?2 IS NULL OR m.number IS NOT NULL)",
            (conversation_id, place.message_id, place.piece, place.offset, place.y),
        )


def set_draft_images(connection: "apsw.Connection", conversation_id: str, images: Sequence[ImagePart]) -> None:
    """Keep what is attached and not sent."""
    connection.execute("UPDATE conversations SET draft_images = ? WHERE id = ?", (encode_images(images), conversation_id))


def named_attachments(connection: "apsw.Connection") -> frozenset[str]:
    """Return the SHA-256 of every picture that a message, cleared or deleted ones too, or a draft names."""
    rows: list[Any] = connection.execute(_PARTS_WITH_IMAGES).fetchall()
    return frozenset(image.sha256 for (column,) in rows for image in decode_images(_decoded(column)))


def clear_conversation(connection: "apsw.Connection", conversation_id: str, now: int) -> None:
    """Hide all messages; a conversation without any keeps what an earlier clearing hid."""
    connection.execute(
        "UPDATE conversations SET cleared_at = ?, cleared_head = head, head = NULL"
        " WHERE id = ? AND EXISTS (SELECT 1 FROM messages WHERE conversation = conversations.number AND cleared = 0)",
        (now, conversation_id),
    )
    connection.execute(
        "UPDATE messages SET cleared = 1 WHERE cleared = 0 AND conversation = (SELECT number FROM conversations WHERE id = ?)",
        (conversation_id,),
    )


def undo_clear(connection: "apsw.Connection", conversation_id: str) -> None:
    """Bring the messages back that were cleared last, with the branch that was active."""
    connection.execute(
        "UPDATE messages SET cleared = 0 WHERE cleared = 1 AND conversation = (SELECT number FROM conversations WHERE id = ?)",
        (conversation_id,),
    )
    connection.execute(
        "UPDATE conversations SET head = cleared_head, cleared_at = NULL, cleared_head = NULL"
        " WHERE id = ? AND cleared_at IS NOT NULL",
        (conversation_id,),
    )


def delete_conversation(connection: "apsw.Connection", conversation_id: str, now: int) -> None:
    """Hide a conversation."""
    connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", (now, conversation_id))


def undelete_conversation(connection: "apsw.Connection", conversation_id: str) -> None:
    """Bring a deleted conversation back."""
    connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (conversation_id,))


def purge_conversations(connection: "apsw.Connection", older_than_ms: int) -> bool:
    """Remove for good what was deleted before this time; return whether there was any."""
    connection.execute("DELETE FROM conversations WHERE deleted_at < ?", (older_than_ms,))
    return connection.changes() > 0


def _decoded(value: bytes) -> str:
    return bytes(value).decode("utf-8", "replace")
