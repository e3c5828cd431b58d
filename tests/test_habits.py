"""The fixtures that watch every test see what they are meant to see."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests import audit, conftest, leftovers


def watched() -> audit.Audit:
    """Return an auditor that sees only what it is told."""
    return audit.Audit()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::1%lo", "localhost", b"localhost", None, ""])
def test_loopback_is_no_offence(host: object) -> None:
    auditor = watched()
    auditor.hook("socket.getaddrinfo", (host, 80))
    auditor.hook("socket.connect", (None, (host, 80)))
    assert auditor.take() == []


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com", "0.0.0.0"])
def test_connection_to_elsewhere_is_an_offence(host: str) -> None:
    auditor = watched()
    auditor.hook("socket.connect", (None, (host, 443)))
    assert auditor.take() == [f"a connection went to {host}"]
    assert auditor.take() == []


def test_name_lookup_is_an_offence_unless_reserved() -> None:
    auditor = watched()
    auditor.hook("socket.getaddrinfo", ("api.openai.com", 443))
    auditor.hook("socket.getaddrinfo", ("nosuch.invalid", 443))
    auditor.hook("socket.getaddrinfo", ("192.0.2.1", 443))
    assert auditor.take() == ["the name api.openai.com was looked up"]


def test_audit_hook_is_installed_for_the_run() -> None:
    with socket.socket() as client:
        client.setblocking(False)
        with pytest.raises(OSError):
            client.connect(("255.255.255.255", 9))
    assert conftest._audit.take() == ["a connection went to 255.255.255.255"]


@pytest.mark.parametrize(
    ("module", "is_offence"),
    [("storage/database.py", True), ("providers/local_server.py", False), ("formulas/drawer.py", False)],
)
def test_only_the_modules_with_children_may_start_processes(module: str, is_offence: bool) -> None:
    code = compile(
        "subprocess.run([sys.executable, '-c', ''], check=True)", audit.PACKAGE + module.replace("/", os.sep), "exec"
    )
    exec(code, {"subprocess": subprocess, "sys": sys})
    offences = conftest._audit.take()
    assert bool(offences) is is_offence
    assert all(module in offence for offence in offences)


def test_thread_left_behind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE_SECONDS", 0.01)
    before, end = leftovers.Snapshot(), threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten")
    thread.start()
    assert list(before.leftovers()) == ["thread forgotten"]
    end.set()
    thread.join()
    assert list(before.leftovers()) == []


def test_task_left_behind_is_found() -> None:
    async def main() -> None:
        asyncio.get_running_loop().create_task(asyncio.sleep(60), name="forgotten")

    asyncio.run(main())
    (line,) = conftest._tasks.take()
    assert line.startswith("task forgotten was still running")


def test_task_of_a_loop_that_was_not_closed_is_found() -> None:
    before, loop = leftovers.Snapshot(), asyncio.new_event_loop()
    task = loop.create_task(asyncio.sleep(60), name="forgotten")
    assert list(before.leftovers()) == ["task forgotten is not done"]
    task.cancel()
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
    assert list(before.leftovers()) == []


def test_window_and_timer_left_behind_are_found(qtbot: QtBot) -> None:
    before = leftovers.Snapshot()
    window = QWidget()
    window.setObjectName("forgotten")
    window.show()
    timer = QTimer(window, interval=60_000)
    timer.start()
    window_line, timer_line = before.leftovers()
    assert window_line == "top-level window QWidget 'forgotten'"
    assert timer_line.startswith("timer of 60000 ms")
    assert list(before.leftovers()) == []


def test_unexpected_warning_is_found_and_an_expected_one_passes() -> None:
    seen = conftest._Warnings()
    logger = logging.Logger("chatdesk.test")
    logger.addHandler(seen)
    logger.info("nothing")
    logger.warning("odd %s", "thing")
    assert seen.unexpected(None) == ["WARNING chatdesk.test: odd thing"]
    assert seen.unexpected(pytest.mark.expects_log("odd").mark) == []
    assert seen.unexpected(pytest.mark.expects_log.mark) == []
    assert seen.unexpected(pytest.mark.expects_log("even").mark) != []


@pytest.mark.expects_log("odd thing")
def test_marker_lets_a_warning_pass() -> None:
    logging.getLogger("chatdesk.test").warning("odd thing")


def test_the_developers_world_is_shut_out() -> None:
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert os.environ["DBUS_SESSION_BUS_ADDRESS"] == conftest.NO_BUS
    assert not [name for name in os.environ if name.startswith("OPENAI_")]
    assert not Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(Path.home())


def test_snapshot_is_cheap() -> None:
    started = time.thread_time()
    for _ in range(20):
        list(leftovers.Snapshot().leftovers())
    assert time.thread_time() - started < 2
