"""Runs a measuring program in a process of its own and takes what it reports."""

import json
import os
import subprocess
import sys
from time import monotonic
from typing import Any

LIMIT_SECONDS = 600


def run(program: str, *arguments: object) -> dict[str, Any]:
    """Run a module of this folder and return what it reported last, with its start (monotonic seconds) as ``began``."""
    began = monotonic()
    command = [sys.executable, "-m", f"tests.bench.{program}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, env=os.environ, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"{program} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return dict(json.loads(lines[-1]), began=began)
