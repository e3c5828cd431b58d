"""The history of conversations in SQLite."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from chatdesk.core.conversation import ConversationRecord, ConversationSummary, ReadingPlace
from chatdesk.core.message import ImagePart, Message, MessageOutline, Status, now_ms
from chatdesk.core.ports import Judge, StoreReport
from chatdesk.storage import conversation_rows, message_rows
from chatdesk.storage.database import Database
from chatdesk.storage.database_file import has_set_aside

if TYPE_CHECKING:
    from chatdesk.storage.attachments import AttachmentFiles
    from chatdesk.storage.engine import DatabaseReport

V = TypeVar("V", Message, MessageOutline)


class SqliteHistory:
    """Implements ``core.ports.HistoryStore``; whatever failed, as on a full disk, may be asked for again.

    Closes the database that it is given. Attachments are files in a folder beside it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self) -> StoreReport:
        """Open the database; see the port."""
        return await self._recovered(await self._database.open())

    async def verify(self) -> StoreReport:
        """Check the whole file; see the port."""
        report = await self._database.verify()
        return StoreReport(read_only=report.read_only) if report.set_aside is None else await self._recovered(report)

    async def conversations(self) -> tuple[ConversationSummary, ...]:
        """Return all conversations that are not deleted, last changed first."""
        return await self._database.read(conversation_rows.list_conversations)

    async def create(self, record: ConversationRecord) -> None:
        """Add an empty conversation, unless it is there."""
        await self._write(partial(conversation_rows.create_conversation, record=record))

    async def load(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation with its outlines, None if there is none or it is deleted."""
        record = await self._database.read(partial(conversation_rows.read_conversation, conversation_id=conversation_id))
        if record is None or self._database.read_only is None:
            return record
        return replace(record, outlines=tuple(_ended(outline) for outline in record.outlines))

    async def glimpse(self, conversation_id: str, count: int) -> tuple[MessageOutline, ...]:
        """Return the last outlines of a long conversation that is to be opened at its end; nothing of any other."""
        work = partial(conversation_rows.glimpse, conversation_id=conversation_id, count=count)
        found = await self._database.read(work)
        return found if self._database.read_only is None else tuple(_ended(outline) for outline in found)

    async def messages(self, message_ids: Sequence[str]) -> tuple[Message, ...]:
        """Return the messages in the order asked for; replies under way with what has been flushed of them."""
        found = await self._database.read(partial(message_rows.read_messages, message_ids=tuple(message_ids)))
        return found if self._database.read_only is None else tuple(_ended(message) for message in found)

    async def sift(self, message_ids: Sequence[str], judge: Judge) -> dict[str, int | None]:
        """Return what ``judge`` says of each message, called in the reader's thread; see the port."""
        # 1 ms, which a start that nobody searches in does not need.
        from chatdesk.storage.sifting import sift_messages

        return await self._database.read(partial(sift_messages, message_ids=tuple(message_ids), judge=judge))

    async def append(self, conversation_id: str, message: Message) -> None:
        """Add a message, make it the head and purge cleared messages, durably unless it is streaming."""
        await self._write_attachments(message.images)
        work = partial(conversation_rows.append_message, conversation_id=conversation_id, message=message)
        if await self._database.write(work, durable=message.status is not Status.STREAMING):
            self._database.trim()

    async def append_partial(self, message_id: str, text: str, reasoning: str) -> None:
        """Add what arrived since the last call to a streaming message."""
        work = partial(message_rows.add_partial, message_id=message_id, text=text, reasoning=reasoning)
        await self._database.write(work, durable=False)

    async def resume(self, message: Message) -> None:
        """Store a message whose reply goes on."""
        work = partial(message_rows.store_message, message=replace(message, status=Status.STREAMING))
        await self._database.write(work, durable=False)

    async def finish(self, message: Message) -> None:
        """Store a message's final state durably; also one that could not be appended, below its parent."""
        await self._write(partial(message_rows.store_message, message=message), essential=True)

    async def set_head(self, conversation_id: str, message_id: str | None) -> None:
        """Make the branch that ends in this message the active one."""
        await self._write(partial(conversation_rows.set_head, conversation_id=conversation_id, message_id=message_id))

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        await self._write(partial(conversation_rows.set_title, conversation_id=conversation_id, title=title))

    async def set_system_prompt(self, conversation_id: str, system_prompt: str) -> None:
        """Set what is sent first with every request of the conversation."""
        work = partial(conversation_rows.set_system_prompt, conversation_id=conversation_id, system_prompt=system_prompt)
        await self._write(work)

    async def save_draft(self, conversation_id: str, draft: str) -> None:
        """Keep what is typed and not sent; a power cut may take the last ones."""
        work = partial(conversation_rows.set_draft, conversation_id=conversation_id, draft=draft)
        await self._database.write(work, durable=False)

    async def save_place(self, conversation_id: str, place: ReadingPlace | None) -> None:
        """Keep where the reader is; a power cut may take the last ones."""
        work = partial(conversation_rows.set_place, conversation_id=conversation_id, place=place)
        await self._database.write(work, durable=False)

    async def save_draft_images(self, conversation_id: str, images: Sequence[ImagePart]) -> None:
        """Keep what is attached and not sent; the files are on disk before they are named."""
        await self._write_attachments(images)
        work = partial(conversation_rows.set_draft_images, conversation_id=conversation_id, images=tuple(images))
        await self._database.write(work, durable=False)

    async def keep_attachment(self, data: bytes) -> str:
        """Keep a file's bytes and return their SHA-256; see the port."""
        return await self._attachments.keep(data, is_writable=self._database.read_only is None)

    async def attachment(self, sha256: str) -> bytes:
        """Return the bytes of an attachment; see the port."""
        return await self._attachments.read(sha256)

    async def purge_attachments(self) -> None:
        """Remove attachments that nothing names; none while a history that was set aside may still name them."""
        if self._database.read_only is None and not has_set_aside(self._database.path):
            await self._attachments.purge(await self._database.read(conversation_rows.named_attachments))

    async def clear(self, conversation_id: str) -> None:
        """Hide all messages; they can come back until the next append."""
        work = partial(conversation_rows.clear_conversation, conversation_id=conversation_id, now=now_ms())
        await self._write(work, essential=True)

    async def undo_clear(self, conversation_id: str) -> ConversationRecord | None:
        """Bring the cleared messages back, the active branch included."""
        await self._write(partial(conversation_rows.undo_clear, conversation_id=conversation_id), essential=True)
        return await self.load(conversation_id)

    async def delete(self, conversation_id: str) -> None:
        """Hide a conversation; it can come back until ``purge_deleted``."""
        work = partial(conversation_rows.delete_conversation, conversation_id=conversation_id, now=now_ms())
        await self._write(work, essential=True)

    async def undo_delete(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        work = partial(conversation_rows.undelete_conversation, conversation_id=conversation_id)
        await self._write(work, essential=True)

    async def purge_deleted(self, older_than_ms: int) -> None:
        """Remove for good the conversations that were deleted before this time, from the file's free space, too."""
        work = partial(conversation_rows.purge_conversations, older_than_ms=older_than_ms)
        if await self._database.write(work, durable=True, essential=True):
            self._database.trim()

    async def close(self) -> None:
        """Finish what is queued, checkpoint, and close."""
        await self._database.close()
        if "_attachments" in self.__dict__:
            self._attachments.close()

    @cached_property
    def _attachments(self) -> "AttachmentFiles":
        # With the first picture, not at start.
        from chatdesk.storage.attachments import AttachmentFiles

        return AttachmentFiles(self._database.path.with_name("attachments"))

    async def _write_attachments(self, images: Sequence[ImagePart]) -> None:
        if images and self._database.read_only is None:
            await self._attachments.write(image.sha256 for image in images)

    async def _recovered(self, report: "DatabaseReport") -> StoreReport:
        interrupted = 0
        if report.read_only is None:
            interrupted = await self._database.write(message_rows.interrupt_streaming, durable=False, essential=True)
        return StoreReport(report.set_aside, report.salvaged, report.read_only, interrupted)

    async def _write(self, work: "partial[None]", *, essential: bool = False) -> None:
        await self._database.write(work, durable=True, essential=essential)


def _ended(value: V) -> V:
    """Return a reply that was cut, but cannot be marked so in a history that is only read, as interrupted."""
    if value.status is not Status.STREAMING:
        return value
    if isinstance(value, MessageOutline):
        return value._replace(status=Status.INTERRUPTED)
    return replace(value, status=Status.INTERRUPTED)
