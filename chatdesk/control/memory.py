"""What the model is told: the turns of the active branch that fit its context window."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chatdesk.core.context import estimate_tokens, fit_turns, message_tokens
from chatdesk.core.errors import StorageError
from chatdesk.core.message import Message, MessageOutline, Role
from chatdesk.core.request import CONTINUE_INSTRUCTION, RequestMessage, request_messages

LEAST_TOKENS_PER_CHARACTER = 2 / 7
"""What ``estimate_tokens`` gives at least: turns that cannot fit even so are not read from disk at all."""

PICTURE_BYTES = 20 << 20
"""Bytes of pictures that one request carries at most: in base64 far below the 50 MB that OpenAI takes."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """The messages of a request, and how many older ones were left out of it."""

    messages: tuple[RequestMessage, ...]
    omitted: int


async def recollect(
    branch: Sequence[MessageOutline],
    *,
    system_prompt: str,
    window_tokens: int,
    is_continuing: bool,
    read: Callable[[Sequence[str]], Awaitable[Sequence[Message]]],
    read_picture: Callable[[str], Awaitable[bytes]] | None,
) -> Recollection:
    """Return what a request carries of a branch (oldest first): the newest whole turns that fit ``window_tokens``.

    ``read_picture`` gives the bytes of an image by its SHA-256; None when the model takes no pictures.
    """
    newest = _within_reach(branch, window_tokens)
    messages = await read([outline.id for outline in newest])
    tokens = [message_tokens(message) for message in messages]
    starts = [index for index, message in enumerate(messages) if message.role == Role.USER]
    fixed = estimate_tokens(system_prompt) + (estimate_tokens(CONTINUE_INSTRUCTION) if is_continuing else 0)
    fit = fit_turns(tokens, starts, fixed, window_tokens)
    sent = messages[fit.first :]
    pictures = {} if read_picture is None else await _pictures(sent, read_picture)
    request = request_messages(sent, system_prompt, continuing=is_continuing, pictures=pictures)
    return Recollection(request, len(branch) - len(sent))


async def _pictures(turns: Sequence[Message], read: Callable[[str], Awaitable[bytes]]) -> dict[str, bytes]:
    """Return the newest pictures of these turns, up to ``PICTURE_BYTES``; one that is lost is left out."""
    found: dict[str, bytes] = {}
    left = PICTURE_BYTES
    for image in (image for turn in reversed(turns) for image in turn.images):
        if image.sha256 not in found:
            left -= image.size
            if left < 0:
                break
            with suppress(StorageError):
                found[image.sha256] = await read(image.sha256)
    return found


def _within_reach(branch: Sequence[MessageOutline], window_tokens: int) -> Sequence[MessageOutline]:
    """Return the newest turns that can possibly fit, from the start of a turn on."""
    left = window_tokens / LEAST_TOKENS_PER_CHARACTER
    first = len(branch)
    for index in range(len(branch) - 1, -1, -1):
        left -= branch[index].characters
        if branch[index].role == Role.USER:
            if left < 0 and first < len(branch):
                return branch[first:]
            first = index
    return branch
