"""The history's schema, as the ordered list of the steps that lead to it.

A step is never changed once it has been released: what comes next is another step. ``PRAGMA user_version`` counts the
steps that a file has behind it, and ``tests/storage/schemas`` keeps every released schema.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatdesk.storage.database_file import APPLICATION_ID

if TYPE_CHECKING:
    import apsw


_CONVERSATIONS_AND_MESSAGES = """
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    head INTEGER,
    deleted_at INTEGER,
    cleared_at INTEGER,
    cleared_head INTEGER,
    system_prompt TEXT NOT NULL,
    draft TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_by_change ON conversations (updated_at, number) WHERE deleted_at IS NULL;
CREATE TABLE messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    parent INTEGER,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    model TEXT NOT NULL,
    characters INTEGER NOT NULL,
    newlines INTEGER NOT NULL,
    cleared INTEGER NOT NULL DEFAULT 0,
    finish_reason TEXT,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    first_token_ms INTEGER,
    duration_ms INTEGER,
    damaged_events INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation, cleared);
CREATE INDEX messages_streaming ON messages (number) WHERE status = 'streaming';
CREATE TABLE bodies (
    message INTEGER PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
    parts TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE partials (
    message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    PRIMARY KEY (message, sequence)
) STRICT, WITHOUT ROWID;
"""


def _conversations_and_messages(connection: "apsw.Connection") -> None:
    """Lay out conversations and messages.

    Rows refer to each other by ``number``, which is short and will serve as the row number of a search index; ``id`` is
    what the rest of the app knows. Texts are apart from ``messages``, so that the outlines of a long conversation are
    read from a few pages. ``bodies.parts`` is "" for a message of one text; otherwise JSON, see ``message_parts``.
    ``partials`` holds what has arrived of a streaming reply since ``bodies`` was written.
    """
    connection.execute(_CONVERSATIONS_AND_MESSAGES)


_PLACES = """
CREATE TABLE places (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (number) ON DELETE CASCADE,
    message INTEGER,
    piece INTEGER NOT NULL,
    character INTEGER NOT NULL,
    y INTEGER NOT NULL
) STRICT;
"""


def _places(connection: "apsw.Connection") -> None:
    """Add where the reader is in each conversation; see ``core.conversation.ReadingPlace``.

    A table of its own, since a place is written far more often than a conversation, whose row may be long. ``message`` is
    NULL for what stands above the first message; a conversation without a row is read at its end.
    """
    connection.execute(_PLACES)


_IMAGES = """
ALTER TABLE conversations ADD COLUMN draft_images TEXT NOT NULL DEFAULT '';
CREATE INDEX bodies_with_images ON bodies (message) WHERE instr(parts, '"kind":"image"');
"""


def _images(connection: "apsw.Connection") -> None:
    """Make room for pictures in drafts, and have the messages with pictures found without reading all."""
    connection.execute(_IMAGES)


MIGRATIONS: tuple[Callable[["apsw.Connection"], None], ...] = (_conversations_and_messages, _places, _images)

SCHEMA = len(MIGRATIONS)
"""The schema that this version writes; a file with a greater one is only read."""


def migrate(connection: "apsw.Connection") -> None:
    """Bring the file to this version's schema; to be called in a transaction."""
    done = int(connection.pragma("user_version"))
    if done >= SCHEMA:
        return
    for step in MIGRATIONS[done:]:
        step(connection)
    connection.pragma("application_id", APPLICATION_ID)
    connection.pragma("user_version", SCHEMA)
