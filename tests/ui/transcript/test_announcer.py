"""A screen reader hears each part of a reply once, at a pace that can be followed."""

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.message import Message, Status
from chatdesk.ui.transcript.announcer import PAUSE_SECONDS, SPEECH_LIMIT, Announcer, cut_to
from chatdesk.ui.transcript.item import Item
from tests.ui.transcript.samples import prose, reply

THINKING = "The AI is thinking, please wait…"


class Listener:
    """An announcer with a clock that is set by hand, and what it said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.now = 100.0
        self.is_heard = self.is_watched = True
        self.announcer = Announcer(
            self.said.append,
            is_heard=lambda: self.is_heard,
            is_watched=lambda: self.is_watched,
            clock=lambda: self.now,
        )
        self.item = Item(reply("1").outline())

    def begin(self, text: str = "") -> None:
        self.item.begin(reply("1", text, Status.STREAMING))
        self.announcer.begin(self.item)

    def grow(self, text: str, seconds: float = 0.1) -> None:
        self.now += seconds
        self.item.grow(text, "")
        self.announcer.grow(self.item)

    def finish(self, message: Message | None = None) -> None:
        self.item.finish(message or reply("1", self.item.source))
        self.announcer.finish(self.item)

    def take(self) -> list[str]:
        said = list(self.said)
        self.said.clear()
        return said


def test_a_short_reply_is_told_when_it_is_complete() -> None:
    listener = Listener()
    listener.begin()
    assert listener.take() == [THINKING]
    for word in ("It ", "is ", "**so**."):
        listener.grow(word)
    assert listener.take() == []
    listener.finish()
    assert listener.take() == ["It is so."]


def test_a_long_reply_is_told_in_whole_paragraphs_with_pauses_and_each_once() -> None:
    listener = Listener()
    listener.begin()
    listener.take()
    paragraphs = [f"Paragraph {number} says this. And that." for number in range(40)]
    at: list[float] = []
    for paragraph in paragraphs:
        for word in f"{paragraph}\n\n".split(" "):
            listener.grow(f"{word} ", 0.2)
            at += [listener.now] * (len(listener.said) - len(at))
    listener.finish()
    assert len(listener.said) > 5
    assert all(later - earlier >= PAUSE_SECONDS for earlier, later in pairwise(at))
    assert "\n".join(listener.said) == "\n".join(paragraphs)


def test_code_is_counted_and_the_ending_told() -> None:
    listener = Listener()
    listener.begin("Look:\n\n```python\na\nb\n```\n\nSo.")
    assert listener.take() == []
    listener.item = Item(reply("1").outline())
    listener.begin()
    listener.grow("Look:\n\n```python\na\nb\n```\n\nSo")
    listener.take()
    listener.finish(reply("1", listener.item.source, Status.STOPPED))
    assert listener.take() == ["Look:\nCode, number of lines: 2.\nSo\nStopped."]


def test_what_was_there_before_is_not_told_again() -> None:
    listener = Listener()
    listener.begin("One.\n\nTwo.\n\nThr")
    listener.grow("ee.\n\nFour.")
    listener.finish()
    assert listener.take() == ["Three.\nFour."]


def test_a_reply_in_the_background_is_told_of_in_a_sentence() -> None:
    listener = Listener()
    listener.is_watched = False
    listener.begin()
    listener.grow("One.\n\nTwo.\n\nThree.", PAUSE_SECONDS)
    assert listener.take() == []
    listener.finish()
    assert listener.take() == ["The answer is there."]


def test_a_very_long_reply_is_cut_once_and_said_to_be_longer() -> None:
    listener = Listener()
    listener.begin()
    listener.take()
    chance = random.Random(2)
    for _ in range(60):
        listener.grow(f"{prose(chance, 30)}.\n\n", PAUSE_SECONDS)
    listener.finish()
    said = "\n".join(listener.said)
    assert said.count("The rest of this answer can be read in the conversation.") == 1
    assert len(said) < SPEECH_LIMIT + 100


def test_a_question_that_was_never_answered_is_said_to_be_interrupted() -> None:
    listener = Listener()
    listener.item.begin(reply("1", status=Status.INTERRUPTED))
    listener.announcer.begin(listener.item)
    listener.finish(reply("1", status=Status.INTERRUPTED))
    assert listener.take() == ["Interrupted."]


def test_nobody_hears_nothing() -> None:
    listener = Listener()
    listener.is_heard = False
    listener.begin()
    listener.grow("One.\n\nTwo.\n\n", PAUSE_SECONDS)
    listener.finish()
    assert listener.take() == []


@settings(max_examples=200, deadline=None)
@given(text=st.text("ab .。!\n", max_size=60), room=st.integers(0, 60))
def test_a_cut_is_a_beginning_that_fits_and_ends_with_a_sentence_if_there_is_one(text: str, room: int) -> None:
    cut = cut_to(text, room)
    assert text.startswith(cut)
    assert len(cut) <= room
    if len(text) > room and any(mark in text[:room] for mark in ("。", ". ", "! ", "! ", "\n")):
        assert cut[-1:] in ("", ".", "!", "。") or text[len(cut) :].lstrip(" ").startswith("\n")
