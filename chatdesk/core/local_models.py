"""Models that run on this computer: those that can be downloaded, and the files that are here."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """A model file that can be downloaded.

    ``size`` and ``sha256`` are those that its publisher states, ``memory`` is what it takes while it runs with its usual
    context window, both in bytes. ``url`` names one revision of the file, so that it never changes.
    """

    name: str
    file_name: str
    size: int
    sha256: str
    license: str
    memory: int
    context_tokens: int
    url: str


class ModelOrigin(StrEnum):
    """Where a model file comes from."""

    STARTER = "starter"
    DOWNLOADED = "downloaded"
    """Lies in the profile; removing it deletes the file."""
    OWN = "own"
    """The person's own file, wherever it is; removing it only takes it off the list."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model on this computer. ``path`` is as the settings name it, "" for the starter model; ``size`` is in bytes.

    ``entry`` is what the catalog says of it, None for a file that it does not know.
    """

    path: str
    name: str
    origin: ModelOrigin
    size: int = 0
    is_there: bool = True
    entry: CatalogModel | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed model file that can still come back: it lies at ``kept`` until then."""

    path: Path
    kept: Path
