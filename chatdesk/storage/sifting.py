"""Messages shown to a judge as bytes, without making them: how a long history is searched in a tenth of a second."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chatdesk.core.message import ReasoningPart, Role
from chatdesk.core.ports import Judge
from chatdesk.storage.message_parts import Body, decode_parts

if TYPE_CHECKING:
    import apsw

_SIFT = """
    SELECT CAST(m.id AS BLOB), CAST(m.role AS BLOB), m.status = 'streaming', CAST(b.text AS BLOB), CAST(b.parts AS BLOB)
    FROM messages m LEFT JOIN bodies b ON b.message = m.number WHERE m.id IN (SELECT value FROM json_each(?))
"""
_IMAGE = b'"kind":"image"'


def sift_messages(connection: "apsw.Connection", message_ids: Sequence[str], judge: Judge) -> dict[str, int | None]:
    """Return what ``judge`` says of each message where that is not 0.

    It is None for one that is still growing, and for one with pictures, whose names are shown, too.
    """
    rows: Any = connection.execute(_SIFT, (json.dumps(list(message_ids)),))
    verdicts: dict[str, int | None] = {}
    for message_id, stored_role, is_growing, text, parts in rows:
        role = Role.USER if stored_role == b"user" else Role.ASSISTANT
        is_unclear = is_growing or (parts and _IMAGE in parts)
        verdict = None if is_unclear else judge(role, text or b"", _reasoning(parts) if parts else b"")
        if verdict != 0:
            verdicts[message_id.decode("utf-8", "replace")] = verdict
    return verdicts


def _reasoning(parts: bytes) -> bytes:
    decoded = decode_parts(Body("", parts.decode("utf-8", "replace")))
    return "".join(part.text for part in decoded if isinstance(part, ReasoningPart)).encode()
