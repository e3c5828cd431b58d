"""Characters that hide or reorder text are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.markup.visible import BIDI_CONTROLS, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 文字 😀", "plain 文字 😀"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x00\x1b\r\x7f", "␀␛␍␡"),
        ("\u202eabc\u2066", "⟨U+202E⟩abc⟨U+2066⟩"),
        ("a\x85b\x9b", "a⟨U+0085⟩b⟨U+009B⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_shows_what_hides(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_that_hides_is_left(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not BIDI_CONTROLS.intersection(shown)
    assert not any(ord(character) < 0x20 and character not in "\t\n" for character in shown)
