"""What other programs get of the packaged app's environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = Path(__file__).parents[2] / "tools" / "frozen_start.py"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the start-up code changes this variable on Linux alone")


def library_path_after_start(**variables: str) -> str:
    """Return the library path that a program would get that the app starts, "none" for none."""
    program = f"import os, runpy; runpy.run_path({str(HOOK)!r}); print(os.environ.get('LD_LIBRARY_PATH', 'none'))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LD_")} | variables
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@linux_only
def test_a_program_that_the_app_starts_finds_the_systems_libraries() -> None:
    assert library_path_after_start(LD_LIBRARY_PATH="/app/_internal") == "none"


@linux_only
def test_what_the_person_had_set_is_given_back() -> None:
    variables = {"LD_LIBRARY_PATH": "/app/_internal:/mine", "LD_LIBRARY_PATH_ORIG": "/mine"}
    assert library_path_after_start(**variables) == "/mine"
