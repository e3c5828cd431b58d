"""The real window talks to the real llama.cpp server with the real model."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chatdesk.core.message import FinishReason, Role, Status
from chatdesk.core.request import ChatRequest, RequestMessage
from tests import profiles
from tests.running_app import RunningApp, run_app

pytestmark = pytest.mark.real_model


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[ChatRequest]:
    """The requests as the provider gets them, on their way to the real server."""
    from chatdesk.providers.chat_completions import ChatCompletions

    requests: list[ChatRequest] = []
    stream = ChatCompletions.stream

    def noted(self: ChatCompletions, endpoint, request):  # type: ignore[no-untyped-def]  # passes on what it gets
        requests.append(request)
        return stream(self, endpoint, request)

    monkeypatch.setattr(ChatCompletions, "stream", noted)
    return requests


ENOUGH = 12
"""After so many changes a reply is stopped: the tiny model may well talk until its context window is full."""


async def hear_some(run: RunningApp, grew: list[str]) -> None:
    """Wait for the end of the reply, or for enough of it, and stop it then."""
    count = len(grew)
    await run.until(lambda: len(grew) >= count + ENOUGH or run.is_quiet())
    if run.app.chat.is_replying:
        run.click("stopButton")
    await run.until(run.is_quiet)
    assert len(grew) > count + 1, "the reply did not stream"


def test_two_turns_stop_restart_and_continue(qapp: QApplication, tmp_path: Path, asked: list[ChatRequest]) -> None:
    first, second = "牛顿提出过哪些知名的定律？", "我上一个问题是什么？"
    grew: list[str] = []

    async def talk(run: RunningApp) -> None:
        run.app.connections.use_local_model()
        run.app.chat.reply_changed.connect(lambda change: grew.append(change.text))
        for question in (first, second):
            run.type(question)
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: run.app.chat.is_replying)
            await hear_some(run, grew)

    run_app(qapp, tmp_path, talk)
    question, answer, _, reply = profiles.read(tmp_path)
    assert [m.content for m in asked[1].messages] == [first, answer.text, second]
    assert (question.text, question.status) == (first, Status.COMPLETE)
    assert {answer.status, reply.status} <= {Status.COMPLETE, Status.STOPPED}
    assert answer.text + reply.text == "".join(grew)

    async def go_on(run: RunningApp) -> None:
        assert run.app.chat.branch[-1].id == reply.id
        # So small a window ends the reply soon, by its length if not by itself.
        run.app.settings.set_context_tokens(512)
        run.app.chat.continue_reply(reply.id)
        await run.until(lambda: len(asked) == 3)
        await run.until(run.is_quiet)

    run_app(qapp, tmp_path, go_on)
    continued = profiles.read(tmp_path)[-1]
    assert (continued.id, continued.status) == (reply.id, Status.COMPLETE)
    assert continued.finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
    assert continued.text.startswith(reply.text)
    assert asked[2].messages[-2] == RequestMessage(Role.ASSISTANT, reply.text)


def test_quitting_in_mid_reply_keeps_what_arrived(qapp: QApplication, tmp_path: Path) -> None:
    grew: list[str] = []

    async def quit_early(run: RunningApp) -> None:
        run.app.connections.use_local_model()
        run.app.chat.reply_changed.connect(lambda change: grew.append(change.text))
        run.type("Count from one to one hundred, in words.")
        run.press(Qt.Key.Key_Return)
        await run.until(lambda: grew)

    run_app(qapp, tmp_path, quit_early)
    reply = profiles.read(tmp_path)[-1]
    assert reply.status in (Status.INTERRUPTED, Status.COMPLETE)
    assert reply.text == "".join(grew)
