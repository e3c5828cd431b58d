"""One running app a profile."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QSysInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk import instance as instance_module
from chatdesk.doorbell import Doorbell
from chatdesk.instance import Instance


def test_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Instance(tmp_path / "lock"), Instance(tmp_path / "lock")
    assert first.try_lock()
    first.listen()
    assert not second.try_lock()
    assert second.is_held_by_another
    ask = f"from chatdesk.instance import Instance; from pathlib import Path; i = Instance(Path({str(tmp_path / 'lock')!r}))"
    command = [sys.executable, "-c", f"{ask}; print(i.try_lock(), i.ask_first())"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        with qtbot.waitSignal(first.raise_requested, timeout=30_000):
            pass
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
        assert process.communicate()[0] == "False True\n"
    first.close()
    assert second.try_lock()
    second.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe leaves nothing")
def test_bell_that_a_killed_process_left_is_replaced_by_one_for_its_owner_alone(qapp: QApplication, tmp_path: Path) -> None:
    name = f"chatdesk-test-{tmp_path.name}-{os.getpid()}"
    left = Path(QDir.tempPath()) / name
    left.touch()
    bell = Doorbell(name)
    bell.listen()
    assert left.is_socket()
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    bell.close()
    assert not left.exists()
    bell.deleteLater()


def test_first_that_does_not_answer_is_given_up(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance_module, "ASK_MS", 200)
    first, second = Instance(tmp_path / "lock"), Instance(tmp_path / "lock")
    assert first.try_lock()
    assert not second.ask_first()
    first.close()


def test_lock_of_a_killed_process_is_free(qapp: QApplication, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    hold = f"from chatdesk.instance import Instance; from pathlib import Path; i = Instance(Path({str(lock)!r}))"
    command = [sys.executable, "-c", f"{hold}; print(i.try_lock(), flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        waiting = Instance(lock)
        assert not waiting.try_lock()
        process.kill()
        process.wait()
    assert waiting.try_lock()
    waiting.close()


@pytest.mark.parametrize("who", ["an empty file", "a process of another computer", "a process id that is taken again", "junk"])
def test_lock_file_that_nobody_holds_is_no_lock(qapp: QApplication, tmp_path: Path, who: str) -> None:
    lock = tmp_path / "lock"
    program = Path(sys.executable).resolve().name
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        host = QSysInfo.machineHostName()
        lock.write_text(
            {
                "an empty file": "",
                "a process of another computer": f"4000000\n{program}\nelsewhere\n",
                "a process id that is taken again": f"{stranger.pid}\n{program}\n{host}\n",
                "junk": "junk",
            }[who]
        )
        long_ago = time.time() - 60
        os.utime(lock, (long_ago, long_ago))
        first, second = Instance(lock), Instance(lock)
        assert first.try_lock()
        assert not second.try_lock()
        assert second.is_held_by_another
        stranger.kill()
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there, a file that is open cannot be removed")
def test_lock_file_that_is_being_made_is_left_alone(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    assert not Instance(tmp_path / "lock").try_lock()
    assert (tmp_path / "lock").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can start a process of another user")
def test_lock_of_another_user_holds(qapp: QApplication, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("4000000\nchatdesk\nelsewhere\n")
    hold = "import fcntl, os, sys; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX); os.setuid(65534)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{hold}; print('held', flush=True); input()", str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        waiting = Instance(lock)
        assert not waiting.try_lock()
        assert waiting.is_held_by_another
        process.kill()
        process.wait()
    assert waiting.try_lock()
    waiting.close()


def test_folder_that_cannot_be_written_is_not_another_app(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = Instance(tmp_path / "file" / "lock")
    assert not broken.try_lock()
    assert not broken.is_held_by_another
