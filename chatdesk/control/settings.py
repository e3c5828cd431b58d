"""The settings in force, and the changes a person makes to them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from chatdesk.control.tasks import Tasks
from chatdesk.core.address import clean_base_url
from chatdesk.core.errors import AddressInvalid, ProxyRefused, StorageError
from chatdesk.core.message import new_id
from chatdesk.core.ports import SettingsStore
from chatdesk.core.settings import ColorScheme, Connection, ConnectionKind, LocalModel, Settings, WindowPlace

MIN_TEXT_PERCENT, MAX_TEXT_PERCENT = 80, 200
MOST_IDLE_MINUTES = 24 * 60


class SettingsController(QObject):
    """Holds the settings; every change is announced at once and written soon after, off the GUI thread."""

    settings_changed = Signal(object)
    """Settings: something changed."""

    settings_failed = Signal(object)
    """ChatDeskError: a change was refused, or could not be written."""

    settings_set_aside = Signal(str)
    """The settings file was broken; it was kept under this path."""

    def __init__(
        self,
        *,
        store: SettingsStore,
        settings: Settings,
        tasks: Tasks,
        environment_base_url: str = "",
        new_connection_id: Callable[[], str] = new_id,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._new_connection_id = new_connection_id
        self._is_dirty = False
        self.settings = settings
        self.environment_base_url = environment_base_url

    @property
    def connection(self) -> Connection:
        """The chosen connection."""
        return self.settings.connection()

    def base_url(self, connection: Connection) -> str:
        """Return where this connection's requests go: OPENAI_BASE_URL rules the OpenAI connection, and no other."""
        if connection.kind == ConnectionKind.OPENAI and self.environment_base_url:
            return self.environment_base_url
        return connection.base_url

    def announce(self) -> None:
        """Tell what was found at start: the settings, and where a broken file was kept."""
        self.settings_changed.emit(self.settings)
        if self._store.set_aside is not None:
            self.settings_set_aside.emit(str(self._store.set_aside))

    def choose_connection(self, connection_id: str) -> None:
        """Talk to this connection from now on."""
        if any(connection.id == connection_id for connection in self.settings.connections):
            self._change(connection_id=connection_id)

    def set_model(self, name: str) -> None:
        """Ask this model from now on; any name is taken."""
        if name.strip():
            self._change_connection(model=name.strip())

    def set_base_url(self, text: str) -> None:
        """Send requests to this address; one that cannot be right is refused."""
        try:
            self._change_connection(base_url=clean_base_url(text))
        except AddressInvalid as error:
            self.settings_failed.emit(error)

    @property
    def wanted_context_tokens(self) -> int | None:
        """The person's figure for the context window of the model in use, None if there is none."""
        connection = self.connection
        if connection.kind == ConnectionKind.LOCAL:
            return self.settings.local_model().context_tokens or connection.context_tokens
        return connection.context_tokens

    def set_context_tokens(self, tokens: int | None) -> None:
        """Set the context window of the model in use, in tokens; None takes what is known of it.

        On this computer each model file has its own figure, elsewhere each connection.
        """
        is_local = self.connection.kind == ConnectionKind.LOCAL
        self._change_connection(context_tokens=None if is_local else tokens)
        if is_local:
            self.set_local_model(replace(self.settings.local_model(), context_tokens=tokens))

    def set_first_token_seconds(self, seconds: float) -> None:
        """Set how long the first piece of a reply may take."""
        self._change_connection(first_token_seconds=seconds)

    def set_language(self, code: str) -> None:
        """Set the language of the app; "" is the system's."""
        self._change(language=code)

    def set_color_scheme(self, scheme: ColorScheme) -> None:
        """Set light, dark, or the system's."""
        self._change(color_scheme=scheme)

    def set_text_percent(self, percent: int) -> None:
        """Set the text size, 80 to 200 %."""
        self._change(text_percent=min(max(percent, MIN_TEXT_PERCENT), MAX_TEXT_PERCENT))

    def set_wraps_code(self, *, is_wanted: bool) -> None:
        """Set whether long lines of code are broken."""
        self._change(wraps_code=is_wanted)

    def set_proxy(self, address: str) -> None:
        """Set the proxy; "" takes the environment's. One with a password is refused: it would lie in the settings file."""
        if "@" in address:
            self.settings_failed.emit(ProxyRefused())
        else:
            self._change(proxy=address.strip())

    def set_notifies(self, *, is_wanted: bool) -> None:
        """Have the desktop tell of answers that end while another window is in front, or not."""
        self._change(notifies=is_wanted)

    def set_local_model_path(self, path: str) -> None:
        """Set the GGUF file that the local connection runs; "" is the starter model."""
        self._change(local_model_path=path)

    def set_local_model(self, model: LocalModel) -> None:
        """Take what was set for a model on this computer; one that is not on the list yet joins it."""
        models = self.settings.local_models
        if model.path in (known.path for known in models):
            self._change(local_models=tuple(model if known.path == model.path else known for known in models))
        else:
            self._change(local_models=(*models, model))

    def forget_local_model(self, path: str) -> None:
        """Take a model off the list; the starter model is used where it was."""
        left = tuple(model for model in self.settings.local_models if model.path != path)
        chosen = self.settings.local_model_path
        self._change(local_models=left, local_model_path="" if chosen == path else chosen)

    def set_local_idle_minutes(self, minutes: int) -> None:
        """Set after how long without a question the model on this computer is stopped."""
        self._change(local_idle_minutes=min(max(minutes, 1), MOST_IDLE_MINUTES))

    def set_default_system_prompt(self, text: str) -> None:
        """Set the system prompt that new conversations begin with."""
        self._change(default_system_prompt=text)

    def set_conversation(self, conversation_id: str) -> None:
        """Remember which conversation is open."""
        self._change(conversation_id=conversation_id)

    def set_export_choice(self, folder: str, kind: str) -> None:
        """Remember where a chat was exported to last, and in which format."""
        self._change(export_folder=folder, export_format=kind)

    def set_window_place(self, place: WindowPlace) -> None:
        """Remember the window's place and docks."""
        self._change(window=place)

    def add_connection(self, name: str, base_url: str) -> None:
        """Add a connection to an OpenAI-compatible server, and choose it."""
        try:
            address = clean_base_url(base_url)
        except AddressInvalid as error:
            self.settings_failed.emit(error)
            return
        added = Connection(self._new_connection_id(), ConnectionKind.COMPATIBLE, name.strip() or address, address, "")
        self._change(connections=(*self.settings.connections, added), connection_id=added.id)

    def remove_connection(self, connection_id: str) -> None:
        """Remove a connection; the last one stays."""
        left = tuple(c for c in self.settings.connections if c.id != connection_id)
        if left:
            chosen = self.settings.connection_id
            self._change(connections=left, connection_id=left[0].id if chosen == connection_id else chosen)

    def _change_connection(self, **changes: Any) -> None:
        changed = replace(self.connection, **changes)
        self._change(connections=tuple(changed if c.id == changed.id else c for c in self.settings.connections))

    def _change(self, **changes: Any) -> None:
        changed = replace(self.settings, **changes)
        if changed == self.settings:
            return
        self.settings = changed
        self.settings_changed.emit(changed)
        self._is_dirty = True
        if not self._tasks.is_running("save settings"):
            self._tasks.start(self._save(), name="save settings")

    async def _save(self) -> None:
        loop = asyncio.get_running_loop()
        while self._is_dirty:
            self._is_dirty = False
            try:
                await loop.run_in_executor(None, self._store.save, self.settings)
            except StorageError as error:
                self.settings_failed.emit(error)
