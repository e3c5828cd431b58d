"""The command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chatdesk import __version__
from chatdesk.core.paths import user_data_folder


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. ``language`` is "" unless given."""

    profile: Path
    language: str = ""


def parse(arguments: Sequence[str]) -> Options:
    """Return the options; prints and exits for ``--help``, ``--version`` and what it does not understand."""
    if not arguments:
        return Options(user_data_folder())
    # Not for a double-click: it takes 5 ms.
    import argparse

    parser = argparse.ArgumentParser(prog="chatdesk", description="Talk with language models.", allow_abbrev=False)
    parser.add_argument("--profile", type=Path, metavar="DIR", help="keep history, settings, logs and models in DIR")
    parser.add_argument("--lang", choices=("en", "zh_CN"), default="", help="the language of the app")
    parser.add_argument("--version", action="version", version=f"ChatDesk {__version__}")
    given = parser.parse_args(arguments)
    return Options((given.profile or user_data_folder()).expanduser().absolute(), given.lang)
