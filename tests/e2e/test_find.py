"""Finding in a chat, from outside: the words, the count, the message that comes into view."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.atspi import TEXT_FIELDS, Role, State, poll
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desktop import Desktop, Program
from tests.profiles import fill, write_settings

pytestmark = pytest.mark.e2e

Start = Callable[..., Program]


def count(window: ChatWindow) -> str:
    """Return what the find bar says."""
    return next((node.name for node in window.root.walk() if node.role == Role.LABEL and " of " in node.name), "")


def test_a_word_is_found_in_a_message_far_away(start: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    write_settings(profile, "http://127.0.0.1:9/v1")
    fill(profile, 300)
    window = ChatWindow(start(profile))
    assert poll(lambda: len(window.items()) == 301)
    conversation = window.root.expect(Role.LIST, "Conversation")
    first = conversation.children()[1]
    assert not first.has(State.SHOWING)
    words = first.name.removeprefix("You: ")

    window.field("Message").focus()
    desktop.press("ctrl+f")
    field = window.field("Find in chat")
    assert window.is_focused(field)
    field.set_text(words[:40])
    assert poll(lambda: count(window).startswith("1 of ")), count(window)
    assert poll(lambda: conversation.children()[1].has(State.SHOWING)), "the message that holds it came into view"

    desktop.press("Escape")
    assert poll(lambda: not window.has(TEXT_FIELDS, "Find in chat"))
    assert window.is_focused(window.field("Message"))
