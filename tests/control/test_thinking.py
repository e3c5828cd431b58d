"""How long a model reasons: measured, added up, and kept with the reply."""

import asyncio
from collections.abc import Iterator

from chatdesk.control.thinking import ThinkingTime
from chatdesk.core.errors import ConnectionBroken
from chatdesk.core.message import FinishReason, ReasoningPart
from chatdesk.core.stream import Finished, ReasoningDelta, TextDelta
from tests.fake_ports import Desk, FakeProvider, answer, run


def times(*seconds: float) -> Iterator[float]:
    """Return a clock's readings."""
    return iter(seconds)


def measured(before_ms: int | None, *seconds: float) -> ThinkingTime:
    clock = times(*seconds)
    return ThinkingTime(before_ms, lambda: next(clock))


def test_a_reply_without_reasoning_has_no_time() -> None:
    thinking = measured(None)
    thinking.take(TextDelta("a"))
    thinking.end()
    assert thinking.ms is None


def test_time_runs_from_the_first_piece_of_reasoning_to_the_first_of_the_answer() -> None:
    thinking = measured(None, 10.0, 22.4)
    thinking.take(ReasoningDelta("a"))
    thinking.take(ReasoningDelta("b"))
    thinking.take(TextDelta("c"))
    thinking.take(TextDelta("d"))
    thinking.end()
    assert thinking.ms == 12_400


def test_time_is_known_while_it_runs_and_ends_with_the_reply() -> None:
    thinking = measured(None, 10.0, 11.0, 12.0)
    thinking.take(ReasoningDelta("a"))
    assert thinking.ms == 1_000
    thinking.end()
    assert thinking.ms == 2_000


def test_reasoning_between_texts_and_of_an_earlier_attempt_is_added() -> None:
    thinking = measured(500, 0.0, 1.0, 5.0, 7.0)
    for event in (ReasoningDelta("a"), TextDelta("b"), ReasoningDelta("c"), TextDelta("d")):
        thinking.take(event)
    assert thinking.ms == 3_500


def test_the_time_is_shown_and_stored_with_the_reply() -> None:
    async def work() -> None:
        provider = FakeProvider([ReasoningDelta("hm"), TextDelta("yes"), Finished(FinishReason.STOP)])
        desk = Desk(provider)
        await desk.start()
        await desk.say("Hello")
        reply = desk.messages[1]
        assert reply.reasoning == "hm"
        assert reply.reasoning_ms is not None
        assert desk.all("reply_changed")[-1].reasoning_ms == reply.reasoning_ms == desk.all("reply_finished")[-1].reasoning_ms

    run(work())


def test_a_reply_that_is_stopped_while_it_reasons_keeps_the_time_so_far() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider([ReasoningDelta("hm"), asyncio.Event()]))
        await desk.start()
        desk.chat.send("Hello")
        await desk.until("reply_changed")
        desk.chat.stop()
        await desk.tasks.settle()
        assert desk.messages[1].reasoning_ms is not None

    run(work())


def test_continue_adds_its_time_to_that_before() -> None:
    async def work() -> None:
        first = [ReasoningDelta("hm"), TextDelta("one "), ConnectionBroken("h")]
        desk = Desk(FakeProvider(first, answer("two")))
        await desk.start()
        await desk.say("Count")
        reply = desk.messages[1]
        desk.chat.continue_reply(reply.id)
        await desk.tasks.settle()
        continued = desk.messages[1]
        assert continued.text == "one two"
        assert continued.parts[0] == ReasoningPart("hm", reply.reasoning_ms)

    run(work())
