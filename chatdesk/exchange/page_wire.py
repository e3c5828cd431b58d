"""How a conversation travels to the process that makes pages: a JSON object a line, on its standard input::

{"kind": "html", "path": "…", "head": {…}}                                  first
{"turns": [{"message": {…}, "speaker": "…", …}], "pictures": {sha256: base64}}   any number
{"end": true}                                                               last: without it, nothing is kept
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn
from chatdesk.exchange.json_text import json_bytes
from chatdesk.exchange.message_json import message_json, message_of


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What the process shall make, and in which file, which is there."""

    kind: ExportFormat
    path: Path
    head: ExportHead


@dataclass(frozen=True, slots=True)
class PageTurns:
    """The next messages with their pictures."""

    turns: tuple[ExportTurn, ...]
    pictures: Mapping[str, bytes]


def order_line(order: PageOrder) -> bytes:
    """Return the first line."""
    return json_bytes({"kind": order.kind.value, "path": str(order.path), "head": asdict(order.head)}) + b"\n"


def turns_line(turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> bytes:
    """Return a line of messages."""
    entries = [
        {
            "message": message_json(turn.message),
            "words": [turn.speaker, turn.time, turn.thought, turn.ending],
            "pictures": turn.pictures,
        }
        for turn in turns
    ]
    data = {sha256: base64.b64encode(content).decode("ascii") for sha256, content in pictures.items()}
    return json_bytes({"turns": entries, "pictures": data}) + b"\n"


END_LINE = b'{"end":true}\n'


def read_order(line: bytes) -> PageOrder:
    """Return what the first line says."""
    content = json.loads(line)
    head = content["head"]
    summary = ConversationSummary(**head.pop("summary"))
    return PageOrder(ExportFormat(content["kind"]), Path(content["path"]), ExportHead(summary=summary, **head))


def read_turns(line: bytes) -> PageTurns | None:
    """Return the messages of a line, None if it is the last."""
    content = json.loads(line)
    if "end" in content:
        return None
    pictures = {sha256: base64.b64decode(data) for sha256, data in content["pictures"].items()}
    return PageTurns(tuple(map(_turn, content["turns"])), pictures)


def _turn(entry: Any) -> ExportTurn:
    speaker, time, thought, ending = entry["words"]
    return ExportTurn(message_of(entry["message"]), speaker, time, thought, ending, tuple(entry["pictures"]))
