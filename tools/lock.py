"""Writes ``requirements.lock``: the libraries of a package, for all systems, with the hashes of all their files.

The versions are those of ``constraints.txt``, which the tests run with. uv finds them, in an environment of its own.
"""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv" / "lock"
HEADER = "# What `make package` installs, on every system. Written by `make lock`; the versions are those of constraints.txt.\n"


def main() -> None:
    """Make the lock file anew."""
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    programs = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv"], check=True)
    command = [programs / "uv", "pip", "compile", "pyproject.toml", "--extra", "local", "--extra", "package"]
    command += ["--constraint", "constraints.txt", "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    written = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (ROOT / "requirements.lock").write_text(HEADER + written, encoding="utf-8")


if __name__ == "__main__":
    main()
