"""Where the reader is, kept in each conversation."""

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.errors import DiskFull
from tests.fake_ports import Desk, FakeProvider, answer, run


def test_a_conversation_opens_where_it_was_left() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi")))
        await desk.start()
        await desk.say("Hello")
        chat_id = desk.chat.conversation_id
        place = ReadingPlace(desk.messages[0].id, 0, 3, -5)
        desk.chat.note_place(chat_id, place)
        await desk.tasks.settle()
        assert desk.store.records[chat_id].place == place
        again = Desk(store=desk.store)
        await again.start()
        assert again.all("conversation_opened")[-1].record.place == place

    run(work())


def test_a_place_holds_at_once_and_also_where_nothing_can_be_written() -> None:
    async def work() -> None:
        desk = Desk(FakeProvider(answer("Hi")))
        await desk.start()
        await desk.say("Hello")
        first, place = desk.chat.conversation_id, ReadingPlace(None, 0, 0, 4)
        desk.library.new_chat()
        await desk.tasks.settle()
        desk.store.fault = DiskFull()
        desk.chat.note_place(first, place)
        desk.library.select(first)
        await desk.tasks.settle()
        assert desk.all("conversation_opened")[-1].record.place == place
        assert desk.all("failed") == []
        desk.chat.note_place(first, None)
        desk.library.select(first)
        await desk.tasks.settle()
        assert desk.all("conversation_opened")[-1].record.place is None

    run(work())


def test_a_place_that_is_the_same_is_not_written_again() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.chat.note_place(desk.chat.conversation_id, None)
        assert f"place:{desk.chat.conversation_id}" not in desk.tasks.names

    run(work())
