"""The pictures that are attached and not sent, a list for each conversation."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.facts import ConversationOpened, DraftImage
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import PictureFlaw, PictureRefused, StorageError
from chatdesk.core.message import ImagePart, Message, new_id
from chatdesk.core.picture import MAX_IMAGES, PictureOffer, PreparedPicture, clean_name, file_name
from chatdesk.core.picture_ports import PictureCodec
from chatdesk.core.ports import HistoryStore

THUMBNAIL_PIXELS = 320
"""The sides of the square that a thumbnail fits, for a screen of two pixels a point at 200 % text size."""


class DraftImages(QObject):
    """Prepares what is offered, off the GUI thread and one after the other, and keeps it until it is sent or taken out."""

    changed = Signal(object)
    """tuple[DraftImage, ...]: what is attached in the open conversation."""

    refused = Signal(object)
    """PictureRefused: something that was offered is not attached."""

    prepared = Signal()
    """Everything that was offered in the open conversation is ready, or refused."""

    def __init__(
        self,
        *,
        chat: ChatController,
        store: HistoryStore,
        codec: PictureCodec,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._store = store
        self._codec = codec
        self._tasks = tasks
        self._lists: dict[str, list[DraftImage]] = {}
        self.conversation_id = ""
        """The open conversation, "" until one is open."""
        self._one_at_a_time = asyncio.Lock()
        chat.conversation_opened.connect(self._on_conversation_opened)
        chat.message_added.connect(self._on_message_added)

    @property
    def images(self) -> tuple[DraftImage, ...]:
        """What is attached in the open conversation."""
        return tuple(self._lists.get(self.conversation_id, ()))

    @property
    def parts(self) -> tuple[ImagePart, ...]:
        """What of it is ready to be sent."""
        return tuple(image.part for image in self.images if image.part is not None)

    @property
    def is_preparing(self) -> bool:
        """Whether something that was offered is not ready yet."""
        return any(image.part is None for image in self.images)

    def offer(self, offers: Iterable[PictureOffer]) -> None:
        """Attach pictures to the message that is being written."""
        images = self._lists.setdefault(self.conversation_id, [])
        for offer in offers:
            name = clean_name(offer.name)
            if len(images) >= MAX_IMAGES:
                self.refused.emit(PictureRefused(PictureFlaw.TOO_MANY, name))
                break
            image = DraftImage(new_id(), name)
            images.append(image)
            self._tasks.start(self._prepare(image, offer.source), name=f"attach:{image.id}")
        self.changed.emit(self.images)

    def remove(self, image_id: str) -> None:
        """Take a picture out again."""
        self._tasks.cancel(f"attach:{image_id}")
        conversation_id = self._replace(image_id, None)
        if conversation_id is not None:
            self._save(conversation_id)

    async def _prepare(self, image: DraftImage, source: object) -> None:
        try:
            async with self._one_at_a_time:
                prepared = await asyncio.to_thread(self._codec.prepare, source)
                thumbnail = await asyncio.to_thread(self._codec.decode, prepared.data, THUMBNAIL_PIXELS, THUMBNAIL_PIXELS)
        except PictureRefused as error:
            self._replace(image.id, None)
            self.refused.emit(PictureRefused(error.flaw, image.name))
            return
        part = _part(prepared, await self._store.keep_attachment(prepared.data), image.name)
        conversation_id = self._replace(image.id, replace(image, part=part, thumbnail=thumbnail))
        if conversation_id is not None:
            self._save(conversation_id)

    def _replace(self, image_id: str, newer: DraftImage | None) -> str | None:
        """Put a newer state of a picture, or nothing, in its place; return the conversation whose draft has changed."""
        for conversation_id, images in self._lists.items():
            for number, image in enumerate(images):
                if image.id == image_id:
                    images[number : number + 1] = [] if newer is None else [newer]
                    self._tell(conversation_id)
                    return conversation_id
        return None

    def _tell(self, conversation_id: str) -> None:
        if conversation_id == self.conversation_id:
            self.changed.emit(self.images)
            if not self.is_preparing:
                self.prepared.emit()

    def _save(self, conversation_id: str) -> None:
        parts = [image.part for image in self._lists[conversation_id] if image.part is not None]
        self._tasks.start(self._store.save_draft_images(conversation_id, parts), name=f"draft:images:{conversation_id}")

    def _on_conversation_opened(self, opened: ConversationOpened) -> None:
        conversation_id = opened.record.summary.id
        if conversation_id == self.conversation_id:
            return
        early = self._lists.pop("", [])  # attached before the history was there
        self.conversation_id = conversation_id
        if conversation_id not in self._lists:
            kept = [DraftImage(new_id(), part.name, part) for part in opened.record.draft_images]
            self._lists[conversation_id] = kept
            for image in kept:
                self._tasks.start(self._restore(image), name=f"attach:{image.id}")
        self._lists[conversation_id] += early
        if early:
            self._save(conversation_id)
        self.changed.emit(self.images)

    async def _restore(self, image: DraftImage) -> None:
        """Find the thumbnail of a picture that was attached before the app was started."""
        assert image.part is not None
        try:
            data = await self._store.attachment(image.part.sha256)
            thumbnail = await asyncio.to_thread(self._codec.decode, data, THUMBNAIL_PIXELS, THUMBNAIL_PIXELS)
        except (PictureRefused, StorageError):
            self._replace(image.id, None)
        else:
            self._replace(image.id, replace(image, thumbnail=thumbnail))

    def _on_message_added(self, message: Message) -> None:
        """Let go of what was sent with a message; storage has forgotten it with the draft."""
        sent: Sequence[ImagePart] = message.images
        if sent:
            self._tasks.cancel(f"draft:images:{self.conversation_id}")
            images = self._lists.get(self.conversation_id, [])
            self._lists[self.conversation_id] = [image for image in images if image.part is None or image.part not in sent]
            self.changed.emit(self.images)


def _part(prepared: PreparedPicture, sha256: str, name: str) -> ImagePart:
    return ImagePart(
        sha256=sha256,
        media_type=prepared.media_type,
        width=prepared.width,
        height=prepared.height,
        size=len(prepared.data),
        name=file_name(name, prepared.media_type) if name else "",
    )
