"""The folded reasoning: how long it took, and how it is unfolded by mouse, menu and screen reader."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible

from chatdesk.core.message import Message, ReasoningPart, Status, TextPart
from chatdesk.ui.transcript.fragments import Fold
from chatdesk.ui.transcript.menu import make_menu
from chatdesk.ui.transcript.prose import MarkBox
from chatdesk.ui.transcript.view import TranscriptView
from chatdesk.ui.transcript.wording import thought
from tests.ui.transcript.samples import reply


def reasoned(milliseconds: int | None) -> Message:
    """Return a reply that was thought about for so long."""
    return replace(reply("1", "So it is."), parts=(ReasoningPart("Hm. Let me see.", milliseconds), TextPart("So it is.")))


def fold_line(view: TranscriptView) -> str:
    """Return what the line says that folds the reasoning."""
    item = view.item("1")
    assert item is not None
    assert item.rows is not None
    assert isinstance(item.rows.rows[0].fragment.content, Fold)
    box = item.rows.box(0)
    assert isinstance(box, MarkBox)
    return box.label


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "Thought"),
        (0, "Thought"),
        (1, "Thought for 1 s"),
        (59, "Thought for 59 s"),
        (60, "Thought for 1 min 0 s"),
        (3_725, "Thought for 62 min 5 s"),
    ],
)
def test_the_time_in_words(seconds: int | None, words: str) -> None:
    assert thought(seconds) == words


def test_the_line_tells_the_time_as_soon_as_the_answer_begins(view: TranscriptView) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "", "Hm.", 0)
    assert fold_line(view) == "Thinking…"
    view.grow_reply("1", "", " Let me see.", 9_000)
    assert fold_line(view) == "Thinking…"
    view.grow_reply("1", "So ", "", 12_300)
    assert fold_line(view) == "Thought for 12 s"
    view.grow_reply("1", "it is.", "", 12_300)
    view.finish_reply(reasoned(12_300))
    assert fold_line(view) == "Thought for 12 s"


def test_a_stored_reply_tells_the_time(view: TranscriptView) -> None:
    view.start_reply(reasoned(83_000))
    assert fold_line(view) == "Thought for 1 min 23 s"


def test_reasoning_is_unfolded_by_menu_and_screen_reader(view: TranscriptView) -> None:
    view.start_reply(reasoned(2_000))
    root = QAccessible.queryAccessibleInterface(view)
    assert root is not None
    message = root.child(1)
    assert message.text(QAccessible.Text.Name) == "Assistant: So it is."
    assert message.text(QAccessible.Text.Description) == "Thought for 2 s"
    assert "Show reasoning" in message.actionInterface().actionNames()
    message.actionInterface().doAction("Show reasoning")
    item = view.item("1")
    assert item is not None
    assert item.is_unfolded
    assert message.text(QAccessible.Text.Description) == "Thought for 2 s: Hm. Let me see."
    menu = make_menu(view, item, None, steps=(), has_selection=False, do=view.do_action)
    next(entry for entry in menu.actions() if entry.text() == "Hide reasoning").trigger()
    menu.deleteLater()
    assert not item.is_unfolded
