"""Keys: cleaned when pasted, and never shown."""

import copy
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core.secret import MAX_KEY_CHARACTERS, MalformedKey, Secret, clean_key, redacted

KEY = "sk-proj-AbC_123-xyz"


PASTED = [
    KEY,
    f"  {KEY}\r\n",
    f'"{KEY}"',
    f"'{KEY}' ",
    f"“{KEY}”",
    f"OPENAI_API_KEY={KEY}",
    f'export OPENAI_API_KEY="{KEY}"',
    f"Bearer {KEY}",
    f"Authorization: Bearer {KEY}",
    f"{KEY[:8]}\n{KEY[8:]}",
    f"\ufeff{KEY}",
    f"\u200b{KEY}\u200b",
]


@pytest.mark.parametrize("pasted", PASTED)
def test_what_comes_along_with_a_pasted_key_is_taken_off(pasted: str) -> None:
    assert clean_key(pasted).reveal() == KEY


@pytest.mark.parametrize("pasted", ["", "  \n", '""', "sk-ключ", "sk-\x00abc", "sk-\x1babc", "k" * (MAX_KEY_CHARACTERS + 1)])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(pasted: str) -> None:
    with pytest.raises(MalformedKey) as caught:
        clean_key(pasted)
    assert not pasted.strip() or pasted not in str(caught.value)


@given(st.text())
def test_a_clean_key_can_go_into_a_header(pasted: str) -> None:
    try:
        key = clean_key(pasted).reveal()
    except MalformedKey:
        return
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key
    assert clean_key(key).reveal() == key


def test_a_secret_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(KEY)
    logging.getLogger("test").info("%s %r", secret, secret)
    try:
        raise ValueError(secret)
    except ValueError:
        trace = traceback.format_exc()
    assert KEY not in f"{secret} {secret!r} {caplog.text} {trace}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)
    assert secret == Secret(KEY)


def test_redaction_takes_known_keys_and_what_looks_like_one() -> None:
    text = f"Incorrect key: odd/key. Authorization: Bearer abc.def, {KEY} and gsk_0123456789 remain"
    shown = redacted(text, Secret("odd/key"))
    for part in ("odd/key", "abc.def", KEY, "gsk_0123456789"):
        assert part not in shown
    assert shown.endswith("remain")
