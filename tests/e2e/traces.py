"""What a running app leaves outside of itself: secrets, files, processes."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.desktop import ROOT, Desktop


def secrets_of(desktop: Desktop) -> str:
    """Return what the Secret Service holds, one line an item: its service and its secret."""
    program = (
        "import secretstorage\n"
        "for item in secretstorage.get_default_collection(secretstorage.dbus_init()).get_all_items():\n"
        "    print(item.get_attributes().get('service'), item.get_secret().decode())\n"
    )
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=desktop.environment, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def files_with(folder: Path, secret: str) -> list[Path]:
    """Return the files in which the secret is found, in any of the encodings that a program would write it in."""
    needles = [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "nothing was searched"
    return [path for path in files if any(needle in path.read_bytes() for needle in needles)]


def children_of(pid: int) -> list[Path]:
    """Return the processes that this process started, as their folders in /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(") ")[2].split()[1]
        except OSError:
            continue
        if parent == str(pid):
            found.append(status.parent)
    return found
