"""Runs every benchmark and prints each figure beside its target: ``make bench``, ``make bench JSON=file FULL=1``.

A benchmark is a module ``bench_*.py`` in this folder with ``measure(*, full: bool)``, which yields figures.
"""

import argparse
import importlib
import json
import os
import platform
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench.figures import Figure  # noqa: E402  # the root has to be on the path first
from tests.bench.screen import Screen  # noqa: E402


def screen() -> AbstractContextManager[object]:
    """Return an X screen if there can be one, else Qt's offscreen platform; set up the environment of what is measured."""
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/chatdesk-bench"
    # A person's second start finds compiled modules; without this a fresh clone would compile all of them in each run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("OPENAI_API_KEY", None)
    os.environ.pop("OPENAI_BASE_URL", None)
    if Screen.is_possible():
        return Screen()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return nullcontext()


def main() -> int:
    """Measure, print, keep; return 1 if a benchmark failed, 0 whether targets are met or not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="", help="run the modules whose name contains this")
    given = parser.parse_args()
    figures: list[Figure] = []
    failed = False
    with screen():
        where = "Xvfb" if os.environ["QT_QPA_PLATFORM"] == "xcb" else "Qt's offscreen platform"
        print(f"CPython {platform.python_version()}, {os.cpu_count()} cores, {where}, load {os.getloadavg()[0]:.1f}")
        for path in sorted(path for path in FOLDER.glob("bench_*.py") if given.only in path.stem):
            try:
                for figure in importlib.import_module(f"tests.bench.{path.stem}").measure(full=given.full):
                    print(figure.line(), flush=True)
                    figures.append(figure)
            except Exception as error:  # noqa: BLE001  # one broken benchmark must not hide the others
                print(f"{path.stem} failed: {error}", file=sys.stderr)
                failed = True
    missed = [figure.name for figure in figures if not figure.is_met]
    print(f"{len(figures)} figures, {sum(figure.target is not None for figure in figures)} with a target, {len(missed)} missed")
    if given.json:
        rows = [asdict(figure) | {"met": figure.is_met} for figure in figures]
        given.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
