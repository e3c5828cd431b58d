"""The chosen connection at work: its key, its models, and the server on this computer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chatdesk.control.facts import CheckResult, KeyState, LocalState, ModelList
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import (
    AddressInvalid,
    ChatDeskError,
    ConnectionBroken,
    CutOff,
    ImagesRefused,
    KeyMalformed,
    KeyMissing,
    LocalMemoryShort,
    LocalModelMissing,
    LocalRuntimeMissing,
    Unreachable,
)
from chatdesk.core.ports import ChatProvider, KeyPlace, LocalServer, SecretStore, StoredKey
from chatdesk.core.secret import MalformedKey, Secret, clean_key
from chatdesk.core.settings import DEFAULT_CONTEXT_TOKENS, Connection, ConnectionKind, ModelInfo, Settings

if TYPE_CHECKING:
    from chatdesk.core.request import Endpoint

KEYRING_PATIENCE_SECONDS = 0.4
"""After this long without an answer from the keyring the person is told that it is waited for."""


class ConnectionController(QObject):
    """Knows where requests go and with which key; the key is never handed to the user interface."""

    key_changed = Signal(object)
    """KeyState: where the chosen connection's key is now."""

    key_refused = Signal(object)
    """KeyMalformed: the pasted text cannot be a key; nothing changed."""

    keyring_waiting = Signal(bool)
    """The keyring is slow to answer; False when it did."""

    models_listed = Signal(object)
    """ModelList of the chosen connection."""

    check_started = Signal()

    check_finished = Signal(object)
    """CheckResult."""

    local_state_changed = Signal(object)
    """LocalState."""

    local_needed = Signal()
    """The model on this computer is about to be asked something."""

    def __init__(
        self,
        *,
        settings: SettingsController,
        secrets: SecretStore,
        provider: ChatProvider,
        local_server: LocalServer,
        locate_model: Callable[[str], Path],
        known_context: Callable[[str], int | None],
        known_models: Callable[[str], Sequence[str]],
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._secrets = secrets
        self._provider = provider
        self._local_server = local_server
        self._locate_model = locate_model
        self._known_context = known_context
        self._known_models = known_models
        self._tasks = tasks
        self._keys: dict[str, StoredKey] = {}
        self._without_pictures: set[tuple[str, str]] = set()
        """Models, by connection and name, that refused pictures in this session."""
        self._listed_context: dict[tuple[str, str], int] = {}
        self._connection_id = settings.connection.id
        self.local_state = LocalState.STOPPED
        settings.settings_changed.connect(self._on_settings_changed)
        local_server.on_crashed(self._on_local_crashed)

    @property
    def key_state(self) -> KeyState:
        """Where the chosen connection's key is; NONE until the keyring has answered."""
        connection = self._settings.connection
        stored = self._keys.get(connection.id, StoredKey(None, KeyPlace.NONE))
        return KeyState(connection.id, stored.place, stored.reason)

    @property
    def is_ready_to_judge(self) -> bool:
        """Whether ``obstacle`` can say for sure: the key is known, or none is needed."""
        connection = self._settings.connection
        return not connection.needs_key or connection.id in self._keys

    def obstacle(self) -> ChatDeskError | None:
        """Return why no request can be made now, None if one can; asks neither network nor keyring."""
        connection = self._settings.connection
        if connection.kind == ConnectionKind.LOCAL:
            try:
                self._locate_model(self._settings.settings.local_model_path)
            except ChatDeskError as error:
                self._note_local_fault(error)
                return error
            return None
        if not self._settings.base_url(connection):
            return AddressInvalid()
        stored = self._keys.get(connection.id)
        if connection.needs_key and (stored is None or stored.secret is None):
            return KeyMissing(connection.name)
        return None

    @property
    def takes_pictures(self) -> bool:
        """Whether the conversation's pictures are sent: not to the model on this computer, and not to one that refused them."""
        connection = self._settings.connection
        return connection.kind != ConnectionKind.LOCAL and (connection.id, connection.model) not in self._without_pictures

    def note_refusal(self, connection: Connection, error: ChatDeskError | None) -> None:
        """Take note of how a request ended; a model that refused pictures gets their names only from now on."""
        if isinstance(error, ImagesRefused):
            self._without_pictures.add((connection.id, connection.model))

    async def explained(self, connection: Connection, error: ChatDeskError) -> ChatDeskError:
        """Return what a request's error comes from: on this computer a connection breaks because the process has ended."""
        if connection.kind == ConnectionKind.LOCAL and isinstance(error, ConnectionBroken | CutOff | Unreachable):
            return await self._local_server.why_ended() or error
        return error

    def obstacle_to_pictures(self) -> ChatDeskError | None:
        """Return why no picture can be sent, None if it can be tried; then it is, even where one was refused before."""
        connection = self._settings.connection
        if connection.kind == ConnectionKind.LOCAL:
            return ImagesRefused()
        self._without_pictures.discard((connection.id, connection.model))
        return None

    def context_tokens(self) -> int:
        """Return the context window in force, in tokens: the person's figure, the server's, the known one, or 8,192."""
        connection = self._settings.connection
        wanted = self._settings.wanted_context_tokens
        if connection.kind == ConnectionKind.LOCAL:
            return self._local_server.context_tokens or wanted or DEFAULT_CONTEXT_TOKENS
        if wanted is not None:
            return wanted
        listed = self._listed_context.get((connection.id, connection.model))
        return listed or self._known_context(connection.model) or DEFAULT_CONTEXT_TOKENS

    async def endpoint(self) -> Endpoint:
        """Return where the chosen connection's requests go; starts the local server. Raises what ``obstacle`` returns."""
        connection = self._settings.connection
        if connection.kind == ConnectionKind.LOCAL:
            return await self._local_endpoint()
        await self.key_known()
        if (obstacle := self.obstacle()) is not None:
            raise obstacle
        # With the first request, not at start.
        from chatdesk.core.request import Endpoint

        endpoint = Endpoint(
            base_url=self._settings.base_url(connection),
            key=self._secret(connection.id),
            first_token_seconds=connection.first_token_seconds,
            idle_seconds=connection.idle_seconds,
            proxy=self._settings.settings.proxy,
        )
        if not connection.model:
            with suppress(ChatDeskError):
                # A server that lists none may still answer; if not, it says so itself.
                self._take(connection.id, await self._provider.models(endpoint))
        return endpoint

    async def key_known(self) -> None:
        """Return once the chosen connection's key was looked up."""
        connection = self._settings.connection
        if connection.id not in self._keys:
            await self._read_key(connection.id)

    def start(self) -> None:
        """Look up the chosen connection's key and offer the models known of it; called when the window is painted.

        A keyring may ask to be unlocked, and takes 20 MB: for a connection that needs no key it is asked with the first
        request, in case a key was given to it all the same.
        """
        connection_id = self._settings.connection.id
        if self._settings.connection.needs_key:
            self._tasks.start(self._read_key(connection_id), name="read key")
        else:
            self._announce_key(connection_id)
        models = tuple(ModelInfo(name, self._known_context(name)) for name in self._known_models(connection_id))
        self.models_listed.emit(ModelList(connection_id, models))

    def enter_key(self, text: str) -> None:
        """Take a pasted key: it serves at once, and is kept in the keyring if there is one."""
        connection_id = self._settings.connection.id
        try:
            secret = clean_key(text)
        except MalformedKey as error:
            self.key_refused.emit(KeyMalformed(str(error)))
            return
        self._keys[connection_id] = StoredKey(secret, KeyPlace.SESSION)
        self._tasks.start(self._write_key(connection_id, secret), name="write key")

    def remove_key(self) -> None:
        """Forget the chosen connection's key."""
        self._tasks.start(self._remove_key(self._settings.connection.id), name="write key")

    def check(self) -> None:
        """Find out whether the connection works, without spending tokens."""
        self.check_started.emit()
        self._tasks.start(self._check(self._settings.connection.id), name="check connection")

    def list_models(self) -> None:
        """List the models of the chosen connection."""
        self._tasks.start(self._list_models(self._settings.connection.id), name="list models")

    def use_local_model(self) -> None:
        """Talk to the model on this computer from now on."""
        for connection in self._settings.settings.connections:
            if connection.kind == ConnectionKind.LOCAL:
                self._settings.choose_connection(connection.id)
                return

    async def stop_local_model(self) -> None:
        """End the process of the model on this computer, which frees its memory; the next question starts it again."""
        await self._local_server.stop()
        if self.local_state in (LocalState.READY, LocalState.STARTING):
            self._set_local_state(LocalState.STOPPED)

    async def _local_endpoint(self) -> Endpoint:
        self.local_needed.emit()
        try:
            path = self._locate_model(self._settings.settings.local_model_path)
            if self.local_state != LocalState.READY:
                self._set_local_state(LocalState.STARTING)
            threads = self._settings.settings.local_model().threads
            endpoint = await self._local_server.endpoint(path, self._settings.wanted_context_tokens, threads)
        except ChatDeskError as error:
            self._note_local_fault(error)
            raise
        self._set_local_state(LocalState.READY)
        return endpoint

    def _note_local_fault(self, error: ChatDeskError) -> None:
        match error:
            case LocalRuntimeMissing():
                self._set_local_state(LocalState.RUNTIME_MISSING)
            case LocalModelMissing():
                self._set_local_state(LocalState.MODEL_MISSING)
            case LocalMemoryShort():
                self._set_local_state(LocalState.OUT_OF_MEMORY)
            case _:
                self._set_local_state(LocalState.STOPPED)

    def _on_local_crashed(self) -> None:
        self._set_local_state(LocalState.OUT_OF_MEMORY if self._local_server.was_killed else LocalState.CRASHED)

    def _set_local_state(self, state: LocalState) -> None:
        if state != self.local_state:
            self.local_state = state
            self.local_state_changed.emit(state)

    def _on_settings_changed(self, _settings: Settings) -> None:
        if self._settings.connection.id != self._connection_id:
            self._connection_id = self._settings.connection.id
            self.start()

    async def _read_key(self, connection_id: str) -> None:
        if connection_id not in self._keys:
            stored = await self._with_patience(self._secrets.read(connection_id))
            self._keys.setdefault(connection_id, stored)
        self._announce_key(connection_id)

    async def _write_key(self, connection_id: str, secret: Secret) -> None:
        self._keys[connection_id] = await self._with_patience(self._secrets.write(connection_id, secret))
        self._announce_key(connection_id)

    async def _remove_key(self, connection_id: str) -> None:
        self._keys[connection_id] = await self._with_patience(self._secrets.remove(connection_id))
        self._announce_key(connection_id)

    async def _with_patience(self, call: Awaitable[StoredKey]) -> StoredKey:
        loop = asyncio.get_running_loop()
        told = loop.call_later(KEYRING_PATIENCE_SECONDS, self.keyring_waiting.emit, True)
        try:
            return await call
        finally:
            told.cancel()
            self.keyring_waiting.emit(False)

    def _announce_key(self, connection_id: str) -> None:
        if connection_id == self._settings.connection.id:
            self.key_changed.emit(self.key_state)

    def _secret(self, connection_id: str) -> Secret | None:
        stored = self._keys.get(connection_id)
        return None if stored is None else stored.secret

    async def _check(self, connection_id: str) -> None:
        listed = await self._models(connection_id)
        self.check_finished.emit(CheckResult(connection_id, listed.error, len(listed.models)))
        if listed.error is None:
            self.models_listed.emit(listed)

    async def _list_models(self, connection_id: str) -> None:
        self.models_listed.emit(await self._models(connection_id))

    async def _models(self, connection_id: str) -> ModelList:
        try:
            models = await self._provider.models(await self.endpoint())
        except ChatDeskError as error:
            return ModelList(connection_id, (), error)
        self._take(connection_id, models)
        return ModelList(connection_id, models)

    def _take(self, connection_id: str, models: Sequence[ModelInfo]) -> None:
        """Note what a server offers; where no model was chosen yet, that is the first."""
        for model in models:
            if model.context_tokens:
                self._listed_context[connection_id, model.id] = model.context_tokens
        connection = self._settings.connection
        if models and not connection.model and connection.id == connection_id:
            self._settings.set_model(models[0].id)
