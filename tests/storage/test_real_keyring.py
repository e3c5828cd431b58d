"""The real keyring library, with a real Secret Service where there is one, each in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [program for program in NEEDED if shutil.which(program) is None]
CANARIES = (b"sk-canary-0b3f5d", b"sk-other-94ea11")


def outcome(folder: Path, *command: str, **variables: str) -> dict[str, str]:
    """Run the script in a home of its own and return what each step came to."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS")
    environment = {name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("XDG_")}
    environment |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime), **variables}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    lines = [line.partition(" ") for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, ran.stderr
    assert not any(canary.decode() in ran.stdout + ran.stderr for canary in CANARIES)
    return {step: result for step, _, result in lines}


SCRIPT = (sys.executable, "-m", "tests.storage.real_keyring")


def check_secret_service(folder: Path) -> None:
    steps = outcome(folder, "dbus-run-session", "--", *SCRIPT, "service")
    assert steps == {
        **dict.fromkeys(("open-write", "open-again", "open-read"), "KEYRING -"),
        "open-remove": "NONE -",
        "open-gone": "NONE -",
        **dict.fromkeys(("kept-write", "kept-again", "kept-read"), "KEYRING -"),
        "locked-write": "SESSION LOCKED",
        "locked-again": "SESSION LOCKED",
        "locked-read": "NONE LOCKED",
        "stopped-write": "SESSION TIMED_OUT",
        "stopped-again": "SESSION TIMED_OUT",
        "stopped-read": "NONE TIMED_OUT",
        "end": "",
    }
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(canary in path.read_bytes() for path in kept for canary in CANARIES)


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_a_secret_service_keeps_the_key_and_its_failures_make_it_a_session_key(tmp_path: Path) -> None:
    check_secret_service(tmp_path)


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_looking_for_a_key_makes_no_keyring(tmp_path: Path) -> None:
    steps = outcome(tmp_path, "dbus-run-session", "--", *SCRIPT, "fresh")
    assert steps["fresh-read"] == "NONE -"
    assert "Default" not in steps["fresh-collections"]


@pytest.mark.e2e
def test_a_secret_service_is_there_and_keeps_the_key(tmp_path: Path) -> None:
    assert MISSING == []
    check_secret_service(tmp_path)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a keyring")
def test_without_a_keyring_the_key_is_for_this_session(tmp_path: Path) -> None:
    steps = outcome(tmp_path, *SCRIPT, "none", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    assert steps == {
        "plain-write": "SESSION NO_KEYRING",
        "plain-again": "SESSION NO_KEYRING",
        "plain-read": "NONE NO_KEYRING",
    }


@pytest.mark.parametrize("backend", ["null", "broken"])
def test_a_backend_chosen_by_the_environment_is_not_trusted(tmp_path: Path, backend: str) -> None:
    name, reason = {
        "null": ("keyring.backends.null.Keyring", "UNSAFE_KEYRING"),
        "broken": ("no.such.module.Keyring", "FAILED"),
    }[backend]
    steps = outcome(tmp_path, *SCRIPT, "none", PYTHON_KEYRING_BACKEND=name)
    assert set(steps.values()) == {f"SESSION {reason}", f"NONE {reason}"}
