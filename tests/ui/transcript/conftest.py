"""A view on the screen, with a greeting, ready to be filled."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import GREETING, theme


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TranscriptView]:
    """Return a shown view of an empty conversation."""
    made = TranscriptView(theme())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.set_greeting(GREETING)
    made.show_conversation([])
    with qtbot.waitExposed(made):
        made.show()
    return made
