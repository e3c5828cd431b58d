"""The store does what a simple model of it does, in whatever order, with restarts anywhere."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, ReasoningPart, Role, Status, TextPart
from tests.storage.cases import finished, history, record

T = TypeVar("T")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WHICH = st.integers(0, 7)


@dataclass
class Chat:
    """A conversation as it should be: what is shown, and what a clearing hid."""

    shown: dict[str, Message] = field(default_factory=dict)
    head: str | None = None
    hidden: tuple[dict[str, Message], str | None] | None = None
    title: str = ""
    draft: str = ""
    place: ReadingPlace | None = None
    updated_at: int = 0
    is_deleted: bool = False


class StoreMachine(RuleBasedStateMachine):
    """Drives the store and the model with the same steps."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chatdesk-model-"))
        self.loop = asyncio.new_event_loop()
        self.store = history(self.folder)
        self.run(self.store.open())
        self.chats: dict[str, Chat] = {}
        self.clock = 1_000

    def run(self, call: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(call)

    def chat(self, which: int) -> tuple[str, Chat] | None:
        names = list(self.chats)
        return (names[which % len(names)], self.chats[names[which % len(names)]]) if names else None

    def message(self, which: int, status: Status | None = None) -> tuple[Chat, Message] | None:
        found = [
            (chat, message)
            for chat in self.chats.values()
            for message in chat.shown.values()
            if status in (None, message.status)
        ]
        return found[which % len(found)] if found else None

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    @rule(title=TEXT)
    def create(self, title: str) -> None:
        name = f"c{len(self.chats)}-{self.tick()}"
        if len(self.chats) < 4:
            self.run(self.store.create(record(name, title, at=self.clock)))
            self.chats[name] = Chat(title=title, updated_at=self.clock)

    @rule(which=WHICH, text=TEXT, streams=st.booleans(), as_sibling=st.booleans())
    def append(self, which: int, text: str, streams: bool, as_sibling: bool) -> None:
        if (found := self.chat(which)) is None:
            return
        name, chat = found
        parent = chat.shown[chat.head].parent_id if as_sibling and chat.head else chat.head
        message = Message(
            f"m{self.tick()}",
            parent,
            Role.ASSISTANT if streams else Role.USER,
            () if streams or not text else (TextPart(text),),
            self.clock,
            Status.STREAMING if streams else Status.COMPLETE,
        )
        self.run(self.store.append(name, message))
        chat.shown[message.id] = message
        chat.head, chat.hidden, chat.updated_at = message.id, None, self.clock
        chat.draft = chat.draft if streams else ""

    @rule(which=WHICH, text=TEXT, reasoning=TEXT)
    def append_partial(self, which: int, text: str, reasoning: str) -> None:
        if found := self.message(which, Status.STREAMING):
            chat, message = found
            self.run(self.store.append_partial(message.id, text, reasoning))
            grown = (ReasoningPart(message.reasoning + reasoning), TextPart(message.text + text))
            chat.shown[message.id] = replace(message, parts=tuple(part for part in grown if part.text))

    @rule(which=WHICH, text=TEXT, reasoning=TEXT)
    def finish(self, which: int, text: str, reasoning: str) -> None:
        if found := self.message(which, Status.STREAMING):
            chat, message = found
            chat.shown[message.id] = finished(message, text, reasoning)
            self.run(self.store.finish(chat.shown[message.id]))

    @rule(which=WHICH)
    def resume(self, which: int) -> None:
        if (found := self.message(which)) and found[1].status != Status.STREAMING:
            chat, message = found
            chat.shown[message.id] = replace(message, status=Status.STREAMING)
            self.run(self.store.resume(message))

    @rule(which=WHICH, branch=WHICH)
    def set_head(self, which: int, branch: int) -> None:
        if (found := self.chat(which)) and found[1].shown:
            name, chat = found
            chat.head = list(chat.shown)[branch % len(chat.shown)]
            self.run(self.store.set_head(name, chat.head))

    @rule(which=WHICH)
    def clear(self, which: int) -> None:
        if found := self.chat(which):
            name, chat = found
            self.run(self.store.clear(name))
            if chat.shown:
                chat.hidden = (chat.shown, chat.head)
                chat.shown, chat.head = {}, None

    @rule(which=WHICH)
    def undo_clear(self, which: int) -> None:
        if found := self.chat(which):
            name, chat = found
            undone = self.run(self.store.undo_clear(name))
            if chat.hidden is not None:
                (chat.shown, chat.head), chat.hidden = chat.hidden, None
            assert (undone is None) == chat.is_deleted

    @rule(which=WHICH, title=TEXT, draft=TEXT)
    def write_down(self, which: int, title: str, draft: str) -> None:
        if found := self.chat(which):
            name, chat = found
            self.run(self.store.rename(name, title))
            self.run(self.store.save_draft(name, draft))
            chat.title, chat.draft = title, draft

    @rule(which=WHICH, at=st.none() | WHICH, offset=st.integers(0, 99), y=st.integers(-30, 30), is_end=st.booleans())
    def save_place(self, which: int, at: int | None, offset: int, y: int, is_end: bool) -> None:
        if found := self.chat(which):
            name, chat = found
            message = None if at is None or not chat.shown else list(chat.shown)[at % len(chat.shown)]
            chat.place = None if is_end else ReadingPlace(message, 2, offset, y)
            self.run(self.store.save_place(name, chat.place))

    @rule(which=WHICH, undo=st.booleans())
    def delete(self, which: int, undo: bool) -> None:
        if found := self.chat(which):
            name, chat = found
            self.run(self.store.undo_delete(name) if undo else self.store.delete(name))
            chat.is_deleted = not undo

    @rule()
    def purge(self) -> None:
        self.run(self.store.purge_deleted(2**62))
        self.chats = {name: chat for name, chat in self.chats.items() if not chat.is_deleted}

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = history(self.folder)
        report = self.run(self.store.open())
        interrupted = 0
        for chat in self.chats.values():
            for messages in (chat.shown, *([chat.hidden[0]] if chat.hidden else [])):
                for message in messages.values():
                    if message.status == Status.STREAMING:
                        messages[message.id] = replace(message, status=Status.INTERRUPTED)
                        interrupted += 1
        assert report.interrupted == interrupted

    @invariant()
    def is_as_the_model_says(self) -> None:
        listed = self.run(self.store.conversations())
        shown = {name: chat for name, chat in self.chats.items() if not chat.is_deleted}
        assert [summary.id for summary in listed] == sorted(shown, key=lambda name: -shown[name].updated_at)
        for name, chat in self.chats.items():
            self.is_chat_right(name, chat)

    def is_chat_right(self, name: str, chat: Chat) -> None:
        loaded = self.run(self.store.load(name))
        if chat.is_deleted:
            assert loaded is None
            return
        assert loaded is not None
        assert loaded.outlines == tuple(message.outline() for message in chat.shown.values())
        assert (loaded.head_id, loaded.can_undo_clear) == (chat.head, chat.hidden is not None)
        assert (loaded.summary.title, loaded.draft) == (chat.title, chat.draft)
        is_there = chat.place is not None and (chat.place.message_id is None or chat.place.message_id in chat.shown)
        assert loaded.place == (chat.place if is_there else None)
        assert self.run(self.store.messages(list(chat.shown))) == tuple(chat.shown.values())

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.run(self.store.close())
            self.loop.close()
            shutil.rmtree(self.folder)


StoreMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestStore = StoreMachine.TestCase
