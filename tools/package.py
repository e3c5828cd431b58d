"""Builds and packs ChatDesk for the system it runs on: ``package.py build``, ``package.py pack``, or both in one call.

``build`` leaves the app in ``dist/ChatDesk``; ``pack`` makes of it what people download, with checksums, and prints the sizes.
``bare`` builds the window that benchmarks compare it with, in the same way, in ``build/bare``.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chatdesk import __version__  # noqa: E402  # the root has to be on the path first
from chatdesk.providers.starter_model import STARTER_MODEL  # noqa: E402
from tools import archive, deb  # noqa: E402

DIST = ROOT / "dist"
APP = DIST / "ChatDesk"
INSIDE = APP / "_internal"
UNPACKED_TARGET_MB, ARCHIVE_TARGET_MB = 190, 75
NOTICES = ("LICENSE", "THIRD_PARTY_NOTICES.md", "licenses")
STRIPPED = ("libpython*.so*", "python3.*/lib-dynload/*.so")
"""What is linked with debugging symbols where Python was compiled by hand; all other libraries come without them."""


def main() -> None:
    """Do the steps that are named."""
    for step in sys.argv[1:]:
        {"build": build, "pack": pack, "bare": bare}[step]()


def build() -> None:
    """Build the app, and put the notices where a person sees them."""
    _run_pyinstaller("build.spec", DIST)
    if sys.platform != "darwin":
        for name in NOTICES:
            (INSIDE / name).rename(APP / name)
    _strip(INSIDE)
    print(f"Built {APP.relative_to(ROOT)}")


def bare() -> None:
    """Build the window that benchmarks compare the app with."""
    folder = ROOT / "build" / "bare"
    _run_pyinstaller("tests/bench/bare_window.spec", folder)
    _strip(folder / "bare-window" / "_internal")


def _run_pyinstaller(spec: str, target: Path) -> None:
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(target), spec]
    subprocess.run(command, cwd=ROOT, check=True)


def _strip(folder: Path) -> None:
    if sys.platform == "linux":
        libraries = [path for pattern in STRIPPED for path in folder.glob(pattern) if not path.is_symlink()]
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def pack() -> None:
    """Make the downloads and their checksums of the built app."""
    stem = f"ChatDesk-{__version__}-{sys.platform}-{platform.machine().lower()}"
    made = {"linux": _pack_linux, "darwin": _pack_macos, "win32": _pack_windows}[sys.platform](stem)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (DIST / f"SHA256SUMS-{sys.platform}").write_text("".join(lines), encoding="ascii", newline="\n")
    for path in made:
        print(f"Packed {path.relative_to(ROOT)}: {_mb(path.stat().st_size)}")


def is_extra(path: Path) -> bool:
    """Say whether a file of the app is the runtime of the model on this computer, or the model, which the targets leave out."""
    return "xllamacpp" in path.relative_to(APP).parts or path.name == STARTER_MODEL.file_name


def _pack_linux(stem: str) -> list[Path]:
    extras = {ROOT / "resources/desktop/chatdesk.desktop", ROOT / "resources/icons/chatdesk.svg"}
    made = DIST / f"{stem}.tar.xz"
    core, whole = archive.pack(made, stem, APP, extras, is_last=is_extra)
    files = [path for path in APP.rglob("*") if path.is_file() and not path.is_symlink()]
    unpacked = sum(path.stat().st_size for path in files if not is_extra(path))
    print(f"Without model and runtime: {_mb(unpacked)} unpacked (target ≤ {UNPACKED_TARGET_MB} MB), ", end="")
    print(f"{_mb(core)} as tar.xz (target ≤ {ARCHIVE_TARGET_MB} MB)")
    print(f"With what is built in: {_mb(sum(path.stat().st_size for path in files))} unpacked, {_mb(whole)} as tar.xz")
    if shutil.which("dpkg-deb") is None:
        print("No .deb: this system has no dpkg-deb.")
        return [made]
    return [made, deb.build(APP, ROOT / "build" / "deb", DIST)]


def _pack_macos(stem: str) -> list[Path]:
    """Keep links and signatures of the bundle, as only macOS' own archiver does. Not run here."""
    made = DIST / f"{stem}.zip"
    subprocess.run(["ditto", "-c", "-k", "--keepParent", str(DIST / "ChatDesk.app"), str(made)], check=True)
    return [made]


def _pack_windows(stem: str) -> list[Path]:
    """Make a zip. Not run here."""
    return [Path(shutil.make_archive(str(DIST / stem), "zip", root_dir=DIST, base_dir=APP.name))]


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def commit_time() -> str:
    """Return the time of the commit that is built, in seconds since 1970: equal commits make equal archives."""
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or str(int(time.time()))


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    main()
