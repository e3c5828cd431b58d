"""The settings in one JSON file."""

import json
import logging
import os
from pathlib import Path
from threading import Lock

from chatdesk.core.settings import Settings
from chatdesk.storage.private_files import aside_name, file_error, private_folder, sync_folder
from chatdesk.storage.settings_json import Json, SettingsDocument

logger = logging.getLogger(__name__)


class SettingsFile:
    """Implements ``core.ports.SettingsStore``; ``defaults`` holds this version's presets among its connections.

    What a newer version wrote and this one does not know is kept. ``save`` may be called from any thread.
    """

    def __init__(self, path: Path, defaults: Settings) -> None:
        self._path = path
        self._defaults = defaults
        self._document: SettingsDocument | None = None
        self._written = b""
        self._set_aside: Path | None = None
        self._lock = Lock()

    @property
    def set_aside(self) -> Path | None:
        """Where a broken settings file was kept, None if there was none."""
        return self._set_aside

    def load(self) -> Settings:
        """Return the settings; a field that is missing or of a wrong type is the default's."""
        with self._lock:
            self._document = SettingsDocument(self._read(), self._defaults)
            return self._document.settings()

    def save(self, settings: Settings) -> None:
        """Write the settings atomically and durably, unless the file has them; raises StorageError."""
        if self._document is None:
            self.load()
        with self._lock:
            assert self._document is not None
            content = self._document.with_settings(settings)
            data = json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
            if data == self._written and self._path.exists():
                return
            try:
                self._write(data)
            except OSError as err:
                raise file_error(err) from err
            self._written = data
            self._document = SettingsDocument(content, self._defaults)

    def _read(self) -> Json:
        try:
            data = self._path.read_bytes()
            content = json.loads(data)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError, RecursionError) as err:
            logger.error("the settings cannot be read: %s", type(err).__name__)
            content = None
        if isinstance(content, dict):
            self._written = data
            return content
        self._keep_broken()
        return {}

    def _keep_broken(self) -> None:
        kept = aside_name(self._path, "broken")
        try:
            self._path.rename(kept)
        except OSError as err:
            logger.error("the broken settings could not be set aside: %s", type(err).__name__)
        else:
            self._set_aside = kept

    def _write(self, data: bytes) -> None:
        private_folder(self._path.parent)
        temporary = self._path.with_name(self._path.name + ".new")
        temporary.unlink(missing_ok=True)
        try:
            handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(self._path.parent)
