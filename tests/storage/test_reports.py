"""Reports of crashes and faults, and the log file's size."""

import logging
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.storage import log_files, reports
from chatdesk.storage.crash_log import CrashLog
from chatdesk.storage.log_files import LogFile
from chatdesk.storage.report_wording import crash_report, stack, without_folders
from chatdesk.storage.reports import ReportFolder

WHEN = datetime(2026, 1, 2, 3, 4).astimezone()
PROGRAM = "ChatDesk 1.0, Python 3.11, Qt 6.11, linux"
CRASH = f"""{PROGRAM}
Fatal Python error: Segmentation fault

Current thread 0x00007f2a (most recent call first):
  File "/home/ann/chats/chatdesk/ui/view.py", line 12 in paint
  File "/home/ann/.venv/lib/python3.11/site-packages/qasync/__init__.py", line 3 in run
  <no Python frame>
the secret that ann typed
Extension modules: jiter.jiter (total: 1)
"""


def fail(text: str) -> None:
    raise ValueError(text)


def caught(text: str) -> ValueError:
    try:
        fail(text)
    except ValueError as error:
        return error
    raise AssertionError


class TestWording:
    @pytest.mark.parametrize(
        ("path", "told"),
        [
            ("/home/ann/x/chatdesk/ui/view.py", "chatdesk/ui/view.py"),
            ("/home/ann/.venv/lib/python3.11/site-packages/qasync/__init__.py", "qasync/__init__.py"),
            ("/usr/lib/python3.13/asyncio/events.py", "asyncio/events.py"),
            (r"C:\Users\Ann\AppData\Local\Programs\Python\Python311\Lib\asyncio\events.py", "asyncio/events.py"),
            (r"C:\Users\Ann\ChatDesk\_internal\apsw\x.pyd", "apsw/x.pyd"),
            ("/Users/ann/ChatDesk.app/Contents/Frameworks/openai/x.py", "openai/x.py"),
            ("/home/ann/private/notes.py", "notes.py"),
            ("chatdesk/launch.py", "chatdesk/launch.py"),
            ("<frozen runpy>", "<frozen runpy>"),
        ],
    )
    def test_paths_are_told_without_folders_of_a_person(self, path: str, told: str) -> None:
        assert without_folders(path) == told

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text("abcXYZ äö王-.", min_size=1), min_size=1, max_size=4))
    def test_no_absolute_path_stays_one(self, folders: list[str]) -> None:
        for start in ("/", "C:\\", "C:/", "\\\\server\\"):
            told = without_folders(start + "/".join(folders) + "/file.py")
            assert told == "file.py"

    def test_crash_holds_what_faulthandler_writes_and_nothing_else(self) -> None:
        told = crash_report(CRASH, WHEN)
        assert told.startswith("Crash: Fatal Python error: Segmentation fault\n")
        assert PROGRAM in told
        assert '  File "chatdesk/ui/view.py", line 12 in paint' in told
        assert '  File "qasync/__init__.py", line 3 in run' in told
        assert "ann" not in told
        assert "secret" not in told

    def test_causes_are_told_by_class_and_place(self) -> None:
        try:
            try:
                fail("first canary")
            except ValueError as error:
                raise KeyError("second canary") from error
        except KeyError as error:
            lines = stack(error)
        assert [line for line in lines if not line.startswith("  ")] == ["KeyError", "ValueError"]
        assert "canary" not in "".join(lines)


class TestFolder:
    def test_each_report_is_returned_once_and_the_crash_first(self, tmp_path: Path) -> None:
        ReportFolder(tmp_path).write_fault(caught("canary"), "a slot", PROGRAM)
        folder = ReportFolder(tmp_path)
        (tmp_path / "crash.log.left-20260101-000000").write_text(CRASH)
        report = folder.take_new()
        assert report is not None
        assert report.is_crash
        assert report.path.read_text() == report.text
        assert sys.platform == "win32" or report.path.stat().st_mode & 0o077 == 0
        assert folder.take_new() is None
        assert not list(tmp_path.glob("crash.log*"))
        folder.delete(report)
        folder.delete(report)
        assert [path.name[:5] for path in tmp_path.iterdir()] == ["fault"]

    def test_fault_of_this_run_is_for_the_next_one(self, tmp_path: Path) -> None:
        folder = ReportFolder(tmp_path)
        folder.write_fault(caught("canary"), "a slot", PROGRAM)
        assert folder.take_new() is None
        assert ReportFolder(tmp_path).take_new() is not None

    def test_one_fault_is_reported_once_and_a_run_reports_few(self, tmp_path: Path) -> None:
        folder = ReportFolder(tmp_path)
        for number in range(3):
            folder.write_fault(caught(str(number)), "a slot", PROGRAM)
        assert len(list(tmp_path.iterdir())) == 1
        for number in range(20):
            folder.write_fault(type(f"Fault{number}", (Exception,), {})(), "a slot", PROGRAM)
        assert len(list(tmp_path.iterdir())) == reports.MOST_FAULTS

    def test_old_reports_are_removed(self, tmp_path: Path) -> None:
        for number in range(14):
            ReportFolder(tmp_path).write_fault(caught(str(number)), "a slot", PROGRAM)
            assert ReportFolder(tmp_path).take_new() is not None
        assert len(list(tmp_path.iterdir())) == reports.KEPT

    def test_folder_that_is_not_there_has_no_reports(self, tmp_path: Path) -> None:
        folder = ReportFolder(tmp_path / "none")
        folder.write_fault(caught(""), "a slot", PROGRAM)
        assert folder.take_new() is None


class TestCrashLog:
    def test_only_text_after_the_first_line_is_a_crash(self, tmp_path: Path) -> None:
        for left, is_crash in (("", False), ("program\n", False), ("program\nFatal", True)):
            (tmp_path / "crash.log").write_text(left)
            log = CrashLog(tmp_path)
            log.open(PROGRAM, is_second=False)
            assert (tmp_path / "crash.log").read_text() == f"{PROGRAM}\n"
            log.close()
            assert (tmp_path / "crash.log").read_text() == ""
            assert bool(list(tmp_path.glob("crash.log.left-*"))) == is_crash

    def test_second_app_leaves_the_first_ones_log_alone(self, tmp_path: Path) -> None:
        (tmp_path / "crash.log").write_text("program\n")
        log = CrashLog(tmp_path)
        log.open(PROGRAM, is_second=True)
        log.close()
        assert (tmp_path / "crash.log").read_text() == "program\n"

    def test_folder_that_cannot_be_written_to_is_no_fault(self, tmp_path: Path) -> None:
        log = CrashLog(tmp_path / "none")
        log.open(PROGRAM, is_second=False)
        log.close()


def test_log_is_put_aside_while_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MAX_BYTES", 200)
    handler = LogFile(tmp_path / "chatdesk.log")
    for number in range(100):
        handler.emit(logging.makeLogRecord({"msg": f"line {number:03} of those that are logged"}))
    handler.close()
    assert {path.name for path in tmp_path.iterdir()} <= {"chatdesk.log", *(f"chatdesk.log.{n}" for n in range(1, 4))}
    assert all(path.stat().st_size <= 250 for path in tmp_path.iterdir())
    newest = tmp_path / "chatdesk.log"
    assert "line 099" in (newest if newest.exists() else tmp_path / "chatdesk.log.1").read_text()
