"""Parts come back as they were, in two columns."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.message import Part, ReasoningPart, TextPart
from chatdesk.storage.message_parts import Body, decode_parts, encode_parts, foreign_parts, storable

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
GOOD_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
REASONING = st.builds(ReasoningPart, GOOD_TEXT, st.none() | st.integers(0))
PARTS = st.lists(st.builds(TextPart, GOOD_TEXT) | REASONING, max_size=5).map(tuple)


@settings(max_examples=200, deadline=None)
@given(parts=PARTS)
def test_parts_come_back(parts: tuple[Part, ...]) -> None:
    body = encode_parts(parts)
    assert decode_parts(body) == parts
    assert body.text == "".join(part.text for part in parts if isinstance(part, TextPart))


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_becomes_one_that_utf8_holds_and_stays_it(text: str) -> None:
    mended = storable(text)
    assert mended.encode().decode() == mended
    assert storable(mended) == mended
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert mended == text


@settings(max_examples=200, deadline=None)
@given(
    text=GOOD_TEXT,
    parts=st.text(max_size=30)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["text", "reasoning"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["kind", "text", "characters", "ms"]), inner, max_size=3)
        ),
        max_leaves=12,
    ).map(json.dumps),
)
def test_damaged_parts_lose_no_text(text: str, parts: str) -> None:
    decoded = decode_parts(Body(text, parts))
    assert "".join(part.text for part in decoded if isinstance(part, TextPart)) == text


def test_parts_of_a_newer_version_are_kept() -> None:
    image = {"kind": "image", "sha256": "ab", "alt": {"en": "x"}}
    old = Body("text", json.dumps([{"kind": "text", "characters": 4}, image]))
    assert decode_parts(old) == (TextPart("text"),)
    stored = encode_parts((TextPart("longer"),), foreign_parts(old.parts))
    assert decode_parts(stored) == (TextPart("longer"),)
    assert foreign_parts(stored.parts) == [image]
