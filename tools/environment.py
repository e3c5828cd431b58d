"""Makes or mends a virtual environment: ``environment.py FOLDER runtime|tools|package``; says what is missing on the system."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = {"runtime": "local", "tools": "local,dev"}
DEBIAN_LIBRARIES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
)


def fail(sentence: str) -> None:
    """Say what is wrong and end."""
    sys.exit(f"\n{sentence}")


def interpreter(folder: Path) -> Path:
    """Return the environment's Python."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def works(*command: str | Path) -> bool:
    """Say whether a command ends well; its output goes nowhere."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment(folder: Path) -> None:
    """Make the environment unless one is there whose Python still runs."""
    if works(interpreter(folder), "-m", "pip", "--version"):
        return
    shutil.rmtree(folder, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    missing = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if missing or subprocess.run([sys.executable, "-m", "venv", folder], check=False).returncode:
        shutil.rmtree(folder, ignore_errors=True)
        fail(
            f"{sys.executable} cannot make a virtual environment. On Debian or Ubuntu: "
            f"sudo apt install python3-venv (or python{version}-venv), then run make again."
        )


def install(folder: Path, extras: str) -> bool:
    """Install ChatDesk, to be edited, with what it needs, in the versions of ``constraints.txt``."""
    quiet = [] if sys.stdout.isatty() else ["-qq"]
    command = [interpreter(folder), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    command += ["--constraint", "constraints.txt", "--editable", f".[{extras}]" if extras else "."]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def install_locked(folder: Path) -> bool:
    """Install what packages are built with: the files of ``requirements.lock``, by their hashes, and nothing else."""
    quiet = [] if sys.stdout.isatty() else ["-qq"]
    command = [interpreter(folder), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", "requirements.lock"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def check_qt(folder: Path) -> None:
    """Load Qt, and name the system's packages if it cannot be loaded."""
    program = "import PySide6.QtWidgets"
    outcome = subprocess.run([interpreter(folder), "-c", program], capture_output=True, text=True, check=False)
    if outcome.returncode:
        reason = (outcome.stderr.strip().splitlines() or ["no reason given"])[-1]
        fail(
            f"Qt cannot be loaded ({reason}). Libraries of the system are missing. On Debian or Ubuntu:\n"
            f"sudo apt install {DEBIAN_LIBRARIES}\nThen run make again."
        )


def main() -> None:
    """Make the environment, install into it, check it, and mark it as done."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    print(
        f"Setting up {folder} for Python {sys.version.split()[0]}: a download of some hundred megabytes the first time …",
        flush=True,
    )
    make_environment(folder)
    if kind == "package":
        if not install_locked(folder):
            fail("The libraries of requirements.lock could not be installed; the reason stands above.")
    elif not install(folder, EXTRAS[kind]):
        if kind == "tools" or not install(folder, ""):
            fail("The libraries could not be installed; the reason stands above. Is there a network? Run make again to go on.")
        print("The model on this computer is left out: its runtime, xllamacpp, could not be installed here.")
    check_qt(folder)
    for stamp in {"runtime", kind} if kind in EXTRAS else {kind}:
        (folder / f".{stamp}").touch()


if __name__ == "__main__":
    main()
