"""What holds for every test: offscreen, alone, silent, and leaving nothing behind.

A test fails if it logs a warning that it does not expect (``@pytest.mark.expects_log("pattern", …)`` says which it does;
without a pattern, any), if it leaves a thread, task, timer or window behind, if it connects to another computer, or if a
module of ChatDesk starts a process that may not.
"""

import logging
import os
import re
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from chatdesk.core.paths import shared_models_folder
from chatdesk.providers.starter_model import is_installed
from tests.audit import Audit
from tests.leftovers import Snapshot, TaskWatch

NO_BUS = "unix:path=/nonexistent/chatdesk-tests"
FOREIGN_VARIABLES = ("OPENAI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_", "CHATDESK_PROFILE")
"""Variables of the developer's that would change what tests see; by prefix, in any case."""

_audit = Audit()
_tasks: TaskWatch
_failed = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Shut the developer's world out before anything is imported that looks at it."""
    config.addinivalue_line("markers", "expects_log(*patterns): may log warnings that match one of the patterns, or any")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = NO_BUS
    for name in list(os.environ):
        if name.upper().startswith(FOREIGN_VARIABLES):
            del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="chatdesk-tests-")
    config.add_cleanup(folder.cleanup)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(Path(folder.name) / name)
    global _tasks
    _tasks = TaskWatch()
    sys.addaudithook(_audit.hook)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a desktop (``make e2e``) unless markers are chosen, and, where it is not there, the real model."""
    if not config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("e2e")])
        items[:] = [item for item in items if not item.get_closest_marker("e2e")]
    if not is_installed(shared_models_folder()) and not os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("real_model"):
                item.add_marker(pytest.mark.skip(reason="the starter model is not there; make model fetches it"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test itself failed: then what it leaves behind is no news."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


class _Warnings(logging.Handler):
    """Collects records of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def unexpected(self, marker: pytest.Mark | None) -> list[str]:
        """Return the lines that no pattern of the marker matches."""
        patterns = (marker.args or (".*",)) if marker else ()
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.records]
        return [line for line in lines if not any(re.search(pattern, line) for pattern in patterns)]


@pytest.fixture(autouse=True)
def _nothing_unexpected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test over unexpected log records, leftovers and offences against the outside world."""
    warnings = _Warnings()
    logging.getLogger().addHandler(warnings)
    before = Snapshot()
    yield
    logging.getLogger().removeHandler(warnings)
    found = [*before.leftovers(), *_tasks.take(), *_audit.take()]
    found += [f"log: {line}" for line in warnings.unexpected(request.node.get_closest_marker("expects_log"))]
    if found and not request.node.stash.get(_failed, False):
        pytest.fail("left behind or unexpected:\n  " + "\n  ".join(found), pytrace=False)
