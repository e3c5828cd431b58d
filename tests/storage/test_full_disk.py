"""A disk that fills up loses nothing that was stored, and can be used again."""

import errno
import os
from pathlib import Path

import pytest

from chatdesk.core.errors import DiskFull
from chatdesk.core.message import Message, Status
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.reserve import RESERVE_BYTES, Reserve
from tests.storage.cases import finished, record, reply, user, with_report, with_store
from tests.storage.small_disk import small_disk

RELEASED = pytest.mark.expects_log("the reserve of")
LONG = "x" * 200_000


@RELEASED
@pytest.mark.parametrize("room", [0, 1_000, 10_000, 50_000, 150_000, 210_000, 300_000])
def test_a_full_disk_refuses_and_keeps_all_that_was_stored(tmp_path: Path, room: int) -> None:
    first, second = user("first"), user(LONG)

    async def fill_up(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", first)
        disk.fill_up(room)
        try:
            await store.append("c", second)
        except DiskFull:
            assert await store.messages([first.id, second.id]) == (first,)
            loaded = await store.load("c")
            assert loaded is not None
            assert loaded.head_id == first.id
        disk.limit = None
        await store.append("c", second)

    async def look(store: SqliteHistory) -> None:
        assert await store.messages([first.id, second.id]) == (first, second)

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, fill_up, "small-disk")
    with_store(tmp_path, look)


@RELEASED
def test_the_reserve_lets_a_reply_finish_and_a_chat_be_deleted(tmp_path: Path) -> None:
    question = user("q")
    answer = reply(question)
    whole = finished(answer, LONG)

    async def fill_up(store: SqliteHistory) -> None:
        await store.verify()
        for name in ("c", "old"):
            await store.create(record(name))
            await store.append(name, user(LONG))
        await store.append("c", question)
        await store.append("c", answer)
        disk.fill_up()
        with pytest.raises(DiskFull):
            await store.append_partial(answer.id, LONG, "")
        await store.finish(whole)
        assert not (tmp_path / "history.reserve").exists()
        await store.delete("old")
        await store.purge_deleted(2**62)
        with pytest.raises(DiskFull):
            await store.append("c", user(LONG))
        disk.limit = None
        await store.append("c", user(LONG, whole))

    async def look(store: SqliteHistory) -> None:
        assert await store.messages([answer.id]) == (whole,)
        assert [summary.id for summary in await store.conversations()] == ["c"]

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, fill_up, "small-disk")
    with_store(tmp_path, look)


@pytest.mark.expects_log("the log was not written into the file: DiskFull")
def test_the_reserve_is_for_nothing_else(tmp_path: Path) -> None:
    async def fill_up(store: SqliteHistory) -> None:
        await store.verify()
        await store.create(record())
        disk.fill_up()
        for call in (store.append("c", user("q")), store.save_draft("c", "d"), store.create(record("new"))):
            with pytest.raises(DiskFull):
                await call
        assert (tmp_path / "history.reserve").stat().st_size == RESERVE_BYTES

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, fill_up, "small-disk")


@RELEASED
def test_while_the_reserve_is_out_only_what_finishes_or_frees_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = reply(None)

    async def fill_up(store: SqliteHistory) -> None:
        await store.verify()
        await store.create(record())
        await store.append("c", answer)
        disk.fill_up()
        with monkeypatch.context() as patch:
            patch.setattr(os, "posix_fallocate", no_room)
            await store.finish(finished(answer, LONG))
            with pytest.raises(DiskFull):
                await store.append("c", user("small enough for what is left of the reserve"))
            await store.clear("c")
        await store.undo_clear("c")
        disk.limit = None
        await store.append("c", user("q"))
        assert (tmp_path / "history.reserve").exists()

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, fill_up, "small-disk")


def no_room(_handle: int, _offset: int, _size: int) -> None:
    raise OSError(errno.ENOSPC, "full")


def test_turns_and_edits_wait_for_the_disk_and_pieces_of_a_reply_do_not(tmp_path: Path) -> None:
    question = user("q")
    answer = reply(question)

    async def main(store: SqliteHistory) -> None:
        lasting = (
            lambda: store.create(record()),
            lambda: store.append("c", question),
            lambda: store.finish(finished(answer, "whole")),
            lambda: store.rename("c", "title"),
            lambda: store.set_system_prompt("c", "prompt"),
            lambda: store.set_head("c", question.id),
            lambda: store.clear("c"),
            lambda: store.undo_clear("c"),
            lambda: store.delete("c"),
            lambda: store.undo_delete("c"),
        )
        for call in lasting:
            await call()
            assert disk.unsynced == set()
        passing = (
            lambda: store.append("c", reply(question, "r")),
            lambda: store.append_partial("r", "half", ""),
            lambda: store.resume(reply(question, "r")),
            lambda: store.save_draft("c", "draft"),
        )
        before = disk.syncs
        for call in passing:
            await call()
        assert disk.syncs == before
        assert disk.unsynced == {"history.sqlite3-wal"}
        await store.append("c", user("next"))
        assert disk.unsynced == set()

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, main, "small-disk")


def test_no_text_is_written_to_temporary_files(tmp_path: Path) -> None:
    async def main(store: SqliteHistory) -> None:
        for name in ("c", "old"):
            await store.create(record(name))
            for _ in range(3):
                answer = reply(None)
                await store.append(name, user(LONG))
                await store.append(name, answer)
                await store.append_partial(answer.id, LONG, LONG)
                await store.finish(finished(answer, LONG + LONG))
                await store.finish(finished(answer, LONG))
        await store.clear("c")
        await store.append("c", user("q"))
        await store.delete("old")
        await store.purge_deleted(2**62)

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, main, "small-disk")
        assert disk.temporary_files == 0


@RELEASED
def test_a_write_fails_at_every_point_and_loses_nothing(tmp_path: Path) -> None:
    """Refuse each of the writes of a turn in turn, as often as there are any."""
    kept: list[Message] = []

    async def turn(store: SqliteHistory) -> None:
        question = user(f"question {len(kept)} " + "y" * 9_000, kept[-1] if kept else None)
        await store.append("c", question)
        kept.append(question)
        answer = reply(question)
        await store.append("c", answer)
        await store.append_partial(answer.id, "half", "")
        whole = finished(answer, "whole " * 2_000)
        await store.finish(whole)
        kept.append(whole)

    async def many(store: SqliteHistory) -> None:
        await store.create(record())
        refusals = 0
        for room in range(0, 60_000, 1_500):
            disk.fill_up(room)
            try:
                await turn(store)
            except DiskFull:
                refusals += 1
            disk.limit = None
            assert await store.messages([message.id for message in kept]) == tuple(kept)
        assert refusals > 5

    async def look(store: SqliteHistory) -> None:
        assert await store.messages([message.id for message in kept]) == tuple(kept)
        loaded = await store.load("c")
        assert loaded is not None
        assert all(outline.status in (Status.COMPLETE, Status.INTERRUPTED) for outline in loaded.outlines)

    with small_disk(tmp_path) as disk:
        with_store(tmp_path, many, "small-disk")
    with_store(tmp_path, look)


@pytest.mark.expects_log("open for reading only")
def test_a_start_on_a_full_disk_reads_what_is_there(tmp_path: Path) -> None:
    message = user("q")

    async def write(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", message)

    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert isinstance(report.read_only, DiskFull) or report == StoreReport()
        assert await store.messages([message.id]) == (message,)
        with pytest.raises(DiskFull):
            await store.append("c", user(LONG))

    with_store(tmp_path, write)
    with small_disk(tmp_path) as disk:
        disk.fill_up()
        with_report(tmp_path, look, "small-disk")


@pytest.mark.expects_log("open for reading only")
def test_a_first_start_on_a_full_disk_says_so(tmp_path: Path) -> None:
    async def look(store: SqliteHistory, report: StoreReport) -> None:
        assert isinstance(report.read_only, DiskFull)
        assert await store.conversations() == ()

    with small_disk(tmp_path) as disk:
        disk.fill_up(2_000)
        with_report(tmp_path, look, "small-disk")


@RELEASED
def test_the_reserve_occupies_its_size_and_comes_back(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "history.reserve")
    assert reserve.take()
    assert (tmp_path / "history.reserve").stat().st_blocks * 512 >= RESERVE_BYTES
    assert reserve.release()
    assert reserve.is_released
    assert not reserve.release()
    assert reserve.take()
    assert not reserve.is_released
    assert [path.name for path in tmp_path.iterdir()] == ["history.reserve"]


def test_a_reserve_that_does_not_fit_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "posix_fallocate", no_room)
    assert not Reserve(tmp_path / "history.reserve").take()
    assert list(tmp_path.iterdir()) == []
