"""Model files on this computer: which one is used, and whether it can be one."""

from pathlib import Path

from chatdesk.core import paths
from chatdesk.core.errors import LocalModelMissing, LocalModelUnreadable
from chatdesk.providers import starter_model

_GGUF_MAGIC = b"GGUF"
"""The first four bytes of every GGUF file (the format's specification, "File Structure")."""


def find_model(settings_path: str) -> Path | None:
    """Return the model file to use: the person's own if one is set, else the starter model, None if there is none.

    The person's own is returned even when it is gone: another model in its place would be a silent change.
    """
    if settings_path:
        return Path(settings_path).expanduser()
    folders = (paths.packaged_models_folder(), paths.shared_models_folder())
    return next((starter_model.model_path(folder) for folder in folders if starter_model.is_installed(folder)), None)


def check_model_file(path: Path) -> None:
    """Raise LocalModelMissing if there is no such file, LocalModelUnreadable if it is not GGUF. Reads four bytes."""
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except FileNotFoundError as error:
        raise LocalModelMissing(path.name) from error
    except OSError as error:
        raise LocalModelUnreadable(f"{path.name}: {error.strerror}") from error
    if magic != _GGUF_MAGIC:
        raise LocalModelUnreadable(f"{path.name}: not a GGUF file")
