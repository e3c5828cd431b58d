"""Every fault of the catalogue, against the real provider: what is kept, which error it becomes, and what that shows."""

import asyncio
import logging
import traceback

import pytest

from chatdesk.core import errors
from chatdesk.core.message import Message, Role, Status
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.secret import Secret
from chatdesk.core.stream import ReplyBuilder, StreamEvent
from chatdesk.providers.chat_completions import ChatCompletions
from tests.fake_faults import KEY
from tests.fake_server import FAULTS, MODEL_FAULTS, Fault, serving

PROMPT = "prompt-canary-51f7 你好"
_START = Message(id="1", parent_id=None, role=Role.ASSISTANT, parts=(), created_at=0, status=Status.STREAMING)


@pytest.fixture
def environment(monkeypatch):
    """No proxy and no certificates but those of the fault."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


def _endpoint(fault: Fault, base_url: str) -> Endpoint:
    return Endpoint(base_url, Secret(fault.key), fault.first_token_seconds, fault.idle_seconds)


async def _ask(endpoint: Endpoint, events: list[StreamEvent]) -> errors.ChatDeskError | None:
    """Collect the events of one reply; return the error it ends with. Another exception fails the test."""
    provider = ChatCompletions()
    try:
        async for event in provider.stream(endpoint, ChatRequest("fake-model", (RequestMessage(Role.USER, PROMPT),))):
            events.append(event)  # noqa: PERF401 - what came before an error counts
    except errors.ChatDeskError as err:
        return err
    finally:
        await provider.close()
    return None


def _assert_shows_nothing(error: errors.ChatDeskError) -> None:
    """The error is as good as its own words: nothing foreign hangs on it that a logged traceback would show."""
    shown = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert KEY not in shown
    assert "canary" not in shown
    assert error.__cause__ is None
    assert error.__context__ is None or isinstance(error.__context__, errors.ChatDeskError)
    assert len(error.detail) <= 300
    assert not set(error.detail) & set("<>\n\r\0")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_becomes_its_error_and_keeps_what_came(fault, environment, caplog):
    for name, value in fault.environment:
        environment.setenv(name, value)
    caplog.set_level(logging.DEBUG)
    events: list[StreamEvent] = []
    with serving(fault) as (_server, base_url):
        error = asyncio.run(_ask(_endpoint(fault, base_url), events))
    builder = ReplyBuilder(_START)
    for event in events:
        builder.apply(event)
    reply = builder.message()
    assert type(error) is (fault.error or type(None)), repr(error)
    assert reply.text == fault.text
    assert reply.reasoning == fault.reasoning
    assert reply.finish_reason == fault.finish
    assert reply.damaged_events == fault.damaged
    if error is not None:
        assert fault.detail in error.detail
        assert getattr(error, "retry_after", None) == fault.retry_after
        _assert_shows_nothing(error)
    if isinstance(error, errors.ServiceError):
        assert error.host in base_url
        assert error.host
    if isinstance(error, errors.NoAnswer):
        assert error.had_content == bool(fault.text)
    assert "canary" not in caplog.text


@pytest.mark.parametrize("fault", MODEL_FAULTS, ids=str)
def test_fault_of_the_model_list_becomes_its_error(fault, environment):
    async def main(base_url: str) -> errors.ChatDeskError:
        provider = ChatCompletions()
        try:
            with pytest.raises(errors.ChatDeskError) as caught:
                await provider.models(_endpoint(fault, base_url))
        finally:
            await provider.close()
        return caught.value

    with serving(fault) as (server, base_url):
        if server is not None:
            server.play_models(fault.scripts[0])
        error = asyncio.run(main(base_url))
    assert type(error) is fault.error
    assert fault.detail in error.detail
    _assert_shows_nothing(error)


def test_names_of_faults_differ():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
