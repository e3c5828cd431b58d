"""Fakes that implement the protocols of ``core.ports`` in memory, and a bench that plugs the controllers together."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.keeping import Keeper
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.conversation import ConversationRecord, ConversationSummary, ReadingPlace
from chatdesk.core.errors import AttachmentMissing, ChatDeskError, LocalModelMissing, StorageError
from chatdesk.core.message import FinishReason, ImagePart, Message, MessageOutline, Part, ReasoningPart, Status, TextPart
from chatdesk.core.ports import Judge, KeyPlace, StoredKey, StoreReport
from chatdesk.core.request import ChatRequest, Endpoint
from chatdesk.core.secret import Secret
from chatdesk.core.settings import Connection, ConnectionKind, ModelInfo, Settings
from chatdesk.core.stream import Finished, StreamEvent, TextDelta

OPENAI = Connection("openai-id", ConnectionKind.OPENAI, "OpenAI", "https://api.example/v1", "gpt-test")
LOCAL = Connection("local-id", ConnectionKind.LOCAL, "This computer", "", "local", needs_key=False)
OTHER = Connection("other-id", ConnectionKind.COMPATIBLE, "Other", "https://other.example/v1", "other-model")

Step = StreamEvent | BaseException | asyncio.Event | float
"""What a scripted stream does next: yield an event, raise, wait for an event to be set, or sleep."""


def answer(*texts: str) -> list[Step]:
    """Return the script of a whole reply."""
    return [*(TextDelta(text) for text in texts), Finished(FinishReason.STOP)]


class FakeProvider:
    """Plays one script a request, and records what it was asked."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.scripts = [list(script) for script in scripts]
        self.requests: list[ChatRequest] = []
        self.endpoints: list[Endpoint] = []
        self.closed_streams = 0
        self.listed: tuple[ModelInfo, ...] | ChatDeskError = (ModelInfo("gpt-test"),)

    async def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        self.requests.append(request)
        self.endpoints.append(endpoint)
        script = self.scripts.pop(0) if self.scripts else answer("ok")
        try:
            for step in script:
                match step:
                    case BaseException():
                        raise step
                    case asyncio.Event():
                        await step.wait()
                    case float():
                        await asyncio.sleep(step)
                    case _:
                        yield step
        finally:
            self.closed_streams += 1

    async def models(self, endpoint: Endpoint) -> tuple[ModelInfo, ...]:
        self.endpoints.append(endpoint)
        if isinstance(self.listed, ChatDeskError):
            raise self.listed
        return self.listed

    async def warm_up(self) -> None: ...

    async def close(self) -> None: ...


class FakeHistory:
    """Keeps conversations in dictionaries, with the rules of the protocol; ``fault`` makes every write fail."""

    def __init__(self) -> None:
        self.records: dict[str, ConversationRecord] = {}
        self.by_conversation: dict[str, dict[str, Message]] = {}
        self.cleared: dict[str, tuple[dict[str, Message], str | None]] = {}
        self.deleted: set[str] = set()
        self.partial_writes: list[tuple[str, str]] = []
        self.attachments: dict[str, bytes] = {}
        self.fault: StorageError | None = None
        self.load_fault: StorageError | None = None
        self.long = 1_000_000
        """Messages from which on there is a glimpse of a conversation."""

    def _writable(self) -> None:
        if self.fault is not None:
            raise self.fault

    async def open(self) -> StoreReport:
        return StoreReport()

    async def verify(self) -> StoreReport:
        return StoreReport()

    async def conversations(self) -> tuple[ConversationSummary, ...]:
        shown = [record.summary for key, record in self.records.items() if key not in self.deleted]
        return tuple(sorted(shown, key=lambda s: s.updated_at, reverse=True))

    async def create(self, record: ConversationRecord) -> None:
        self._writable()
        self.records[record.summary.id] = record
        self.by_conversation[record.summary.id] = {}

    async def load(self, conversation_id: str) -> ConversationRecord | None:
        if self.load_fault is not None:
            raise self.load_fault
        record = self.records.get(conversation_id)
        if record is None or conversation_id in self.deleted:
            return None
        outlines = tuple(message.outline() for message in self.by_conversation[conversation_id].values())
        return replace(record, outlines=outlines, can_undo_clear=conversation_id in self.cleared)

    async def glimpse(self, conversation_id: str, count: int) -> tuple[MessageOutline, ...]:
        messages = self.by_conversation.get(conversation_id, {})
        return tuple(message.outline() for message in messages.values())[-count:] if len(messages) >= self.long else ()

    async def messages(self, message_ids: Sequence[str]) -> tuple[Message, ...]:
        everything = {key: m for messages in self.by_conversation.values() for key, m in messages.items()}
        return tuple(everything[key] for key in message_ids if key in everything)

    async def sift(self, message_ids: Sequence[str], judge: Judge) -> dict[str, int | None]:
        found = await self.messages(message_ids)
        return {m.id: judge(m.role, m.text.encode(), m.reasoning.encode()) for m in found}

    async def append(self, conversation_id: str, message: Message) -> None:
        self._writable()
        self.cleared.pop(conversation_id, None)
        self.by_conversation[conversation_id][message.id] = message
        self.records[conversation_id] = replace(self.records[conversation_id], head_id=message.id, draft="", draft_images=())

    async def append_partial(self, message_id: str, text: str, reasoning: str) -> None:
        self._writable()
        self.partial_writes.append((message_id, text))
        message = self.find(message_id)
        parts: list[Part] = []
        if message.reasoning + reasoning:
            parts.append(ReasoningPart(message.reasoning + reasoning))
        if message.text + text:
            parts.append(TextPart(message.text + text))
        self._put(replace(message, parts=tuple(parts)))

    async def resume(self, message: Message) -> None:
        self._writable()
        self._put(message)

    async def finish(self, message: Message) -> None:
        self._writable()
        self._put(message)

    async def set_head(self, conversation_id: str, message_id: str | None) -> None:
        self.records[conversation_id] = replace(self.records[conversation_id], head_id=message_id)

    async def rename(self, conversation_id: str, title: str) -> None:
        record = self.records[conversation_id]
        self.records[conversation_id] = replace(record, summary=replace(record.summary, title=title))

    async def set_system_prompt(self, conversation_id: str, system_prompt: str) -> None:
        self.records[conversation_id] = replace(self.records[conversation_id], system_prompt=system_prompt)

    async def save_draft(self, conversation_id: str, draft: str) -> None:
        self._writable()
        self.records[conversation_id] = replace(self.records[conversation_id], draft=draft)

    async def save_place(self, conversation_id: str, place: ReadingPlace | None) -> None:
        self._writable()
        self.records[conversation_id] = replace(self.records[conversation_id], place=place)

    async def save_draft_images(self, conversation_id: str, images: Sequence[ImagePart]) -> None:
        self._writable()
        if conversation_id in self.records:
            self.records[conversation_id] = replace(self.records[conversation_id], draft_images=tuple(images))

    async def keep_attachment(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.attachments[sha256] = data
        return sha256

    async def attachment(self, sha256: str) -> bytes:
        if sha256 not in self.attachments:
            raise AttachmentMissing
        return self.attachments[sha256]

    async def purge_attachments(self) -> None: ...

    async def clear(self, conversation_id: str) -> None:
        record = self.records[conversation_id]
        self.cleared[conversation_id] = (self.by_conversation[conversation_id], record.head_id)
        self.by_conversation[conversation_id] = {}
        self.records[conversation_id] = replace(record, head_id=None)

    async def undo_clear(self, conversation_id: str) -> ConversationRecord | None:
        messages, head = self.cleared.pop(conversation_id)
        self.by_conversation[conversation_id] = messages
        self.records[conversation_id] = replace(self.records[conversation_id], head_id=head)
        return await self.load(conversation_id)

    async def delete(self, conversation_id: str) -> None:
        self.deleted.add(conversation_id)

    async def undo_delete(self, conversation_id: str) -> None:
        self.deleted.discard(conversation_id)

    async def purge_deleted(self, older_than_ms: int) -> None: ...

    async def close(self) -> None: ...

    def find(self, message_id: str) -> Message:
        return next(messages[message_id] for messages in self.by_conversation.values() if message_id in messages)

    def _put(self, message: Message) -> None:
        for messages in self.by_conversation.values():
            if message.id in messages:
                messages[message.id] = message

    def only(self, conversation_id: str) -> list[Message]:
        return list(self.by_conversation[conversation_id].values())


class FakeSecrets:
    """Keeps keys in a dictionary, as a keyring would; ``delay`` seconds pass before each answer."""

    def __init__(self, keys: dict[str, str] | None = None, delay: float = 0.0) -> None:
        self.keys = keys or {}
        self.delay = delay

    async def read(self, connection_id: str) -> StoredKey:
        await asyncio.sleep(self.delay)
        key = self.keys.get(connection_id)
        return StoredKey(None, KeyPlace.NONE) if key is None else StoredKey(Secret(key), KeyPlace.KEYRING)

    async def write(self, connection_id: str, secret: Secret) -> StoredKey:
        await asyncio.sleep(self.delay)
        self.keys[connection_id] = secret.reveal()
        return StoredKey(secret, KeyPlace.KEYRING)

    async def remove(self, connection_id: str) -> StoredKey:
        self.keys.pop(connection_id, None)
        return StoredKey(None, KeyPlace.NONE)

    async def close(self) -> None: ...


class FakeLocalServer:
    """Pretends to run llama.cpp."""

    def __init__(self) -> None:
        self.starts: list[Path] = []
        self.fault: ChatDeskError | None = None
        self.context_tokens: int | None = None
        self.launches: list[tuple[Path, int | None, int]] = []
        self.memory_bytes: int | None = None
        self.was_killed = False
        self.stops = 0
        self.end: ChatDeskError | None = None
        """Why the process ended."""
        self._crashed: list[Callable[[], None]] = []

    async def endpoint(self, model_path: Path, context_tokens: int | None = None, threads: int = 0) -> Endpoint:
        self.starts.append(model_path)
        self.launches.append((model_path, context_tokens, threads))
        if self.fault is not None:
            raise self.fault
        self.context_tokens = 2_048
        return Endpoint("http://127.0.0.1:9/v1", Secret("local-key"))

    def on_crashed(self, callback: Callable[[], None]) -> None:
        self._crashed.append(callback)

    def crash(self) -> None:
        for callback in self._crashed:
            callback()

    async def why_ended(self) -> ChatDeskError | None:
        return self.end

    async def stop(self) -> None:
        self.stops += 1
        self.context_tokens = None

    async def close(self) -> None: ...


class FakeSettingsStore:
    """Remembers what was saved."""

    def __init__(self, settings: Settings) -> None:
        self.saved = settings
        self.set_aside: Path | None = None

    def load(self) -> Settings:
        return self.saved

    def save(self, settings: Settings) -> None:
        self.saved = settings


@dataclass
class Desk:
    """All controllers over fakes, and what their signals carried."""

    provider: FakeProvider = field(default_factory=FakeProvider)
    store: FakeHistory = field(default_factory=FakeHistory)
    secrets: FakeSecrets = field(default_factory=lambda: FakeSecrets({OPENAI.id: "sk-test"}))
    local_server: FakeLocalServer = field(default_factory=FakeLocalServer)
    settings_values: Settings = field(
        default_factory=lambda: Settings(connections=(OPENAI, LOCAL, OTHER), connection_id=OPENAI.id)
    )
    model_path: Path | None = Path("model.gguf")
    retry_seconds: float = 0.01

    def __post_init__(self) -> None:
        self.tasks = Tasks()
        self.settings_store = FakeSettingsStore(self.settings_values)
        self.settings = SettingsController(store=self.settings_store, settings=self.settings_values, tasks=self.tasks)
        self.connections = ConnectionController(
            settings=self.settings,
            secrets=self.secrets,
            provider=self.provider,
            local_server=self.local_server,
            locate_model=self._locate,
            known_context=lambda model: None,
            known_models=lambda connection_id: ("gpt-test", "gpt-other") if connection_id == OPENAI.id else (),
            tasks=self.tasks,
        )
        self.keeper = Keeper(store=self.store, tasks=self.tasks, retry_seconds=self.retry_seconds)
        self.turns = Turns(
            provider=self.provider,
            keeper=self.keeper,
            settings=self.settings,
            connections=self.connections,
            tasks=self.tasks,
        )
        self.chat = ChatController(
            turns=self.turns,
            store=self.store,
            keeper=self.keeper,
            settings=self.settings,
            connections=self.connections,
            tasks=self.tasks,
        )
        self.library = LibraryController(store=self.store, keeper=self.keeper, settings=self.settings, tasks=self.tasks)
        self.library.selected.connect(self.chat.open)
        self.library.deleted.connect(lambda summary: self.chat.forget(summary.id))
        self.chat.conversation_touched.connect(self.library.note_activity)
        self.facts: list[tuple[str, Any]] = []
        self._watch()

    def _watch(self) -> None:
        for controller in (self.chat, self.library, self.settings, self.connections, self.tasks):
            own = [kind for kind in type(controller).__mro__ if kind.__module__.startswith("chatdesk.")]
            for name, signal in [item for kind in own for item in vars(kind).items()]:
                if type(signal).__name__ == "Signal":
                    getattr(controller, name).connect(self._noter(name))

    def _noter(self, name: str) -> Callable[..., None]:
        def note(*values: object) -> None:
            self.facts.append((name, values[0] if len(values) == 1 else values))

        return note

    def _locate(self, chosen: str) -> Path:
        if self.model_path is None:
            raise LocalModelMissing
        return self.model_path

    def all(self, name: str) -> list[Any]:
        """Return what the signal of this name carried, in order."""
        return [value for fact, value in self.facts if fact == name]

    def names(self) -> list[str]:
        """Return the names of the signals in the order they were emitted."""
        return [name for name, _ in self.facts]

    async def start(self) -> None:
        """Open the first conversation and look the key up."""
        self.connections.start()
        await self.library.start()
        await self.tasks.settle()

    async def say(self, text: str) -> None:
        """Send and wait until the turn is over and on disk."""
        self.chat.send(text)
        await self.tasks.settle()

    async def until(self, name: str, count: int = 1) -> Any:
        """Wait until the signal of this name was emitted so often; return what it carried last."""
        async with asyncio.timeout(10):
            while len(self.all(name)) < count:
                await asyncio.sleep(0.002)
        return self.all(name)[-1]

    @property
    def messages(self) -> list[Message]:
        """The stored messages of the open conversation."""
        return self.store.only(self.chat.conversation_id)

    def statuses(self) -> list[Status]:
        """The states of the stored messages."""
        return [message.status for message in self.messages]


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a test's coroutine; a test that hangs fails after half a minute."""

    async def bounded() -> None:
        async with asyncio.timeout(30):
            await work

    asyncio.run(bounded())
