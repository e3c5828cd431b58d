"""The open conversation: sending, stopping, trying again, clearing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, SignalInstance

from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ConversationOpened, TurnFailure
from chatdesk.control.keeping import Keeper
from chatdesk.control.memory import recollect
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.control.turn import Turn
from chatdesk.core.conversation import ConversationRecord, MessageTree
from chatdesk.core.errors import ChatDeskError, KeyMissing, StorageError
from chatdesk.core.message import Message, MessageOutline, Role, Status, TextPart, new_id, now_ms
from chatdesk.core.ports import ChatProvider, HistoryStore
from chatdesk.core.request import ChatRequest


class ChatController(QObject):
    """Moves the open conversation; replies of other conversations go on and are kept meanwhile."""

    conversation_opened = Signal(object)
    """ConversationOpened: another conversation, or another branch of it, is shown."""

    messages_loaded = Signal(object)
    """tuple[Message, ...]: answers ``want_messages``."""

    message_added = Signal(object)
    """Message: the person said something."""

    reply_started = Signal(object)
    """Message: a reply begins, goes on, or is under way in the conversation that was just opened."""

    reply_changed = Signal(object)
    """ReplyChange: the open conversation's reply grew."""

    reply_finished = Signal(object)
    """Message: the reply's final state."""

    replying_changed = Signal(bool)
    """Whether the open conversation's reply is under way."""

    turn_failed = Signal(object)
    """TurnFailure."""

    draft_accepted = Signal()
    """What was submitted is a message now."""

    retry_scheduled = Signal(object)
    """RetryScheduled."""

    turns_omitted = Signal(int)
    """So many of the oldest messages were left out of the request; 0 when it carries all."""

    conversation_cleared = Signal()
    """The conversation was emptied; ``undo_clear`` brings it back until the next send."""

    conversation_touched = Signal(str, str)
    """Conversation id and text: this was said in it."""

    notice_cleared = Signal()
    """What was told about the last turn is no longer true."""

    storage_failed = Signal(object)
    """StorageError: what is on the screen is in memory only."""

    storage_recovered = Signal()
    """All that was in memory only is on disk."""

    def __init__(
        self,
        *,
        provider: ChatProvider,
        store: HistoryStore,
        keeper: Keeper,
        settings: SettingsController,
        connections: ConnectionController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._provider = provider
        self._store = store
        self._keeper = keeper
        self._settings = settings
        self._connections = connections
        self._tasks = tasks
        self._record: ConversationRecord | None = None
        self._tree = MessageTree()
        self._recent: dict[str, Message] = {}
        self._turns: dict[str, Turn] = {}
        self._is_open = asyncio.Event()
        keeper.failed.connect(self.storage_failed)
        keeper.recovered.connect(self.storage_recovered)

    @property
    def conversation_id(self) -> str:
        """The open conversation; "" until one is open."""
        return "" if self._record is None else self._record.summary.id

    @property
    def system_prompt(self) -> str:
        """What is sent first with every request of the open conversation."""
        return "" if self._record is None else self._record.system_prompt

    @property
    def is_replying(self) -> bool:
        """Whether the open conversation's reply is under way."""
        return self.conversation_id in self._turns

    @property
    def branch(self) -> tuple[MessageOutline, ...]:
        """The active branch of the open conversation, oldest first."""
        return self._tree.branch()

    def open(self, conversation_id: str) -> None:
        """Show a conversation; a reply that streams in another one goes on."""
        self._tasks.start(self._open(conversation_id), name="open conversation")

    def send(self, text: str) -> None:
        """Say something; does nothing on the network when the connection cannot be used."""
        if not text.strip() or self.is_replying:
            return
        if self._record is None or not self._connections.is_ready_to_judge:
            self._tasks.start(self._send_when_ready(text), name="send when ready")
            return
        if (obstacle := self._connections.obstacle()) is not None:
            self.turn_failed.emit(TurnFailure(obstacle, None, has_text=False))
            return
        self._send(self._record, text)

    def stop(self) -> None:
        """End the reply that is under way; what arrived stays."""
        if (turn := self._turns.get(self.conversation_id)) is not None:
            turn.cancel()

    def try_again(self, message_id: str | None) -> None:
        """Ask once more for this reply; one that holds text becomes a sibling and stays."""
        if message_id is not None and message_id in self._tree and not self.is_replying:
            self._tasks.start(self._try_again(message_id), name="prepare turn")

    def continue_reply(self, message_id: str) -> None:
        """Ask for the rest of a reply that was cut short."""
        if message_id in self._tree and not self.is_replying:
            self._tasks.start(self._continue(message_id), name="prepare turn")

    def select_sibling(self, message_id: str, step: int) -> None:
        """Show the answer before (-1) or after (1) this one to the same question."""
        if message_id not in self._tree or self.is_replying:
            return
        siblings = self._tree.siblings(message_id)
        index = siblings.index(message_id) + step
        if 0 <= index < len(siblings):
            self._show_branch(self._tree.leaf_below(siblings[index]))
            self._tasks.start(self._store.set_head(self.conversation_id, self._tree.head_id), name="set head")

    def want_messages(self, message_ids: Sequence[str]) -> None:
        """Load messages of the open conversation for ``messages_loaded``."""
        self._tasks.start(self._load(list(message_ids)), name=f"load messages:{message_ids[0] if message_ids else ''}")

    def clear(self) -> None:
        """Empty the open conversation and its memory; ``undo_clear`` is possible until the next send."""
        if self._record is not None and self._tree.head_id is not None:
            self._tasks.start(self._clear(self.conversation_id), name="clear conversation")

    def undo_clear(self) -> None:
        """Bring back what ``clear`` took."""
        self._tasks.start(self._undo_clear(self.conversation_id), name="clear conversation")

    def save_draft(self, text: str) -> None:
        """Keep what is typed and not sent."""
        if self._record is not None and text != self._record.draft:
            self._record = replace(self._record, draft=text)
            self._tasks.start(self._save_draft(self.conversation_id, text), name=f"draft:{self.conversation_id}")

    def set_system_prompt(self, text: str) -> None:
        """Set what is sent first with every request of the open conversation."""
        if self._record is not None and text != self._record.system_prompt:
            self._record = replace(self._record, system_prompt=text)
            self._tasks.start(
                self._store.set_system_prompt(self.conversation_id, text), name=f"system prompt:{self.conversation_id}"
            )

    def forget(self, conversation_id: str) -> None:
        """End the reply of a conversation that was deleted."""
        if (turn := self._turns.get(conversation_id)) is not None:
            turn.cancel()

    def close(self) -> None:
        """End all replies; they are marked interrupted, so that the next start offers to continue them."""
        for turn in list(self._turns.values()):
            turn.cancel(Status.INTERRUPTED)

    async def _open(self, conversation_id: str) -> None:
        record = await self._store.load(conversation_id) or self._keeper.unsaved_record(conversation_id)
        if record is None:
            return
        self._show(record)
        head = record.head_id
        if head is not None and self._tree[head].role == Role.USER and conversation_id not in self._turns:
            # The app ended between the question and the start of its answer.
            reply = self._new_reply(head, Status.INTERRUPTED)
            self._add(reply)
            self.reply_started.emit(reply)
            self.reply_finished.emit(reply)
            await self._keeper.append(conversation_id, reply)

    def _show(self, record: ConversationRecord) -> None:
        self._record = record
        self._tree = MessageTree(record.outlines, record.head_id)
        turn = self._turns.get(record.summary.id)
        self._recent = {} if turn is None else {turn.message().id: turn.message()}
        self._is_open.set()
        self._announce(turn)

    def _show_branch(self, head_id: str | None) -> None:
        self._tree.head_id = head_id
        self._announce(self._turns.get(self.conversation_id))

    def _announce(self, turn: Turn | None) -> None:
        if self._record is None:
            return
        self.notice_cleared.emit()
        self.conversation_opened.emit(ConversationOpened(self._record, self._tree.branch(), turn is not None))
        self.replying_changed.emit(turn is not None)
        if turn is not None:
            turn.show_now()
            self.reply_started.emit(turn.message())

    async def _send_when_ready(self, text: str) -> None:
        await self._is_open.wait()
        await self._connections.key_known()
        # Not from inside a task of the same purpose, which the next send would cancel.
        asyncio.get_running_loop().call_soon(self.send, text)

    def _send(self, record: ConversationRecord, text: str) -> None:
        message = Message(new_id(), self._tree.head_id, Role.USER, (TextPart(text),), now_ms())
        reply = self._new_reply(message.id, Status.STREAMING)
        self._record = replace(record, draft="", can_undo_clear=False)
        self.notice_cleared.emit()
        self._add(message)
        self.message_added.emit(message)
        self.draft_accepted.emit()
        self._add(reply)
        self.conversation_touched.emit(record.summary.id, text)

        async def begin() -> None:
            await self._keeper.append(record.summary.id, message)
            await self._keeper.append(record.summary.id, reply)

        self._start_turn(reply, begin, is_continuing=False)

    def _new_reply(self, parent_id: str | None, status: Status) -> Message:
        model = self._settings.connection.model
        return Message(new_id(), parent_id, Role.ASSISTANT, (), now_ms(), status, model=model)

    def _add(self, message: Message) -> None:
        self._recent[message.id] = message
        self._tree.add(message.outline())

    def _start_turn(self, reply: Message, begin: Callable[[], Awaitable[None]], *, is_continuing: bool) -> None:
        turn = Turn(
            conversation_id=self.conversation_id,
            reply=reply,
            provider=self._provider,
            keeper=self._keeper,
            tasks=self._tasks,
            begin=begin,
            parent=self,
        )
        self._turns[turn.conversation_id] = turn
        turn.changed.connect(self._while_shown(turn, self.reply_changed))
        turn.retry_scheduled.connect(self._while_shown(turn, self.retry_scheduled))
        turn.retry_started.connect(self._while_shown(turn, self.notice_cleared))
        turn.ended.connect(lambda message, error: self._on_turn_ended(turn, message, error))
        branch = [outline for outline in self._tree.branch() if is_continuing or outline.id != reply.id]
        self.reply_started.emit(reply)
        self.replying_changed.emit(True)
        turn.start(self._connections.endpoint, self._request_for(turn, branch, is_continuing=is_continuing))

    def _while_shown(self, turn: Turn, signal: SignalInstance) -> Callable[..., None]:
        """Return a slot that passes a turn's signal on while its conversation is open."""

        def pass_on(*values: object) -> None:
            if self._is_shown(turn):
                signal.emit(*values)

        return pass_on

    def _is_shown(self, turn: Turn) -> bool:
        return turn.conversation_id == self.conversation_id

    def _request_for(
        self, turn: Turn, branch: Sequence[MessageOutline], *, is_continuing: bool
    ) -> Callable[[], Awaitable[ChatRequest]]:
        system_prompt = self.system_prompt
        model = self._settings.connection.model
        recent = dict(self._recent)

        async def request() -> ChatRequest:
            recollection = await recollect(
                branch,
                system_prompt=system_prompt,
                window_tokens=self._connections.context_tokens(),
                is_continuing=is_continuing,
                read=lambda ids: self._read(ids, recent),
            )
            if self._is_shown(turn):
                self.turns_omitted.emit(recollection.omitted)
            return ChatRequest(model, recollection.messages)

        return request

    async def _read(self, message_ids: Sequence[str], recent: dict[str, Message]) -> Sequence[Message]:
        """Return messages in the order asked for, from memory where they are newer there than on disk."""
        missing = [message_id for message_id in message_ids if message_id not in recent]
        stored = {message.id: message for message in await self._store.messages(missing)} if missing else {}
        found = {**stored, **recent}
        return [found[message_id] for message_id in message_ids if message_id in found]

    def _on_turn_ended(self, turn: Turn, message: Message, error: ChatDeskError | None) -> None:
        if self._turns.get(turn.conversation_id) is turn:
            del self._turns[turn.conversation_id]
        turn.deleteLater()
        if not self._is_shown(turn):
            return
        self._recent[message.id] = message
        self._tree.update(message.outline())
        self.reply_finished.emit(message)
        self.replying_changed.emit(False)
        if error is not None:
            self.turn_failed.emit(TurnFailure(error, message.id, has_text=bool(message.text)))
        else:
            self.notice_cleared.emit()

    async def _try_again(self, message_id: str) -> None:
        message = await self._one(message_id)
        if message is None or self._is_refused(message):
            return
        if not message.text:
            self._resume(message, is_continuing=False)
            return
        conversation_id = self.conversation_id
        reply = self._new_reply(message.parent_id, Status.STREAMING)
        self._add(reply)
        self._announce(None)
        self._start_turn(reply, lambda: self._keeper.append(conversation_id, reply), is_continuing=False)

    async def _continue(self, message_id: str) -> None:
        message = await self._one(message_id)
        if message is not None and not self._is_refused(message):
            self._resume(message, is_continuing=bool(message.text))

    def _resume(self, message: Message, *, is_continuing: bool) -> None:
        conversation_id = self.conversation_id
        reply = replace(message, status=Status.STREAMING, finish_reason=None)
        self._recent[reply.id] = reply
        self._tree.update(reply.outline())
        self.notice_cleared.emit()
        self._start_turn(reply, lambda: self._keeper.resume(conversation_id, reply), is_continuing=is_continuing)

    def _is_refused(self, message: Message) -> bool:
        obstacle = self._connections.obstacle() if self._connections.is_ready_to_judge else KeyMissing()
        if obstacle is not None:
            self.turn_failed.emit(TurnFailure(obstacle, message.id, has_text=bool(message.text)))
        return obstacle is not None or self.is_replying

    async def _one(self, message_id: str) -> Message | None:
        await self._connections.key_known()
        return next(iter(await self._read([message_id], self._recent)), None)

    async def _load(self, message_ids: list[str]) -> None:
        conversation_id = self.conversation_id
        turn = self._turns.get(conversation_id)
        streaming = "" if turn is None else turn.message().id
        messages = await self._read([m for m in message_ids if m != streaming], self._recent)
        if conversation_id == self.conversation_id:
            self.messages_loaded.emit(tuple(messages))

    async def _clear(self, conversation_id: str) -> None:
        await self._end_turn(conversation_id)
        await self._store.clear(conversation_id)
        if self._record is not None and conversation_id == self.conversation_id:
            self._show(replace(self._record, outlines=(), head_id=None, can_undo_clear=True))
            self.conversation_cleared.emit()

    async def _end_turn(self, conversation_id: str) -> None:
        if (turn := self._turns.get(conversation_id)) is not None:
            turn.cancel()
            await turn.kept.wait()

    async def _undo_clear(self, conversation_id: str) -> None:
        record = await self._store.undo_clear(conversation_id)
        if record is not None and conversation_id == self.conversation_id:
            self._show(record)

    async def _save_draft(self, conversation_id: str, text: str) -> None:
        try:
            await self._store.save_draft(conversation_id, text)
        except StorageError as error:
            self.storage_failed.emit(error)
