"""Where the reader is in each conversation: known at once, and on disk soon after."""

import logging
from dataclasses import replace

from chatdesk.control.tasks import Tasks
from chatdesk.core.conversation import ConversationRecord, ReadingPlace
from chatdesk.core.errors import StorageError
from chatdesk.core.ports import HistoryStore

log = logging.getLogger(__name__)


class Places:
    """Keeps the readers' places. One that can't be written, as on a full disk, holds until the app ends."""

    def __init__(self, *, store: HistoryStore, tasks: Tasks) -> None:
        self._store = store
        self._tasks = tasks
        self._newest: dict[str, ReadingPlace | None] = {}

    def note(self, conversation_id: str, place: ReadingPlace | None) -> None:
        """Take note of a place, None for the end."""
        if conversation_id in self._newest and self._newest[conversation_id] == place:
            return
        self._newest[conversation_id] = place
        self._tasks.start(self._save(conversation_id, place), name=f"place:{conversation_id}")

    def is_known(self, conversation_id: str) -> bool:
        """Whether a place was noted that the disk may not have yet."""
        return self._newest.get(conversation_id) is not None

    def restored(self, record: ConversationRecord) -> ConversationRecord:
        """Return a conversation as it was read from disk with the place as it was noted last."""
        return replace(record, place=self._newest.setdefault(record.summary.id, record.place))

    async def _save(self, conversation_id: str, place: ReadingPlace | None) -> None:
        try:
            await self._store.save_place(conversation_id, place)
        except StorageError as error:
            log.info("the place in %s is not written: %s", conversation_id, type(error).__name__)
