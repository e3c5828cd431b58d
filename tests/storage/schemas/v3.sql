-- The history's schema 3, as released; never changed.
PRAGMA application_id = 1130906739;
PRAGMA user_version = 3;
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
CREATE TABLE places (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (number) ON DELETE CASCADE,
    message INTEGER,
    piece INTEGER NOT NULL,
    character INTEGER NOT NULL,
    y INTEGER NOT NULL
) STRICT;
ALTER TABLE conversations ADD COLUMN draft_images TEXT NOT NULL DEFAULT '';
CREATE INDEX bodies_with_images ON bodies (message) WHERE instr(parts, '"kind":"image"');
