"""The process that asks the keyring: what it is told, and what becomes of its failures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatdesk.core.child import child_command
from chatdesk.core.ports import SessionReason
from chatdesk.core.secret import Secret
from chatdesk.storage import keyring_process
from chatdesk.storage.keyring_access import Answer
from chatdesk.storage.keyring_process import KeyringProcess

KEY = Secret("sk-canary-77f0")

TELLS_WHAT_IT_SEES = """
import json, os, sys
request = json.loads(sys.stdin.readline())
seen = " ".join([*sys.argv, *os.environ.values()])
print(json.dumps({"secret": request["secret"] if request["secret"] not in seen else "seen", "problem": None}))
"""


def use_child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(keyring_process, "child_command", lambda _flag: (sys.executable, "-c", program))


def test_the_key_goes_through_the_pipe_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY.reveal())
    use_child(monkeypatch, TELLS_WHAT_IT_SEES)
    assert KeyringProcess().write("ChatDesk:a", KEY) == Answer(KEY)


PROGRAMS = (
    "raise SystemExit(1)",
    "print('no JSON')",
    "print('[]')",
    "print('{}')",
    'print(\'{"secret": null, "problem": "new"}\')',
)


@pytest.mark.expects_log("the keyring's process failed: (JSONDecodeError|KeyError|TypeError|ValueError)$")
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_process_that_makes_no_sense_is_a_failed_keyring(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    use_child(monkeypatch, program)
    assert KeyringProcess().read("ChatDesk:a") == Answer(problem=SessionReason.FAILED)


@pytest.mark.expects_log("the keyring's process failed: FileNotFoundError$")
def test_a_process_that_cannot_be_started_is_a_failed_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_process, "child_command", lambda _flag: ("/nonexistent/python",))
    assert KeyringProcess().delete("ChatDesk:a") == Answer(problem=SessionReason.FAILED)


def test_the_real_process_says_that_there_is_no_keyring() -> None:
    for answer in (KeyringProcess().read("ChatDesk:a"), KeyringProcess().write("ChatDesk:a", KEY)):
        assert answer == Answer(problem=SessionReason.NO_KEYRING)


WAITING = """
import time

import keyring.backend


class Keyring(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self):
        time.sleep(3600)

    get_password = set_password = delete_password = lambda *_: None
"""


def test_a_process_that_waits_ends_with_the_app(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(WAITING, "utf-8")
    path = os.pathsep.join([str(Path.cwd()), str(tmp_path)])
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "waiting.Keyring", "PYTHONPATH": path}
    command = child_command(keyring_process.CHILD_FLAG)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdin is not None
        child.stdin.write(b'{"do": "read", "service": "ChatDesk:a", "secret": null}\n')
        child.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(1.0)
        child.stdin.close()
        assert child.wait(10.0) == 0
