"""A conversation as a file for other programs and people: in which format, under which name, and with what words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.message import Message

NAME_BYTES = 120
"""UTF-8 bytes of a suggested name without its ending: encrypted home folders take 143 with it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever their ending."""
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_INVISIBLE = frozenset({"Cf", "Co", "Cn"})
_JOINER = "\u200d"


class ExportFormat(StrEnum):
    """What a conversation can be exported as, in the order in which it is offered."""

    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    OPENAI = "openai"
    ARCHIVE = "archive"

    @property
    def suffix(self) -> str:
        """How the names of such files end, with the dot."""
        return _SUFFIXES[self]

    @property
    def holds_branches(self) -> bool:
        """Whether all branches of a conversation go in, not only the one on the screen."""
        return self is ExportFormat.ARCHIVE

    @property
    def holds_pictures(self) -> bool:
        """Whether the pictures themselves go in, not only their names."""
        return self in (ExportFormat.PDF, ExportFormat.HTML, ExportFormat.ARCHIVE)


_SUFFIXES = {
    ExportFormat.PDF: ".pdf",
    ExportFormat.HTML: ".html",
    ExportFormat.MARKDOWN: ".md",
    ExportFormat.TEXT: ".txt",
    ExportFormat.CSV: ".csv",
    ExportFormat.OPENAI: ".json",
    ExportFormat.ARCHIVE: ".chatdesk.zip",
}


@dataclass(frozen=True, slots=True)
class ExportHead:
    """What stands above the messages. ``title`` and ``byline`` are in the person's language, of which ``language`` is the tag.

    ``head_id`` is the last message of the active branch; an empty ``system_prompt`` means none.
    """

    summary: ConversationSummary
    title: str
    byline: str = ""
    language: str = "en"
    head_id: str | None = None
    system_prompt: str = ""


@dataclass(frozen=True, slots=True)
class ExportTurn:
    """A message with the words that stand around it, in the person's language.

    ``time`` is local. ``thought`` says that and how long the model reasoned, ``ending`` how the reply ended when it is not
    whole; both may be "". ``pictures`` are the names that stand for the message's pictures, in order.
    """

    message: Message
    speaker: str
    time: str = ""
    thought: str = ""
    ending: str = ""
    pictures: tuple[str, ...] = ()


def local_time(unix_ms: int, timespec: str = "minutes") -> str:
    """Return a time as ``2026-01-31 23:59`` on this computer's clock, "" for one that no calendar has."""
    try:
        moment = (_EPOCH + timedelta(milliseconds=unix_ms)).astimezone()
    except (OverflowError, ValueError, OSError):
        return ""
    return moment.replace(tzinfo=None).isoformat(" ", timespec)


def file_stem(title: str, fallback: str) -> str:
    """Return a file's name, without its ending, that Windows, macOS and Linux all take: the title's, or else ``fallback``."""
    spaced = _NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", title))
    shown = "".join(c for c in spaced if c == _JOINER or unicodedata.category(c) not in _INVISIBLE)
    stem = _shortened(" ".join(shown.split()).lstrip(".-~ ")).rstrip(". " + _JOINER)
    if not stem:
        return fallback
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def _shortened(name: str) -> str:
    """Return as much of a name as fits, without cutting a character from the marks that belong to it."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    kept = name.encode()[:NAME_BYTES].decode(errors="ignore")
    following = name[len(kept)]
    while kept and (unicodedata.combining(following) or following in _MODIFIERS or kept[-1] == _JOINER):
        kept, following = kept[:-1], kept[-1]
    return kept


_MODIFIERS = frozenset("\ufe0e\ufe0f\u200d") | frozenset(map(chr, range(0x1F3FB, 0x1F400)))
"""What changes the look of the character before it: variation selectors, the joiner, skin tones."""
