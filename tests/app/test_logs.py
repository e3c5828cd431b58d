"""What the logs say of a whole conversation: ids and sizes, and nothing that was written in it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from chatdesk.core.paths import Profile
from chatdesk.storage.log_files import start_logging
from tests import profiles
from tests.fake_server import FakeServer, answer, api_error
from tests.running_app import RunningApp, run_app

ASKED, ANSWERED, TITLE, PROMPT = (f"canary{number}q7x" for number in range(4))


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_logging(Profile(tmp_path).logs)
    root.setLevel(logging.DEBUG)  # more than the app lets through
    yield Profile(tmp_path).logs
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.expects_log
def test_nothing_of_a_conversation_is_logged(qapp: QApplication, tmp_path: Path, logs: Path) -> None:
    with FakeServer(answer(f"{ANSWERED} there")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def scenario(run: RunningApp) -> None:
            run.app.chat.set_system_prompt(PROMPT)
            await run.say(f"{ASKED} and more")
            run.app.library.rename(run.app.chat.conversation_id, TITLE)
            run.app.chat.save_draft(f"{ASKED} draft")
            server.play(api_error(400, ANSWERED))
            await run.say(f"{ASKED} nobody hears")

            async def fail() -> None:
                raise ValueError(f"{ASKED} in an error")

            run.app.tasks.start(fail(), name="fails")
            await run.until(lambda: "fails" not in run.app.tasks.names)

        run_app(qapp, tmp_path, scenario)
    written = "".join(path.read_text("utf-8") for path in logs.iterdir())
    assert "ValueError" in written, "there is a log"
    for canary in (ASKED, ANSWERED, TITLE, PROMPT):
        assert canary not in written
