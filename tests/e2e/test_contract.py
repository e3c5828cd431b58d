"""The design's contract, driven through AT-SPI: what any tool outside this repository may rely on."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.atspi import BUTTONS, TEXT_FIELDS, Role, State, poll
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desktop import Desktop, Program
from tests.e2e.traces import children_of, files_with, secrets_of

pytestmark = pytest.mark.e2e

Start = Callable[..., Program]
GREETING = "Assistant: "
CANARY = "sk-proj-CanaryOfATest0123456789abcdefghijklmnop"
ENGLISH_NOTICE = "Please enter your OpenAI API key"
CHINESE_GREETING = "你好，我是你的AI助手，有什么可以帮你的吗？"


@pytest.fixture
def counting_address() -> Iterator[tuple[str, list[object]]]:
    """An address of the loopback, and the list of the connections that were made to it."""
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def count() -> None:
            while not ended.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                connection.close()
                connections.append(peer)

        thread = threading.Thread(target=count)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1", connections
        ended.set()
        thread.join()


def test_first_start_shows_what_the_contract_names(start: Start) -> None:
    window = ChatWindow(start())
    (greeting,) = window.await_items(GREETING)
    assert len(greeting) > len(GREETING)
    for name in ("Send", "New chat", "Clear chat", "Settings"):
        window.button(name)
    for name in ("Provider", "Model"):
        window.root.expect(Role.COMBO_BOX, name)
    key = window.root.expect(Role.PASSWORD_TEXT, "API key")
    assert key.has(State.EDITABLE)
    window.root.expect(Role.LIST, "Chats")
    message = window.field("Message")
    assert window.is_focused(message)
    assert window.button("Use the model on this computer")


def test_without_a_key_nothing_is_sent(start: Start, counting_address: tuple[str, list[object]]) -> None:
    address, connections = counting_address
    window = ChatWindow(start(OPENAI_BASE_URL=address))
    window.await_items(GREETING)
    window.send("Is anybody there?")
    assert window.root.expect((), lambda name: name.startswith(ENGLISH_NOTICE))
    assert window.field("Message").text == "Is anybody there?"
    assert window.items()[1:] == []
    buttons = [node for node in window.root.walk() if node.role in BUTTONS and node.has(State.SHOWING)]
    names = [node.name for node in buttons]
    assert any("key" in name.lower() for name in names), names
    assert "Use the model on this computer" in names
    assert connections == []


def test_the_key_notice_leads_to_the_key_field(start: Start) -> None:
    window = ChatWindow(start())
    window.await_items(GREETING)
    window.send("Hello")
    window.root.expect((), lambda name: name.startswith(ENGLISH_NOTICE))
    key = window.root.expect(Role.PASSWORD_TEXT, "API key")
    window.button("Enter the key").do()
    assert window.is_focused(key)


def test_key_goes_to_the_secret_service_and_nowhere_else(start: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    program = start(profile)
    window = ChatWindow(program)
    window.await_items(GREETING)
    key = window.root.expect(Role.PASSWORD_TEXT, "API key")
    key.focus()
    assert window.is_focused(key)
    desktop.type(CANARY)
    desktop.press("Return")
    assert poll(lambda: CANARY in secrets_of(desktop)), "the Secret Service does not hold the key"
    (service,) = [line.split()[0] for line in secrets_of(desktop).splitlines() if CANARY in line]
    assert service.startswith("ChatDesk:")
    assert CANARY.encode() not in program.command_line()
    assert program.quit() == 0
    assert files_with(profile, CANARY) == []

    again = ChatWindow(start(profile))
    again.await_items(GREETING)
    assert poll(lambda: again.root.find((), lambda name: "keyring" in name.lower())), "the dock does not say where the key is"
    assert files_with(profile, CANARY) == []


def test_two_turns_with_the_model_on_this_computer(start: Start, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    program = start(profile)
    window = ChatWindow(program)
    window.await_items(GREETING)
    window.use_local_model()
    window.send("What is the capital of France?")
    window.await_items(GREETING, "You: What is the capital", "Assistant:")
    first = window.await_reply_end()
    assert len(first) > len("Assistant: ")
    window.send("What was my last question?")
    window.await_items(GREETING, "You: What is the capital", first, "You: What was my last", "Assistant:")
    window.await_reply_end()
    said = window.items()
    assert program.quit() == 0

    again = ChatWindow(start(profile))
    assert again.await_items(*said) == said
    assert again.chats() == ["What is the capital of France?"]


def test_stop_ends_the_reply_and_keeps_what_came(start: Start) -> None:
    window = ChatWindow(start())
    window.await_items(GREETING)
    window.use_local_model()
    window.send("Write a very long story about a lighthouse, with many chapters.")
    streamed = window.await_streaming()
    window.button("Stop").do()
    window.button("Send")
    kept = window.items()[-1]
    assert streamed[:20] in kept
    assert not window.has(BUTTONS, "Stop")
    assert window.items()[-1] == kept


def test_quitting_in_mid_reply_keeps_it_and_offers_to_continue(start: Start, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    program = start(profile)
    window = ChatWindow(program)
    window.await_items(GREETING)
    window.use_local_model()
    window.send("Write a very long story about a river, with many chapters.")
    streamed = window.await_streaming()
    (server,) = children_of(program.process.pid)
    assert program.quit() == 0
    assert poll(lambda: not server.exists()), "the model's process outlives the app"

    again = ChatWindow(start(profile))
    again.await_items(GREETING, "You: Write", f"Assistant: {streamed[:20]}")
    newest = again.root.expect(Role.LIST, "Conversation").children()[-1]
    assert "Continue" in newest.actions


def test_clear_and_undo_and_new_chat(start: Start) -> None:
    window = ChatWindow(start())
    window.await_items(GREETING)
    window.use_local_model()
    window.send("Say hello.")
    window.await_items(GREETING, "You: Say hello.", "Assistant:")
    window.await_reply_end()
    said = window.items()
    window.button("Clear chat").do()
    window.await_items(GREETING)
    window.button("Undo").do()
    assert window.await_items(*said) == said
    window.button("New chat").do()
    window.await_items(GREETING)
    assert poll(lambda: len(window.chats()) == 2), window.chats()
    assert "Say hello." in window.chats()


def test_second_start_raises_the_first_window(start: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    ChatWindow(start(profile)).await_items(GREETING)
    sample = desktop.start_program(sys.executable, str(Path(__file__).parent / "sample_window.py"))
    sample.root()
    assert poll(lambda: desktop.active_window() == "Sample window")
    assert start(profile).process.wait(30) == 0
    assert poll(lambda: "ChatDesk" in desktop.active_window())
    sample.kill()


def test_copy_is_an_action_of_each_message(start: Start) -> None:
    window = ChatWindow(start())
    window.await_items(GREETING)
    (item,) = window.root.expect(Role.LIST, "Conversation").children()
    assert "Copy" in item.actions


def test_tab_reaches_everything(start: Start, desktop: Desktop) -> None:
    window = ChatWindow(start())
    window.await_items(GREETING)
    wanted = {
        *("Message", "Chats", "Conversation", "Provider", "Model", "API key", "Show the key", "Check", "Base URL"),
        *("Get an OpenAI API key", "New chat", "Clear chat", "Settings", "Use the model on this computer"),
    }
    reached: set[str] = set()
    for _ in range(40):
        reached |= {node.name for node in window.root.walk() if node.has(State.FOCUSED)}
        if wanted <= reached:
            break
        desktop.press("Tab")
    assert wanted <= reached, wanted - reached


def test_chinese_window(start: Start, tmp_path: Path) -> None:
    window = ChatWindow(start(tmp_path / "profile", "--lang", "zh_CN"))
    greeting = poll(lambda: window.root.find(Role.LIST_ITEM, lambda name: CHINESE_GREETING in name))
    assert greeting, window.root.outline()
    assert window.root.find((*BUTTONS, Role.TEXT), "Send") is None
    message = next(node for node in window.root.walk() if node.role in TEXT_FIELDS and node.has(State.FOCUSED))
    message.set_text("牛顿提出过哪些知名的定律？")
    window.desktop.press("Return")
    window.root.expect((), lambda name: name.startswith("请输入你的OpenAI API Key"))
