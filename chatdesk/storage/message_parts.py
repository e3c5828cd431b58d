"""A message's parts as two columns: the visible text, and the rest as JSON.

A message of one text, or of nothing, has "" for its parts. Otherwise they are a list of objects with a ``kind``:
``{"kind": "text", "characters": 12}`` stands for the next 12 characters of the text, ``{"kind": "reasoning", "text": "…"}``
for itself, with ``"ms"`` where it is known how long it took, ``{"kind": "image", "sha256": "…", "type": "image/png",
"width": 8, "height": 6, "bytes": 99, "name": "…"}`` for a picture, whose bytes are in a file of their own. Kinds of a newer
version are kept as they are.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from chatdesk.core.message import ImagePart, Part, ReasoningPart, TextPart
from chatdesk.storage.text import storable

ForeignPart = dict[str, object]

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Body:
    """What the table ``bodies`` holds of a message. ``text`` holds no lone surrogates."""

    text: str
    parts: str

    @property
    def newlines(self) -> int:
        """How many line ends the text has."""
        return self.text.count("\n")


def encode_parts(parts: tuple[Part, ...], foreign: list[ForeignPart] | None = None) -> Body:
    """Return the columns of these parts; ``foreign`` are parts of unknown kinds, which go last."""
    texts: list[str] = []
    entries: list[ForeignPart] = []
    for part in parts:
        match part:
            case TextPart(text):
                texts.append(storable(text))
                entries.append({"kind": "text", "characters": len(texts[-1])})
            case ReasoningPart(text, duration_ms):
                timing: ForeignPart = {} if duration_ms is None else {"ms": duration_ms}
                entries.append({"kind": "reasoning", "text": storable(text), **timing})
            case ImagePart():
                entries.append(_image_entry(part))
            case _:
                assert_never(part)
    text = "".join(texts)
    if not foreign and (not parts or (len(parts) == 1 and text)):
        return Body(text, "")
    return Body(text, _dumped([*entries, *(foreign or ())]))


def decode_parts(body: Body) -> tuple[Part, ...]:
    """Return the parts of these columns; text that no entry stands for, as in a damaged row, becomes a last part."""
    entries = _entries(body.parts)
    parts: list[Part] = []
    position = 0
    for entry in entries:
        kind, text = entry.get("kind"), entry.get("text")
        if kind == "text":
            end = position + _count(entry.get("characters"))
            parts.append(TextPart(body.text[position:end]))
            position = end
        elif kind == "reasoning" and isinstance(text, str):
            parts.append(ReasoningPart(text, _milliseconds(entry.get("ms"))))
        elif (image := _image(entry)) is not None:
            parts.append(image)
    if position < len(body.text):
        parts.append(TextPart(body.text[position:]))
    return tuple(parts)


def foreign_parts(parts: str) -> list[ForeignPart]:
    """Return the entries of kinds that this version does not know."""
    return [entry for entry in _entries(parts) if entry.get("kind") not in ("text", "reasoning") and _image(entry) is None]


def encode_images(images: Sequence[ImagePart]) -> str:
    """Return the column of pictures that are attached and not sent, "" for none."""
    return _dumped([_image_entry(image) for image in images]) if images else ""


def decode_images(column: str) -> tuple[ImagePart, ...]:
    """Return the pictures of that column."""
    found = (_image(entry) for entry in _entries(column))
    return tuple(image for image in found if image is not None)


def _image_entry(image: ImagePart) -> ForeignPart:
    return {
        "kind": "image",
        "sha256": image.sha256,
        "type": storable(image.media_type),
        "width": image.width,
        "height": image.height,
        "bytes": image.size,
        "name": storable(image.name),
    }


def _image(entry: ForeignPart) -> ImagePart | None:
    """Return the picture of an entry, None if it is another kind or cannot be one."""
    match entry:
        case {
            "kind": "image",
            "sha256": str(sha256),
            "type": str(media_type),
            "width": int(width),
            "height": int(height),
            "bytes": int(size),
            "name": str(name),
        } if _SHA256.fullmatch(sha256) and width > 0 and height > 0:
            return ImagePart(sha256, media_type, width, height, size, name)
        case _:
            return None


def _dumped(entries: list[ForeignPart]) -> str:
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def _entries(parts: str) -> list[ForeignPart]:
    if not parts:
        return []
    try:
        entries = json.loads(parts)
    except ValueError:
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _milliseconds(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
