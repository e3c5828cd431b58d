"""The sieve against reading everything: it may not know, but what it says is true."""

import sys

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatdesk.core.message import Message, ReasoningPart, Role, TextPart
from chatdesk.core.wanted import Wanted
from chatdesk.markup.sieve import Sieve, folded_characters
from chatdesk.ui.transcript.fragments import fragment_text, fragments
from chatdesk.ui.transcript.hits import counting
from chatdesk.ui.transcript.item import Item
from tests.markup.gfm_examples import EXAMPLES

MARKUP = ["**", "*", "_", "`", "``", "~~", "\\", "[", "]", "(", ")", "](", "][", "[^1]", "[^1]: ", "[a]: /u\n", "![", "<", ">"]
ENTITIES = ["&amp;", "&#98;", "&#x42;", "&nbsp;", "&zwj;", "&", ";", "R&D"]
FORMULAS = ["$", "$$", "\\(", "\\)"]
LINES = ["\n", "\n\n", "\r\n", "  \n", "\n> ", "\n# ", "\n```bo\n", "\n~~~\n", "\n---\n", "\n- ", "\n1. ", "|", "\n|--|--|\n"]
SPACES = ["\t", "    ", " ", "\u00a0", "\u3000"]
WORDS = ["a", "b", "bo", "ld", "bold", "Bold", "BOLD", "1", "2", "value_3", "f(x)", "bo ld", "f(", "a_b", "1. bo", "# x", "x #"]
LETTERS = [
    "ss",
    "ß",
    "ſ",
    "\u212a",
    "k",
    "ﬁ",
    "fi",
    "é",
    "É",
    "ς",
    "Σ",
    "不要",
    "注意",
    "：",
    "，",
    "İ",
    "i̇",
    "¹",
    "🖼",
    "👩\u200d💻",
]
ODD = ["\u202e", "\x1b", "\x85", "\u2028", "⟨U+202E⟩", "http://bo.ld", '(http://x "bo")']
PIECES = [*MARKUP, *ENTITIES, *FORMULAS, *LINES, *SPACES, *WORDS, *LETTERS, *ODD]
SOURCES = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def shown_texts(message: Message) -> list[str]:
    item = Item(message.outline(), message)
    item.is_unfolded = True
    return [fragment_text(part) for block in item.blocks() for part in fragments(block)]


def message_of(source: str, role: Role = Role.ASSISTANT, reasoning: str = "") -> Message:
    parts = (ReasoningPart(reasoning), TextPart(source)) if reasoning else (TextPart(source),)
    return Message("m", None, role, parts, 0)


def judged(message: Message, wanted: Wanted) -> int | None:
    return Sieve(wanted).count_in_message(message.role, message.text.encode(), message.reasoning.encode())


def assert_true(message: Message, wanted: Wanted) -> None:
    if not wanted.is_blank:
        assert judged(message, wanted) in (None, sum(counting(message, wanted)))


@st.composite
def looked_for(draw: st.DrawFn, texts: list[str]) -> str:
    """Return a part of one of the texts, in some other case perhaps."""
    text = draw(st.sampled_from([text for text in texts if text] or ["bold"]))
    start = draw(st.integers(0, len(text) - 1))
    part = text[start : start + draw(st.integers(1, 8))]
    return draw(st.sampled_from([part, part.upper(), part.lower(), part.casefold()]))


@settings(max_examples=400, deadline=None)
@given(st.data(), SOURCES, st.sampled_from([Role.ASSISTANT, Role.USER]), st.booleans())
def test_what_the_sieve_says_is_true(data: st.DataObject, source: str, role: Role, is_case_sensitive: bool) -> None:
    message = message_of(source, role)
    wanted = Wanted(data.draw(looked_for(shown_texts(message))), is_case_sensitive)
    assert_true(message, wanted)


COMMON = [
    "bold",
    "b",
    "bo ld",
    "ss",
    "k",
    "不要",
    "fi",
    "amp",
    "é",
    "σ",
    "1",
    "a[b",
    "e",
    "a b",
    "value_3",
    "f(x)",
    "1. bo",
    "a_b",
]


@settings(max_examples=200, deadline=None)
@given(SOURCES, st.sampled_from(COMMON))
@example("[b](http://x)[o](y)ld", "bold")
@example("b&#111;ld", "bold")
@example("[foo]: /u\n\nbo\u00a0[x](y)ld", "bo xld")
def test_what_the_sieve_says_of_common_words_is_true(source: str, text: str) -> None:
    assert_true(message_of(source), Wanted(text))
    assert_true(message_of("", reasoning=source), Wanted(text))


def test_what_the_sieve_says_of_the_official_examples_is_true() -> None:
    for _, source, _ in EXAMPLES:
        message = message_of(source)
        for text in shown_texts(message):
            for start in range(0, len(text), 3):
                for length in (1, 2, 5):
                    assert_true(message, Wanted(text[start : start + length]))


SPLIT = ["**bo**ld", "bo`l`d", "[bo](http://x.y/z)ld", "[b](u)[o](v)ld", "b&#111;ld", "b\\(o \\)ld", "bo<http://x.y>ld"]


def test_word_that_markup_splits_is_not_missed() -> None:
    found = [source for source in SPLIT if sum(counting(message_of(source), Wanted("bold")))]
    assert len(found) > 4
    assert all(judged(message_of(source), Wanted("bold")) is None for source in found)
    assert judged(message_of("注\n意"), Wanted("注意")) is None


def test_plain_text_is_counted_without_being_read() -> None:
    text = "The **law** of motion:\n\n- law one\n- LAW two\n\n```python\nlaw = 3  # the law\n```\n\n不要违反 law。"
    assert judged(message_of(text), Wanted("law")) == 6
    assert judged(message_of(text), Wanted("LAW", is_case_sensitive=True)) == 1
    assert judged(message_of(text), Wanted("不要")) == 1
    assert judged(message_of(text), Wanted("law of motion")) is None
    assert judged(message_of(text), Wanted("违反 law")) == 1
    assert judged(message_of("Call f(x_1) with the **e**."), Wanted("f(x_1) with")) == 1
    assert judged(message_of("with **emphasis**: the"), Wanted("the")) == 1
    assert judged(message_of(text), Wanted("entropy")) == 0


def test_what_may_be_hidden_must_be_read() -> None:
    for source in ("[a](law)", "```law\nx\n```", "[law]: /x", "| law |\n|--|", "&law;", "law" + "x" * 4_000):
        assert judged(message_of(source), Wanted("law")) is None


def test_no_other_character_changes_its_case() -> None:
    known = folded_characters()
    for code in range(0x80, sys.maxunicode + 1):
        if chr(code).casefold() != chr(code):
            assert chr(code) in known
