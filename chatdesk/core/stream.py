"""What arrives while a model replies, and the reply that grows from it."""

from dataclasses import dataclass, replace
from typing import assert_never

from chatdesk.core.message import FinishReason, Message, Part, ReasoningPart, TextPart, Usage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the visible answer; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the model's reasoning; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ModelNamed:
    """The service said which model answers."""

    model: str


@dataclass(frozen=True, slots=True)
class UsageReported:
    """The service counted tokens."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class EventDamaged:
    """One event of the stream could not be read and was skipped."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The model ended its reply. Without this event a reply is cut off, whatever else arrived."""

    reason: FinishReason


StreamEvent = TextDelta | ReasoningDelta | ModelNamed | UsageReported | EventDamaged | Finished


class ReplyBuilder:
    """Folds stream events into a reply.

    ``start`` is the message to grow: empty for a new reply, with text when an interrupted one continues.
    """

    def __init__(self, start: Message) -> None:
        self._start = start
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._model = start.model
        self._usage: Usage | None = start.usage
        self._damaged = start.damaged_events
        self.finish_reason: FinishReason | None = None
        self.reasoning_ms = start.reasoning_ms
        """How long the model has reasoned, None while it has not; the caller's to measure."""

    @property
    def has_content(self) -> bool:
        """Whether any text or reasoning has arrived since the start."""
        return bool(self._text or self._reasoning)

    def apply(self, event: StreamEvent) -> None:
        """Take one event."""
        match event:
            case TextDelta(text):
                self._text.append(text)
            case ReasoningDelta(text):
                self._reasoning.append(text)
            case ModelNamed(model):
                self._model = model
            case UsageReported(usage):
                self._usage = usage
            case EventDamaged():
                self._damaged += 1
            case Finished(reason):
                self.finish_reason = reason
            case _:
                assert_never(event)

    def message(self) -> Message:
        """Return the reply as it stands; its status and times are the caller's to set."""
        reasoning = self._start.reasoning + "".join(self._reasoning)
        text = self._start.text + "".join(self._text)
        parts: list[Part] = []
        if reasoning:
            parts.append(ReasoningPart(reasoning, self.reasoning_ms))
        if text:
            parts.append(TextPart(text))
        return replace(
            self._start,
            parts=tuple(parts),
            model=self._model,
            usage=self._usage,
            damaged_events=self._damaged,
            finish_reason=self.finish_reason,
        )
