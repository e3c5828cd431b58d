"""Pictures are on disk before what names them, stay as long as they are named, and no longer."""

import asyncio
import hashlib
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from chatdesk.core.errors import AttachmentMissing, DiskFull
from chatdesk.core.message import ImagePart, Message, Role, TextPart, new_id
from chatdesk.storage import attachments
from chatdesk.storage.conversations import SqliteHistory
from tests.storage.cases import history, record, user, with_store

DATA = b"\x89PNG not really " * 100


def part(sha256: str, name: str = "cat.png") -> ImagePart:
    return ImagePart(sha256, "image/png", 800, 600, len(DATA), name)


def shown(sha256: str, text: str = "Look") -> Message:
    return Message(new_id(), None, Role.USER, (part(sha256), TextPart(text)), 2_000)


async def send(store: SqliteHistory, data: bytes = DATA) -> Message:
    message = shown(await store.keep_attachment(data))
    await store.append("c", message)
    return message


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "attachments").glob("*")}


def test_a_picture_comes_back_with_its_message(tmp_path: Path) -> None:
    async def write(store: SqliteHistory) -> Message:
        await store.create(record())
        return await send(store)

    async def read(store: SqliteHistory) -> None:
        await store.purge_attachments()
        assert await store.messages([sent.id]) == (sent,)
        assert await store.attachment(sent.images[0].sha256) == DATA

    sent = with_store(tmp_path, write)
    assert sent.images[0].sha256 == hashlib.sha256(DATA).hexdigest()
    with_store(tmp_path, read)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_the_files_are_private(tmp_path: Path) -> None:
    with_store(tmp_path, lambda store: store.keep_attachment(DATA))
    folder = tmp_path / "attachments"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    async def twice(store: SqliteHistory) -> None:
        assert await store.keep_attachment(DATA) == await store.keep_attachment(DATA)

    with_store(tmp_path, twice)
    assert len(names(tmp_path)) == 1


def test_a_draft_keeps_its_pictures_until_it_is_sent(tmp_path: Path) -> None:
    async def attach(store: SqliteHistory) -> None:
        await store.create(record())
        await store.save_draft_images("c", [part(await store.keep_attachment(DATA))])

    async def find(store: SqliteHistory) -> None:
        await store.purge_attachments()
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.draft_images == (part(hashlib.sha256(DATA).hexdigest()),)
        await store.append("c", shown(loaded.draft_images[0].sha256))
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.draft_images == ()

    with_store(tmp_path, attach)
    with_store(tmp_path, find)
    assert len(names(tmp_path)) == 1


def test_what_nothing_names_is_purged_at_the_next_start_only(tmp_path: Path) -> None:
    async def attach(store: SqliteHistory) -> None:
        await store.create(record())
        sha256 = await store.keep_attachment(b"taken out again")
        await store.purge_attachments()  # it might still be in the composer
        assert await store.attachment(sha256)
        await send(store)
        await store.keep_attachment(DATA + b"unsent")

    with_store(tmp_path, attach)
    (tmp_path / "attachments" / ("0" * 64 + ".new")).write_bytes(b"half a file")
    assert len(names(tmp_path)) == 4
    with_store(tmp_path, lambda store: store.purge_attachments())
    assert names(tmp_path) == {hashlib.sha256(DATA).hexdigest()}


def test_pictures_of_cleared_and_deleted_chats_stay_as_long_as_undo_is_possible(tmp_path: Path) -> None:
    async def hide(store: SqliteHistory) -> None:
        await store.create(record())
        await send(store)
        await store.clear("c")
        await store.delete("c")

    async def bring_back(store: SqliteHistory) -> None:
        await store.purge_attachments()
        await store.undo_delete("c")
        restored = await store.undo_clear("c")
        assert restored is not None
        (message,) = await store.messages([restored.outlines[0].id])
        assert await store.attachment(message.images[0].sha256) == DATA
        await store.clear("c")
        await store.append("c", user("And now for something else"))

    with_store(tmp_path, hide)
    with_store(tmp_path, bring_back)
    with_store(tmp_path, lambda store: store.purge_attachments())
    assert names(tmp_path) == set()


def test_nothing_is_purged_while_a_damaged_history_is_kept(tmp_path: Path) -> None:
    async def attach(store: SqliteHistory) -> None:
        await store.keep_attachment(DATA)

    with_store(tmp_path, attach)
    (tmp_path / "history.sqlite3.corrupt-20260101-000000").write_bytes(b"it may name the picture")
    with_store(tmp_path, lambda store: store.purge_attachments())
    assert len(names(tmp_path)) == 1


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_lost_or_changed_picture_is_said_to_be_missing(tmp_path: Path, damage: str) -> None:
    async def lose(store: SqliteHistory) -> None:
        sha256 = await store.keep_attachment(DATA)
        path = tmp_path / "attachments" / sha256
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(b"something else")
        with pytest.raises(AttachmentMissing):
            await store.attachment(sha256)

    with_store(tmp_path, lose)


def test_on_a_full_disk_the_picture_waits_with_its_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_full = True
    real_write = attachments._write_new

    def write(path: Path, data: bytes) -> None:
        if is_full:
            path.write_bytes(data[:7])
            raise OSError(28, "No space left on device")
        real_write(path, data)

    async def send_twice(store: SqliteHistory) -> None:
        nonlocal is_full
        await store.create(record())
        message = shown(await store.keep_attachment(DATA))
        assert await store.attachment(message.images[0].sha256) == DATA
        with pytest.raises(DiskFull):
            await store.append("c", message)
        assert names(tmp_path) == set()
        assert await store.messages([message.id]) == ()
        is_full = False
        await store.append("c", message)
        assert names(tmp_path) == {message.images[0].sha256}

    monkeypatch.setattr(attachments, "_write_new", write)
    with_store(tmp_path, send_twice)


def test_a_purge_that_is_slow_takes_nothing_that_was_attached_meanwhile(tmp_path: Path) -> None:
    async def race(store: SqliteHistory) -> None:
        await store.create(record())
        purges = [store.purge_attachments() for _ in range(5)]
        sends = [send(store, DATA + bytes([number])) for number in range(5)]
        results = await asyncio.gather(*(work for pair in zip(purges, sends, strict=True) for work in pair))
        for message in results[1::2]:
            assert await store.attachment(message.images[0].sha256)

    with_store(tmp_path, race)
    assert len(names(tmp_path)) == 5


def test_an_entry_that_this_version_cannot_read_is_kept_as_it_is(tmp_path: Path) -> None:
    async def write(store: SqliteHistory) -> Message:
        await store.create(record())
        message = user("text", message_id="m")
        await store.append("c", message)
        return message

    message = with_store(tmp_path, write)
    strange = '[{"kind":"text","characters":4},{"kind":"image","sha256":"../../etc/passwd","width":-1}]'
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        connection.execute("UPDATE bodies SET parts = ?", (strange,))
    connection.close()

    async def rewrite(store: SqliteHistory) -> None:
        assert (await store.messages(["m"]))[0].images == ()
        await store.purge_attachments()
        await store.finish(message)

    with_store(tmp_path, rewrite)
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        (parts,) = connection.execute("SELECT parts FROM bodies").fetchone()
    connection.close()
    assert parts == strange


def test_closing_ends_the_thread(tmp_path: Path) -> None:
    async def main(work: Callable[[SqliteHistory], Awaitable[object]]) -> None:
        store = history(tmp_path)
        await store.open()
        await work(store)
        await store.close()

    asyncio.run(main(lambda store: store.keep_attachment(os.urandom(10))))
