"""What the store promises, each time looked at after a restart."""

import asyncio
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from chatdesk.core.conversation import MessageTree, ReadingPlace
from chatdesk.core.errors import StorageError
from chatdesk.core.message import Message, ReasoningPart, Role, Status, TextPart
from chatdesk.storage.conversations import SqliteHistory
from tests.storage.cases import finished, history, record, reply, user, with_report, with_store


def test_a_turn_is_the_same_after_a_restart(tmp_path: Path) -> None:
    question = user("牛顿提出过哪些知名的定律？\n🙂 \x00 end", at=2_000)
    answer = finished(reply(question), "Three.\nOf motion.", reasoning="He was English.")

    async def talk(store: SqliteHistory) -> None:
        await store.create(replace(record(title="Newton"), system_prompt="Be short.", draft="and"))
        await store.append("c", question)
        await store.append("c", replace(answer, parts=(), status=Status.STREAMING))
        await store.append_partial(answer.id, "Three.", "He was ")
        await store.finish(answer)

    async def look(store: SqliteHistory) -> None:
        loaded = await store.load("c")
        assert loaded is not None
        assert (loaded.summary.title, loaded.system_prompt, loaded.draft) == ("Newton", "Be short.", "")
        assert loaded.outlines == (question.outline(), answer.outline())
        assert loaded.head_id == answer.id
        assert not loaded.can_undo_clear
        assert await store.messages([answer.id, "unknown", question.id]) == (answer, question)

    with_store(tmp_path, talk)
    with_store(tmp_path, look)


def test_conversations_are_listed_last_changed_first(tmp_path: Path) -> None:
    async def main(store: SqliteHistory) -> None:
        for name, at in (("a", 10), ("b", 20), ("d", 30)):
            await store.create(record(name, at=at))
        await store.append("a", user("hi", at=40))
        assert [summary.id for summary in await store.conversations()] == ["a", "d", "b"]
        assert (await store.conversations())[0].updated_at == 40

    with_store(tmp_path, main)


def test_a_reply_cut_by_the_exit_comes_back_interrupted_with_what_was_flushed(tmp_path: Path) -> None:
    question = user("q")
    answer = reply(question)

    async def talk(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", question)
        await store.append("c", answer)
        for piece in ("Hel", "lo\n", "you"):
            await store.append_partial(answer.id, piece, "hm ")

    async def look(store: SqliteHistory, report: object) -> None:
        (message,) = await store.messages([answer.id])
        assert message.status is Status.INTERRUPTED
        assert message.parts == (ReasoningPart("hm hm hm "), TextPart("Hello\nyou"))
        loaded = await store.load("c")
        assert loaded is not None
        assert (loaded.outlines[1].characters, loaded.outlines[1].newlines) == (9, 1)

    with_store(tmp_path, talk)
    assert with_report(tmp_path, lambda _store, report: _value(report.interrupted)) == 1
    with_report(tmp_path, look)


async def _value(value: int) -> int:
    return value


def test_a_glimpse_is_the_end_of_the_active_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatdesk.storage.conversation_rows._LONG", 5)
    branch = [user("1")]
    for number in range(2, 8):
        branch.append(finished(reply(branch[-1]), str(number)))
    aside = finished(reply(branch[0]), "another answer")

    async def talk(store: SqliteHistory) -> None:
        await store.create(record())
        await store.create(record("short"))
        for message in (branch[0], aside, *branch[1:]):
            await store.append("c", message)
        first, *others = await store.glimpse("c", 3)
        assert (first.id, first.parent_id) == (branch[-3].id, None)
        assert others == [message.outline() for message in branch[-2:]]
        assert await store.glimpse("c", 50) == tuple(message.outline() for message in branch)
        assert await store.glimpse("short", 3) == await store.glimpse("unknown", 3) == ()
        await store.save_place("c", ReadingPlace(branch[0].id, 0, 0, 0.0))
        assert await store.glimpse("c", 3) == ()
        await store.save_place("c", None)
        await store.set_head("c", aside.id)
        assert await store.glimpse("c", 3) == (branch[0].outline(), aside.outline())
        await store.clear("c")
        assert await store.glimpse("c", 3) == ()

    with_store(tmp_path, talk)


def test_a_reply_under_way_can_be_loaded_with_what_was_flushed(tmp_path: Path) -> None:
    answer = reply(None)

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", answer)
        await store.append_partial(answer.id, "one\n", "")
        await store.append_partial(answer.id, "two", "")
        (message,) = await store.messages([answer.id])
        assert (message.status, message.text) == (Status.STREAMING, "one\ntwo")
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.outlines == (message.outline(),)

    with_store(tmp_path, main)


def test_a_resumed_reply_keeps_its_text_and_grows(tmp_path: Path) -> None:
    answer = reply(None)

    async def cut(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", answer)
        await store.append_partial(answer.id, "one ", "why ")

    async def go_on(store: SqliteHistory) -> None:
        (message,) = await store.messages([answer.id])
        await store.resume(message)
        await store.append_partial(answer.id, "two", "not")
        (message,) = await store.messages([answer.id])
        assert message.status is Status.STREAMING
        assert (message.text, message.reasoning) == ("one two", "why not")

    async def look(store: SqliteHistory) -> None:
        (message,) = await store.messages([answer.id])
        assert (message.status, message.text, message.reasoning) == (Status.INTERRUPTED, "one two", "why not")

    for body in (cut, go_on, look):
        with_store(tmp_path, body)


def test_a_reply_that_goes_on_after_it_was_stopped_has_nothing_twice(tmp_path: Path) -> None:
    answer = reply(None)
    stopped = replace(finished(answer, "one two"), status=Status.STOPPED)

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", answer)
        await store.append_partial(answer.id, "one ", "")
        await store.finish(stopped)
        await store.resume(stopped)
        await store.append_partial(answer.id, " three", "")
        (message,) = await store.messages([answer.id])
        assert message.text == "one two three"

    with_store(tmp_path, main)


def test_parts_of_a_newer_version_outlive_a_reply_that_goes_on(tmp_path: Path) -> None:
    answer = finished(reply(None), "see")
    parts = """[{"kind":"text","characters":3},{"kind":"image","sha256":"ab"}]"""

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", answer)
        update = "UPDATE bodies SET parts = ?"
        await store._database.write(lambda connection: connection.execute(update, (parts,)), durable=True)
        (message,) = await store.messages([answer.id])
        assert message == answer
        await store.resume(message)
        await store.append_partial(answer.id, " this", "")

    async def look(store: SqliteHistory) -> None:
        (message,) = await store.messages([answer.id])
        assert message.text == "see this"
        query = "SELECT parts FROM bodies"
        rows = await store._database.read(lambda connection: connection.execute(query).fetchall())
        assert json.loads(str(rows[0][0])) == [{"kind": "text", "characters": 8}, {"kind": "image", "sha256": "ab"}]

    with_store(tmp_path, main)
    with_store(tmp_path, look)


def test_clear_hides_and_undo_brings_all_back(tmp_path: Path) -> None:
    first, second, sibling = _three_messages()

    async def clear(store: SqliteHistory) -> None:
        await store.create(record())
        for message in (first, second, sibling):
            await store.append("c", message)
        await store.set_head("c", second.id)
        await store.clear("c")
        await store.clear("c")

    async def undo(store: SqliteHistory) -> None:
        loaded = await store.load("c")
        assert loaded is not None
        assert (loaded.outlines, loaded.head_id, loaded.can_undo_clear) == ((), None, True)
        undone = await store.undo_clear("c")
        assert undone is not None
        assert [outline.id for outline in undone.outlines] == [first.id, second.id, sibling.id]
        assert (undone.head_id, undone.can_undo_clear) == (second.id, False)
        assert await store.undo_clear("c") == undone

    with_store(tmp_path, clear)
    with_store(tmp_path, undo)
    with_store(tmp_path, lambda store: _branch_is(store, [first.id, second.id]))


def _three_messages() -> tuple[Message, Message, Message]:
    first = user("q")
    return first, finished(reply(first), "a"), finished(reply(first), "b")


async def _branch_is(store: SqliteHistory, ids: list[str]) -> None:
    loaded = await store.load("c")
    assert loaded is not None
    assert [outline.id for outline in MessageTree(loaded.outlines, loaded.head_id).branch()] == ids


def test_the_next_append_removes_what_was_cleared_from_the_disk(tmp_path: Path) -> None:
    old, new = user("a very secret question"), user("next")

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", old)
        await store.clear("c")
        await store.append("c", new)
        undone = await store.undo_clear("c")
        assert undone is not None
        assert [outline.id for outline in undone.outlines] == [new.id]
        assert await store.messages([old.id]) == ()
        assert b"very secret" not in all_bytes(tmp_path)

    with_store(tmp_path, main)
    assert b"very secret" not in all_bytes(tmp_path)


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_delete_hides_until_undone_and_purge_leaves_no_trace(tmp_path: Path) -> None:
    async def delete(store: SqliteHistory) -> None:
        for name in ("kept", "gone"):
            await store.create(record(name))
            await store.append(name, user(f"a very secret {name} question"))
            await store.delete(name)
        assert await store.load("gone") is None
        assert await store.conversations() == ()

    async def purge(store: SqliteHistory) -> None:
        await store.purge_deleted(older_than_ms=1)
        await store.undo_delete("gone")
        assert [summary.id for summary in await store.conversations()] == ["gone"]
        await store.delete("gone")
        await store.undo_delete("kept")
        await store.purge_deleted(older_than_ms=2**62)
        await store.undo_delete("gone")
        assert b"secret gone" not in all_bytes(tmp_path)
        assert [summary.id for summary in await store.conversations()] == ["kept"]

    with_store(tmp_path, delete)
    with_store(tmp_path, purge)
    assert b"secret kept" in all_bytes(tmp_path)
    assert b"secret gone" not in all_bytes(tmp_path)


def test_options_and_head_are_kept(tmp_path: Path) -> None:
    first, second, sibling = _three_messages()

    async def change(store: SqliteHistory) -> None:
        await store.create(record())
        for message in (first, second, sibling):
            await store.append("c", message)
        await store.rename("c", "Ti\ud800tle")
        await store.set_system_prompt("c", "Be kind.")
        await store.save_draft("c", "half a tho")
        await store.set_head("c", second.id)
        await store.set_head("c", "unknown")

    async def look(store: SqliteHistory) -> None:
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.summary.title == "Ti\ufffdtle"
        assert (loaded.system_prompt, loaded.draft, loaded.head_id) == ("Be kind.", "half a tho", second.id)
        await store.set_head("c", None)
        await _branch_is(store, [])

    with_store(tmp_path, change)
    with_store(tmp_path, look)


def test_everything_may_be_asked_for_twice(tmp_path: Path) -> None:
    question = user("q")
    answer = finished(reply(question), "a")

    async def main(store: SqliteHistory) -> None:
        for _ in range(2):
            await store.create(record())
            await store.append("c", question)
            await store.append("c", replace(answer, status=Status.STREAMING))
            await store.append_partial(answer.id, "a", "")
            await store.finish(answer)
            await store.finish(answer)
            await store.append_partial(answer.id, "late", "")
        assert await store.messages([question.id, answer.id]) == (question, answer)
        await _branch_is(store, [question.id, answer.id])

    with_store(tmp_path, main)


def test_a_reply_that_could_not_be_appended_is_added_when_it_finishes(tmp_path: Path) -> None:
    question = user("q")
    answer = finished(reply(question), "a")

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", question)
        await store.finish(answer)
        await _branch_is(store, [question.id, answer.id])
        for call in (store.finish(reply(None)), store.append_partial("unknown", "a", ""), store.append("x", user("q"))):
            with pytest.raises(StorageError):
                await call

    with_store(tmp_path, main)


def test_text_that_no_disk_can_hold_is_mended(tmp_path: Path) -> None:
    message = user("a\udc00b \ud83d\ude42 \ud800")

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", message)
        (stored,) = await store.messages([message.id])
        assert stored.text == "a\ufffdb 🙂 \ufffd"
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.outlines == (stored.outline(),)

    with_store(tmp_path, main)


def test_numbers_that_no_disk_can_hold_are_bounded(tmp_path: Path) -> None:
    message = replace(finished(reply(None), "a"), damaged_events=10**30)

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", message)
        (stored,) = await store.messages([message.id])
        assert stored.damaged_events == 2**63 - 1

    with_store(tmp_path, main)


def test_a_cancelled_write_is_done_all_the_same(tmp_path: Path) -> None:
    messages = [user(f"q{number}") for number in range(30)]

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        tasks = [asyncio.create_task(store.append("c", message)) for message in messages]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        assert all(isinstance(error, asyncio.CancelledError) for error in await asyncio.gather(*tasks, return_exceptions=True))

    async def look(store: SqliteHistory) -> None:
        assert len(await store.messages([message.id for message in messages])) == 30

    with_store(tmp_path, main)
    with_store(tmp_path, look)


def test_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "profile"

    async def main(store: SqliteHistory) -> None:
        await store.create(record())
        await store.verify()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert set(names) == {"history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm", "history.reserve"}
        assert set(names.values()) == {0o600}

    with_store(folder, main)
    folder.chmod(0o755)
    (folder / "history.sqlite3").chmod(0o644)
    with_store(folder, main)


def test_after_closing_nothing_is_left_but_the_history(tmp_path: Path) -> None:
    with_store(tmp_path, lambda store: store.create(record()))
    assert [path.name for path in tmp_path.iterdir()] == ["history.sqlite3"]


def test_a_closed_or_unopened_store_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        store = history(tmp_path)
        with pytest.raises(StorageError):
            await store.conversations()
        with pytest.raises(StorageError):
            await store.create(record())
        await store.close()
        with pytest.raises(StorageError):
            await store.conversations()

    asyncio.run(main())


def test_roles_and_statuses_of_a_newer_version_can_be_read(tmp_path: Path) -> None:
    message = user("q")

    async def write(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", message)
        update = "UPDATE messages SET role = 'tool', status = 'queued', finish_reason = 'tool_calls'"
        await store._database.write(lambda connection: connection.execute(update), durable=True)
        (stored,) = await store.messages([message.id])
        assert (stored.role, stored.status, stored.text) == (Role.ASSISTANT, Status.FAILED, "q")

    with_store(tmp_path, write)


def test_the_readers_place_is_kept_until_its_message_goes(tmp_path: Path) -> None:
    question = user("q")
    place = ReadingPlace(question.id, 2, 40, -7)

    async def read(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", question)
        await store.save_place("c", place)
        await store.save_place("unknown", place)

    async def look(store: SqliteHistory) -> None:
        loaded = await store.load("c")
        assert loaded is not None
        assert loaded.place == place
        await store.clear("c")
        cleared = await store.load("c")
        assert cleared is not None
        assert cleared.place is None
        await store.undo_clear("c")
        await store.save_place("c", replace(place, message_id="unknown"))
        gone = await store.load("c")
        assert gone is not None
        assert gone.place is None

    with_store(tmp_path, read)
    with_store(tmp_path, look)


def test_how_long_a_reply_was_thought_about_is_kept_while_it_grows(tmp_path: Path) -> None:
    question = user("q")
    answer = replace(reply(question), parts=(ReasoningPart("hm", 1_200), TextPart("Half")))

    async def talk(store: SqliteHistory) -> None:
        await store.create(record())
        await store.append("c", question)
        await store.append("c", answer)
        await store.append_partial(answer.id, " of it", "m")

    async def look(store: SqliteHistory) -> None:
        (found,) = await store.messages([answer.id])
        assert found.parts == (ReasoningPart("hmm", 1_200), TextPart("Half of it"))

    with_store(tmp_path, talk)
    with_store(tmp_path, look)
