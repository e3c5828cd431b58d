"""Where keys go, with keyrings of every temper."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from chatdesk.core.ports import KeyPlace, SessionReason, StoredKey
from chatdesk.core.secret import Secret
from chatdesk.core.settings import Connection, ConnectionKind, Settings
from chatdesk.storage.keyring_access import Backend, KeyringAccess
from chatdesk.storage.secrets import KeyringSecrets
from chatdesk.storage.settings_file import SettingsFile
from tests.storage.cases import history, record, user

KEY = Secret("sk-canary-5d1f")
OTHER = Secret("sk-other-77aa")


class MemoryKeyring:
    """A keyring that works; its class is renamed to that of a safe backend."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.items:
            raise RuntimeError("PasswordDeleteError")
        del self.items[service, username]


def named(module: str, name: str, base: type = MemoryKeyring) -> Any:
    """Return a class that looks like a backend of keyring's."""
    return type(name, (base,), {"__module__": module, "__qualname__": name})


SecretService = named("keyring.backends.SecretService", "Keyring")


class KeyringLocked(Exception):
    pass


class Locked(MemoryKeyring):
    error: Exception = KeyringLocked("sk-canary-5d1f")

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class Raising(Locked):
    error = OSError(1783, "CredWrite", "sk-canary-5d1f")


class Losing(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Changing(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        value = self.items.get((service, username))
        return value and value[:-1]


class Clinging(MemoryKeyring):
    def delete_password(self, service: str, username: str) -> None:
        pass


class Blocking(MemoryKeyring):
    """Blocks until it is released, as a locked keyring that asks the person does."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait()
        super().set_password(service, username, password)


def run(body: Callable[[KeyringSecrets], Coroutine[Any, Any, None]], backend: Backend, **options: Any) -> None:
    async def main() -> None:
        secrets = KeyringSecrets(keyring=KeyringAccess(lambda: backend), **options)
        try:
            await body(secrets)
        finally:
            await secrets.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.Windows", "WinVaultKeyring"),
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
    ],
)
def test_a_key_is_kept_by_a_safe_keyring(module: str, name: str) -> None:
    backend = named(module, name)()

    async def body(secrets: KeyringSecrets) -> None:
        assert await secrets.read("a") == StoredKey(None, KeyPlace.NONE)
        assert await secrets.write("a", OTHER) == StoredKey(OTHER, KeyPlace.KEYRING)
        assert await secrets.write("a", KEY) == StoredKey(KEY, KeyPlace.KEYRING)
        assert backend.items == {("ChatDesk:a", "api-key"): KEY.reveal()}
        assert await secrets.read("a") == StoredKey(KEY, KeyPlace.KEYRING)
        assert await secrets.read("b") == StoredKey(None, KeyPlace.NONE)
        for _ in range(2):
            assert await secrets.remove("a") == StoredKey(None, KeyPlace.NONE)
        assert backend.items == {}

    run(body, backend)
    assert getattr(backend, "persist", None) == ("local machine" if name == "WinVaultKeyring" else None)


@pytest.mark.expects_log("the keyring failed: (KeyringLocked|OSError)$")
@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (named("keyring.backends.null", "Keyring")(), SessionReason.UNSAFE_KEYRING),
        (named("keyrings.alt.file", "PlaintextKeyring")(), SessionReason.UNSAFE_KEYRING),
        (named("keyring.backends.SecretService", "Other", SecretService)(), SessionReason.UNSAFE_KEYRING),
        (named("keyring.backends.fail", "Keyring", Raising)(), SessionReason.NO_KEYRING),
        (named("keyring.backends.SecretService", "Keyring", Locked)(), SessionReason.LOCKED),
        (named("keyring.backends.Windows", "WinVaultKeyring", Raising)(), SessionReason.FAILED),
        (named("keyring.backends.SecretService", "Keyring", Losing)(), SessionReason.NOT_READ_BACK),
        (named("keyring.backends.SecretService", "Keyring", Changing)(), SessionReason.NOT_READ_BACK),
    ],
)
def test_any_other_keyring_makes_it_a_key_for_this_session(backend: MemoryKeyring, reason: SessionReason) -> None:
    async def body(secrets: KeyringSecrets) -> None:
        kept = StoredKey(KEY, KeyPlace.SESSION, reason)
        assert await secrets.write("a", KEY) == kept
        assert await secrets.read("a") == kept
        assert await secrets.read("b") in (StoredKey(None, KeyPlace.NONE, reason), StoredKey(None, KeyPlace.NONE))
        removed = await secrets.remove("a")
        can_hold = reason in (SessionReason.LOCKED, SessionReason.FAILED)
        assert removed.place == (KeyPlace.KEYRING if can_hold else KeyPlace.NONE)
        assert (await secrets.read("a")).secret is None

    run(body, backend)
    if reason == SessionReason.UNSAFE_KEYRING:
        assert backend.items == {}


def test_a_chain_serves_through_its_first_safe_keyring() -> None:
    plain, safe = named("keyrings.alt.file", "PlaintextKeyring")(), SecretService()
    chainer = named("keyring.backends.chainer", "ChainerBackend", Raising)()
    chainer.backends = [plain, safe]

    async def body(secrets: KeyringSecrets) -> None:
        assert (await secrets.write("a", KEY)).place == KeyPlace.KEYRING
        chainer.backends = [plain]
        assert await secrets.write("b", KEY) == StoredKey(KEY, KeyPlace.SESSION, SessionReason.UNSAFE_KEYRING)
        chainer.backends = []
        assert await secrets.write("c", KEY) == StoredKey(KEY, KeyPlace.SESSION, SessionReason.NO_KEYRING)

    run(body, chainer)
    assert (plain.items, len(safe.items)) == ({}, 1)


@pytest.mark.expects_log("the keyring failed: (KeyringLocked|OSError|ModuleNotFoundError)$")
def test_a_keyring_that_cannot_be_chosen_is_a_key_for_this_session() -> None:
    def choose() -> Backend:
        raise ModuleNotFoundError("broken.name")

    async def main() -> None:
        secrets = KeyringSecrets(keyring=KeyringAccess(choose))
        assert await secrets.write("a", KEY) == StoredKey(KEY, KeyPlace.SESSION, SessionReason.FAILED)
        await secrets.close()

    asyncio.run(main())


@pytest.mark.expects_log("the keyring did not answer")
def test_a_keyring_that_does_not_answer_holds_up_nothing() -> None:
    blocking: Blocking = named("keyring.backends.SecretService", "Keyring", Blocking)()
    working = SecretService()
    backends: list[Backend] = [blocking, blocking, working]

    async def main() -> None:
        secrets = KeyringSecrets(keyring=KeyringAccess(lambda: backends.pop(0)), seconds=0.05)
        assert await secrets.read("a") == StoredKey(None, KeyPlace.NONE, SessionReason.TIMED_OUT)
        assert await secrets.write("a", KEY) == StoredKey(KEY, KeyPlace.SESSION, SessionReason.TIMED_OUT)
        assert await secrets.read("a") == StoredKey(KEY, KeyPlace.SESSION, SessionReason.TIMED_OUT)
        assert await secrets.write("b", KEY) == StoredKey(KEY, KeyPlace.KEYRING)
        await secrets.close()

    asyncio.run(main())
    waiting = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert len(waiting) == 2
    assert all(thread.daemon for thread in waiting)
    blocking.released.set()
    for thread in waiting:
        thread.join()


@pytest.mark.expects_log("the keyring did not answer")
def test_closing_gives_up_a_call_that_waits() -> None:
    blocking: Blocking = named("keyring.backends.SecretService", "Keyring", Blocking)()

    async def main() -> None:
        secrets = KeyringSecrets(keyring=KeyringAccess(lambda: blocking), seconds=3_600)
        calls = [asyncio.create_task(secrets.write(name, KEY)) for name in "ab"]
        while not any(thread.name == "keyring" for thread in threading.enumerate()):
            await asyncio.sleep(0)
        await secrets.close()
        for call in calls:
            assert await call == StoredKey(KEY, KeyPlace.SESSION, SessionReason.TIMED_OUT)

    asyncio.run(main())
    blocking.released.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()


def test_a_key_that_was_entered_beats_the_environment_which_serves_one_connection() -> None:
    environment = Secret("sk-environment")

    async def body(secrets: KeyringSecrets) -> None:
        assert await secrets.read("openai") == StoredKey(environment, KeyPlace.ENVIRONMENT)
        assert await secrets.read("other") == StoredKey(None, KeyPlace.NONE)
        await secrets.write("openai", KEY)
        assert await secrets.read("openai") == StoredKey(KEY, KeyPlace.KEYRING)
        assert await secrets.remove("openai") == StoredKey(environment, KeyPlace.ENVIRONMENT)

    run(body, SecretService(), environment_key=environment, environment_connection_id="openai")


def test_a_keyring_that_keeps_what_it_should_delete_is_told() -> None:
    async def body(secrets: KeyringSecrets) -> None:
        await secrets.write("a", KEY)
        assert await secrets.remove("a") == StoredKey(None, KeyPlace.KEYRING)

    run(body, named("keyring.backends.SecretService", "Keyring", Clinging)())


def test_a_key_too_long_for_a_keyring_is_kept_for_this_session() -> None:
    async def body(secrets: KeyringSecrets) -> None:
        stored = await secrets.write("a", Secret("k" * 1_201))
        assert (stored.place, stored.reason) == (KeyPlace.SESSION, SessionReason.FAILED)

    run(body, SecretService())


@pytest.mark.expects_log("the keyring failed: (KeyringLocked|OSError)$")
def test_no_log_and_no_file_of_the_profile_holds_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    connection = Connection("a", ConnectionKind.OPENAI, "OpenAI", "https://api.example/v1", "m")

    async def body(secrets: KeyringSecrets) -> None:
        await secrets.write("a", KEY)
        assert KEY.reveal() not in repr(await secrets.read("a"))
        SettingsFile(tmp_path / "settings.json", Settings((connection,), "a")).save(Settings((connection,), "a"))
        store = history(tmp_path)
        await store.open()
        await store.create(record())
        await store.append("c", user("q"))
        assert not any(KEY.reveal().encode() in path.read_bytes() for path in tmp_path.iterdir())
        await store.close()

    for base in (Locked, Raising, Losing, MemoryKeyring):
        run(body, named("keyring.backends.SecretService", "Keyring", base)())
    assert KEY.reveal() not in caplog.text
    assert {path.name for path in tmp_path.iterdir()} == {"settings.json", "history.sqlite3"}
