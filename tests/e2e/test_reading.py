"""A conversation as a screen reader meets it, from outside: what it hears, where it stands, what it can do."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.e2e.atspi import Accessible, Event, Events, Role, State, poll
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desktop import Desktop, Program
from tests.fake_server import FakeServer, answer, chunk, event, stream
from tests.fake_wire import answer_events
from tests.profiles import fill, write_settings

pytestmark = pytest.mark.e2e

Start = Callable[..., Program]
Seen = TypeVar("Seen")
ANSWER = "Use **sorted**. It makes a new list.\n\n```python\nsorted(x)\n```\n\nThat is all."
POLITE = 1
"""ATSPI_LIVE_POLITE of atspi-constants.h."""
SPOKEN = "Use sorted. It makes a new list.\nCode, number of lines: 1.\nThat is all."


@pytest.fixture
def announcements(desktop: Desktop) -> Iterator[Events]:
    """What programs have a screen reader say."""
    events = desktop.bus.listen("object:announcement")
    yield events
    events.close()


def conversation(window: ChatWindow) -> Accessible:
    return window.root.expect(Role.LIST, "Conversation")


def is_focus(event: Event) -> bool:
    """Say whether the keyboard came to a node."""
    return event.kind == "focused" and event.number == 1


def focused(window: ChatWindow) -> str:
    """Return the name of the message that the keyboard stands on."""
    return next((item.name for item in conversation(window).children() if item.has(State.FOCUSED)), "")


def test_a_reply_is_announced_politely(start: Start, announcements: Events, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with FakeServer(answer(ANSWER[:20], ANSWER[20:])) as server:
        write_settings(profile, server.base_url)
        window = ChatWindow(start(profile))
        window.await_items("Assistant: ")
        window.send("How do I sort?")
        told = announcements.wait(lambda event: event.value == SPOKEN)
        assert "The AI is thinking, please wait…" in [event.value for event in told]
        assert told[-1].number == POLITE
        assert told[-1].node == conversation(window)


def test_messages_are_items_with_a_position_that_arrows_walk(start: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with FakeServer(answer("First answer."), answer("Second answer.")) as server:
        write_settings(profile, server.base_url)
        window = ChatWindow(start(profile))
        window.await_items("Assistant: ")
        window.send("One?")
        window.await_items("Assistant: ", "You: One?", "Assistant: First answer.")
        window.send("Two?")
        names = window.await_items(
            "Assistant: ", "You: One?", "Assistant: First answer.", "You: Two?", "Assistant: Second answer."
        )
    items = conversation(window).children()
    assert [(item.position, item.name) for item in items] == list(enumerate(names))
    assert all(item.role == Role.LIST_ITEM for item in items)
    tops = [item.extents[1] for item in items]
    assert tops == sorted(tops)
    conversation(window).focus()
    desktop.press("ctrl+Up")
    assert poll(lambda: focused(window) == names[4])
    told = desktop.bus.listen("object:state-changed")
    for keys, name in (("Up", names[3]), ("Up", names[2]), ("Down", names[3]), ("Up", names[2])):
        desktop.press(keys)
        assert poll(lambda name=name: focused(window) == name), (keys, focused(window))
        assert told.wait(is_focus)[-1].node.name == name
    desktop.press("Return", "Down")
    assert told.wait(is_focus)[-1].node.role == Role.MENU_ITEM
    desktop.press("Escape")
    told.close()
    assert "Copy" in conversation(window).children()[2].actions


def test_reasoning_is_told_and_unfolded(start: Start, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    thinking = event(chunk(reasoning_content="Let me see."))
    with FakeServer(stream(thinking, *answer_events("So it is."))) as server:
        write_settings(profile, server.base_url)
        window = ChatWindow(start(profile))
        window.await_items("Assistant: ")
        window.send("Is it so?")
        window.await_items("Assistant: ", "You: ", "Assistant: So it is.")
        window.await_reply_end()
    reply = conversation(window).children()[2]
    assert reply.description.startswith("Thought")
    reply.do("Show reasoning")
    assert poll(lambda: reply.description.endswith(": Let me see."))


def places(profile: Path) -> list[Any]:
    """Return the readers' places that are on disk."""
    with contextlib.closing(sqlite3.connect(f"file:{profile / 'history.sqlite3'}?mode=ro", uri=True)) as history:
        return history.execute("SELECT * FROM places").fetchall()


def in_view(window: ChatWindow) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Return the messages that are in view, and where they are."""
    return [(item.name, item.extents) for item in conversation(window).children() if item.has(State.SHOWING)]


def settled(look: Callable[[], Seen]) -> Seen:
    """Return what is seen once it has been the same for two seconds."""
    seen, since = look(), time.monotonic()
    while time.monotonic() - since < 2:
        time.sleep(0.2)
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
    return seen


def test_a_chat_is_found_where_it_was_left_after_kill_9(start: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    write_settings(profile, "http://127.0.0.1:9/v1")
    fill(profile, 60)
    program = start(profile)
    window = ChatWindow(program)
    assert poll(lambda: len(window.items()) == 61)
    at_end = in_view(window)
    desktop.turn_wheel(conversation(window), 40)
    assert poll(lambda: in_view(window) != at_end)
    left = settled(lambda: (in_view(window), places(profile)))
    assert left[1], "no place is on disk"
    program.kill()
    again = ChatWindow(start(profile))
    assert poll(lambda: in_view(again) == left[0]), f"{in_view(again)}\ninstead of\n{left}"
