"""How ChatDesk starts a process that is another part of itself: with what command line, and with what of the environment."""

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

_KEPT = frozenset(
    {
        *("PATH", "HOME", "USERPROFILE", "LOCALAPPDATA", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE", "VIRTUAL_ENV"),
    }
)
"""The only variables that a child gets: what a program and its libraries need to start, and no secret."""


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the part of an environment that a child gets."""
    return _unpacked_anew({name: value for name, value in environment.items() if name.upper() in _KEPT})


def whole_environment(environment: Mapping[str, str], *, without: Collection[str]) -> dict[str, str]:
    """Return an environment for a child that needs nearly all of it: what it must not see is named in ``without``."""
    return _unpacked_anew({name: value for name, value in environment.items() if name not in without})


def _unpacked_anew(environment: dict[str, str]) -> dict[str, str]:
    """Return an environment in which a packaged child unpacks itself anew."""
    return {**environment, "PYINSTALLER_RESET_ENVIRONMENT": "1"}


def child_command(flag: str) -> tuple[str, ...]:
    """Return the command line of ChatDesk with a hidden argument; a packaged app is its own interpreter."""
    if getattr(sys, "frozen", False):
        return (sys.executable, flag)
    return (sys.executable, "-P", "-m", "chatdesk", flag)


def with_this_package(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which ``child_command`` finds this very package, wherever it was started from."""
    root = str(Path(__file__).resolve().parents[2])
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))}
