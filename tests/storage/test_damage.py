"""What happens to a history that is damaged, newer, or cannot be written."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from chatdesk.core.errors import HistoryInUse, HistoryReadOnly, HistoryTooNew, StorageError
from chatdesk.core.message import Message, Status
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.storage.database_file import file_state
from chatdesk.storage.engine import Check
from chatdesk.storage.migrations import SCHEMA
from tests.storage.cases import finished, record, reply, user, with_report, with_store

DAMAGED = pytest.mark.expects_log("the history is damaged", "damaged history", "a row of .* did not fit")
ONLY_READ = pytest.mark.expects_log("open for reading only")


def fill(folder: Path, count: int = 200) -> list[Message]:
    """Store ``count`` messages of 500 characters in one conversation and close."""
    messages: list[Message] = []

    async def main(store: SqliteHistory) -> None:
        await store.create(record(title="Long"))
        for number in range(count):
            message = user(f"message {number:04} " + "x" * 500, messages[-1] if messages else None)
            await store.append("c", message)
            messages.append(message)

    with_store(folder, main)
    return messages


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def use(store: SqliteHistory, report: StoreReport) -> StoreReport:
    """Show that the store works: what is written now is there."""
    await store.create(record("new"))
    message = user("still works")
    await store.append("new", message)
    assert await store.messages([message.id]) == (message,)
    return report


@DAMAGED
@pytest.mark.parametrize(
    "content", [b"not a database", b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(4080), Random(7).randbytes(20_000)]
)
def test_a_file_that_is_no_history_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(content)
    path.with_name("history.sqlite3-wal").write_bytes(b"log of it")
    report = with_report(tmp_path, use)
    assert report.set_aside is not None
    assert report.set_aside.name.startswith("history.sqlite3.corrupt-")
    assert report.set_aside.read_bytes() == content
    assert report.set_aside.with_name(report.set_aside.name + "-wal").read_bytes() == b"log of it"
    assert (report.salvaged, report.read_only) == (0, None)
    assert with_report(tmp_path, use) == StoreReport()


def test_an_empty_file_is_a_new_history(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"")
    assert with_report(tmp_path, use) == StoreReport()


@DAMAGED
def test_an_empty_file_beside_a_log_is_kept_aside(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"")
    (tmp_path / "history.sqlite3-wal").write_bytes(b"something")
    assert with_report(tmp_path, use).set_aside is not None


@DAMAGED
@pytest.mark.parametrize("application_id", [0, 7])
def test_a_database_of_another_program_is_kept_aside(tmp_path: Path, application_id: int) -> None:
    with sqlite3.connect(tmp_path / "history.sqlite3") as other:
        other.execute(f"PRAGMA application_id = {application_id}")
        other.execute("CREATE TABLE theirs (a)")
    other.close()
    before = (tmp_path / "history.sqlite3").read_bytes()
    report = with_report(tmp_path, use)
    assert report.set_aside is not None
    assert report.set_aside.read_bytes() == before


@DAMAGED
def test_a_history_without_its_schema_is_kept_aside(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    path = tmp_path / "history.sqlite3"
    with path.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xff" * 3_000)
    report = with_report(tmp_path, use)
    assert report.set_aside is not None


@DAMAGED
def test_a_truncated_history_is_set_aside_and_salvaged(tmp_path: Path) -> None:
    messages = fill(tmp_path)
    path = tmp_path / "history.sqlite3"
    os.truncate(path, path.stat().st_size * 2 // 3)
    kept = path.read_bytes()

    async def look(store: SqliteHistory, report: StoreReport) -> tuple[StoreReport, int]:
        if report.set_aside is None:
            report = await store.verify()
        await use(store, report)
        return report, len(await store.messages([message.id for message in messages]))

    report, found = with_report(tmp_path, look)
    assert report.set_aside is not None
    assert report.set_aside.read_bytes()[: len(kept) // 2] == kept[: len(kept) // 2]
    assert 50 < found == report.salvaged


@DAMAGED
@pytest.mark.parametrize("seed", range(8))
def test_a_bad_page_costs_what_was_on_it(tmp_path: Path, seed: int) -> None:
    messages = fill(tmp_path)
    path = tmp_path / "history.sqlite3"
    size = path.stat().st_size
    page = Random(seed).randrange(12, size // 4096)
    with path.open("r+b") as stream:
        stream.seek(page * 4096)
        stream.write(b"\xa5" * 4096)

    async def look(store: SqliteHistory, report: StoreReport) -> tuple[StoreReport, int]:
        report = await store.verify() if report.set_aside is None else report
        found = await store.messages([message.id for message in messages])
        loaded = await store.load("c")
        assert loaded is not None
        assert len(loaded.outlines) == len(found)
        assert all(
            message.text in (original.text, "") for message in found for original in messages if original.id == message.id
        )
        await use(store, report)
        return report, sum(bool(message.text) for message in found)

    report, found = with_report(tmp_path, look)
    assert report.set_aside is not None
    assert found >= 140  # a page holds up to 56 messages without their texts
    assert with_report(tmp_path, lambda store, _report: store.verify()) == StoreReport()


@pytest.mark.parametrize("column", ["text", "model", "role", "status", "title", "id"])
def test_a_bad_byte_spoils_nothing_but_its_place(tmp_path: Path, column: str) -> None:
    messages = fill(tmp_path, 3)
    bad = sqlite3.connect(tmp_path / "history.sqlite3")
    table, key = {"text": ("bodies", "message"), "title": ("conversations", "number")}.get(column, ("messages", "number"))
    bad.execute(f"UPDATE {table} SET {column} = CAST(x'61ff62' AS TEXT) WHERE {key} = 1")
    bad.commit()
    bad.close()

    async def look(store: SqliteHistory) -> None:
        (summary,) = await store.conversations()
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.summary == summary
        found = await store.messages([outline.id for outline in loaded.outlines])
        assert found[-2:] == (replace(messages[1], parent_id=loaded.outlines[0].id), messages[2])
        shown = {"text": lambda: found[0].text, "model": lambda: found[0].model, "title": lambda: summary.title}
        shown["id"] = lambda: loaded.outlines[0].id
        if column in shown:
            assert shown[column]() == "a\ufffdb"

    with_store(tmp_path, look)


def make_newer(folder: Path) -> None:
    with sqlite3.connect(folder / "history.sqlite3") as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    newer.close()


@ONLY_READ
def test_a_newer_history_is_read_and_not_touched(tmp_path: Path) -> None:
    messages = fill(tmp_path, 3)
    make_newer(tmp_path)
    before = contents(tmp_path)

    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert isinstance(report.read_only, HistoryTooNew)
        await read_all(store, messages)
        for call in (store.create(record("new")), store.append("c", user("x")), store.purge_deleted(2**62)):
            with pytest.raises(HistoryTooNew):
                await call
        assert isinstance((await store.verify()).read_only, HistoryTooNew)

    with_report(tmp_path, look)
    assert contents(tmp_path) == before


def make_old(folder: Path) -> None:
    """Make a history of the first schema."""
    connection = sqlite3.connect(folder / "history.sqlite3")
    connection.executescript((Path(__file__).with_name("schemas") / "v1.sql").read_text())
    connection.execute(
        "INSERT INTO conversations (number, id, title, created_at, updated_at, system_prompt, draft)"
        " VALUES (1, 'c', 'Old', 10, 20, '', '')"
    )
    connection.commit()
    connection.close()


async def read_all(store: SqliteHistory, messages: list[Message]) -> None:
    assert [summary.title for summary in await store.conversations()] == ["Long"]
    loaded = await store.load("c")
    assert loaded is not None
    assert [outline.id for outline in loaded.outlines] == [message.id for message in messages]
    assert await store.messages([message.id for message in messages]) == tuple(messages)


@ONLY_READ
def test_a_newer_history_that_is_only_in_the_log_is_read_and_not_touched(tmp_path: Path) -> None:
    messages = fill(tmp_path, 3)
    live = tmp_path / "live"
    live.mkdir()
    newer = sqlite3.connect(tmp_path / "history.sqlite3")
    newer.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    newer.execute("UPDATE messages SET status = 'streaming' WHERE number = 3")
    newer.commit()
    for name in ("history.sqlite3", "history.sqlite3-wal"):
        (live / name).write_bytes((tmp_path / name).read_bytes())
    newer.close()
    before = contents(live)

    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert isinstance(report.read_only, HistoryTooNew)
        (last,) = await store.messages([messages[2].id])
        assert (last.status, last.text) == (Status.INTERRUPTED, messages[2].text)
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.outlines[2].status == Status.INTERRUPTED

    with_report(live, look)
    assert contents(live) == before


def test_an_uncommitted_schema_in_the_log_does_not_count(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    live = tmp_path / "live"
    live.mkdir()
    newer = sqlite3.connect(tmp_path / "history.sqlite3")
    newer.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    newer.commit()
    for name in ("history.sqlite3", "history.sqlite3-wal"):
        (live / name).write_bytes((tmp_path / name).read_bytes())
    newer.close()
    assert file_state(live / "history.sqlite3").schema == SCHEMA + 1
    with (live / "history.sqlite3-wal").open("r+b") as log:
        log.seek(32 + 4)
        log.write(bytes(4))  # The frame's "pages after the commit": without them it was written and not committed.
    assert file_state(live / "history.sqlite3").schema == SCHEMA
    assert with_report(live, use) == StoreReport()


def test_a_torn_log_is_not_taken_for_damage(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    live = tmp_path / "live"
    live.mkdir()
    writer = sqlite3.connect(tmp_path / "history.sqlite3")
    writer.execute("PRAGMA application_id = 1130906739")
    writer.commit()
    for name in ("history.sqlite3", "history.sqlite3-wal"):
        (live / name).write_bytes((tmp_path / name).read_bytes())
    writer.close()
    with (live / "history.sqlite3-wal").open("r+b") as log:
        log.seek(32 + 24)
        log.write(b"some other page" * 100)  # As a power cut leaves it: the frame is there, its page not yet.
    assert with_report(live, use) == StoreReport()


READER = """
import asyncio, os, sys, tempfile, urllib.parse
from pathlib import Path
from chatdesk.core.errors import HistoryReadOnly
from chatdesk.storage import engine
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database

if os.geteuid() == 0:  # whom no mode stops
    os.seteuid(65534)

async def main() -> None:
    store = SqliteHistory(Database(Path(sys.argv[1]) / "history.sqlite3"))
    report = await store.open()
    assert isinstance(report.read_only, HistoryReadOnly), report
    titles = [summary.title for summary in await store.conversations()]
    for summary in await store.conversations():
        assert await store.load(summary.id) is not None
    try:
        await store.rename("c", "other")
    except HistoryReadOnly:
        print("read-only", *titles)
    await store.close()

asyncio.run(main())
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, for what root cannot be forbidden."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders are POSIX's")
@pytest.mark.parametrize("kind", ["empty", "closed", "with a log", "old"])
def test_a_history_in_a_read_only_folder_is_read(open_folder: Path, tmp_path: Path, kind: str) -> None:
    if kind == "old":
        make_old(tmp_path)
    elif kind != "empty":
        fill(tmp_path, 3)
    if kind == "with a log":
        live = sqlite3.connect(tmp_path / "history.sqlite3")
        live.execute("UPDATE conversations SET title = 'From the log'")
        live.commit()
    for path in tmp_path.iterdir():
        if not path.name.endswith("-shm"):
            (open_folder / path.name).write_bytes(path.read_bytes())
            (open_folder / path.name).chmod(0o444)
    if kind == "with a log":
        live.close()
    open_folder.chmod(0o555)
    before = contents(open_folder)
    ran = subprocess.run(
        [sys.executable, "-c", READER, str(open_folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.split() == [
        "read-only",
        *{"empty": [], "closed": ["Long"], "with a log": ["From", "the", "log"], "old": ["Old"]}[kind],
    ], ran.stderr
    assert contents(open_folder) == before


@pytest.mark.expects_log("open for reading only")
def test_a_damaged_file_that_cannot_be_set_aside_leaves_an_empty_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"garbage")

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "rename", refuse)

    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert isinstance(report.read_only, HistoryReadOnly)
        assert await store.conversations() == ()
        with pytest.raises(StorageError):
            await store.create(record())

    with_report(tmp_path, look)
    assert (tmp_path / "history.sqlite3").read_bytes() == b"garbage"


@DAMAGED
def test_salvage_brings_bad_bytes_and_what_had_arrived_of_a_reply(tmp_path: Path) -> None:
    messages = fill(tmp_path)
    answer = reply(messages[-1])
    live = tmp_path / "live"
    live.mkdir()

    async def talk(store: SqliteHistory) -> None:
        await store.append("c", answer)
        for piece in ("half ", "of it"):
            await store.append_partial(answer.id, piece, "")
        await store._database.write(
            lambda connection: connection.execute("UPDATE bodies SET text = CAST(x'61ff62' AS TEXT) WHERE message = 1"),
            durable=True,
        )
        for name in ("history.sqlite3", "history.sqlite3-wal"):
            (live / name).write_bytes((tmp_path / name).read_bytes())

    with_store(tmp_path, talk)
    with (live / "history.sqlite3").open("r+b") as stream:
        stream.seek(22 * 4096)
        stream.write(b"\xa5" * 4096)

    async def look(store: SqliteHistory) -> None:
        assert (await store.verify()).set_aside is not None
        first, last = await store.messages([messages[0].id, answer.id])
        assert first.text == "a\ufffdb"
        assert (last.text, last.status) == ("half of it", Status.INTERRUPTED)

    with_store(live, look)


@DAMAGED
def test_damage_found_while_a_reply_streams_costs_neither_the_reply_nor_the_store(tmp_path: Path) -> None:
    messages = fill(tmp_path)
    path = tmp_path / "history.sqlite3"
    with path.open("r+b") as stream:
        stream.seek(20 * 4096)
        stream.write(b"\xa5" * 4096)
    answer = reply(messages[-1])

    async def talk(store: SqliteHistory) -> None:
        await store.append("c", answer)
        await store.append_partial(answer.id, "half", "")
        report = await store.verify()
        assert report.set_aside is not None
        await store.append_partial(answer.id, " more", "")
        await store.finish(finished(answer, "half more and all"))

    async def look(store: SqliteHistory) -> None:
        (read,) = await store.messages([answer.id])
        assert (read.text, read.status) == ("half more and all", Status.COMPLETE)

    with_store(tmp_path, talk)
    with_store(tmp_path, look)


@ONLY_READ
def test_a_second_app_reads_what_the_first_writes_and_changes_nothing(tmp_path: Path) -> None:
    answer = reply(None)

    async def main(first: SqliteHistory) -> None:
        await first.create(record(title="First"))
        await first.append("c", answer)
        second = SqliteHistory(Database(tmp_path / "history.sqlite3", only_read=True))
        report = await second.open()
        assert isinstance(report.read_only, HistoryInUse)
        assert report.interrupted == 0
        await first.append_partial(answer.id, "half", "")
        (seen,) = await second.messages([answer.id])
        assert seen.text == "half"
        with pytest.raises(HistoryInUse):
            await second.append("c", user("q"))
        await second.close()
        (message,) = await first.messages([answer.id])
        assert message.status == Status.STREAMING
        await first.finish(finished(answer, "whole"))

    with_store(tmp_path, main)


@ONLY_READ
def test_a_second_app_makes_no_history(tmp_path: Path) -> None:
    async def main() -> None:
        second = SqliteHistory(Database(tmp_path / "history.sqlite3", only_read=True))
        await second.open()
        assert await second.conversations() == ()
        await second.close()

    asyncio.run(main())
    assert list(tmp_path.iterdir()) == []


def test_damage_that_cannot_be_mended_is_told_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = fill(tmp_path)
    with (tmp_path / "history.sqlite3").open("r+b") as stream:
        stream.seek(20 * 4096)
        stream.write(b"\xa5" * 4096)

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "no")

    async def main(store: SqliteHistory) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", refuse)
            with pytest.raises(HistoryReadOnly):
                await store.verify()
        await use(store, StoreReport())
        assert await store.messages([messages[-1].id]) == (messages[-1],)

    with_store(tmp_path, main)


def test_a_check_that_is_stopped_finds_nothing(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    check = Check(tmp_path / "history.sqlite3", None)
    assert check.is_sound()
    check.stop()
    assert check.is_sound()
