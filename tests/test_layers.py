"""The package obeys the rules that no linter checks, and each rule can fail."""

from pathlib import Path

import pytest

from tests.gates import breaches

PACKAGE = Path(__file__).resolve().parent.parent / "chatdesk"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_obeys_the_rules(path: Path) -> None:
    assert breaches(path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source", "reason"),
    [
        ("control/chat.py", "from PySide6.QtWidgets import QWidget", "only QtCore"),
        ("control/chat.py", "from PySide6 import QtCore, QtGui", "only QtCore"),
        ("control/chat.py", "import PySide6.QtNetwork", "only QtCore"),
        ("control/chat.py", "import PySide6", "only QtCore"),
        ("ui/composer.py", "async def send(): ...", "async def send in ui"),
        ("ui/composer.py", "QApplication.processEvents()", "event loop inside"),
        ("ui/composer.py", "dialog.exec()", "event loop inside"),
        ("ui/composer.py", "QMenu(self).exec_(point)", "event loop inside"),
        ("control/chat.py", "asyncio.create_task(work())", "Tasks.start"),
        ("control/chat.py", "asyncio.get_running_loop().create_task(work())", "Tasks.start"),
        ("providers/sse.py", "ensure_future(work())", "Tasks.start"),
        ("storage/database.py", "import subprocess", "imports subprocess"),
        ("storage/database.py", "from subprocess import run", "imports subprocess"),
        ("storage/database.py", "import pickle as p", "imports pickle"),
        ("core/paths.py", "eval('1')", "calls eval"),
        ("core/paths.py", "exec('x = 1')", "calls exec"),
        ("core/paths.py", "os.system('ls')", "calls os.system"),
        ("core/paths.py", "os.execv('/bin/ls', [])", "calls os.execv"),
        ("core/paths.py", "await asyncio.create_subprocess_exec('ls')", "create_subprocess_exec"),
        ("providers/local_server.py", "subprocess.Popen('ls', shell=True)", "shell="),
        ("providers/local_server.py", "subprocess.Popen('ls', shell=flag)", "shell="),
        ("core/paths.py", "x = 1  # type: ignore", "without a code"),
        ("core/paths.py", "x = 1  # type: ignore[assignment]", "without a code"),
        ("core/paths.py", "x = 1\n" * 401, "401 lines"),
    ],
)
def test_rule_catches_a_breach(module: str, source: str, reason: str) -> None:
    assert any(reason in breach for breach in breaches(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("control/chat.py", "from PySide6.QtCore import QObject, Signal"),
        ("control/tasks.py", "asyncio.get_running_loop().create_task(work())"),
        ("providers/sse.py", "async with asyncio.TaskGroup() as group:\n    group.create_task(read())"),
        ("providers/local_server.py", "import subprocess\nsubprocess.Popen(['llama'], shell=False)"),
        ("core/paths.py", "x = 1  # type: ignore[assignment]  # the SDK says int and means str"),
        ("storage/database.py", "connection.execute('select 1')\nre.compile('a')"),
        ("core/paths.py", "x = 1\n" * 400),
    ],
)
def test_rule_lets_good_code_pass(module: str, source: str) -> None:
    if module == "providers/sse.py":
        source = f"async def read_all():\n    {source.replace(chr(10), chr(10) + '    ')}"
    assert breaches(module, source) == []
