"""The list of chats."""

from tests.fake_ports import Desk, run


def titles(desk: Desk) -> list[str]:
    return [summary.title for summary in desk.all("listed")[-1]]


def test_first_start_begins_an_empty_chat() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        assert titles(desk) == [""]
        assert desk.chat.conversation_id == desk.library.selected_id != ""

    run(work())


def test_new_chat_takes_an_empty_one_again() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.library.new_chat()
        await desk.tasks.settle()
        assert titles(desk) == [""]
        await desk.say("Hello")
        desk.library.new_chat()
        await desk.tasks.settle()
        assert titles(desk) == ["", "Hello"]

    run(work())


def test_new_chat_begins_with_the_default_system_prompt() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.set_default_system_prompt("Be kind.")
        await desk.start()
        assert desk.chat.system_prompt == "Be kind."

    run(work())


def test_the_chat_that_was_open_opens_again() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("First")
        first = desk.chat.conversation_id
        desk.library.new_chat()
        await desk.tasks.settle()
        await desk.say("Second")
        desk.library.select(first)
        await desk.tasks.settle()
        again = Desk(store=desk.store, settings_values=desk.settings_store.saved)
        await again.start()
        assert again.chat.conversation_id == first
        assert titles(again) == ["Second", "First"]

    run(work())


def test_deleted_chat_comes_back() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("Precious")
        gone = desk.chat.conversation_id
        desk.library.delete(gone)
        await desk.tasks.settle()
        assert desk.all("deleted")[0].title == "Precious"
        assert titles(desk) == [""]
        assert desk.chat.conversation_id != gone
        desk.library.undo_delete()
        await desk.tasks.settle()
        assert desk.chat.conversation_id == gone
        assert "Precious" in titles(desk)

    run(work())


def test_rename_takes_one_line_and_refuses_nothing_at_all() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        await desk.say("Hello")
        desk.library.rename(desk.chat.conversation_id, "  My \n title ")
        desk.library.rename(desk.chat.conversation_id, " \n")
        await desk.tasks.settle()
        await desk.say("More")
        assert titles(desk) == ["My title"]

    run(work())
