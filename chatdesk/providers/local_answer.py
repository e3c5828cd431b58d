"""What the child process said at its start, as values: where it listens, or why it does not."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatdesk.core.errors import (
    ChatDeskError,
    LocalMemoryShort,
    LocalModelMissing,
    LocalModelUnreadable,
    LocalRuntimeMissing,
    LocalServerFailed,
)
from chatdesk.core.request import Endpoint
from chatdesk.core.secret import Secret, redacted

FIRST_TOKEN_SECONDS = 300.0
"""A long conversation is read at some 100 tokens a second on a small computer."""

IDLE_SECONDS = 120.0

_DETAIL_CHARACTERS = 300
_LOG_PREFIX = re.compile(r"^[\d.]+ [A-Z] [^:]*:\s*")
_NO_MEMORY = re.compile(
    r"insufficient memory|failed to allocate|unable to allocate|cannot allocate|out of memory|bad_alloc", re.IGNORECASE
)
_LOADING = "error loading model: "
_SIGKILL = 9

_ERRORS: dict[str, type[ChatDeskError]] = {
    "missing": LocalModelMissing,
    "unreadable": LocalModelUnreadable,
    "runtime": LocalRuntimeMissing,
    "failed": LocalServerFailed,
}


@dataclass(frozen=True, slots=True)
class Ready:
    """The server takes requests."""

    endpoint: Endpoint
    context_tokens: int


def read_answer(line: bytes, key: Secret) -> Ready | ChatDeskError:
    """Return what an answer says; LocalServerFailed without a detail if it is none. The protocol is in ``llama_process``."""
    try:
        answer = json.loads(line)
        if "error" in answer:
            return _ERRORS[answer["error"]](str(answer.get("detail", "")))
        port, context_tokens = int(answer["port"]), int(answer["context"])
        if not (0 < port < 65_536 and context_tokens > 0):
            return LocalServerFailed()
        endpoint = Endpoint(
            base_url=f"http://127.0.0.1:{port}/v1",
            key=key,
            first_token_seconds=FIRST_TOKEN_SECONDS,
            idle_seconds=IDLE_SECONDS,
        )
        return Ready(endpoint, context_tokens)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return LocalServerFailed()


def explained(error: ChatDeskError, key: Secret, log: Sequence[str], exit_code: int | None) -> ChatDeskError:
    """Return the error in llama.cpp's own words, where ``log``, the last lines of its error log, has better ones.

    A lack of memory is told apart from a file that cannot be read: llama.cpp reports both alike. Its first line names the
    cause, the later ones what failed because of it; when it aborts, the last line says where. A process that is killed while it
    loads is one that the system ended for want of memory: nobody else had a reason to.
    """
    words = [_LOG_PREFIX.sub("", line) for line in log]
    detail = error.detail
    if isinstance(error, LocalModelUnreadable):
        shortage = next((line for line in words if _NO_MEMORY.search(line)), None)
        if shortage is not None:
            return LocalMemoryShort(_shortened(shortage, key))
        detail = next((line.removeprefix(_LOADING) for line in words if line), detail)
    elif not detail:
        detail = " ".join([f"no answer, exit code {exit_code}", *words[-1:]])
        if was_killed(exit_code):
            return LocalMemoryShort(_shortened(detail, key))
    return type(error)(_shortened(detail, key))


def was_killed(exit_code: int | None) -> bool:
    """Return whether a process ended by SIGKILL, which is how Linux ends what takes too much memory."""
    return exit_code == -_SIGKILL


def _shortened(text: str, key: Secret) -> str:
    return redacted(text, key).strip()[:_DETAIL_CHARACTERS]
