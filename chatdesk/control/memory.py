"""What the model is told: the turns of the active branch that fit its context window."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chatdesk.core.context import estimate_tokens, fit_turns
from chatdesk.core.message import Message, MessageOutline, Role
from chatdesk.core.request import CONTINUE_INSTRUCTION, RequestMessage, request_messages

LEAST_TOKENS_PER_CHARACTER = 2 / 7
"""What ``estimate_tokens`` gives at least: turns that cannot fit even so are not read from disk at all."""


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
) -> Recollection:
    """Return what a request carries of a branch (oldest first): the newest whole turns that fit ``window_tokens``."""
    newest = _within_reach(branch, window_tokens)
    messages = await read([outline.id for outline in newest])
    tokens = [estimate_tokens(message.text) for message in messages]
    starts = [index for index, message in enumerate(messages) if message.role == Role.USER]
    fixed = estimate_tokens(system_prompt) + (estimate_tokens(CONTINUE_INSTRUCTION) if is_continuing else 0)
    fit = fit_turns(tokens, starts, fixed, window_tokens)
    sent = messages[fit.first :]
    return Recollection(request_messages(sent, system_prompt, continuing=is_continuing), len(branch) - len(sent))


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
