"""Reads a ChatDesk archive: files of anybody's making, so nothing in them is believed and no name in them is a path.

A conversation that can't be read never takes another one with it.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.message import Message
from chatdesk.exchange.archive import BLOBS, CONVERSATIONS, FORMAT, MANIFEST, VERSION
from chatdesk.exchange.message_json import NoMessage, message_of, time_ms

LINE_BYTES = 1 << 30
"""A conversation that is longer is no conversation."""
BLOB_BYTES = 64 << 20
_MANIFEST_BYTES = 16 << 20

_BLOB = re.compile(re.escape(BLOBS) + "([0-9a-f]{64})")


class NotAnArchive(ValueError):
    """A file is not a ChatDesk archive, or one of a newer version."""


@dataclass(frozen=True, slots=True)
class ArchivedConversation:
    """A conversation with all its branches; ``head_id`` is the last message of the active one."""

    summary: ConversationSummary
    head_id: str | None
    system_prompt: str
    messages: tuple[Message, ...]


@dataclass(slots=True)
class Archive:
    """What an archive holds. ``blobs`` are by SHA-256 and have it; ``unread`` counts what could not be read."""

    conversations: list[ArchivedConversation] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    unread: int = 0


def read_archive(stream: BinaryIO) -> Archive:
    """Return what an archive holds. Raises NotAnArchive."""
    try:
        with ZipFile(stream) as archive:
            _check(archive)
            found = Archive()
            with archive.open(CONVERSATIONS) as lines:
                _read_conversations(lines, found)
            _read_blobs(archive, found)
            return found
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error) as err:
        raise NotAnArchive(type(err).__name__) from err


def _check(archive: ZipFile) -> None:
    with archive.open(MANIFEST) as file:
        try:
            manifest = json.loads(file.read(_MANIFEST_BYTES))
        except (ValueError, RecursionError) as err:
            raise NotAnArchive("manifest") from err
    match manifest:
        case {"format": str(name), "version": int(version)} if name == FORMAT and version <= VERSION:
            return
        case _:
            raise NotAnArchive("format or version")


def _read_conversations(lines: IO[bytes], found: Archive) -> None:
    for line in _lines(lines):
        try:
            found.conversations.append(_conversation(json.loads(line), found))
        except (ValueError, RecursionError):
            found.unread += 1


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LINE_BYTES):
        if line.strip():
            yield line


def _conversation(content: Any, found: Archive) -> ArchivedConversation:
    match content:
        case {"id": str(id), "title": str(title), "messages": list(entries)}:
            pass
        case _:
            raise NoMessage("no conversation")
    head, prompt = content.get("head_id"), content.get("system_prompt")
    messages = []
    for entry in entries:
        try:
            messages.append(message_of(entry))
        except NoMessage:
            found.unread += 1
    return ArchivedConversation(
        ConversationSummary(id, title, time_ms(content.get("created_at")), time_ms(content.get("updated_at"))),
        head if isinstance(head, str) else None,
        prompt if isinstance(prompt, str) else "",
        tuple(messages),
    )


def _read_blobs(archive: ZipFile, found: Archive) -> None:
    for entry in archive.infolist():
        name = _BLOB.fullmatch(entry.filename)
        if name is None:
            continue
        with archive.open(entry) as file:
            data = file.read(BLOB_BYTES + 1)
        if len(data) <= BLOB_BYTES and hashlib.sha256(data).hexdigest() == name[1]:
            found.blobs[name[1]] = data
        else:
            found.unread += 1
