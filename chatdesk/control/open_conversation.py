"""The conversation that is open: its record, its tree, and the messages that are newer in memory than on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatdesk.core.conversation import ConversationRecord, MessageTree
from chatdesk.core.message import Message, MessageOutline, Role
from chatdesk.core.ports import HistoryStore, Judge


class OpenConversation:
    """Answers for one conversation from memory, and from the store for what is not there.

    ``fresh`` are messages of it that the store does not hold yet, or holds in an older state.
    """

    def __init__(self, record: ConversationRecord, store: HistoryStore, fresh: Iterable[Message] = ()) -> None:
        self.record = record
        self.tree = MessageTree(record.outlines, record.head_id)
        self._store = store
        self._recent: dict[str, Message] = {}
        for message in fresh:
            if message.id in self.tree:
                self.update(message)
            else:
                self.add(message)

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.record.summary.id

    @property
    def unanswered(self) -> str | None:
        """The question at the end of the active branch, None if that ends in an answer."""
        head = self.tree.head_id
        return head if head is not None and self.tree[head].role == Role.USER else None

    def branch(self) -> tuple[MessageOutline, ...]:
        """Return the active branch, oldest first."""
        return self.tree.branch()

    def add(self, message: Message) -> None:
        """Take a new message, which becomes the end of the active branch."""
        self._recent[message.id] = message
        self.tree.add(message.outline())

    def update(self, message: Message) -> None:
        """Take a newer state of a message."""
        self._recent[message.id] = message
        self.tree.update(message.outline())

    def note_draft(self, draft: str) -> None:
        """Remember what is typed and not sent."""
        self.record = replace(self.record, draft=draft)

    def sibling(self, message_id: str, step: int) -> str | None:
        """Return the answer before (-1) or after (1) this one to the same question, None if there is none."""
        siblings = self.tree.siblings(message_id)
        index = siblings.index(message_id) + step
        return siblings[index] if 0 <= index < len(siblings) else None

    async def read(self, message_ids: Sequence[str]) -> Sequence[Message]:
        """Return messages in the order asked for; unknown ids are left out."""
        missing = [message_id for message_id in message_ids if message_id not in self._recent]
        stored = {message.id: message for message in await self._store.messages(missing)} if missing else {}
        found = {**stored, **self._recent}
        return [found[message_id] for message_id in message_ids if message_id in found]

    async def read_picture(self, sha256: str) -> bytes:
        """Return the bytes of a picture; raises AttachmentMissing."""
        return await self._store.attachment(sha256)

    async def sift(self, message_ids: Sequence[str], judge: Judge) -> dict[str, int | None]:
        """Return what ``judge`` says of each message where that is not 0; None for those that are newer in memory."""
        stored = [message_id for message_id in message_ids if message_id not in self._recent]
        verdicts = await self._store.sift(stored, judge) if stored else {}
        return verdicts | {message_id: None for message_id in message_ids if message_id in self._recent}
