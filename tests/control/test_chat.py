"""What a conversation does, with fakes for the world and no Qt application."""

import asyncio
from dataclasses import replace

import pytest

from chatdesk.control.facts import ReplyChange, TurnFailure
from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.errors import ConnectionBroken, DiskFull, KeyMissing, RateLimited, ServiceBusy, StorageError
from chatdesk.core.message import FinishReason, Message, Role, Status
from chatdesk.core.ports import KeyPlace
from chatdesk.core.request import CONTINUE_INSTRUCTION
from chatdesk.core.stream import Finished, ReasoningDelta, TextDelta
from tests.fake_ports import LOCAL, OPENAI, Desk, FakeProvider, FakeSecrets, answer, run


def sent(desk: Desk, request: int = -1) -> list[tuple[str, str]]:
    return [(message.role.value, message.content) for message in desk.provider.requests[request].messages]


def test_message_is_shown_at_once_and_stored_before_the_request() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi.")))
        await desk.start()
        desk.chat.send("Hello")
        assert [m.text for m in desk.all("message_added")] == ["Hello"]
        assert desk.provider.requests == []
        started = desk.all("reply_started")[0]
        assert started.status == Status.STREAMING
        await desk.tasks.settle()
        assert [(m.role, m.text, m.status) for m in desk.messages] == [
            (Role.USER, "Hello", Status.COMPLETE),
            (Role.ASSISTANT, "Hi.", Status.COMPLETE),
        ]
        assert desk.messages[1].finish_reason == FinishReason.STOP

    run(work())


def test_second_request_carries_the_first_question_and_its_answer() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("惯性定律等。"), answer("您问了牛顿的定律。")))
        await desk.start()
        await desk.say("牛顿提出过哪些知名的定律？")
        await desk.say("我上一个问题是什么？")
        assert sent(desk) == [
            ("user", "牛顿提出过哪些知名的定律？"),
            ("assistant", "惯性定律等。"),
            ("user", "我上一个问题是什么？"),
        ]

    run(work())


def test_system_prompt_comes_first() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.chat.set_system_prompt("Be brief.")
        await desk.say("Hello")
        assert sent(desk) == [("system", "Be brief."), ("user", "Hello")]
        assert desk.store.records[desk.chat.conversation_id].system_prompt == "Be brief."

    run(work())


async def long_and_short(desk: Desk) -> tuple[str, str]:
    """Have a conversation of four messages, which counts as long from now on, and an empty one that is open."""
    await desk.start()
    await desk.say("One")
    await desk.say("Two")
    long = desk.chat.conversation_id
    desk.library.new_chat()
    await desk.tasks.settle()
    desk.store.long = 4
    return long, desk.chat.conversation_id


def test_the_end_of_a_long_conversation_is_shown_before_the_rest_is_read() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("Hello.")))
        long, _ = await long_and_short(desk)
        desk.facts.clear()
        desk.chat.open(long)
        await desk.until("messages_loaded")
        assert [outline.id for outline in desk.all("conversation_glimpsed")[0]] == [m.id for m in desk.store.only(long)]
        assert [m.text for m in desk.all("messages_loaded")[0]] == ["One", "Hi.", "Two", "Hello."]
        assert "conversation_opened" not in desk.names()
        await desk.tasks.settle()
        assert desk.chat.conversation_id == long
        assert len(desk.all("conversation_opened")) == 1

    run(work())


def test_what_is_sent_during_a_glimpse_is_said_in_the_conversation_that_is_seen() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("Hello."), answer("Yes.")))
        long, short = await long_and_short(desk)
        desk.chat.open(long)
        await desk.until("conversation_glimpsed")
        desk.chat.send("Three")
        await desk.until("draft_accepted", 3)
        await desk.tasks.settle()
        assert [m.text for m in desk.store.only(long)] == ["One", "Hi.", "Two", "Hello.", "Three", "Yes."]
        assert desk.store.only(short) == []

    run(work())


def test_a_conversation_that_is_glimpsed_and_cannot_be_read_gives_way_to_the_one_before() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("Hello.")))
        long, short = await long_and_short(desk)
        desk.store.load_fault = StorageError("gone")
        desk.facts.clear()
        desk.chat.open(long)
        await desk.tasks.settle()
        assert desk.chat.conversation_id == short
        assert desk.all("conversation_opened")[-1].record.summary.id == short
        assert [type(error) for error in desk.all("failed")] == [StorageError]

    run(work())


def test_there_is_no_glimpse_of_a_conversation_that_was_left_elsewhere_than_at_its_end() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("Hello.")))
        long, _ = await long_and_short(desk)
        desk.chat.note_place(long, ReadingPlace(desk.store.only(long)[0].id, 0, 0, 0.0))
        desk.facts.clear()
        desk.chat.open(long)
        await desk.tasks.settle()
        assert "conversation_glimpsed" not in desk.names()
        assert desk.chat.conversation_id == long

    run(work())


def test_changes_of_a_reply_add_up_to_it() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([ReasoningDelta("hm"), TextDelta("a"), 0.05, TextDelta("b"), Finished(FinishReason.STOP)]))
        await desk.start()
        await desk.say("Hello")
        changes: list[ReplyChange] = desk.all("reply_changed")
        assert "".join(change.text for change in changes) == "ab"
        assert "".join(change.reasoning for change in changes) == "hm"
        assert len(changes) == 2

    run(work())


def test_without_a_key_nothing_is_sent_and_nothing_is_stored() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets())
        await desk.start()
        await desk.say("Hello")
        failure: TurnFailure = desk.all("turn_failed")[0]
        assert isinstance(failure.error, KeyMissing)
        assert failure.message_id is None
        assert desk.provider.requests == []
        assert desk.messages == []
        assert "draft_accepted" not in desk.names()

    run(work())


def test_send_waits_for_a_slow_keyring() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets({OPENAI.id: "sk-late"}, delay=0.05))
        await desk.library.start()
        desk.chat.send("Hello")
        await desk.until("draft_accepted")
        await desk.tasks.settle()
        assert desk.provider.endpoints[0].key is not None
        assert desk.provider.endpoints[0].key.reveal() == "sk-late"

    run(work())


def test_local_connection_needs_no_key() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets())
        await desk.start()
        desk.connections.use_local_model()
        await desk.say("Hello")
        assert desk.local_server.starts
        assert desk.provider.endpoints[0].base_url.startswith("http://127.0.0.1")
        assert desk.settings.connection == LOCAL

    run(work())


def test_stop_keeps_partial_reply_and_closes_the_stream() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("partial"), asyncio.Event()]))
        await desk.start()
        desk.chat.send("Hello")
        await desk.until("reply_changed")
        desk.chat.stop()
        await desk.tasks.settle()
        assert desk.messages[1].text == "partial"
        assert desk.messages[1].status == Status.STOPPED
        assert desk.provider.closed_streams == 1
        assert desk.all("replying_changed")[-1] is False

    run(work())


def test_stop_in_the_same_moment_as_send_keeps_the_question() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.chat.send("Hello")
        desk.chat.stop()
        await desk.tasks.settle()
        assert [(m.text, m.status) for m in desk.messages] == [("Hello", Status.COMPLETE), ("", Status.STOPPED)]
        assert desk.provider.requests == []

    run(work())


def test_failure_keeps_what_arrived_and_says_so() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("half"), ConnectionBroken("api.example")]))
        await desk.start()
        await desk.say("Hello")
        failure: TurnFailure = desk.all("turn_failed")[0]
        assert isinstance(failure.error, ConnectionBroken)
        assert failure.has_text
        assert (desk.messages[1].text, desk.messages[1].status) == ("half", Status.FAILED)

    run(work())


def test_try_again_of_an_empty_reply_reuses_it() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([ConnectionBroken("h")], answer("now")))
        await desk.start()
        await desk.say("Hello")
        desk.chat.try_again(desk.messages[1].id)
        await desk.tasks.settle()
        assert [(m.text, m.status) for m in desk.messages] == [("Hello", Status.COMPLETE), ("now", Status.COMPLETE)]
        assert sent(desk, 0) == sent(desk, 1) == [("user", "Hello")]

    run(work())


def test_try_again_of_a_reply_with_text_makes_a_sibling() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("half"), ConnectionBroken("h")], answer("whole")))
        await desk.start()
        await desk.say("Hello")
        first = desk.messages[1]
        desk.chat.try_again(first.id)
        await desk.tasks.settle()
        assert [m.text for m in desk.messages] == ["Hello", "half", "whole"]
        assert desk.messages[2].parent_id == first.parent_id
        assert [o.id for o in desk.all("conversation_opened")[-1].branch][-1] == desk.messages[2].id
        desk.chat.select_sibling(desk.messages[2].id, -1)
        await desk.tasks.settle()
        assert desk.all("conversation_opened")[-1].branch[-1].id == first.id
        assert desk.store.records[desk.chat.conversation_id].head_id == first.id

    run(work())


def test_continue_appends_to_the_same_reply() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("one "), ConnectionBroken("h")], answer("two")))
        await desk.start()
        await desk.say("Count")
        reply = desk.messages[1]
        desk.chat.continue_reply(reply.id)
        await desk.tasks.settle()
        assert [(m.id, m.text, m.status) for m in desk.messages[1:]] == [(reply.id, "one two", Status.COMPLETE)]
        assert sent(desk) == [("user", "Count"), ("assistant", "one "), ("user", CONTINUE_INSTRUCTION)]

    run(work())


@pytest.mark.parametrize("error", [RateLimited("h", retry_after=0.01), ServiceBusy("h", status=500, retry_after=0.01)])
def test_busy_service_is_asked_twice_more_and_visibly(error: RateLimited | ServiceBusy) -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([error], [error], [error]))
        await desk.start()
        await desk.say("Hello")
        assert len(desk.provider.requests) == 3
        assert [retry.seconds for retry in desk.all("retry_scheduled")] == [0.01, 0.01]
        assert desk.all("turn_failed")[0].error is error

    run(work())


def test_no_retry_once_text_has_arrived() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("a"), ServiceBusy("h", retry_after=0.0)]))
        await desk.start()
        await desk.say("Hello")
        assert len(desk.provider.requests) == 1

    run(work())


def test_long_wait_is_told_and_not_waited_out() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([RateLimited("h", retry_after=3_600.0)]))
        await desk.start()
        await desk.say("Hello")
        assert len(desk.provider.requests) == 1
        assert desk.all("retry_scheduled") == []

    run(work())


def test_stop_during_the_wait_for_a_retry() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([ServiceBusy("h", retry_after=30.0)]))
        await desk.start()
        desk.chat.send("Hello")
        await desk.until("retry_scheduled")
        desk.chat.stop()
        await desk.tasks.settle()
        assert desk.statuses() == [Status.COMPLETE, Status.STOPPED]

    run(work())


def test_reply_goes_on_in_a_conversation_that_is_not_shown() -> None:
    async def work() -> None:
        go_on = asyncio.Event()
        desk = Desk(FakeProvider([TextDelta("first"), go_on, TextDelta(" second"), Finished(FinishReason.STOP)]))
        await desk.start()
        home = desk.chat.conversation_id
        desk.chat.send("Hello")
        await desk.until("reply_changed")
        desk.library.new_chat()
        await desk.until("conversation_opened", 2)
        assert not desk.chat.is_replying
        desk.library.select(home)
        await desk.until("conversation_opened", 3)
        assert desk.chat.is_replying
        assert desk.all("reply_started")[-1].text == "first"
        go_on.set()
        await desk.tasks.settle()
        assert desk.messages[1].text == "first second"
        assert "".join(change.text for change in desk.all("reply_changed")) == "first second"

    run(work())


def test_clear_can_be_undone_until_the_next_send() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("Fresh.")))
        await desk.start()
        await desk.say("Hello")
        desk.chat.clear()
        await desk.tasks.settle()
        assert desk.all("conversation_opened")[-1].branch == ()
        desk.chat.undo_clear()
        await desk.tasks.settle()
        assert len(desk.all("conversation_opened")[-1].branch) == 2
        desk.chat.clear()
        await desk.tasks.settle()
        await desk.say("Again")
        assert sent(desk) == [("user", "Again")]
        assert [m.text for m in desk.messages] == ["Again", "Fresh."]

    run(work())


def test_clear_ends_the_reply_first() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("partial"), asyncio.Event()]))
        await desk.start()
        desk.chat.send("Hello")
        await desk.until("reply_changed")
        desk.chat.clear()
        await desk.tasks.settle()
        assert desk.messages == []
        assert desk.provider.closed_streams == 1
        desk.chat.undo_clear()
        await desk.tasks.settle()
        assert [(m.text, m.status) for m in desk.messages][1] == ("partial", Status.STOPPED)

    run(work())


def test_quitting_marks_the_reply_interrupted_and_keeps_it() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("partial"), asyncio.Event()]))
        await desk.start()
        desk.chat.send("Hello")
        await desk.until("reply_changed")
        desk.chat.close()
        await desk.tasks.close(keep=lambda name: name.startswith("finish:"))
        assert (desk.messages[1].text, desk.messages[1].status) == ("partial", Status.INTERRUPTED)

    run(work())


def test_partial_text_is_written_while_the_reply_streams() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("kept"), 0.4, TextDelta("x" * 5_000), 0.1, Finished(FinishReason.STOP)]))
        await desk.start()
        await desk.say("Hello")
        assert [text[:4] for _, text in desk.store.partial_writes] == ["kept", "xxxx"]

    run(work())


def test_full_disk_keeps_all_in_memory_and_writes_it_later() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi.")))
        await desk.start()
        desk.store.fault = DiskFull()
        desk.chat.send("Hello")
        await desk.until("reply_finished")
        assert desk.all("storage_failed")
        assert desk.keeper.has_unsaved
        desk.store.fault = None
        await desk.until("storage_recovered")
        assert [(m.text, m.status) for m in desk.messages] == [("Hello", Status.COMPLETE), ("Hi.", Status.COMPLETE)]
        await desk.tasks.settle()

    run(work())


def test_a_chat_begun_on_a_full_disk_is_written_later() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi.")))
        desk.store.fault = DiskFull()
        await desk.library.start()
        await desk.connections.key_known()
        await desk.until("conversation_opened")
        desk.chat.send("Hello")
        await desk.until("reply_finished")
        desk.store.fault = None
        await desk.until("storage_recovered")
        await desk.tasks.settle()
        assert [m.text for m in desk.messages] == ["Hello", "Hi."]
        assert desk.store.records[desk.chat.conversation_id].summary.title == "Hello"

    run(work())


def test_what_is_not_written_yet_is_there_when_its_chat_is_opened_again() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi.")), retry_seconds=0.2)
        await desk.start()
        home = desk.chat.conversation_id
        desk.store.fault = DiskFull()
        desk.chat.send("Hello")
        await desk.until("reply_finished")
        desk.chat.open(home)
        opened = await desk.until("conversation_opened", 2)
        desk.chat.want_messages([outline.id for outline in opened.branch])
        shown = await desk.until("messages_loaded")
        assert [message.text for message in shown] == ["Hello", "Hi."]
        desk.store.fault = None
        await desk.tasks.settle()

    run(work())


def test_chat_opened_while_its_reply_is_being_written_shows_the_end_of_it() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi.")))
        await desk.start()
        home, finish = desk.chat.conversation_id, desk.store.finish

        async def slow(message: Message) -> None:
            await asyncio.sleep(0.05)
            await finish(message)

        desk.store.finish = slow  # type: ignore[method-assign]  # a slow disk in one line
        desk.chat.send("Hello")
        await desk.until("reply_finished")
        desk.chat.open(home)
        opened = await desk.until("conversation_opened", 2)
        assert [outline.status for outline in opened.branch] == [Status.COMPLETE, Status.COMPLETE]
        await desk.tasks.settle()

    run(work())


def test_question_without_an_answer_offers_to_try_again_after_a_crash() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi."), answer("At last.")))
        await desk.start()
        await desk.say("Hello")
        home, (question, reply) = desk.chat.conversation_id, desk.messages
        del desk.store.by_conversation[home][reply.id]
        desk.store.records[home] = replace(desk.store.records[home], head_id=question.id)
        desk.chat.open(home)
        await desk.tasks.settle()
        shown: Message = desk.all("reply_finished")[-1]
        assert (shown.status, shown.text, shown.parent_id) == (Status.INTERRUPTED, "", question.id)
        desk.chat.try_again(shown.id)
        await desk.tasks.settle()
        assert desk.messages[-1].text == "At last."

    run(work())


def test_oldest_turns_are_left_out_of_the_request_and_told() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(*[answer("word " * 200) for _ in range(6)]))
        await desk.start()
        desk.settings.set_context_tokens(1_000)
        for index in range(5):
            await desk.say(f"question {index}")
        assert desk.all("turns_omitted") == [0, 0, 0, 2, 4]
        assert sent(desk)[0] == ("user", "question 2")
        assert len(desk.messages) == 10

    run(work())


def test_title_is_the_first_line_and_is_given_once() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("\n  What is love?\nBaby don't hurt me")
        await desk.say("Second")
        assert desk.all("listed")[-1][0].title == "What is love?"

    run(work())


def test_draft_is_kept_and_taken_away_by_sending() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.chat.save_draft("half a thou")
        await desk.tasks.settle()
        assert desk.store.records[desk.chat.conversation_id].draft == "half a thou"
        await desk.say("half a thought")
        assert desk.store.records[desk.chat.conversation_id].draft == ""

    run(work())


@pytest.mark.expects_log
def test_a_defect_is_reported_once_and_the_reply_is_kept() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([TextDelta("kept"), ZeroDivisionError("secret words")]))
        await desk.start()
        await desk.say("Hello")
        assert [type(error).__name__ for error in desk.all("failed")] == ["UnexpectedFault"]
        assert "secret" not in desk.all("failed")[0].detail
        assert (desk.messages[1].text, desk.messages[1].status) == ("kept", Status.FAILED)

    run(work())


def test_key_state_follows_the_connection() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets())
        await desk.start()
        desk.connections.enter_key("  'sk-new'\n")
        assert desk.connections.obstacle() is None
        await desk.tasks.settle()
        assert desk.connections.key_state.place == KeyPlace.KEYRING
        assert desk.secrets.keys == {OPENAI.id: "sk-new"}
        desk.settings.choose_connection("other-id")
        await desk.tasks.settle()
        assert desk.connections.key_state.place == KeyPlace.NONE
        desk.settings.choose_connection(OPENAI.id)
        desk.connections.remove_key()
        await desk.tasks.settle()
        assert desk.secrets.keys == {}

    run(work())
