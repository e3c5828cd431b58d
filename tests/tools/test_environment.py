"""Setting up says exactly what is missing on the system."""

import importlib.util
import os
import subprocess
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parents[2]


def fake_interpreter(folder: Path, script: str) -> None:
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the fake interpreter is a shell script")
def test_missing_library_of_qt_is_named_with_the_packages(tmp_path: Path) -> None:
    fake_interpreter(tmp_path, "echo 'ImportError: libEGL.so.1: cannot open shared object file' >&2; exit 1")
    with pytest.raises(SystemExit, match=r"libEGL\.so\.1.*\n.*sudo apt install libegl1 libgl1"):
        environment.check_qt(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="the fake interpreter is a shell script")
def test_an_environment_that_runs_is_kept(tmp_path: Path) -> None:
    fake_interpreter(tmp_path, "exit 0")
    environment.make_environment(tmp_path)
    assert (tmp_path / "bin" / "python").read_text().startswith("#!/bin/sh")


def test_missing_venv_is_named_with_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        environment.make_environment(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_python_that_is_too_old_is_refused_with_a_sentence() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "check", "PYTHON=false"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "ChatDesk needs Python 3.11 or newer" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr


def test_pins_name_no_registry() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 40
    assert all(line.count("==") == 1 and "/" not in line and "@" not in line for line in pins)
