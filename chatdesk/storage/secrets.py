"""API keys: in the operating system's keyring, else for this session in memory, never in a file."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Protocol

from chatdesk.core.ports import KeyPlace, SessionReason, StoredKey
from chatdesk.core.secret import Secret
from chatdesk.storage.keyring_access import Answer
from chatdesk.storage.keyring_process import KeyringProcess

logger = logging.getLogger(__name__)

KEYRING_SECONDS = 5.0
"""How long the keyring may take; a locked one asks the person and may wait for ever."""


class Keyring(Protocol):
    """A keyring whose calls may block for ever, and raise nothing."""

    def read(self, service: str) -> Answer:
        """Return the key that is kept under this service."""
        ...

    def write(self, service: str, secret: Secret) -> Answer:
        """Keep a key, and read it back; the answer holds it if it is there."""
        ...

    def delete(self, service: str) -> Answer:
        """Delete the key; the answer holds what could not be deleted."""
        ...


class KeyringSecrets:
    """Implements ``core.ports.SecretStore``.

    A key that the person entered, wherever it is, is preferred to ``environment_key``, which serves the connection
    ``environment_connection_id`` alone. Calls reach the keyring one after the other, each in a daemon thread: one that
    does not answer in ``seconds`` is given up, holds up neither later calls nor the exit, and may still take effect when
    the person unlocks the keyring later.
    """

    def __init__(
        self,
        *,
        environment_key: Secret | None = None,
        environment_connection_id: str = "",
        keyring: Keyring | None = None,
        seconds: float = KEYRING_SECONDS,
    ) -> None:
        self._environment_key = environment_key
        self._environment_connection_id = environment_connection_id
        self._keyring = keyring or KeyringProcess()
        self._seconds = seconds
        self._session: dict[str, StoredKey] = {}
        self._turn = asyncio.Lock()
        self._waiting: asyncio.Future[Answer] | None = None
        self._is_closed = False

    async def read(self, connection_id: str) -> StoredKey:
        """Return the key: of this session, of the keyring, or of the environment; with none, why the keyring failed."""
        if connection_id in self._session:
            return self._session[connection_id]
        answer = await self._ask(lambda: self._keyring.read(_service(connection_id)))
        if connection_id in self._session:
            return self._session[connection_id]
        if answer.secret is not None:
            return StoredKey(answer.secret, KeyPlace.KEYRING)
        return self._without_entered(connection_id, answer.problem)

    async def write(self, connection_id: str, secret: Secret) -> StoredKey:
        """Keep a key in the keyring if it can be read back from there, else for this session."""
        self._session[connection_id] = StoredKey(secret, KeyPlace.SESSION)
        answer = await self._ask(lambda: self._keyring.write(_service(connection_id), secret))
        if answer.problem is None:
            stored = StoredKey(secret, KeyPlace.KEYRING)
            self._forget(connection_id, secret)
        else:
            stored = StoredKey(secret, KeyPlace.SESSION, answer.problem)
            if self._is_newest(connection_id, secret):
                self._session[connection_id] = stored
        return stored

    async def remove(self, connection_id: str) -> StoredKey:
        """Forget a key here and in the keyring; what the environment holds serves again and is returned."""
        self._session.pop(connection_id, None)
        answer = await self._ask(lambda: self._keyring.delete(_service(connection_id)))
        is_out_of_use = answer.problem in (None, SessionReason.NO_KEYRING, SessionReason.UNSAFE_KEYRING)
        if answer.secret is not None or not is_out_of_use:
            return StoredKey(None, KeyPlace.KEYRING, answer.problem)
        return self._without_entered(connection_id, None)

    async def close(self) -> None:
        """Give up the call that waits; from now on there is no keyring."""
        self._is_closed = True
        if self._waiting is not None:
            self._waiting.cancel()

    def _without_entered(self, connection_id: str, problem: SessionReason | None) -> StoredKey:
        if self._environment_key is not None and connection_id == self._environment_connection_id:
            return StoredKey(self._environment_key, KeyPlace.ENVIRONMENT)
        return StoredKey(None, KeyPlace.NONE, problem)

    def _is_newest(self, connection_id: str, secret: Secret) -> bool:
        kept = self._session.get(connection_id)
        return kept is not None and kept.secret is secret

    def _forget(self, connection_id: str, secret: Secret) -> None:
        """Take the session's copy away, unless another key was entered meanwhile."""
        if self._is_newest(connection_id, secret):
            del self._session[connection_id]

    async def _ask(self, work: Callable[[], Answer]) -> Answer:
        async with self._turn:
            if self._is_closed:
                return Answer(problem=SessionReason.TIMED_OUT)
            self._waiting = answer = asyncio.wrap_future(_in_daemon_thread(work))
            try:
                await asyncio.wait({answer}, timeout=self._seconds)
                if answer.done() and not answer.cancelled():
                    return answer.result()
            finally:
                self._waiting = None
                answer.cancel()
        logger.warning("the keyring did not answer")
        return Answer(problem=SessionReason.TIMED_OUT)


def _service(connection_id: str) -> str:
    return f"ChatDesk:{connection_id}"


def _in_daemon_thread(work: Callable[[], Answer]) -> "Future[Answer]":
    """Begin the work in a thread that ends with the process; executors' threads would keep it alive."""
    future: Future[Answer] = Future()

    def run() -> None:
        if future.set_running_or_notify_cancel():
            future.set_result(work())

    Thread(target=run, name="keyring", daemon=True).start()
    return future
