"""The operating system's keyring, called in a thread that may have to wait for it.

Only backends that keep keys encrypted under the person's login are used. Backends raise whatever their system raises, so
everything is caught here; no error text is passed on, since some hold what was to be stored.
"""

import logging
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Protocol

from chatdesk.core.ports import SessionReason
from chatdesk.core.secret import MAX_KEY_CHARACTERS, Secret

logger = logging.getLogger(__name__)

ACCOUNT = "api-key"

SAFE_BACKENDS = frozenset(
    {
        ("keyring.backends.Windows", "WinVaultKeyring"),
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
    }
)
"""Module and class of the backends that may hold a key; subclasses are not these."""

_CHAINER = ("keyring.backends.chainer", "ChainerBackend")
_FAIL = ("keyring.backends.fail", "Keyring")
_WINDOWS = ("keyring.backends.Windows", "WinVaultKeyring")
_SECRET_SERVICE = ("keyring.backends.SecretService", "Keyring")
_DEFAULT_COLLECTION = "/org/freedesktop/secrets/aliases/default"
"""The collection that the Secret Service specification (section 3.2) calls the default one, by its alias."""

_LOCKED = ("KeyringLocked", "PromptDismissedException", "LockedException")


class Backend(Protocol):
    """What ChatDesk uses of a ``keyring.backend.KeyringBackend``."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the password, None if there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Delete the password; raises if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the keyring answered: the key it holds, None for none, or why it does not serve."""

    secret: Secret | None = None
    problem: SessionReason | None = None


def chosen_backend() -> Backend:
    """Return the backend that keyring chose for this system."""
    # Here, not at the top: keyring takes 70 ms to import and 190 to 440 ms to choose a backend.
    import keyring

    return keyring.get_keyring()


class KeyringAccess:
    """Reads, writes and deletes keys; every method may block for ever and none raises."""

    def __init__(self, choose: Callable[[], Backend] = chosen_backend) -> None:
        self._choose = choose

    def read(self, service: str) -> Answer:
        """Return the key that is kept under this service."""
        return self._guarded(lambda backend: Answer(_looked_up(backend, service)))

    def write(self, service: str, secret: Secret) -> Answer:
        """Keep a key, and read it back; the answer holds it if it is there."""
        if len(secret.reveal()) > MAX_KEY_CHARACTERS:
            return Answer(problem=SessionReason.FAILED)
        return self._guarded(lambda backend: _kept(backend, service, secret))

    def delete(self, service: str) -> Answer:
        """Delete the key; the answer holds what could not be deleted."""
        return self._guarded(lambda backend: _deleted(backend, service))

    def _guarded(self, work: Callable[[Backend], Answer]) -> Answer:
        try:
            backend = _safe(self._choose())
            return Answer(problem=backend) if isinstance(backend, SessionReason) else work(backend)
        except Exception as err:  # noqa: BLE001 - backends raise anything, pywintypes.error among it
            names = {type(err).__name__, type(err.__cause__).__name__}
            logger.warning("the keyring failed: %s", type(err).__name__)
            if type(err).__name__ == "NoKeyringError":
                return Answer(problem=SessionReason.NO_KEYRING)
            return Answer(problem=SessionReason.LOCKED if names & set(_LOCKED) else SessionReason.FAILED)


def _safe(backend: Backend) -> Backend | SessionReason:
    """Return the first backend that may hold a key, or why there is none."""
    name = _name(backend)
    if name == _CHAINER:
        chained: list[Backend] = list(getattr(backend, "backends", ()))
        safe = [found for found in chained if _name(found) in SAFE_BACKENDS]
        return safe[0] if safe else (SessionReason.UNSAFE_KEYRING if chained else SessionReason.NO_KEYRING)
    if name == _FAIL:
        return SessionReason.NO_KEYRING
    return backend if name in SAFE_BACKENDS else SessionReason.UNSAFE_KEYRING


def _name(backend: Backend) -> tuple[str, str]:
    return type(backend).__module__, type(backend).__qualname__


def _looked_up(backend: Backend, service: str) -> Secret | None:
    """Return the key. Where no keyring was ever made there is none, and the person is not asked to make one."""
    if _name(backend) != _SECRET_SERVICE:
        return _get(backend, service)
    # Of the usual collection, keyring makes one if it is missing, and the desktop then asks for its new password.
    reader = copy(backend)
    reader.preferred_collection = _DEFAULT_COLLECTION  # type: ignore[attr-defined]  # of this backend alone
    try:
        return _get(reader, service)
    except Exception as err:  # of keyring.errors, which is not imported for its name
        if type(err.__cause__).__name__ == "ItemNotFoundException":
            return None
        raise


def _get(backend: Backend, service: str) -> Secret | None:
    value = backend.get_password(service, ACCOUNT)
    return Secret(value) if value else None


def _kept(backend: Backend, service: str, secret: Secret) -> Answer:
    if _name(backend) == _WINDOWS:
        # keyring would let the key roam to other computers, and keep the old key beside the new one.
        backend.persist = "local machine"  # type: ignore[attr-defined]  # of this backend alone
        _deleted(backend, service)
    backend.set_password(service, ACCOUNT, secret.reveal())
    if _get(backend, service) != secret:
        return Answer(problem=SessionReason.NOT_READ_BACK)
    return Answer(secret)


def _deleted(backend: Backend, service: str) -> Answer:
    for _ in range(3):  # Secret Service may hold several of one name, and deletes one at a time.
        if (found := _get(backend, service)) is None:
            return Answer()
        backend.delete_password(service, ACCOUNT)
    return Answer(found if _get(backend, service) is not None else None)
