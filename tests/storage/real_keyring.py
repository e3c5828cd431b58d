"""Uses the keyring that this process finds, and prints what came of it, one ``STEP PLACE REASON`` a line.

Argument: ``service`` starts gnome-keyring on the session bus first, unlocks, locks and stops it; ``fresh`` starts it without
any keyring made yet; ``none`` takes what there is.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from chatdesk.core.ports import StoredKey
from chatdesk.core.secret import Secret
from chatdesk.storage.secrets import KeyringSecrets

KEY = Secret("sk-canary-0b3f5d")
OTHER = Secret("sk-other-94ea11")


def say(step: str, stored: StoredKey) -> None:
    assert stored.secret in (None, KEY, OTHER)
    print(step, stored.place.name, stored.reason.name if stored.reason else "-", flush=True)


async def keep(step: str, connection_id: str = "a", seconds: float = 5.0) -> None:
    """Write a key, and read it with another store, as after a restart."""
    first = KeyringSecrets(seconds=seconds)
    say(f"{step}-write", await first.write(connection_id, OTHER))
    say(f"{step}-again", await first.write(connection_id, KEY))
    await first.close()
    second = KeyringSecrets(seconds=seconds)
    stored = await second.read(connection_id)
    assert stored.secret in (None, KEY)
    say(f"{step}-read", stored)
    await second.close()


@contextmanager
def secret_service(*, is_fresh: bool = False) -> Iterator[int]:
    """Run gnome-keyring with an unlocked login keyring, or without any keyring; yields its process id."""
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *([] if is_fresh else ["--unlock"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(b"login\n")
        daemon.stdin.close()
        try:
            wait_for_service(is_fresh=is_fresh)
            yield daemon.pid
        finally:
            daemon.send_signal(signal.SIGCONT)
            daemon.kill()


def wait_for_service(*, is_fresh: bool) -> None:
    import secretstorage

    for _ in range(100):
        with secretstorage.dbus_init() as bus:
            try:
                if is_fresh:
                    list(secretstorage.get_all_collections(bus))
                    return
                if not secretstorage.get_default_collection(bus).is_locked():
                    return
            except secretstorage.exceptions.SecretStorageException:
                pass
        time.sleep(0.05)
    raise TimeoutError


def lock() -> None:
    import secretstorage

    with secretstorage.dbus_init() as bus:
        secretstorage.get_default_collection(bus).lock()


async def with_service(process: int) -> None:
    await keep("open")
    secrets = KeyringSecrets()
    say("open-remove", await secrets.remove("a"))
    say("open-gone", await secrets.read("a"))
    await secrets.close()
    await keep("kept")
    lock()
    await keep("locked")
    os.kill(process, signal.SIGSTOP)
    await keep("stopped", seconds=0.3)


async def without_keyring() -> None:
    """Read a key where no keyring was made yet: nobody may be asked to make one."""
    import secretstorage

    secrets = KeyringSecrets(seconds=3.0)
    say("fresh-read", await secrets.read("a"))
    await secrets.close()
    with secretstorage.dbus_init() as bus:
        labels = sorted(collection.get_label() for collection in secretstorage.get_all_collections(bus))
    print("fresh-collections", labels, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fresh":
        with secret_service(is_fresh=True):
            asyncio.run(without_keyring())
    elif sys.argv[1] == "service":
        with secret_service() as process:
            asyncio.run(with_service(process))
            print("end", flush=True)
    else:
        asyncio.run(keep("plain"))
