"""Chat completion JSON, chunked or whole, to stream events; tolerant of every shape that a server may send.

Pure. The format: https://platform.openai.com/docs/api-reference/chat-streaming, with what compatible services add.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jiter

from chatdesk.core.message import FinishReason, Usage
from chatdesk.core.stream import EventDamaged, Finished, ModelNamed, ReasoningDelta, StreamEvent, TextDelta, UsageReported

MAX_ANSWER_CHARACTERS = 16 * 1024 * 1024
"""The most text and reasoning that one reply may have."""

MAX_JSON_MARKS = 500_000
"""The most brackets, braces, commas and colons in one JSON text: each may become an object of 60 bytes or more."""

_MAX_NAME = 200
_MAX_TOKENS = 2**53
_SURROGATE = re.compile("[\ud800-\udfff]")
_REASONS = {
    "stop": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "end_turn": FinishReason.STOP,
    "eos": FinishReason.STOP,
    "eos_token": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
    "sensitive": FinishReason.CONTENT_FILTER,
    "safety": FinishReason.CONTENT_FILTER,
}


@dataclass(frozen=True, slots=True)
class ReportedError:
    """An error that a service wrote into its stream or body; texts as they came, neither redacted nor cut."""

    message: str
    code: str = ""


def parse_json(text: bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError for every fault: syntax, nesting, numbers too long, a bomb.

    Invalid UTF-8 becomes U+FFFD, and raw control characters in strings are let through. jiter, which the SDK brings along,
    takes 0.7 µs for a usual chunk, json 3.5, but it is strict: what it does not take is for json.
    """
    if len(text) > 2 * MAX_JSON_MARKS and sum(map(text.count, (b"[", b"{", b",", b":"))) > MAX_JSON_MARKS:
        raise ValueError("too many parts")
    try:
        return jiter.from_json(text)
    except ValueError:
        pass
    try:
        return json.loads(text.decode("utf-8", "replace"), strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def reported_error(value: Any) -> ReportedError | None:
    """Return the error in a decoded event or body, None if it is none."""
    if not isinstance(value, dict):
        return None
    error = value.get("error")
    if not error and value.get("object") == "error":
        error = value
    if not error:
        return None
    if not isinstance(error, dict):
        return ReportedError(error if isinstance(error, str) else "", _text_of(value.get("code")))
    nested = error.get("error")
    message = error.get("message") or (nested.get("message") if isinstance(nested, dict) else nested) or error.get("detail")
    code = _text_of(error.get("code")) or _text_of(error.get("type"))
    return ReportedError(message if isinstance(message, str) else code, code)


def whole(text: str) -> str:
    """Return the text with surrogate halves joined where they pair and U+FFFD where they don't."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class ChunkReader:
    """Reads the events of one reply: decoded JSON in, stream events out; adjacent text becomes one event.

    It stops at the first error: then ``error`` is set, or ``too_large``.
    """

    def __init__(self) -> None:
        self.finished = False
        self.characters = 0
        """How much text and reasoning arrived."""
        self.saw_chunk = False
        """Whether any event had the shape of a chunk: the server speaks this API."""
        self.error: ReportedError | None = None
        self.too_large = False
        self._model = ""
        self._usage: Usage | None = None
        self._kind: type[TextDelta] | type[ReasoningDelta] = TextDelta
        self._pending: list[str] = []
        self._events: list[StreamEvent] = []

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more is to be read."""
        return self.error is not None or self.too_large

    def read(self, data: bytes, name: str = "") -> None:
        """Take the data of one event; ``take_events`` returns what became of it. Events with other names may hold anything."""
        try:
            value = parse_json(data)
        except ValueError:
            if name == "error":
                self.error = ReportedError(data.decode("utf-8", "replace"))
            elif name in ("", "message") and data.strip():
                self._emit(EventDamaged())
            return
        if name == "error" or (isinstance(value, dict) and ("error" in value or value.get("object") == "error")):
            self.error = reported_error(value) or (_error_event(value, data) if name == "error" else None)
        if self.error is not None:
            self.saw_chunk = True
        elif isinstance(value, dict):
            self.read_object(value)

    def read_object(self, value: dict[str, Any]) -> None:
        """Take a chunk, or a whole completion, whose ``message`` stands where a chunk has ``delta``."""
        choices = value.get("choices")
        if isinstance(choices, list):
            self.saw_chunk = True
        model = value.get("model")
        if isinstance(model, str) and model != self._model:
            self._name_model(model)
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and not choice.get("index"):
                self._read_choice(choice)
        usage = value.get("usage")
        if isinstance(usage, dict):
            self._read_usage(usage)

    def take_events(self) -> list[StreamEvent]:
        """Return the events since the last call."""
        self._flush()
        events, self._events = self._events, []
        return events

    def _read_choice(self, choice: dict[str, Any]) -> None:
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice.get("message")
        if isinstance(delta, dict):
            self._read_delta(delta)
        reason = choice.get("finish_reason")
        if not isinstance(reason, str) or not reason or self.finished or self.too_large:
            return
        if reason == "error":
            self.error = ReportedError("")
            return
        self.finished = True
        self._emit(Finished(_REASONS.get(reason.lower(), FinishReason.OTHER)))

    def _read_delta(self, delta: dict[str, Any]) -> None:
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if reasoning and isinstance(reasoning, str):
            self._add(ReasoningDelta, reasoning)
        content = delta.get("content") or delta.get("refusal")
        if isinstance(content, str):
            if content:
                self._add(TextDelta, content)
        elif isinstance(content, list):
            for part in content:
                self._read_part(part)

    def _read_part(self, part: Any) -> None:
        """Take a typed part of a content list: ``text``, or ``thinking``, which holds text parts itself (Mistral)."""
        if not isinstance(part, dict):
            return
        text = part.get("text")
        if isinstance(text, str) and text:
            self._add(TextDelta, text)
        thinking = part.get("thinking")
        for inner in thinking if isinstance(thinking, list) else ({"text": thinking},):
            if isinstance(inner, dict) and isinstance(inner.get("text"), str) and inner["text"]:
                self._add(ReasoningDelta, inner["text"])

    def _read_usage(self, usage: dict[str, Any]) -> None:
        prompt, completion = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
        if prompt is None or completion is None:
            return
        counted = Usage(prompt, completion)
        if counted != self._usage:
            self._usage = counted
            self._emit(UsageReported(counted))

    def _name_model(self, model: str) -> None:
        self._model = model
        shown = whole(model[:_MAX_NAME]).strip()
        if shown:
            self._emit(ModelNamed(shown))

    def _add(self, kind: type[TextDelta] | type[ReasoningDelta], text: str) -> None:
        self.characters += len(text)
        if self.characters > MAX_ANSWER_CHARACTERS:
            self.too_large = True
            return
        if kind is not self._kind:
            self._flush()
            self._kind = kind
        self._pending.append(text)

    def _emit(self, event: StreamEvent) -> None:
        self._flush()
        self._events.append(event)

    def _flush(self) -> None:
        if self._pending:
            self._events.append(self._kind(whole("".join(self._pending))))
            self._pending.clear()


def _error_event(value: Any, data: bytes) -> ReportedError:
    """Return what an event named ``error`` says that has no error object."""
    message = value.get("message") if isinstance(value, dict) else value
    return ReportedError(message if isinstance(message, str) else data.decode("utf-8", "replace"))


def _text_of(value: Any) -> str:
    return str(value)[:_MAX_NAME] if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _count(value: Any) -> int | None:
    """Return a number of tokens, None for what can't be one (NaN, booleans, texts, negative, absurd)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value <= _MAX_TOKENS else None


def first_line(text: str) -> str:
    """Return the first line of a body that has anything to read."""
    return next(_readable_lines(text), "")


def _readable_lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text[:20_000].splitlines() if line.strip())
