"""What a person does in the window, with a service on loopback: from no key to a conversation that survives."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton

from chatdesk.control.facts import KeyState
from chatdesk.core.errors import DiskFull
from chatdesk.core.message import Status
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.settings import ConnectionKind
from tests import profiles
from tests.fake_server import FakeServer, Stall, answer, api_error, chunk, event
from tests.fake_wire import STREAM_HEAD, chunked, send
from tests.running_app import RunningApp, run_app

CANARY = "sk-canary-5d0c7e21"


def notice(run: RunningApp) -> str:
    bar = run.window.panel.notice_bar
    return "" if bar.notice is None else bar.accessibleName()


def press_remedy(run: RunningApp, label: str) -> None:
    """Press a button of the notice by what stands on it."""
    buttons = run.window.panel.notice_bar.findChildren(QPushButton)
    next(button for button in buttons if button.text().replace("&", "") == label and not button.isHidden()).click()


def composer(run: RunningApp) -> str:
    widget = run.find("composer")
    assert isinstance(widget, QPlainTextEdit)
    return widget.toPlainText()


def assert_no_canary(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


def test_without_a_key_nothing_is_sent_and_the_text_stays(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("no")) as server:

        async def send_in_vain(run: RunningApp) -> None:
            await run.until(lambda: run.app.connections.is_ready_to_judge)
            run.type("Hello")
            run.press(Qt.Key.Key_Return)
            assert notice(run) == "Please enter your OpenAI API key"
            assert composer(run) == "Hello"
            assert run.app.chat.branch == ()

        run_app(qapp, tmp_path, send_in_vain, environment={"OPENAI_BASE_URL": server.base_url})
        assert server.requests == []


@pytest.mark.real_model
def test_the_model_on_this_computer_answers_what_waited_for_a_key(qapp: QApplication, tmp_path: Path) -> None:
    async def use_it(run: RunningApp) -> None:
        await run.until(lambda: run.app.connections.is_ready_to_judge)
        run.type("Say hello.")
        run.press(Qt.Key.Key_Return)
        press_remedy(run, "Use the model on this computer")
        await run.until(lambda: run.app.chat.is_replying)
        assert run.app.settings.connection.kind == ConnectionKind.LOCAL
        assert composer(run) == ""
        run.app.chat.stop()
        await run.until(run.is_quiet)

    run_app(qapp, tmp_path, use_it)
    question, reply = profiles.read(tmp_path)
    assert (question.text, reply.status) == ("Say hello.", Status.STOPPED)


def test_environment_serves_openai_and_leaves_no_trace(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("Hi.")) as server:

        async def talk(run: RunningApp) -> None:
            await run.say("Hello")
            assert run.app.connections.key_state.place == KeyPlace.ENVIRONMENT

        environment = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": CANARY}
        run_app(qapp, tmp_path, talk, environment=environment)
        assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"
        assert server.requests[0].json["messages"] == [{"role": "user", "content": "Hello"}]
    assert_no_canary(tmp_path)


def test_pasted_key_without_a_keyring_serves_this_session_and_is_nowhere(qapp: QApplication, tmp_path: Path) -> None:
    refusal = api_error(401, f"Incorrect API key provided: {CANARY}.", "invalid_api_key")
    with FakeServer(refusal, answer("Hi.")) as server:

        async def talk(run: RunningApp) -> None:
            field = run.find("apiKeyEdit")
            assert isinstance(field, QLineEdit)
            field.setText(f"  '{CANARY}'\n")
            field.returnPressed.emit()
            kept = KeyState(run.app.settings.connection.id, KeyPlace.SESSION, SessionReason.NO_KEYRING)
            await run.until(lambda: run.app.connections.key_state == kept)
            assert field.text() == ""
            await run.say("Hello")
            assert notice(run).startswith("127.0.0.1")
            assert CANARY not in notice(run)
            run.app.chat.try_again(run.app.chat.branch[-1].id)
            await run.until(lambda: len(server.requests) == 2)
            await run.until(run.is_quiet)
            assert notice(run) == ""

        run_app(qapp, tmp_path, talk, environment={"OPENAI_BASE_URL": server.base_url})
    assert [message.text for message in profiles.read(tmp_path)] == ["Hello", "Hi."]
    assert_no_canary(tmp_path)


def test_stop_ends_the_reply_and_the_connection(qapp: QApplication, tmp_path: Path) -> None:
    script = (send(STREAM_HEAD, *chunked(event(chunk("partial")))), Stall())
    with FakeServer(script) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def stop(run: RunningApp) -> None:
            run.type("Hello")
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: run.window.panel.transcript.items[-1].source.endswith("partial"))
            run.type("the next thought")
            run.click("stopButton")
            await run.until(run.is_quiet)
            assert composer(run) == "the next thought"

        run_app(qapp, tmp_path, stop)
        assert server.wait_until_closed()
    question, reply = profiles.read(tmp_path)
    assert (question.text, reply.text, reply.status) == ("Hello", "partial", Status.STOPPED)


def test_clear_and_draft_survive_a_restart(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("Hi.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def clear(run: RunningApp) -> None:
            await run.say("Hello")
            run.app.chat.clear()
            await run.until(lambda: run.app.chat.branch == ())
            run.type("half a thou")

        async def undo(run: RunningApp) -> None:
            assert run.app.chat.branch == ()
            assert composer(run) == "half a thou"
            assert notice(run) == "The chat was cleared."
            press_remedy(run, "Undo")
            await run.until(lambda: len(run.app.chat.branch) == 2)

        run_app(qapp, tmp_path, clear)
        run_app(qapp, tmp_path, undo)
    assert [message.text for message in profiles.read(tmp_path)] == ["Hello", "Hi."]


def test_quitting_with_unwritten_messages_warns_first(qapp: QApplication, tmp_path: Path) -> None:
    async def disk_is_full(*_arguments: object) -> None:
        raise DiskFull

    with FakeServer(answer("Hi.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def quit_twice(run: RunningApp) -> None:
            append = run.app.store.append
            run.app.store.append = disk_is_full  # type: ignore[method-assign]  # a full disk in one line
            run.type("Hello")
            run.press(Qt.Key.Key_Return)
            await run.until(lambda: len(run.app.chat.branch) == 2 and not run.app.chat.is_replying)
            run.window.close()
            await run.until(lambda: "closing the window again loses them" in notice(run))
            assert run.window.isVisible()
            run.app.store.append = append  # type: ignore[method-assign]

        run_app(qapp, tmp_path, quit_twice)
    assert [message.text for message in profiles.read(tmp_path)] == ["Hello", "Hi."]
