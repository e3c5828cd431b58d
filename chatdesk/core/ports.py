"""What ``control`` needs of the world, as protocols; the adapters implement them, ``app`` plugs them in."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named here and used elsewhere: what the first paint does not need is not imported for it.
    from chatdesk.core.conversation import ConversationRecord, ConversationSummary, ReadingPlace
    from chatdesk.core.errors import ChatDeskError, StorageError
    from chatdesk.core.formula import Drawing, Formula
    from chatdesk.core.message import ImagePart, Message, MessageOutline, Role
    from chatdesk.core.report import Report
    from chatdesk.core.request import ChatRequest, Endpoint
    from chatdesk.core.secret import Secret
    from chatdesk.core.settings import ModelInfo, Settings
    from chatdesk.core.stream import StreamEvent


class ChatProvider(Protocol):
    """Speaks the Chat Completions API to any endpoint; keeps one client an endpoint."""

    def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Send the request and yield events; the connection is open until the generator ends or is closed.

        Ends normally only after ``Finished``. Raises a ``core.errors`` error for everything else; never retries.
        """
        ...

    async def models(self, endpoint: Endpoint) -> tuple[ModelInfo, ...]:
        """List the models, which costs no tokens; raises as ``stream`` does."""
        ...

    async def warm_up(self) -> None:
        """Import the SDK and make its first client off the calling thread, so that the first request is quick."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class LocalServer(Protocol):
    """The llama.cpp server on this computer, in a process of its own."""

    async def endpoint(self, model_path: Path, context_tokens: int | None = None, threads: int = 0) -> Endpoint:
        """Start the server with this model file unless it runs, wait until it is ready, and return where it listens.

        ``context_tokens`` is the wanted context window, None for the usual one; the model's trained one caps it. ``threads`` 0
        is one a core but one. Raises LocalRuntimeMissing, LocalModelMissing, LocalModelUnreadable, LocalMemoryShort or
        LocalServerFailed.
        """
        ...

    @property
    def context_tokens(self) -> int | None:
        """The context window of the running model, None while none runs."""
        ...

    @property
    def memory_bytes(self) -> int | None:
        """The memory that the process takes now; None while none runs, and where it can't be told."""
        ...

    @property
    def was_killed(self) -> bool:
        """Whether the last process was ended from outside, as the system does when memory runs out."""
        ...

    async def why_ended(self) -> ChatDeskError | None:
        """Return why the last process ended without being asked to, None if it did not; waits a moment for its end."""
        ...

    def on_crashed(self, callback: Callable[[], None]) -> None:
        """Call back, on the event loop's thread, when the process ends without being asked to."""
        ...

    async def stop(self) -> None:
        """End the process, which frees its memory; the next ``endpoint`` starts another."""
        ...

    async def close(self) -> None:
        """Stop the process."""
        ...


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What opening or verifying the history found, for the person to be told.

    ``set_aside`` is where a damaged file was kept, ``salvaged`` how many of its messages are back. ``read_only`` says why
    nothing can be written (HistoryReadOnly, HistoryTooNew or DiskFull), None when all is well; every write then raises
    it. ``interrupted`` counts the replies that the last exit cut.
    """

    set_aside: Path | None = None
    salvaged: int = 0
    read_only: StorageError | None = None
    interrupted: int = 0


Judge = Callable[["Role", bytes, bytes], int | None]
"""Tells from a message's role, its text and its reasoning (UTF-8) how often something is in it; None: it can't be told."""


class HistoryStore(Protocol):
    """Keeps conversations. Every coroutine returns after its transaction; errors are ``core.errors.StorageError``."""

    async def open(self) -> StoreReport:
        """Open or make the database, migrate it, and turn replies still marked streaming into interrupted ones."""
        ...

    async def verify(self) -> StoreReport:
        """Check the whole file beside other work; a damaged one is set aside, and what can be read is put in a new one."""
        ...

    async def conversations(self) -> tuple[ConversationSummary, ...]:
        """Return all conversations that are not deleted, last changed first."""
        ...

    async def create(self, record: ConversationRecord) -> None:
        """Add an empty conversation."""
        ...

    async def load(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation with the outlines of its messages, None if there is none."""
        ...

    async def glimpse(self, conversation_id: str, count: int) -> tuple[MessageOutline, ...]:
        """Return the last ``count`` outlines of the active branch of a long conversation; () of a short one.

        Neither is there anything of one that was not left at its end.
        """
        ...

    async def messages(self, message_ids: Sequence[str]) -> tuple[Message, ...]:
        """Return the messages in the order asked for; unknown ids are left out."""
        ...

    async def sift(self, message_ids: Sequence[str], judge: Judge) -> dict[str, int | None]:
        """Return what ``judge`` says of each message where that is not 0; None for one that is still growing.

        It is called in another thread.
        """
        ...

    async def append(self, conversation_id: str, message: Message) -> None:
        """Add a message, make it the head and purge cleared messages, durably (FULL) unless it is streaming.

        A user message was the draft: that is empty then.
        """
        ...

    async def append_partial(self, message_id: str, text: str, reasoning: str) -> None:
        """Add what arrived since the last call to a streaming message (NORMAL)."""
        ...

    async def resume(self, message: Message) -> None:
        """Store a message whose reply goes on: state streaming again, text kept."""
        ...

    async def finish(self, message: Message) -> None:
        """Store a message's final text, status, usage and times, durably (FULL)."""
        ...

    async def set_head(self, conversation_id: str, message_id: str | None) -> None:
        """Make the branch that ends in this message the active one."""
        ...

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        ...

    async def set_system_prompt(self, conversation_id: str, system_prompt: str) -> None:
        """Set what is sent first with every request of the conversation."""
        ...

    async def save_draft(self, conversation_id: str, draft: str) -> None:
        """Keep what is typed and not sent."""
        ...

    async def save_place(self, conversation_id: str, place: ReadingPlace | None) -> None:
        """Keep where the reader is, None at the end; a power cut may take the last ones."""
        ...

    async def save_draft_images(self, conversation_id: str, images: Sequence[ImagePart]) -> None:
        """Keep what is attached and not sent."""
        ...

    async def keep_attachment(self, data: bytes) -> str:
        """Keep a file's bytes and return their SHA-256; they stay at least until the app ends, then while they are named.

        What cannot be written now is kept in memory, and written before the message or draft that names it.
        """
        ...

    async def attachment(self, sha256: str) -> bytes:
        """Return the bytes of an attachment; raises AttachmentMissing if they are gone or have changed."""
        ...

    async def purge_attachments(self) -> None:
        """Remove the attachments that no message and no draft names any more."""
        ...

    async def clear(self, conversation_id: str) -> None:
        """Hide all messages of a conversation; they can come back until the next append."""
        ...

    async def undo_clear(self, conversation_id: str) -> ConversationRecord | None:
        """Bring the cleared messages back, the active branch included."""
        ...

    async def delete(self, conversation_id: str) -> None:
        """Hide a conversation; it can come back until ``purge_deleted``."""
        ...

    async def undo_delete(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        ...

    async def purge_deleted(self, older_than_ms: int) -> None:
        """Remove for good the conversations that were deleted before this time (Unix ms)."""
        ...

    async def close(self) -> None:
        """Finish what is queued, checkpoint, and close."""
        ...


class KeyPlace(StrEnum):
    """Where a key is."""

    NONE = "none"
    KEYRING = "keyring"
    SESSION = "session"
    ENVIRONMENT = "environment"


class SessionReason(StrEnum):
    """Why a key is kept for this session only."""

    NO_KEYRING = "no keyring"
    UNSAFE_KEYRING = "unsafe keyring"
    LOCKED = "locked"
    TIMED_OUT = "timed out"
    NOT_READ_BACK = "not read back"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key, where it is, and, when that is this session only, why."""

    secret: Secret | None
    place: KeyPlace
    reason: SessionReason | None = None


class SecretStore(Protocol):
    """Keeps API keys in the operating system's keyring, else for this session; never raises, never blocks the loop."""

    async def read(self, connection_id: str) -> StoredKey:
        """Return the key of a connection and where it is."""
        ...

    async def write(self, connection_id: str, secret: Secret) -> StoredKey:
        """Keep a key; the answer says where it ended up."""
        ...

    async def remove(self, connection_id: str) -> StoredKey:
        """Forget a key everywhere; place NONE when that worked, KEYRING when the keyring would not let go of it."""
        ...

    async def close(self) -> None:
        """Give up calls that still wait."""
        ...


class SettingsStore(Protocol):
    """Keeps the settings in one file."""

    def load(self) -> Settings:
        """Return the settings; a broken file is set aside, see ``set_aside``."""
        ...

    @property
    def set_aside(self) -> Path | None:
        """Where a broken settings file was kept, None if there was none."""
        ...

    def save(self, settings: Settings) -> None:
        """Write the settings atomically; raises StorageError."""
        ...


class FormulaDrawer(Protocol):
    """Draws formulas, in a process of its own that is started when the first one is asked for."""

    async def draw(self, formula: Formula) -> Drawing:
        """Return the drawing of a formula; raises ``core.formula.Undrawable``."""
        ...

    async def close(self) -> None:
        """End the process."""
        ...


class ReportStore(Protocol):
    """The reports of crashes and faults on this computer."""

    def take_new(self) -> Report | None:
        """Return the newest report that was never returned, None if there is none; blocks."""
        ...

    def delete(self, report: Report) -> None:
        """Remove a report; blocks."""
        ...


class DesktopNotifier(Protocol):
    """The desktop's notifications, at most one a key."""

    async def show(self, key: str, title: str, body: str) -> bool:
        """Show a notification in place of the one of this key; return whether there is one now. ``body`` has no markup."""
        ...

    async def clicked(self) -> tuple[str, str]:
        """Wait for a click; return the key, and what lets the window come to the front, "" where nothing is needed."""
        ...

    async def clear(self) -> None:
        """Take back what is shown."""
        ...

    async def close(self) -> None:
        """Let the desktop go."""
        ...
