"""Pictures: which kinds are taken, how large they may be, and what control and ui say of them to each other."""

from dataclasses import dataclass, field
from pathlib import PurePath

MAX_IMAGES = 10
"""Pictures that one message carries."""

MAX_FILE_BYTES = 64 << 20
"""Bytes of a file that is looked at to be attached."""

MAX_WEB_BYTES = 20 << 20
"""Bytes of a picture that is loaded from the web."""

MAX_MEGAPIXELS = 64
"""Millions of pixels of a picture that is decoded; at 4 bytes each they take 256 MB for a moment."""

MAX_SIDE = 2_048
"""Pixels of the longer side of what is sent: OpenAI scales larger pictures down to this itself."""

MAX_PNG_BYTES = 3 << 20
"""A picture without transparency that takes more than this as PNG is sent as JPEG."""

NAME_CHARACTERS = 120
"""Of a file's name, as it is kept with a message."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif", "image/bmp": ".bmp"}
"""The kinds of pictures that are taken, with the usual ends of their files' names."""


def media_type_of(data: bytes) -> str:
    """Return which kind of picture a file's first bytes begin, "" for none that is taken; names are not asked."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for signature, media_type in _SIGNATURES if data.startswith(signature)), "")


def clean_name(name: str) -> str:
    """Return a file's name as it is shown and sent: without characters that are not seen, at most ``NAME_CHARACTERS`` long."""
    seen = "".join(character for character in name if character.isprintable())
    return seen if len(seen) <= NAME_CHARACTERS else f"{seen[: NAME_CHARACTERS - 9]}…{seen[-8:]}"


def file_name(name: str, media_type: str) -> str:
    """Return a file's name with the ending of what it holds now; "image" for a picture without a name."""
    return f"{PurePath(name).stem or 'image'}{SUFFIXES.get(media_type, '')}"


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture made ready to be sent: encoded anew, so nothing but its pixels is in it."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """What a link led to. ``host`` is where it came from in the end, with the port where that is not the scheme's own."""

    data: bytes = field(repr=False)
    host: str


@dataclass(frozen=True, slots=True)
class PictureOffer:
    """Something to attach. ``source`` is a path, a file's bytes, or a picture of the window's toolkit."""

    name: str
    source: object = field(repr=False)
