"""Larger and smaller text, in the window: the line that is read stays where it is."""

import pytest
from PySide6.QtWidgets import QApplication

from chatdesk.ui.transcript.flow import Spot
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.conftest import World
from tests.ui.transcript.samples import long_conversation, wheel


def y_of(view: TranscriptView, line: Spot) -> float:
    """Return where a line of text is in the view."""
    y = view.page.flow.y_of_text(line)
    assert y is not None
    return y - view.page.position.scroll


@pytest.mark.parametrize("turned", [0, 3_000, 20_000])
def test_ctrl_plus_and_minus_keep_the_line_that_is_read(world: World, turned: int) -> None:
    window = world.window()
    messages = long_conversation(120)
    world.controllers.chat.open_with(*messages)
    view = window.panel.transcript
    for _ in range(turned // 500):
        wheel(view, 500)
        view.provide(messages)
    place, position = view.place, view.page.position
    line = view.page.flow.first_exact(position.scroll, position.scroll + position.height)
    assert line is not None
    y = y_of(view, line)
    actions = window.actions_
    for action, times in ((actions.larger_text, 10), (actions.smaller_text, 12), (actions.normal_text, 1)):
        for _ in range(times):
            action.trigger()
            QApplication.processEvents()
            view.provide(messages)
            if place is None:
                assert position.is_following
                assert position.is_at_end
                continue
            assert y_of(view, line) == y
    assert world.controllers.settings.settings.text_percent == 100
    assert view.place == place
