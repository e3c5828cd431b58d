"""Asking the model: something new, the same once more, or the rest of a reply."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from chatdesk.control.chat_facts import ChatFacts
from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import TurnFailure
from chatdesk.control.keeping import Keeper
from chatdesk.control.open_conversation import OpenConversation
from chatdesk.control.settings import SettingsController
from chatdesk.control.turns import Turns
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.message import ImagePart, Message, Part, Role, Status, TextPart, new_id, now_ms


class Asking:
    """Starts turns in the open conversation and tells ``facts`` of it; ``announce`` shows another branch."""

    def __init__(
        self,
        facts: ChatFacts,
        *,
        turns: Turns,
        keeper: Keeper,
        settings: SettingsController,
        connections: ConnectionController,
        is_open: Callable[[OpenConversation], bool],
        announce: Callable[[OpenConversation], None],
    ) -> None:
        self._facts = facts
        self._turns = turns
        self._keeper = keeper
        self._settings = settings
        self._connections = connections
        self._is_open = is_open
        self._announce = announce

    def send(self, conversation: OpenConversation, text: str, images: Sequence[ImagePart]) -> None:
        """Say something and ask for the answer; tells why if no request can be made."""
        if (obstacle := self._obstacle(images)) is not None:
            self._facts.turn_failed.emit(TurnFailure(obstacle, None, has_text=False))
            return
        parts: tuple[Part, ...] = (*images, TextPart(text)) if text.strip() else tuple(images)
        message = Message(new_id(), conversation.tree.head_id, Role.USER, parts, now_ms())
        reply = self.new_reply(message.id, Status.STREAMING)
        conversation.note_draft("")
        conversation.add(message)
        conversation.add(reply)
        self._facts.notice_cleared.emit()
        self._facts.message_added.emit(message)
        self._facts.draft_accepted.emit()
        self._facts.conversation_touched.emit(conversation.id, text.strip() or next((image.name for image in images), ""))

        async def begin() -> None:
            await self._keeper.append(conversation.id, message)
            await self._keeper.append(conversation.id, reply)

        self._start_turn(conversation, reply, begin, is_continuing=False)

    def new_reply(self, parent_id: str | None, status: Status) -> Message:
        """Return a reply without text of the model that is chosen now."""
        model = self._settings.connection.model
        return Message(new_id(), parent_id, Role.ASSISTANT, (), now_ms(), status, model=model)

    async def try_again(self, conversation: OpenConversation, message_id: str) -> None:
        """Ask once more for this reply; one that holds text becomes a sibling and stays."""
        message = await self._answerable(conversation, message_id)
        if message is None:
            return
        if not message.text:
            self._resume(conversation, message, is_continuing=False)
            return
        reply = self.new_reply(message.parent_id, Status.STREAMING)
        conversation.add(reply)
        self._announce(conversation)

        async def begin() -> None:
            await self._keeper.append(conversation.id, reply)

        self._start_turn(conversation, reply, begin, is_continuing=False)

    async def continue_reply(self, conversation: OpenConversation, message_id: str) -> None:
        """Ask for the rest of a reply that was cut short."""
        if (message := await self._answerable(conversation, message_id)) is not None:
            self._resume(conversation, message, is_continuing=bool(message.text))

    def _resume(self, conversation: OpenConversation, message: Message, *, is_continuing: bool) -> None:
        reply = replace(message, status=Status.STREAMING, finish_reason=None)
        conversation.update(reply)
        self._facts.notice_cleared.emit()

        async def begin() -> None:
            await self._keeper.resume(conversation.id, reply)

        self._start_turn(conversation, reply, begin, is_continuing=is_continuing)

    def _start_turn(
        self, conversation: OpenConversation, reply: Message, begin: Callable[[], Awaitable[None]], *, is_continuing: bool
    ) -> None:
        self._facts.reply_started.emit(reply)
        self._turns.start(conversation, reply, begin, is_continuing=is_continuing)
        self._facts.replying_changed.emit(True)

    async def _answerable(self, conversation: OpenConversation, message_id: str) -> Message | None:
        """Return a reply that can be asked for again; None, and the reason told, if no request can be made."""
        await self._connections.key_known()
        message = next(iter(await conversation.read([message_id])), None)
        if message is None or not self._is_open(conversation) or self._turns.find(conversation.id) is not None:
            return None
        if (obstacle := self._connections.obstacle()) is not None:
            self._facts.turn_failed.emit(TurnFailure(obstacle, message.id, has_text=bool(message.text)))
            return None
        return message

    def _obstacle(self, images: Sequence[ImagePart]) -> ChatDeskError | None:
        """Return why this cannot be sent now, None if it can."""
        obstacle = self._connections.obstacle()
        return self._connections.obstacle_to_pictures() if obstacle is None and images else obstacle
