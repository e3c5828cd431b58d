"""The keyring, asked by a child process that ends with its answer.

keyring and what it needs take 16 MB of memory and up to half a second of CPU, for one short text; a keyring that waits for
its person may wait for ever, and nothing but a process can be ended then.

Protocol, one JSON object each way, ASCII. The parent writes to standard input, and leaves it open until it has the answer::

    {"do": "read" | "write" | "delete", "service": "ChatDesk:…", "secret": "…"}

The child writes to standard output::

    {"secret": "…" | null, "problem": "locked" | … | null}

The child ends when standard input closes, so that none outlives the app.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from typing import Any

from chatdesk.core.child import child_command, whole_environment, with_this_package
from chatdesk.core.ports import SessionReason
from chatdesk.core.secret import Secret
from chatdesk.storage.keyring_access import Answer, KeyringAccess

CHILD_FLAG = "--keyring"
"""The hidden argument with which the app becomes this process."""

_SECRET_VARIABLES = ("OPENAI_API_KEY",)
"""What the child has no use for; it needs most of the rest to find the keyring."""

logger = logging.getLogger(__name__)


class KeyringProcess:
    """Does what ``KeyringAccess`` does, in a process a call; every method may block for ever and none raises."""

    def read(self, service: str) -> Answer:
        """Return the key that is kept under this service."""
        return self._ask("read", service)

    def write(self, service: str, secret: Secret) -> Answer:
        """Keep a key, and read it back; the answer holds it if it is there."""
        return self._ask("write", service, secret)

    def delete(self, service: str) -> Answer:
        """Delete the key; the answer holds what could not be deleted."""
        return self._ask("delete", service)

    def _ask(self, do: str, service: str, secret: Secret | None = None) -> Answer:
        request = {"do": do, "service": service, "secret": secret.reveal() if secret else None}
        try:
            answer = _answer(json.loads(_asked(json.dumps(request).encode() + b"\n")))
        except (OSError, ValueError, KeyError, TypeError) as err:
            logger.warning("the keyring's process failed: %s", type(err).__name__)
            return Answer(problem=SessionReason.FAILED)
        if answer.problem in (SessionReason.LOCKED, SessionReason.FAILED):
            logger.warning("the keyring failed: %s", answer.problem)
        return answer


def _asked(request: bytes) -> bytes:
    """Start a child, hand it a request, and return its answer, b"" if it died."""
    environment = with_this_package(whole_environment(os.environ, without=_SECRET_VARIABLES))
    flags = 0
    if sys.platform == "win32":  # written for Windows, not run there yet
        flags = subprocess.CREATE_NO_WINDOW
    with subprocess.Popen(  # noqa: S603 - a fixed command; the key goes through the pipe
        child_command(CHILD_FLAG),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=flags,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(request)
        process.stdin.flush()
        return process.stdout.readline()


def _answer(content: Any) -> Answer:
    secret, problem = content["secret"], content["problem"]
    return Answer(Secret(secret) if secret else None, SessionReason(problem) if problem else None)


def main() -> int:
    """Answer one request."""
    # The rest of standard input belongs to the thread, so none of it may be read ahead.
    request = json.loads(os.fdopen(os.dup(0), "rb", buffering=0).readline())
    threading.Thread(target=_end_when_stdin_closes, daemon=True).start()
    access, service = KeyringAccess(), request["service"]
    match request["do"]:
        case "read":
            answer = access.read(service)
        case "write":
            answer = access.write(service, Secret(request["secret"]))
        case _:
            answer = access.delete(service)
    content = {"secret": answer.secret.reveal() if answer.secret else None, "problem": answer.problem}
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()
    return 0


def _end_when_stdin_closes() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)
