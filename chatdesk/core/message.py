"""A message: who said what, and how it ended."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """Who speaks; the values are those of the Chat Completions API."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """How far a message has come. Only ``STREAMING`` ever changes again by itself."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class FinishReason(StrEnum):
    """Why the model ended its reply. A reply without one was cut off."""

    STOP = "stop"
    LENGTH = "length"
    CONTENT_FILTER = "content_filter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TextPart:
    """What the reader reads, as Markdown source."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPart:
    """What a reasoning model thought before it answered, never sent back to it; and how long that took, None if unknown."""

    text: str
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture that the person attached. Its bytes are kept apart, under their SHA-256 (hex); ``size`` counts them.

    ``width`` and ``height`` are pixels; ``name`` is the file's name, "" for a picture that had none.
    """

    sha256: str
    media_type: str
    width: int
    height: int
    size: int
    name: str = ""


Part = TextPart | ReasoningPart | ImagePart


def reasoning_time(parts: Iterable[Part]) -> int | None:
    """Return how many milliseconds all reasoning took of which that is known; None if it is known of none."""
    known = [part.duration_ms for part in parts if isinstance(part, ReasoningPart) and part.duration_ms is not None]
    return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the service counted for one request and its reply."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation.

    Times are Unix milliseconds, durations milliseconds. ``parent_id`` is None for the first message of a conversation.
    ``damaged_events`` counts stream events that could not be read.
    """

    id: str
    parent_id: str | None
    role: Role
    parts: tuple[Part, ...]
    created_at: int
    status: Status = Status.COMPLETE
    model: str = ""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    first_token_ms: int | None = None
    duration_ms: int | None = None
    damaged_events: int = 0

    @property
    def text(self) -> str:
        """The visible text: all text parts in order."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def reasoning(self) -> str:
        """The reasoning text: all reasoning parts in order."""
        return "".join(part.text for part in self.parts if isinstance(part, ReasoningPart))

    @property
    def reasoning_ms(self) -> int | None:
        """How long the model reasoned, None if it did not or if that is unknown."""
        return reasoning_time(self.parts)

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The pictures in order."""
        return tuple(part for part in self.parts if isinstance(part, ImagePart))

    def outline(self) -> "MessageOutline":
        """Return what the transcript needs before the text is there."""
        text = self.text
        return MessageOutline(
            id=self.id,
            parent_id=self.parent_id,
            role=self.role,
            status=self.status,
            created_at=self.created_at,
            model=self.model,
            characters=len(text),
            newlines=text.count("\n"),
        )


class MessageOutline(NamedTuple):
    """A message without its text: enough to place it in the tree and to estimate its height.

    A tuple, since opening a conversation may make 10,000, and the making of a dataclass takes three times as long.
    """

    id: str
    parent_id: str | None
    role: Role
    status: Status
    created_at: int
    model: str
    characters: int
    newlines: int


def now_ms() -> int:
    """Return the time as Unix milliseconds."""
    return time.time_ns() // 1_000_000


_last_tick = 0


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562, sections 5.7 and 6.2, method 3), greater than every one that this process made before.

    48 bits of Unix milliseconds, 12 of their fraction (ticks of 244 ns), then random bits; for the GUI thread.
    """
    global _last_tick
    _last_tick = max((time.time_ns() << 12) // 1_000_000, _last_tick + 1)
    milliseconds, fraction = _last_tick >> 12, _last_tick & 0xFFF
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    text = f"{(milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0x2 << 62) | random_bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
