"""The ChatDesk archive (``.chatdesk.zip``): conversations with all their branches, lossless, and never a secret.

``manifest.json``         ``{"format": "chatdesk-archive", "version": 1, "app": "…", "created_at": "…", "conversations": 1,
                          "messages": 2, "blobs": 1, "missing_blobs": ["…"]}``
``conversations.jsonl``   one conversation a line: ``{"id", "title", "created_at", "updated_at", "head_id", "system_prompt",
                          "messages": […]}``, the messages as ``message_json`` has them, in any order
``blobs/<sha256>``        the bytes of the pictures
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from chatdesk import __version__
from chatdesk.core.export import ExportHead, ExportTurn
from chatdesk.core.message import now_ms
from chatdesk.exchange.json_text import json_bytes
from chatdesk.exchange.message_json import message_json, time_text

FORMAT, VERSION = "chatdesk-archive", 1
MANIFEST, CONVERSATIONS, BLOBS = "manifest.json", "conversations.jsonl", "blobs/"

_IN_MEMORY = 4 << 20
"""Bytes of messages that are held in memory; the rest waits in a temporary file without a name."""


class ArchiveWriter:
    """Writes one conversation. Pictures go into the file as they come; the messages wait, and follow them."""

    def __init__(self, head: ExportHead, stream: BinaryIO) -> None:
        self._zip = ZipFile(stream, "w", ZIP_DEFLATED)
        self._messages = 0
        self._named: set[str] = set()
        self._kept: set[str] = set()
        self._line = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close
        facts = {
            "id": head.summary.id,
            "title": head.summary.title,
            "created_at": time_text(head.summary.created_at),
            "updated_at": time_text(head.summary.updated_at),
            "head_id": head.head_id,
            "system_prompt": head.system_prompt,
        }
        self._line.write(json_bytes(facts)[:-1] + b',"messages":[')

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Take the next messages, and write their pictures."""
        for turn in turns:
            self._line.write((b"," if self._messages else b"") + json_bytes(message_json(turn.message)))
            self._messages += 1
            self._named.update(image.sha256 for image in turn.message.images)
        for sha256, data in pictures.items():
            if sha256 not in self._kept and hashlib.sha256(data).hexdigest() == sha256:
                self._zip.writestr(_entry(BLOBS + sha256, ZIP_STORED), data)
                self._kept.add(sha256)

    def finish(self) -> None:
        """Write the messages and the manifest."""
        self._line.write(b"]}\n")
        self._line.seek(0)
        with self._zip.open(_entry(CONVERSATIONS), "w", force_zip64=True) as lines:
            shutil.copyfileobj(self._line, lines)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "app": f"ChatDesk {__version__}",
            "created_at": time_text(now_ms()),
            "conversations": 1,
            "messages": self._messages,
            "blobs": len(self._kept),
            "missing_blobs": sorted(self._named - self._kept),
        }
        self._zip.writestr(_entry(MANIFEST), json_bytes(manifest))
        self._zip.close()

    def close(self) -> None:
        """Let go of the temporary file; of an archive that was not finished, the directory of its entries is written."""
        self._line.close()
        self._zip.close()


def _entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    """Return an entry that only its owner may read when it is unpacked."""
    entry = ZipInfo(name, time.localtime()[:6])
    entry.compress_type = compression
    entry.external_attr = 0o600 << 16
    return entry
