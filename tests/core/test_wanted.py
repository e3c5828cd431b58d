"""Where a text stands in another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core.wanted import Wanted


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("law", "Law and LAW", ["Law", "LAW"]),
        ("STRASSE", "Straße", ["Straße"]),
        ("s", "Straße", ["S"]),
        ("ss", "aßb", ["ß"]),
        ("ΟΔΟΣ", "οδος οδοσ", ["οδος", "οδοσ"]),
        ("不要", "请不要。不要！", ["不要", "不要"]),
        ("a b", "a\u2028b a\tb a\u3000b a\nb", ["a\u2028b", "a\tb", "a\u3000b"]),
        ("aa", "aaaaa", ["aa", "aa"]),
        ("k", "273 K", ["K"]),
        ("ﬁ", "fi", ["fi"]),
        ("👩", "👩‍💻ß", ["👩"]),
        ("a.c", "abc", []),
    ],
)
def test_hits(wanted: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Wanted(wanted).hits(text)] == found


def test_case_matters_when_asked_for() -> None:
    assert Wanted("Law", is_case_sensitive=True).hits("law Law LAW") == [(4, 7)]
    assert Wanted("ss", is_case_sensitive=True).hits("ß") == []


def test_spaces_alone_are_blank() -> None:
    assert Wanted("").is_blank
    assert Wanted(" \u3000\t").is_blank
    assert not Wanted(" a").is_blank


@given(st.text(alphabet="aAßſsﬁfi İé不 \u2028", max_size=30), st.text(alphabet="aAßſsﬁfi İé不 ", min_size=1, max_size=4))
def test_each_hit_is_the_wanted_text_and_none_overlap(text: str, part: str) -> None:
    wanted, end_before = Wanted(part), 0
    for start, end in wanted.hits(text):
        assert start >= end_before
        assert Wanted(text[start:end]).folded == wanted.folded
        end_before = end
    if not wanted.hits(text):
        assert part not in text
