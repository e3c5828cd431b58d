"""The services that ChatDesk knows when it is new, and how long their models' memory is: from ``resources/presets.json``.

Names are data, shown as they are. A connection's id never changes: keys and settings are kept under it.
"""

import json
from pathlib import Path
from typing import Any

from chatdesk.core.settings import Connection, ConnectionKind


class Presets:
    """The presets in a file that comes with the app; a fault in it is a defect and raises."""

    def __init__(self, path: Path) -> None:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        self._windows: dict[str, int] = content["context_tokens"]
        self._models = {entry["id"]: tuple(entry.pop("models", ())) for entry in content["connections"]}
        self.connections = tuple(_connection(entry) for entry in content["connections"])

    def models(self, connection_id: str) -> tuple[str, ...]:
        """Return well-known models of a preset, to be offered before the service has listed its own."""
        return self._models.get(connection_id, ())

    def known_context(self, model: str) -> int | None:
        """Return the context window of a model in tokens, by the longest known beginning of its name; None if unknown.

        A path before the name (``openai/…``, ``models/…``), which some services give, does not count.
        """
        name = model.lower().rpartition("/")[2]
        known = max((prefix for prefix in self._windows if name.startswith(prefix)), key=len, default=None)
        return self._windows[known] if known is not None else None


def _connection(entry: dict[str, Any]) -> Connection:
    return Connection(**(entry | {"kind": ConnectionKind(entry["kind"])}))
