"""What is sent to a model: the conversation so far, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatdesk.core.message import Message, Role
from chatdesk.core.secret import Secret

CONTINUE_INSTRUCTION = (
    "Your last answer was cut off. Continue it exactly where it stopped, without repeating anything and without a preface."
)
"""Sent as a last user turn, and neither stored nor shown, when a person asks to continue a reply."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a request goes. ``base_url`` ends before ``/chat/completions``; ``proxy`` is "" for the environment's."""

    base_url: str
    key: Secret | None
    first_token_seconds: float = 60.0
    idle_seconds: float = 60.0
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class RequestMessage:
    """One entry of the request's ``messages``."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call: a model and the messages it gets."""

    model: str
    messages: tuple[RequestMessage, ...]


def request_messages(
    turns: Sequence[Message], system_prompt: str = "", *, continuing: bool = False
) -> tuple[RequestMessage, ...]:
    """Return the messages for the API from the turns of the active branch, oldest first.

    Empty replies are left out, and neighbors of one role become one message with a blank line between them, since some
    models' templates insist on alternation. ``continuing`` adds ``CONTINUE_INSTRUCTION``.
    """
    turned: list[RequestMessage] = []
    if system_prompt.strip():
        turned.append(RequestMessage(Role.SYSTEM, system_prompt))
    for turn in turns:
        text = turn.text
        if not text.strip():
            continue
        if turned and turned[-1].role == turn.role:
            turned[-1] = RequestMessage(turn.role, f"{turned[-1].content}\n\n{text}")
        else:
            turned.append(RequestMessage(turn.role, text))
    if continuing:
        turned.append(RequestMessage(Role.USER, CONTINUE_INSTRUCTION))
    return tuple(turned)
