"""The open conversation: opening, talking, clearing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, SignalInstance

from chatdesk.control.asking import Asking
from chatdesk.control.chat_facts import ChatFacts
from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ConversationOpened, TurnFailure
from chatdesk.control.keeping import Keeper
from chatdesk.control.open_conversation import OpenConversation
from chatdesk.control.places import Places
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.conversation import ConversationRecord, ReadingPlace
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.message import ImagePart, Message, MessageOutline, Status
from chatdesk.core.ports import HistoryStore

GLIMPSED, GLIMPSED_TEXTS = 60, 20
"""How many of the last messages of a long conversation are shown before the others are read, and how many with their text."""

FRAME_SECONDS = 0.02
"""What it takes to paint them."""


class ChatController(ChatFacts):
    """Moves the open conversation; replies of other conversations go on and are kept meanwhile."""

    def __init__(
        self,
        *,
        turns: Turns,
        store: HistoryStore,
        keeper: Keeper,
        settings: SettingsController,
        connections: ConnectionController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._turns = turns
        self._store = store
        self._keeper = keeper
        self._connections = connections
        self._tasks = tasks
        self._places = Places(store=store, tasks=tasks)
        self._asking = Asking(
            self,
            turns=turns,
            keeper=keeper,
            settings=settings,
            connections=connections,
            is_open=lambda conversation: conversation is self._conversation,
            announce=self._announce,
        )
        self._conversation: OpenConversation | None = None
        self._has_opened = asyncio.Event()
        keeper.failed.connect(self.storage_failed)
        keeper.recovered.connect(self.storage_recovered)
        turns.changed.connect(self._while_open(self.reply_changed))
        turns.retry_scheduled.connect(self._while_open(self.retry_scheduled))
        turns.retry_started.connect(self._while_open(self.notice_cleared))
        turns.turns_omitted.connect(self._while_open(self.turns_omitted))
        turns.ended.connect(self._on_turn_ended)

    @property
    def conversation_id(self) -> str:
        """The open conversation; "" until one is open."""
        return "" if self._conversation is None else self._conversation.id

    @property
    def conversation(self) -> OpenConversation | None:
        """The open conversation; None until one is open."""
        return self._conversation

    @property
    def system_prompt(self) -> str:
        """What is sent first with every request of the open conversation."""
        return "" if self._conversation is None else self._conversation.record.system_prompt

    @property
    def is_replying(self) -> bool:
        """Whether the open conversation's reply is under way."""
        return self._turns.find(self.conversation_id) is not None

    @property
    def branch(self) -> tuple[MessageOutline, ...]:
        """The active branch of the open conversation, oldest first."""
        return () if self._conversation is None else self._conversation.branch()

    # ---- opening ----------------------------------------------------------------------------------------------

    def open(self, conversation_id: str) -> None:
        """Show a conversation; a reply that streams in another one goes on."""
        self._tasks.start(self._open(conversation_id), name="open conversation")

    def want_messages(self, message_ids: Sequence[str]) -> None:
        """Load messages of the open conversation for ``messages_loaded``."""
        if self._conversation is not None and message_ids:
            self._tasks.start(self._load(self._conversation, message_ids), name=f"load messages:{message_ids[0]}")

    def select_sibling(self, message_id: str, step: int) -> None:
        """Show the answer before (-1) or after (1) this one to the same question."""
        conversation = self._conversation_of(message_id)
        if conversation is None or (sibling := conversation.sibling(message_id, step)) is None:
            return
        conversation.tree.head_id = conversation.tree.leaf_below(sibling)
        self._announce(conversation)
        self._tasks.start(self._store.set_head(conversation.id, conversation.tree.head_id), name="set head")

    async def _open(self, conversation_id: str) -> None:
        await self._turns.kept(conversation_id)
        before = self._conversation
        try:
            await self._glimpse(conversation_id)
            record = await self._store.load(conversation_id) or self._keeper.unsaved_record(conversation_id)
            if record is not None:
                await self._show_loaded(record)
        finally:
            if self._conversation is None and before is not None:  # glimpsed, and then not opened
                self._conversation = before
                self._has_opened.set()
                self._announce(before)

    async def _glimpse(self, conversation_id: str) -> None:
        """Show the end of a long conversation before the rest of it is read; what is said meanwhile waits."""
        is_newer_here = self._turns.find(conversation_id) is not None or self._keeper.unsaved_messages(conversation_id)
        if is_newer_here or conversation_id == self.conversation_id or self._places.is_known(conversation_id):
            return
        if end := await self._store.glimpse(conversation_id, GLIMPSED):
            texts = await self._store.messages([outline.id for outline in end[-GLIMPSED_TEXTS:]])
            self._conversation = None
            self._has_opened.clear()
            self.conversation_glimpsed.emit(end)
            self.messages_loaded.emit(texts)
            await asyncio.sleep(FRAME_SECONDS)

    async def _show_loaded(self, record: ConversationRecord) -> None:
        conversation = self._show(self._places.restored(record))
        if (question := conversation.unanswered) is not None and not self.is_replying:
            # The app ended between the question and the start of its answer.
            reply = self._asking.new_reply(question, Status.INTERRUPTED)
            conversation.add(reply)
            self.reply_started.emit(reply)
            self.reply_finished.emit(reply)
            await self._keeper.append(conversation.id, reply)

    def _show(self, record: ConversationRecord) -> OpenConversation:
        turn = self._turns.find(record.summary.id)
        fresh = [*self._keeper.unsaved_messages(record.summary.id), *([] if turn is None else [turn.message()])]
        self._conversation = OpenConversation(record, self._store, fresh)
        self._has_opened.set()
        self._announce(self._conversation)
        return self._conversation

    def _announce(self, conversation: OpenConversation) -> None:
        turn = self._turns.find(conversation.id)
        self.notice_cleared.emit()
        tree = conversation.tree
        opened = ConversationOpened(conversation.record, tree.branch(), turn is not None, tree.alternatives())
        self.conversation_opened.emit(opened)
        self.replying_changed.emit(turn is not None)
        if turn is not None:
            turn.show_now()
            self.reply_started.emit(turn.message())

    async def _load(self, conversation: OpenConversation, message_ids: Sequence[str]) -> None:
        turn = self._turns.find(conversation.id)
        growing = "" if turn is None else turn.message().id
        messages = await conversation.read([message_id for message_id in message_ids if message_id != growing])
        if conversation is self._conversation:
            self.messages_loaded.emit(tuple(messages))

    # ---- talking ----------------------------------------------------------------------------------------------

    def send(self, text: str, images: Sequence[ImagePart] = ()) -> None:
        """Say something, with pictures; does nothing on the network when the connection cannot be used."""
        if not (text.strip() or images) or self.is_replying:
            return
        if self._conversation is None or not self._connections.is_ready_to_judge:
            self._tasks.start(self._send_when_ready(text, images), name="send when ready")
        else:
            self._asking.send(self._conversation, text, images)

    def stop(self) -> None:
        """End the reply that is under way; what arrived stays."""
        self.forget(self.conversation_id)

    def try_again(self, message_id: str | None) -> None:
        """Ask once more for this reply; one that holds text becomes a sibling and stays."""
        if message_id is not None and (conversation := self._conversation_of(message_id)) is not None:
            self._tasks.start(self._asking.try_again(conversation, message_id), name="prepare turn")

    def continue_reply(self, message_id: str) -> None:
        """Ask for the rest of a reply that was cut short."""
        if (conversation := self._conversation_of(message_id)) is not None:
            self._tasks.start(self._asking.continue_reply(conversation, message_id), name="prepare turn")

    def forget(self, conversation_id: str) -> None:
        """End the reply that is under way in a conversation."""
        if (turn := self._turns.find(conversation_id)) is not None:
            turn.cancel()

    def close(self) -> None:
        """End all replies; they are marked interrupted, so that the next start offers to continue them."""
        self._turns.cancel_all(Status.INTERRUPTED)

    async def _send_when_ready(self, text: str, images: Sequence[ImagePart]) -> None:
        await self._has_opened.wait()
        await self._connections.key_known()
        # Not from inside a task of the same purpose, which the next send would cancel.
        asyncio.get_running_loop().call_soon(self.send, text, images)

    def _conversation_of(self, message_id: str) -> OpenConversation | None:
        """Return the open conversation if it holds this message and no reply is under way in it."""
        conversation = self._conversation
        return conversation if conversation is not None and message_id in conversation.tree and not self.is_replying else None

    def _while_open(self, signal: SignalInstance) -> Callable[..., None]:
        """Return a slot that passes on what happens in the open conversation."""

        def pass_on(conversation_id: str, *values: object) -> None:
            if conversation_id == self.conversation_id:
                signal.emit(*values)

        return pass_on

    def _on_turn_ended(self, conversation_id: str, message: Message, error: ChatDeskError | None) -> None:
        if self._conversation is None or conversation_id != self._conversation.id:
            return
        self._conversation.update(message)
        self.reply_finished.emit(message)
        self.replying_changed.emit(False)
        if error is not None:
            self.turn_failed.emit(TurnFailure(error, message.id, has_text=bool(message.text)))
        else:
            self.notice_cleared.emit()

    # ---- clearing and keeping ---------------------------------------------------------------------------------

    def clear(self) -> None:
        """Empty the open conversation and its memory; ``undo_clear`` is possible until the next send."""
        if self._conversation is not None and self._conversation.tree.head_id is not None:
            self._tasks.start(self._clear(self._conversation), name="clear conversation")

    def undo_clear(self) -> None:
        """Bring back what ``clear`` took."""
        self._tasks.start(self._undo_clear(self.conversation_id), name="clear conversation")

    def save_draft(self, text: str) -> None:
        """Keep what is typed and not sent."""
        conversation = self._conversation
        if conversation is not None and text != conversation.record.draft:
            conversation.note_draft(text)
            self._tasks.start(self._store.save_draft(conversation.id, text), name=f"draft:{conversation.id}")

    def note_place(self, conversation_id: str, place: ReadingPlace | None) -> None:
        """Keep where the reader is in a conversation, which need not be open any more; None is its end."""
        self._places.note(conversation_id, place)

    def set_system_prompt(self, text: str) -> None:
        """Set what is sent first with every request of the open conversation."""
        conversation = self._conversation
        if conversation is not None and text != conversation.record.system_prompt:
            conversation.record = replace(conversation.record, system_prompt=text)
            name = f"system prompt:{conversation.id}"
            self._tasks.start(self._store.set_system_prompt(conversation.id, text), name=name)

    async def _clear(self, conversation: OpenConversation) -> None:
        await self._turns.end(conversation.id)
        await self._store.clear(conversation.id)
        if conversation is self._conversation:
            self._show(replace(conversation.record, outlines=(), head_id=None, can_undo_clear=True))
            self.conversation_cleared.emit()

    async def _undo_clear(self, conversation_id: str) -> None:
        record = await self._store.undo_clear(conversation_id)
        if record is not None and conversation_id == self.conversation_id:
            self._show(record)
