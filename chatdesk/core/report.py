"""A report of a crash or a fault."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Report:
    """A file on this computer with what a developer needs, and nothing of a person: no texts, keys, names or addresses.

    ``is_crash`` says that the app ended by it; else it went on.
    """

    path: Path
    text: str
    is_crash: bool
