"""What a crash leaves, and what the next start makes of it: the whole app, in processes of its own."""

import getpass
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chatdesk.core.paths import Profile

ROOT = Path(__file__).parents[2]
CANARY = "canary-7Q2x"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by signals of POSIX")

PRELUDE = """
import faulthandler, os, signal, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from tests.real_app import run
profile = Path(sys.argv[1])
def press(widget, text):
    next(b for b in widget.findChildren(QPushButton) if b.text().replace("&", "") == text and not b.isHidden()).click()
def soon(action):
    QTimer.singleShot(0, action)
"""

RUN = "\nsys.exit(run(profile, started))\n"

LOOK = (
    PRELUDE
    + """
def started(app):
    bar = app.window.panel.notice_bar
    def look():
        if bar.notice is not None and bar.notice.topic.name == "REPORT":
            app.window.panel.notice_bar.changed.disconnect(look)
            print("NOTICE", bar.notice.sentence)
            press(bar, "Show report")
            dialog = app.window.findChild(object, "reportDialog")
            print(dialog.findChild(QPlainTextEdit).toPlainText())
            press(dialog, "Copy")
            assert QGuiApplication.clipboard().text() == dialog.findChild(QPlainTextEdit).toPlainText()
            QGuiApplication.clipboard().clear()
            if "delete" in sys.argv:
                press(dialog, "Delete")
            else:
                press(dialog, "Close")
            QTimer.singleShot(0, app.window.close)
    bar.changed.connect(look)
    QTimer.singleShot(1_500, app.window.close)
"""
    + RUN
)


def start(script: str, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script, str(profile), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def crash(profile: Path) -> None:
    ended = start(PRELUDE + "def started(app): soon(faulthandler._sigsegv)" + RUN, profile)
    assert ended.returncode == -signal.SIGSEGV, ended.stderr


def reports(profile: Path) -> list[str]:
    return sorted(path.name for path in Profile(profile).logs.glob("*-report-*"))


def test_crash_is_offered_once_by_the_next_start(tmp_path: Path) -> None:
    crash(tmp_path)
    shown = start(LOOK, tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "NOTICE ChatDesk ended unexpectedly the last time." in shown.stdout
    assert "Crash: Fatal Python error: Segmentation fault" in shown.stdout
    assert 'File "chatdesk/launch.py"' in shown.stdout
    assert "ChatDesk 0" in shown.stdout
    for private in (str(ROOT), str(Path.home()), f"/{getpass.getuser()}/", str(tmp_path)):
        assert private not in shown.stdout
    [kept] = reports(tmp_path)
    assert kept.startswith("crash-report-")
    assert "NOTICE" not in start(LOOK, tmp_path).stdout
    assert reports(tmp_path) == [kept]


def test_report_can_be_deleted(tmp_path: Path) -> None:
    crash(tmp_path)
    assert "NOTICE" in start(LOOK, tmp_path, "delete").stdout
    assert reports(tmp_path) == []


@pytest.mark.parametrize(
    "end",
    [
        "soon(app.window.close)",
        "soon(lambda: os.kill(os.getpid(), signal.SIGKILL))",
        "soon(lambda: os.kill(os.getpid(), signal.SIGTERM))",
    ],
    ids=["closed", "killed", "logged out"],
)
def test_any_other_end_is_no_crash(tmp_path: Path, end: str) -> None:
    start(PRELUDE + f"def started(app): {end}" + RUN, tmp_path)
    shown = start(LOOK, tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "NOTICE" not in shown.stdout
    assert reports(tmp_path) == []


def test_killed_app_leaves_the_profile_free(tmp_path: Path) -> None:
    start(PRELUDE + "def started(app): os.kill(os.getpid(), signal.SIGKILL)" + RUN, tmp_path)
    assert Profile(tmp_path).lock.exists()
    asked = start(PRELUDE + "def started(app): print('second', app._is_second); soon(app.window.close)" + RUN, tmp_path)
    assert asked.stdout == "second False\n"


@pytest.mark.parametrize(
    ("fail", "where"),
    [
        ("soon(fail)", "a slot"),
        ("threading.Thread(target=fail).start()", "a thread"),
        ("app.tasks.start(fail_later(), name='fails')", "a task"),
        ("__import__('asyncio').get_running_loop().call_soon(fail)", "the event loop"),
    ],
)
def test_fault_is_reported_without_its_text(tmp_path: Path, fail: str, where: str) -> None:
    failing = f"""
def fail():
    raise ValueError("{CANARY} sk-proj-{CANARY}123456")
async def fail_later():
    fail()
def started(app):
    {fail}
    QTimer.singleShot(100, app.window.close)
"""
    ended = start(PRELUDE + failing + RUN, tmp_path)
    assert ended.returncode == 0, ended.stderr
    shown = start(LOOK, tmp_path)
    assert "NOTICE Something in ChatDesk failed the last time." in shown.stdout
    assert f"Fault in {where}: ValueError" in shown.stdout
    assert "in fail" in shown.stdout
    for path in Profile(tmp_path).logs.iterdir():
        assert CANARY not in path.read_text("utf-8"), path.name
    assert CANARY not in shown.stdout
