"""Settings as a JSON document, and what a document holds that this version does not know.

Of a preset, only what differs from it is written, so that a newer version's preset takes effect. A preset that the person
removed is named under ``removed_presets``.
"""

import math
from dataclasses import fields, replace
from enum import Enum
from typing import Any, TypeVar

from chatdesk.core.settings import Connection, ConnectionKind, LocalModel, Settings, WindowPlace
from chatdesk.storage.text import storable

Json = dict[str, Any]

D = TypeVar("D", Settings, Connection, LocalModel, WindowPlace)

TEXT_PERCENT = (80, 200)
MOST_IDLE_MINUTES = 24 * 60

_REMOVED = "removed_presets"
_APART = ("connections", "local_models", "window")
_CONNECTION_FIELDS = frozenset(field.name for field in fields(Connection))


class SettingsDocument:
    """What a settings file holds, known and unknown."""

    def __init__(self, content: Json, defaults: Settings) -> None:
        self._content = content
        self._defaults = defaults
        self._presets = {preset.id: preset for preset in defaults.connections}
        entries = content.get("connections")
        self._entries: list[Any] = entries if isinstance(entries, list) else []

    def settings(self) -> Settings:
        """Return the settings; what is missing or of a wrong type is the default's."""
        read = _with_fields(self._defaults, self._content, skip=_APART)
        low, high = TEXT_PERCENT
        window = self._content.get("window")
        return replace(
            read,
            connections=self._connections(),
            local_models=self._local_models(),
            local_idle_minutes=max(1, min(read.local_idle_minutes, MOST_IDLE_MINUTES)),
            window=_with_fields(self._defaults.window, window) if isinstance(window, dict) else self._defaults.window,
            text_percent=max(low, min(read.text_percent, high)),
        )

    def with_settings(self, settings: Settings) -> Json:
        """Return the document for these settings, with all that it held and this version does not know."""
        kept_ids = {connection.id for connection in settings.connections}
        by_id = {entry["id"]: entry for entry in self._entries if self._is_known(entry)}
        window = self._content.get("window")
        document = dict(self._content)
        document.update(_fields(settings, skip=_APART))
        document["window"] = {**(window if isinstance(window, dict) else {}), **_fields(settings.window)}
        document["local_models"] = [_fields(model) for model in settings.local_models]
        document["connections"] = [
            *(self._entry(connection, by_id.get(connection.id, {})) for connection in settings.connections),
            *(entry for entry in self._entries if not self._is_known(entry)),
        ]
        document[_REMOVED] = sorted({*(self._removed() - kept_ids), *(set(self._presets) - kept_ids)})
        return document

    def _local_models(self) -> tuple[LocalModel, ...]:
        entries = self._content.get("local_models")
        found: dict[str, LocalModel] = {}
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("path"), str):
                model = _with_fields(LocalModel(""), entry)
                found.setdefault(model.path, replace(model, threads=max(0, model.threads)))
        return tuple(found.values())

    def _connections(self) -> tuple[Connection, ...]:
        found: dict[str, Connection] = {}
        for entry in self._entries:
            if self._is_known(entry) and entry["id"] not in found:
                found[entry["id"]] = self._connection(entry)
        removed = self._removed()
        for preset in self._defaults.connections:
            if preset.id not in removed:
                found.setdefault(preset.id, preset)
        return tuple(found.values()) or self._defaults.connections

    def _connection(self, entry: Json) -> Connection:
        preset = self._presets.get(entry["id"])
        if preset is not None:
            return _with_fields(preset, entry, skip=("kind",))
        return _with_fields(Connection(entry["id"], ConnectionKind.COMPATIBLE, "", "", ""), entry)

    def _entry(self, connection: Connection, old: Json) -> Json:
        entry = {name: value for name, value in old.items() if name not in _CONNECTION_FIELDS}
        written = _fields(connection)
        preset = self._presets.get(connection.id)
        if preset is not None:
            same = _fields(preset)
            written = {name: value for name, value in written.items() if name == "id" or value != same[name]}
        return {**written, **entry}

    def _is_known(self, entry: object) -> bool:
        """Return whether an entry is a connection that this version can use; others are kept as they are."""
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
            return False
        return entry["id"] in self._presets or entry.get("kind", "compatible") in [kind.value for kind in ConnectionKind]

    def _removed(self) -> set[str]:
        removed = self._content.get(_REMOVED)
        return {name for name in removed if isinstance(name, str)} if isinstance(removed, list) else set()


def _with_fields(default: D, content: Json, skip: tuple[str, ...] = ()) -> D:
    """Return ``default`` with the fields that ``content`` has in the right type."""
    changes = {}
    for field in fields(default):
        if field.name in content and field.name not in (*skip, "id"):
            changes[field.name] = _checked(field.name, content[field.name], getattr(default, field.name))
    return replace(default, **changes)


def _fields(value: D, skip: tuple[str, ...] = ()) -> Json:
    """Return the fields as JSON values."""
    found = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in skip}
    return {name: storable(entry) if isinstance(entry, str) else entry for name, entry in found.items()}


def _checked(name: str, value: Any, default: Any) -> Any:
    """Return ``value`` if it is of the type of ``default``, else ``default``."""
    if name == "context_tokens":
        return value if value is None or (_is_integer(value) and value > 0) else default
    if isinstance(default, Enum):
        return next((member for member in type(default) if member.value == value), default)
    if isinstance(default, bool):
        return value if isinstance(value, bool) else default
    if isinstance(default, int):
        return value if _is_integer(value) else default
    if isinstance(default, float):
        is_time = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
        return float(value) if is_time else default
    return storable(value) if isinstance(value, str) else default


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
