"""Hostile texts: never an exception, and work in proportion to the length."""

from typing import TYPE_CHECKING, Any

import pytest

from chatdesk.markup import settle
from chatdesk.markup.blocks import Paragraph, Table, plain_text
from chatdesk.markup.grammar import Grammar
from chatdesk.markup.incremental import BlockStream
from chatdesk.markup.limits import LONG_WINDOW, LONGEST, MAX_CELLS
from chatdesk.markup.parse import parse

if TYPE_CHECKING:
    from markdown_it.token import Token

HOSTILE = {
    "blank lines": "\n" * 50_000,
    "blank lines in a list": "- a" + "\n" * 50_000 + "- b",
    "spaces": " " * 50_000,
    "tabs": "\t" * 20_000,
    "carriage returns": "\r" * 20_000,
    "nested quotes": ("> " * 50 + "a\n") * 50,
    "deep quotes": ">" * 20_000 + "a",
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(150)),
    "deep list on a line": "- " * 10_000 + "a",
    "list items": "- item **b**\n" * 3_000,
    "loose list items": "1. item\n\n" * 3_000,
    "one giant item": "- a\n" + "  - b\n" * 5_000,
    "wide table": "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n|" + "b|" * 20_000,
    "table of missing cells": "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + "|\n" * 10_000,
    "many tables": "|a|\n|-|\n|b|\n\n" * 1_000,
    "long row": "|a|b|\n|-|-|\n|" + "x" * 50_000 + "|\n",
    "setext storm": "a\n=\n" * 5_000,
    "no spaces": "x" * 100_000,
    "no spaces, Chinese": "中" * 100_000,
    "words": "word " * 20_000,
    "open brackets": "[" * 10_000,
    "open images": "![" * 10_000,
    "open links": "[a](" * 10_000,
    "stars": "*" * 30_000,
    "open stars": "*a " * 10_000,
    "alternating delimiters": "*_" * 10_000,
    "growing code spans": "".join("`" * count + " " for count in range(200)),
    "angle brackets": "<" * 30_000,
    "half autolinks": "<a:" * 10_000,
    "ampersands": "&" * 30_000,
    "backslashes": "\\" * 30_000,
    "definitions": "".join(f"[a{number}]: /x\n" for number in range(1_000)) + "[a1] " * 1_000,
    "open label": "[" + "a\n" * 10_000,
    "open title": "[a]: /x '" + "t\n" * 10_000,
    "schemes": "http://" * 5_000,
    "hosts": "https://a.b/" * 5_000,
    "closing parentheses": "https://a.b/(" + ")" * 20_000,
    "open fence": "```\n" + "x\n" * 20_000,
    "fence in a list": "- ```\n" + "  x\n" * 10_000,
    "long quote": "> a\n" * 5_000,
    "long paragraph": "a\n" * 10_000,
    "pipes": "| a\n" * 5_000,
    "dollars": "$" * 30_000,
    "open formulas": "$x " * 10_000,
    "open TeX": "\\(a" * 10_000 + "\\[b" * 5_000,
    "open display": "$$\n" + "x\n" * 10_000,
    "displays": "$$\nx\n$$\n" * 3_000,
    "notes": "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(1_000)),
    "open notes": "[^a" * 10_000,
    "tags": "<a b='" * 8_000,
    "open HTML comments": "<!-- " * 8_000,
    "controls": "\x00\x1b\ud800\u202e" * 5_000,
}


class Work:
    """Counts what the grammar is given to read and what it makes of it."""

    def __init__(self) -> None:
        self.characters = 0
        self.tokens = 0
        self.longest = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counted = Work()

    def count(method: Any) -> Any:
        def read(self: Grammar, text: str, *given: Any, **named: Any) -> "list[Token] | None":
            tokens: list[Token] | None = method(self, text, *given, **named)
            counted.characters += len(text)
            counted.tokens += len(tokens or ())
            counted.longest = max(counted.longest, len(text))
            return tokens

        return read

    monkeypatch.setattr(Grammar, "blocks", count(Grammar.blocks))
    monkeypatch.setattr(Grammar, "inlines", count(Grammar.inlines))
    return counted


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_in_proportion(name: str, work: Work) -> None:
    source = HOSTILE[name]
    blocks = parse(source)
    assert work.longest <= LONG_WINDOW
    assert work.characters <= 6 * len(source) + 20_000
    assert work.tokens <= 12 * len(source) + 6 * MAX_CELLS
    for block in blocks:
        if isinstance(block, Paragraph):
            assert len(block.text) <= LONGEST * len("⟨U+202E⟩")
        if isinstance(block, Table):
            assert len(block.rows) * len(block.header) <= MAX_CELLS


@pytest.mark.parametrize("name", HOSTILE)
def test_stream_ends_as_the_whole_text_parses(name: str) -> None:
    source = HOSTILE[name][:8_000]
    stream = BlockStream()
    for start in range(0, len(source), 997):
        stream.append(source[start : start + 997])
    stream.finish()
    assert tuple(stream.blocks) == parse(source)


@pytest.mark.parametrize("name", ["deep quotes", "deep list on a line", "nested quotes", "wide table", "no spaces", "long row"])
def test_text_beyond_the_limits_is_shown_as_it_is_written(name: str) -> None:
    source = HOSTILE[name]
    shown = "".join(plain_text(block) for block in parse(source))
    for character in "axb中":
        assert shown.count(character) == source.count(character)


def test_a_long_text_is_plain_after_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "LONGEST_RICH", 30_000)
    source = "**b** text\n\n" * 4_000
    blocks = parse(source)
    first, last = blocks[0], blocks[-1]
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert (first.text, bool(first.spans)) == ("b text", True)
    assert (last.text.startswith("**b** text"), last.spans) == (True, ())
    assert last.place.source_end == len(source.rstrip())


def test_work_of_an_append_stays_the_same_however_long_the_text(work: Work) -> None:
    for unit in (
        "A sentence with **bold** words and `code`.\n\n",
        "    code = 1\n",
        "- an item\n  - inner\n",
        "| 1 | **2** |\n",
    ):
        head = {"    ": "```\n", "| 1 ": "| a | b |\n|---|---|\n"}.get(unit[:4], "")
        stream = BlockStream()
        stream.append(head)
        costs = []
        for _ in range(100):
            before = work.characters
            stream.append(unit * 5)
            costs.append(work.characters - before)
        assert max(costs[50:]) <= max(costs[2:20])
