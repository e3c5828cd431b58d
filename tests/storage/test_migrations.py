"""Every schema that was ever released is kept as a file, and opens as today's."""

import sqlite3
from pathlib import Path

import pytest

from chatdesk.core.message import Status
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.migrations import SCHEMA
from tests.storage.cases import record, with_report, with_store

SCHEMAS = Path(__file__).with_name("schemas")

OLD_ROWS = """
    INSERT INTO conversations (number, id, title, created_at, updated_at, head, system_prompt, draft)
        VALUES (1, 'c', 'Old', 10, 20, 2, 'Be short.', 'and');
    INSERT INTO messages
            (number, id, conversation, parent, role, status, created_at, model, characters, newlines, damaged_events)
        VALUES (1, 'q', 1, NULL, 'user', 'complete', 11, '', 5, 0, 0),
               (2, 'a', 1, 1, 'assistant', 'streaming', 12, 'm', 0, 0, 0);
    INSERT INTO bodies (message, parts, text) VALUES (1, '', 'old q'), (2, '', '');
    INSERT INTO partials (message, sequence, text, reasoning) VALUES (2, 1, 'old ', ''), (2, 2, 'a', '');
"""


def schema_of(path: Path) -> list[tuple[str, ...]]:
    """Return what the file's tables, indexes and numbers are, spaces made equal."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        numbers = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    connection.close()
    return [(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows] + [tuple(map(str, numbers))]


def old_history(folder: Path, version: int, rows: str = "") -> Path:
    path = folder / "history.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript((SCHEMAS / f"v{version}.sql").read_text() + rows)
    connection.close()
    return path


def test_every_schema_is_kept() -> None:
    assert sorted(path.name for path in SCHEMAS.iterdir()) == [f"v{version}.sql" for version in range(1, SCHEMA + 1)]


def test_a_new_history_has_the_newest_schema_as_it_was_kept(tmp_path: Path) -> None:
    for name in ("new", "kept"):
        (tmp_path / name).mkdir()
    with_store(tmp_path / "new", lambda store: store.create(record()))
    kept = old_history(tmp_path / "kept", SCHEMA)
    assert schema_of(tmp_path / "new" / "history.sqlite3") == schema_of(kept)


@pytest.mark.parametrize("version", range(1, SCHEMA + 1))
def test_an_old_history_opens_with_all_that_is_in_it(tmp_path: Path, version: int) -> None:
    path = old_history(tmp_path, version, OLD_ROWS)

    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert report == StoreReport(interrupted=1)
        loaded = await store.load("c")
        assert loaded is not None
        assert (loaded.summary.title, loaded.head_id, loaded.system_prompt, loaded.draft) == ("Old", "a", "Be short.", "and")
        question, answer = await store.messages(["q", "a"])
        assert question.text == "old q"
        assert (answer.text, answer.status, answer.parent_id) == ("old a", Status.INTERRUPTED, "q")
        assert loaded.outlines == (question.outline(), answer.outline())

    with_report(tmp_path, look)
    assert schema_of(path)[-1][1] == str(SCHEMA)
