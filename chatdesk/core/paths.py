"""Where files are: the profile, the data shared by all profiles, and what comes with the app."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP_NAME = "ChatDesk"


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder that holds everything of one person: history, settings, logs, models, lock."""

    root: Path

    @property
    def history(self) -> Path:
        """The SQLite database with all conversations."""
        return self.root / "history.sqlite3"

    @property
    def settings(self) -> Path:
        """The settings, JSON."""
        return self.root / "settings.json"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.root / "logs"

    @property
    def models(self) -> Path:
        """The folder of this profile's own model files."""
        return self.root / "models"

    @property
    def lock(self) -> Path:
        """The lock that one running app holds."""
        return self.root / "lock"


def user_data_folder() -> Path:
    """Return the user's data folder for ChatDesk: by platform custom, XDG_DATA_HOME on Linux."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / APP_NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / APP_NAME
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / APP_NAME


def shared_models_folder() -> Path:
    """Return the folder of models that every profile uses; the starter model is here, unless it came with the app."""
    return user_data_folder() / "models"


def packaged_models_folder() -> Path:
    """Return the folder of models that come with the app; only a packaged app has it."""
    return resources_folder() / "models"


def resources_folder() -> Path:
    """Return the folder of icons, translations and presets: beside the package, or inside it when installed."""
    inside = Path(__file__).resolve().parent.parent / "resources"
    return inside if inside.is_dir() else inside.parent.parent / "resources"


def legal_files() -> tuple[Path, ...]:
    """Return the license and the notices of what ChatDesk is built with: in the resources, or beside the package."""
    folders = (resources_folder(), Path(__file__).resolve().parent.parent.parent)
    found = (folder / name for name in ("LICENSE", "THIRD_PARTY_NOTICES.md") for folder in folders)
    return tuple(path for path in found if path.is_file())


def is_packaged() -> bool:
    """Return whether this ChatDesk runs without a Python of the person's: there is no ``make`` and no ``pip`` to advise."""
    return bool(getattr(sys, "frozen", False))
