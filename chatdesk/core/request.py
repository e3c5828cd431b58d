"""What is sent to a model: the conversation so far, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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
class RequestImage:
    """A picture that goes along, as the bytes of a file."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RequestMessage:
    """One entry of the request's ``messages``; pictures follow the text."""

    role: Role
    content: str
    images: tuple[RequestImage, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call: a model and the messages it gets."""

    model: str
    messages: tuple[RequestMessage, ...]


def request_messages(
    turns: Sequence[Message],
    system_prompt: str = "",
    *,
    continuing: bool = False,
    pictures: Mapping[str, bytes] | None = None,
) -> tuple[RequestMessage, ...]:
    """Return the messages for the API from the turns of the active branch, oldest first.

    Empty replies are left out, and neighbors of one role become one message with a blank line between them, since some
    models' templates insist on alternation. ``continuing`` adds ``CONTINUE_INSTRUCTION``. ``pictures`` are the bytes of
    images by SHA-256; an image that is not among them is only named, so that the model knows that there was one.
    """
    turned: list[RequestMessage] = []
    if system_prompt.strip():
        turned.append(RequestMessage(Role.SYSTEM, system_prompt))
    for turn in turns:
        message = _request_message(turn, pictures or {})
        if not message.content.strip() and not message.images:
            continue
        if turned and turned[-1].role == turn.role:
            turned[-1] = _joined(turned[-1], message)
        else:
            turned.append(message)
    if continuing:
        turned.append(RequestMessage(Role.USER, CONTINUE_INSTRUCTION))
    return tuple(turned)


def _request_message(turn: Message, pictures: Mapping[str, bytes]) -> RequestMessage:
    sent = tuple(RequestImage(i.media_type, pictures[i.sha256]) for i in turn.images if i.sha256 in pictures)
    named = [f"[Image: {image.name}]" if image.name else "[Image]" for image in turn.images if image.sha256 not in pictures]
    return RequestMessage(turn.role, "\n\n".join(filter(None, [*named, turn.text])), sent)


def _joined(above: RequestMessage, below: RequestMessage) -> RequestMessage:
    content = "\n\n".join(filter(None, [above.content, below.content]))
    return replace(above, content=content, images=above.images + below.images)
