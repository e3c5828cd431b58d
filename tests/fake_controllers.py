"""Controllers for tests of widgets: the real signals and the real settings; what is asked of the others is noted."""

from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.download_facts import Download
from chatdesk.control.facts import ConversationOpened, KeyState, LocalState
from chatdesk.control.formulas import FormulaController
from chatdesk.control.library import LibraryController
from chatdesk.control.local_models import LocalModelsController
from chatdesk.control.model_downloads import ModelDownloads
from chatdesk.control.settings import SettingsController
from chatdesk.core.conversation import ConversationRecord, ConversationSummary, ReadingPlace
from chatdesk.core.formula import Formula
from chatdesk.core.local_models import CatalogModel, ModelFile, ModelOrigin
from chatdesk.core.message import ImagePart, Message, Role, Status, TextPart
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.settings import Connection, ConnectionKind, Settings

OPENAI = Connection(
    "openai",
    ConnectionKind.OPENAI,
    "OpenAI",
    "https://api.openai.com/v1",
    "gpt-5-mini",
    key_url="https://platform.openai.com/account/api-keys",
)
LOCAL = Connection("local", ConnectionKind.LOCAL, "This computer", "", "SmolLM2-135M", needs_key=False)
OTHER = Connection("other", ConnectionKind.COMPATIBLE, "Moon & <b>Sun</b>", "https://moon.example/v1", "moon-1")


class NoTasks:
    """Starts nothing."""

    def start(self, coroutine: Coroutine[Any, Any, Any], *, name: str) -> None:
        coroutine.close()

    def is_running(self, name: str) -> bool:
        return False


class NoFile:
    """A settings store without a file."""

    set_aside: Path | None = None

    def save(self, settings: Settings) -> None:
        """Keep nothing."""


class FakeChat(ChatController):
    """Notes what the conversation is asked."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[Any, ...]] = []

    def send(self, text: str, images: Sequence[ImagePart] = ()) -> None:
        self.calls.append(("send", text, *images))

    def stop(self) -> None:
        self.calls.append(("stop",))

    def try_again(self, message_id: str | None) -> None:
        self.calls.append(("try_again", message_id))

    def continue_reply(self, message_id: str) -> None:
        self.calls.append(("continue_reply", message_id))

    def want_messages(self, message_ids: Any) -> None:
        self.calls.append(("want_messages", tuple(message_ids)))

    def clear(self) -> None:
        self.calls.append(("clear",))

    def undo_clear(self) -> None:
        self.calls.append(("undo_clear",))

    def save_draft(self, text: str) -> None:
        self.calls.append(("save_draft", text))

    def note_place(self, conversation_id: str, place: ReadingPlace | None) -> None:
        self.calls.append(("note_place", conversation_id, place))

    def set_system_prompt(self, text: str) -> None:
        self.calls.append(("set_system_prompt", text))

    def select_sibling(self, message_id: str, step: int) -> None:
        self.calls.append(("select_sibling", message_id, step))

    def open_with(self, *messages: Message, conversation_id: str = "a", draft: str = "", can_undo_clear: bool = False) -> None:
        """Show a conversation with these messages, and hand out their texts."""
        outlines = tuple(message.outline() for message in messages)
        record = ConversationRecord(
            ConversationSummary(conversation_id, "", 0, 0), outlines, draft=draft, can_undo_clear=can_undo_clear
        )
        self.conversation_opened.emit(ConversationOpened(record, outlines, is_replying=False))
        self.messages_loaded.emit(tuple(messages))


class FakeLibrary(LibraryController):
    """Notes what the list of chats is asked."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[Any, ...]] = []

    def new_chat(self) -> None:
        self.calls.append(("new_chat",))

    def select(self, conversation_id: str) -> None:
        self.calls.append(("select", conversation_id))

    def rename(self, conversation_id: str, title: str) -> None:
        self.calls.append(("rename", conversation_id, title))

    def delete(self, conversation_id: str) -> None:
        self.calls.append(("delete", conversation_id))

    def undo_delete(self) -> None:
        self.calls.append(("undo_delete",))


class FakeConnections(ConnectionController):
    """Notes what is asked of keys and models; the key is where a test puts it."""

    def __init__(self, settings: SettingsController) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[Any, ...]] = []
        self.place = KeyPlace.NONE
        self.reason: SessionReason | None = None
        self.is_known = True
        self.local_state = LocalState.STOPPED
        self._real_settings = settings

    @property
    def key_state(self) -> KeyState:
        return KeyState(self._real_settings.connection.id, self.place, self.reason)

    @property
    def is_ready_to_judge(self) -> bool:
        return self.is_known

    def enter_key(self, text: str) -> None:
        self.calls.append(("enter_key", text))

    def remove_key(self) -> None:
        self.calls.append(("remove_key",))

    def check(self) -> None:
        self.calls.append(("check",))

    def list_models(self) -> None:
        self.calls.append(("list_models",))

    def use_local_model(self) -> None:
        self.calls.append(("use_local_model",))
        self._real_settings.choose_connection(LOCAL.id)

    def put_key(self, place: KeyPlace, reason: SessionReason | None = None) -> None:
        """Say that the key is somewhere else now."""
        self.place, self.reason = place, reason
        self.key_changed.emit(self.key_state)


class FakeFormulas(FormulaController):
    """Notes which formulas are wanted."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.wanted: list[Formula] = []

    def want(self, formulas: Sequence[Formula]) -> None:
        self.wanted = list(formulas)


CATALOG = tuple(
    CatalogModel(name, f"{name}.gguf", size, digit * 64, "Apache-2.0", 2 * size, 32_768, f"https://models.example/{name}.gguf")
    for name, size, digit in (("Small model", 491_400_032, "a"), ("Large model", 2_497_280_256, "b"))
)


class FakeDownloads(ModelDownloads):
    """Notes what is asked of downloads; they are as a test puts them."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[Any, ...]] = []
        self.known: dict[CatalogModel, Download] = {}

    def of(self, model: CatalogModel) -> Download | None:
        return self.known.get(model)

    def start(self, model: CatalogModel) -> None:
        self.calls.append(("start", model))

    def pause(self, model: CatalogModel) -> None:
        self.calls.append(("pause", model))

    def cancel(self, model: CatalogModel) -> None:
        self.calls.append(("cancel", model))

    def put(self, download: Download) -> None:
        """Say that a download is so now."""
        self.known[download.model] = download
        self.changed.emit(download)


class FakeModels(LocalModelsController):
    """Notes what is asked of the models on this computer; these are what a test puts here."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[Any, ...]] = []
        self.files = (ModelFile("", "SmolLM2 135M", ModelOrigin.STARTER, 98_362_432),)
        self.memory: int | None = None
        self.downloads = FakeDownloads()
        self.downloads.setParent(self)

    @property
    def catalog(self) -> tuple[CatalogModel, ...]:
        return CATALOG

    @property
    def memory_bytes(self) -> int | None:
        return self.memory

    def refresh(self) -> None:
        self.listed.emit(self.files)

    def add(self, path: str) -> None:
        self.calls.append(("add", path))

    def choose(self, file: ModelFile) -> None:
        self.calls.append(("choose", file))

    def set_context_tokens(self, path: str, tokens: int | None) -> None:
        self.calls.append(("set_context_tokens", path, tokens))

    def set_threads(self, path: str, threads: int) -> None:
        self.calls.append(("set_threads", path, threads))

    def remove(self, file: ModelFile) -> None:
        self.calls.append(("remove", file))

    def undo_remove(self) -> None:
        self.calls.append(("undo_remove",))

    def forget_removed(self) -> None:
        self.calls.append(("forget_removed",))

    def download(self, model: CatalogModel) -> None:
        self.calls.append(("download", model))


class Controllers:
    """One set of them."""

    def __init__(self, settings: Settings | None = None, environment_base_url: str = "") -> None:
        chosen = settings or Settings(connections=(OPENAI, LOCAL, OTHER), connection_id=OPENAI.id)
        self.settings = SettingsController(
            store=NoFile(),  # type: ignore[arg-type]
            settings=chosen,
            tasks=NoTasks(),  # type: ignore[arg-type]
            environment_base_url=environment_base_url,
        )
        self.chat = FakeChat()
        self.library = FakeLibrary()
        self.connections = FakeConnections(self.settings)
        self.models = FakeModels()


def said(message_id: str, role: Role, text: str, parent_id: str | None = None, status: Status = Status.COMPLETE) -> Message:
    """Return a message."""
    return Message(
        message_id, parent_id, role, (TextPart(text),) if text else (), 1_700_000_000_000, status, model="gpt-5-mini"
    )
