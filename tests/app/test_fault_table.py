"""Every fault of a service, byte by byte, through the real provider, controller and store: what is said, kept and stored."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from chatdesk.control import turn
from chatdesk.control.facts import TurnFailure
from chatdesk.core import errors
from chatdesk.core.message import Message, Status
from chatdesk.core.settings import Settings
from chatdesk.providers.chat_completions import ChatCompletions
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.ui.wording import turn_wording
from tests.fake_ports import OPENAI, OTHER, Desk, FakeSecrets
from tests.fake_server import FAULTS, Fault, serving

SENTENCES: dict[type[errors.ChatDeskError], str] = {
    errors.AccessDenied: r"does not allow this with your key\.",
    errors.AddressInvalid: r"^The base URL can't be used\.",
    errors.CertificateUntrusted: r"^The certificate of 127\.0\.0\.1:\d+ isn't trusted, so nothing was sent\.",
    errors.ConnectionBroken: r"^The connection to 127\.0\.0\.1:\d+ broke\.",
    errors.ContextTooLong: r"^This conversation is too long for the model",
    errors.CutOff: r"^The answer of 127\.0\.0\.1:\d+ was cut off\.",
    errors.EnvironmentFault: r"^The environment variable \w+ can't be used\.",
    errors.HostNotFound: r"^Can't find \S+\.",
    errors.KeyMalformed: r"^This can't be an API key",
    errors.KeyRefused: r"^127\.0\.0\.1:\d+ does not accept the API key\.",
    errors.ModelNotFound: r"^127\.0\.0\.1:\d+ does not know the model",
    errors.NoAnswer: r"^(No answer|Nothing more came) from 127\.0\.0\.1:\d+ for \d+ s\.",
    errors.NotAnApi: r"^127\.0\.0\.1:\d+ isn't an OpenAI-style API\.",
    errors.QuotaExhausted: r"^Your account at 127\.0\.0\.1:\d+ has no credit left\.",
    errors.RateLimited: r"^127\.0\.0\.1:\d+ gets too many requests from you\.",
    errors.Redirected: r"^127\.0\.0\.1:\d+ sends requests elsewhere(, to .+; nothing was sent there| without saying where)",
    errors.ReplyTooLarge: r"^The reply of 127\.0\.0\.1:\d+ is larger than ChatDesk takes in\.",
    errors.RequestRefused: r"^127\.0\.0\.1:\d+ refuses this request\.",
    errors.ServiceBusy: r"^127\.0\.0\.1:\d+ is busy or out of order\.",
    errors.ServiceReported: r"^127\.0\.0\.1:\d+ reports an error\.",
    errors.Unreachable: r"^Can't reach 127\.0\.0\.1:\d+\.",
}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once, and those that a service wants later are not waited for; no proxy but the fault's."""
    monkeypatch.setattr(turn, "FIRST_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(turn, "LONGEST_RETRY_SECONDS", 0.1)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def plugged_together(fault: Fault, base_url: str, folder: Path) -> Desk:
    """Return controllers over the real provider and store that meet the fault, with a connection to it chosen."""
    connection = replace(
        OTHER,
        base_url=base_url,
        model="fake-model",
        first_token_seconds=fault.first_token_seconds,
        idle_seconds=fault.idle_seconds,
    )
    return Desk(
        provider=ChatCompletions(),  # type: ignore[arg-type]  # the real one in the fake's place
        store=SqliteHistory(Database(folder / "history.sqlite3")),  # type: ignore[arg-type]
        secrets=FakeSecrets({OTHER.id: fault.key}),
        settings_values=Settings(connections=(OPENAI, connection), connection_id=OTHER.id),
    )


async def stored_messages(folder: Path) -> tuple[Message, ...]:
    """Return what another process would read from the history."""
    store = SqliteHistory(Database(folder / "history.sqlite3"))
    await store.open()
    (summary,) = await store.conversations()
    record = await store.load(summary.id)
    assert record is not None
    messages = await store.messages([outline.id for outline in record.outlines])
    await store.close()
    return messages


async def ask(desk: Desk) -> None:
    """Say something and wait until the turn is over and written."""
    await desk.start()
    await desk.say("What is the answer?")
    await desk.provider.close()
    await desk.store.close()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_is_told_and_nothing_is_lost(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in fault.environment:
        monkeypatch.setenv(name, value)
    with serving(fault) as (server, base_url):
        desk = plugged_together(fault, base_url, tmp_path)
        asyncio.run(ask(desk))
        failures: list[TurnFailure] = desk.all("turn_failed")
        if fault.error is None:
            assert failures == []
        else:
            (failure,) = failures
            assert type(failure.error) is fault.error
            wording = turn_wording(failure, desk.settings.connection)
            assert re.search(SENTENCES[fault.error], wording.sentence), wording.sentence
            assert wording.remedies
            assert fault.key not in wording.sentence
        may_be_asked_again = fault.error in (errors.RateLimited, errors.ServiceBusy)
        assert server is None or may_be_asked_again or len(server.requests) <= 2
    if desk.all("message_added"):
        question, reply = asyncio.run(stored_messages(tmp_path))
        assert (question.text, question.status) == ("What is the answer?", Status.COMPLETE)
        assert (reply.text, reply.reasoning) == (fault.text, fault.reasoning)
        assert reply.status == (Status.COMPLETE if fault.error is None else Status.FAILED)
        assert (reply.finish_reason, reply.damaged_events) == (fault.finish, fault.damaged)
    else:
        # Refused before anything was sent: the text is still in the composer.
        assert failures[0].message_id is None
    for path in tmp_path.rglob("*"):
        assert fault.key.encode() not in path.read_bytes()
