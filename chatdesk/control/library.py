"""The list of chats: which there are, which one is open, and the one that was deleted last."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from chatdesk.control.keeping import Keeper
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.conversation import ConversationRecord, ConversationSummary
from chatdesk.core.message import new_id, now_ms
from chatdesk.core.ports import HistoryStore

DELETED_KEPT_MS = 30 * 24 * 3_600_000
"""How long a deleted conversation stays in the history file before it is removed for good: 30 days."""

TITLE_CHARACTERS = 60


class LibraryController(QObject):
    """Knows all conversations by their summaries."""

    listed = Signal(object)
    """tuple[ConversationSummary, ...]: the list changed; last changed first."""

    selected = Signal(str)
    """The conversation of this id is the chosen one."""

    deleted = Signal(object)
    """ConversationSummary: it can be brought back with ``undo_delete``."""

    history_opened = Signal(object)
    """StoreReport: what was found when the history was opened, and again when all of it was checked."""

    def __init__(
        self,
        *,
        store: HistoryStore,
        keeper: Keeper,
        settings: SettingsController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._keeper = keeper
        self._settings = settings
        self._tasks = tasks
        self._summaries: list[ConversationSummary] = []
        self._deleted: ConversationSummary | None = None
        self.selected_id = ""

    async def start(self) -> None:
        """Open the history and choose the conversation that was open last; then check the whole file beside other work."""
        self.history_opened.emit(await self._store.open())
        await self._open_last()
        if (report := await self._store.verify()).set_aside is not None:
            self.history_opened.emit(report)
            await self._open_last()
        if report.read_only is None:
            await self._store.purge_deleted(now_ms() - DELETED_KEPT_MS)
            await self._store.purge_attachments()

    async def _open_last(self) -> None:
        self._summaries = list(await self._store.conversations())
        self._list()
        wanted = self._settings.settings.conversation_id
        if any(summary.id == wanted for summary in self._summaries):
            self.select(wanted)
        elif self._summaries:
            self.select(self._summaries[0].id)
        else:
            await self._create()

    @property
    def selected_summary(self) -> ConversationSummary | None:
        """The chosen conversation; None until one is."""
        return next((summary for summary in self._summaries if summary.id == self.selected_id), None)

    def new_chat(self) -> None:
        """Start another conversation; one in which nothing was said yet, so that it has no title, is taken again."""
        for summary in self._summaries:
            if not summary.title:
                self.select(summary.id)
                return
        self._tasks.start(self._create(), name="new chat")

    def select(self, conversation_id: str) -> None:
        """Choose a conversation."""
        self.selected_id = conversation_id
        self._settings.set_conversation(conversation_id)
        self.selected.emit(conversation_id)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title of the person's own."""
        title = " ".join(title.split())
        if title:
            self._change(conversation_id, lambda summary: replace(summary, title=title))
            self._tasks.start(self._keeper.rename(conversation_id, title), name=f"title:{conversation_id}")

    def note_activity(self, conversation_id: str, text: str) -> None:
        """Take note that something was said; the first thing gives a conversation its title."""
        summary = next((s for s in self._summaries if s.id == conversation_id), None)
        if summary is None:
            return
        self._change(conversation_id, lambda summary: replace(summary, updated_at=now_ms()))
        if not summary.title:
            self.rename(conversation_id, _title_from(text))

    def delete(self, conversation_id: str) -> None:
        """Take a conversation away; ``undo_delete`` brings it back."""
        self._tasks.start(self._delete(conversation_id), name=f"delete:{conversation_id}")

    def undo_delete(self) -> None:
        """Bring back the conversation that was deleted last."""
        if self._deleted is not None:
            self._tasks.start(self._undo_delete(self._deleted), name=f"delete:{self._deleted.id}")
            self._deleted = None

    async def _create(self) -> None:
        now = now_ms()
        summary = ConversationSummary(new_id(), "", now, now)
        prompt = self._settings.settings.default_system_prompt
        await self._keeper.create(ConversationRecord(summary, system_prompt=prompt))
        self._summaries.insert(0, summary)
        self._list()
        self.select(summary.id)

    async def _delete(self, conversation_id: str) -> None:
        summary = next((s for s in self._summaries if s.id == conversation_id), None)
        if summary is None:
            return
        await self._store.delete(conversation_id)
        self._summaries.remove(summary)
        self._deleted = summary
        self._list()
        self.deleted.emit(summary)
        if conversation_id == self.selected_id:
            if self._summaries:
                self.select(self._summaries[0].id)
            else:
                await self._create()

    async def _undo_delete(self, summary: ConversationSummary) -> None:
        await self._store.undo_delete(summary.id)
        self._summaries.append(summary)
        self._list()
        self.select(summary.id)

    def _change(self, conversation_id: str, change: Callable[[ConversationSummary], ConversationSummary]) -> None:
        self._summaries = [change(s) if s.id == conversation_id else s for s in self._summaries]
        self._list()

    def _list(self) -> None:
        self._summaries.sort(key=lambda summary: (summary.updated_at, summary.id), reverse=True)
        self.listed.emit(tuple(self._summaries))


def _title_from(text: str) -> str:
    """Return a title for a conversation: the first line of what was said first."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE_CHARACTERS else f"{line[: TITLE_CHARACTERS - 1].rstrip()}…"
