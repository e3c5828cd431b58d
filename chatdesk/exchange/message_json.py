"""A message as a JSON object, with everything that it has, and back::

    {"id": "…", "parent_id": null, "role": "user", "parts": [{"type": "text", "text": "…"}, …],
     "created_at": "2026-01-31T23:59:59.123Z", "status": "complete", "model": "gpt-5", "finish_reason": "stop",
     "usage": {"prompt_tokens": 1, "completion_tokens": 2}, "first_token_ms": 300, "duration_ms": 2000, "damaged_events": 0}

Parts are ``text`` (``text``), ``reasoning`` (``text``, ``duration_ms``) and ``image`` (``sha256``, ``media_type``, ``width``,
``height``, ``size``, ``name``). What has its usual value is left out. Times are ISO 8601 in UTC; one that no calendar has
is a number, of Unix milliseconds.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never

from chatdesk.core.message import FinishReason, ImagePart, Message, Part, ReasoningPart, Role, Status, TextPart, Usage

Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NoMessage(ValueError):
    """An object is not a message."""


def time_text(unix_ms: int) -> str | int:
    """Return a time as ISO 8601 in UTC, to the millisecond."""
    try:
        moment = _EPOCH + unix_ms * _MS
    except OverflowError:
        return unix_ms
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def time_ms(value: object) -> int:
    """Return the Unix milliseconds of such a time. Raises NoMessage."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
            return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // _MS
        except (ValueError, OverflowError):
            pass
    raise NoMessage("a time")


def message_json(message: Message) -> Json:
    """Return a message as an object."""
    usage = message.usage
    optional = {
        "model": message.model or None,
        "finish_reason": message.finish_reason and message.finish_reason.value,
        "usage": usage and {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens},
        "first_token_ms": message.first_token_ms,
        "duration_ms": message.duration_ms,
        "damaged_events": message.damaged_events or None,
    }
    return {
        "id": message.id,
        "parent_id": message.parent_id,
        "role": message.role.value,
        "parts": [_part_json(part) for part in message.parts],
        "created_at": time_text(message.created_at),
        "status": message.status.value,
        **{name: value for name, value in optional.items() if value is not None},
    }


def message_of(content: Any) -> Message:
    """Return the message that an object is; parts of unknown types are left out. Raises NoMessage."""
    match content:
        case {"id": str(id), "role": str(role), "parts": list(parts)}:
            pass
        case _:
            raise NoMessage("no id, role or parts")
    parent = content.get("parent_id")
    try:
        return Message(
            id=id,
            parent_id=parent if isinstance(parent, str) else None,
            role=Role(role),
            parts=tuple(part for part in map(_part, parts) if part is not None),
            created_at=time_ms(content.get("created_at")),
            status=Status(content.get("status", Status.COMPLETE)),
            model=_text(content.get("model")),
            finish_reason=FinishReason(content["finish_reason"]) if "finish_reason" in content else None,
            usage=_usage(content.get("usage")),
            first_token_ms=_count(content.get("first_token_ms")),
            duration_ms=_count(content.get("duration_ms")),
            damaged_events=_count(content.get("damaged_events")) or 0,
        )
    except ValueError as err:
        raise NoMessage("an unknown value") from err


def _part_json(part: Part) -> Json:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ReasoningPart(text, duration_ms):
            timing = {} if duration_ms is None else {"duration_ms": duration_ms}
            return {"type": "reasoning", "text": text, **timing}
        case ImagePart():
            names = ("sha256", "media_type", "width", "height", "size", "name")
            return {"type": "image", **{name: getattr(part, name) for name in names}}
        case _:
            assert_never(part)


def _part(content: Any) -> Part | None:
    match content:
        case {"type": "text", "text": str(text)}:
            return TextPart(text)
        case {"type": "reasoning", "text": str(text)}:
            return ReasoningPart(text, _count(content.get("duration_ms")))
        case {
            "type": "image",
            "sha256": str(sha256),
            "media_type": str(media_type),
            "width": int(width),
            "height": int(height),
            "size": int(size),
        } if _SHA256.fullmatch(sha256):
            return ImagePart(sha256, media_type, width, height, size, _text(content.get("name")))
        case _:
            return None


def _usage(content: object) -> Usage | None:
    match content:
        case {"prompt_tokens": int(prompt), "completion_tokens": int(completion)}:
            return Usage(prompt, completion)
        case _:
            return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
