"""The replies that are under way, at most one a conversation, whether that is on the screen or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chatdesk.control.connections import ConnectionController
from chatdesk.control.keeping import Keeper
from chatdesk.control.open_conversation import OpenConversation
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.message import Message, MessageOutline, Status
from chatdesk.core.ports import ChatProvider

if TYPE_CHECKING:
    from chatdesk.control.turn import Turn
    from chatdesk.core.request import ChatRequest


class Turns(QObject):
    """Starts, finds and ends turns. Each signal's first value is the id of the turn's conversation."""

    changed = Signal(str, object)
    """ReplyChange."""

    retry_scheduled = Signal(str, object)
    """RetryScheduled."""

    retry_started = Signal(str)
    """The wait for a retry is over."""

    turns_omitted = Signal(str, int)
    """So many of the oldest messages were left out of the request."""

    ended = Signal(str, object, object)
    """Message in its final state, and ChatDeskError or None."""

    def __init__(
        self,
        *,
        provider: ChatProvider,
        keeper: Keeper,
        settings: SettingsController,
        connections: ConnectionController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._provider = provider
        self._keeper = keeper
        self._settings = settings
        self._connections = connections
        self._tasks = tasks
        self._turns: dict[str, Turn] = {}
        self._ending: dict[str, Turn] = {}

    @property
    def is_any_running(self) -> bool:
        """Whether a reply is under way in any conversation."""
        return bool(self._turns)

    def find(self, conversation_id: str) -> Turn | None:
        """Return the turn of a conversation, None if no reply is under way in it."""
        return self._turns.get(conversation_id)

    def start(
        self,
        conversation: OpenConversation,
        reply: Message,
        begin: Callable[[], Awaitable[None]],
        *,
        is_continuing: bool,
    ) -> None:
        """Grow ``reply``; ``begin`` writes what must be on disk before the request. ``is_continuing`` sends the reply along."""
        # 10 ms of CPU with all that a turn needs, which the first key pressed in the window does not.
        from chatdesk.control.turn import Turn

        asked = self._settings.connection
        turn = Turn(
            conversation_id=conversation.id,
            reply=reply,
            provider=self._provider,
            keeper=self._keeper,
            tasks=self._tasks,
            begin=begin,
            explain=lambda error: self._connections.explained(asked, error),
            parent=self,
        )
        turn.ended.connect(lambda _message, error: self._connections.note_refusal(asked, error))
        self._turns[turn.conversation_id] = turn
        self._pass_on(turn)
        branch = [outline for outline in conversation.branch() if is_continuing or outline.id != reply.id]
        turn.start(self._connections.endpoint, self._request(conversation, branch, is_continuing=is_continuing))

    def cancel_all(self, status: Status) -> None:
        """End every turn; the replies get this status."""
        for turn in list(self._turns.values()):
            turn.cancel(status)

    async def end(self, conversation_id: str) -> None:
        """End the turn of a conversation, if there is one, and wait until its reply is written."""
        if (turn := self._turns.get(conversation_id)) is not None:
            turn.cancel()
            await turn.kept.wait()

    async def kept(self, conversation_id: str) -> None:
        """Wait until the reply that ended last in a conversation is written."""
        if (turn := self._ending.get(conversation_id)) is not None:
            await turn.kept.wait()

    def _pass_on(self, turn: Turn) -> None:
        conversation_id = turn.conversation_id
        turn.changed.connect(lambda change: self.changed.emit(conversation_id, change))
        turn.retry_scheduled.connect(lambda retry: self.retry_scheduled.emit(conversation_id, retry))
        turn.retry_started.connect(lambda: self.retry_started.emit(conversation_id))
        turn.ended.connect(lambda message, error: self._on_ended(turn, message, error))
        turn.written.connect(lambda: self._on_written(turn))

    def _request(
        self, conversation: OpenConversation, branch: Sequence[MessageOutline], *, is_continuing: bool
    ) -> Callable[[], Awaitable[ChatRequest]]:
        system_prompt = conversation.record.system_prompt

        async def request() -> ChatRequest:
            from chatdesk.control.memory import recollect
            from chatdesk.core.request import ChatRequest

            recollection = await recollect(
                branch,
                system_prompt=system_prompt,
                window_tokens=self._connections.context_tokens(),
                is_continuing=is_continuing,
                read=conversation.read,
                read_picture=conversation.read_picture if self._connections.takes_pictures else None,
            )
            self.turns_omitted.emit(conversation.id, recollection.omitted)
            return ChatRequest(self._settings.connection.model, recollection.messages)

        return request

    def _on_ended(self, turn: Turn, message: Message, error: ChatDeskError | None) -> None:
        if self._turns.get(turn.conversation_id) is turn:
            del self._turns[turn.conversation_id]
        self._ending[turn.conversation_id] = turn
        self.ended.emit(turn.conversation_id, message, error)

    def _on_written(self, turn: Turn) -> None:
        if self._ending.get(turn.conversation_id) is turn:
            del self._ending[turn.conversation_id]
        turn.deleteLater()
