"""Footnotes: raised numbers in the text, and what they say where it is written."""

import pytest

from chatdesk.markup.blocks import CodeBlock, Paragraph
from chatdesk.markup.incremental import BlockStream
from chatdesk.markup.parse import parse


def shown(source: str) -> list[tuple[str, str, int]]:
    """Return marker, text and indent of each paragraph."""
    return [(block.place.marker, block.text, block.place.indent) for block in parse(source) if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a[^1] b\n\n[^1]: note", [("", "a¹ b", 0), ("¹", "note", 1)]),
        ("a[^1][^12]\n\n[^1]: b\n[^12]: c\nd", [("", "a¹\u2009¹²", 0), ("¹", "b", 1), ("¹²", "c d", 1)]),
        ("a[^x]\n\n[^X]: b **c**", [("", "a[x]", 0), ("[X]", "b c", 1)]),
        ("a[^1]\n[^1]: word", [("", "a¹", 0), ("¹", "word", 1)]),
        ("[^1]: https://e.com\n\n**a[^1]**", [("¹", "https://e.com", 1), ("", "a¹", 0)]),
        ("- a[^1]\n\n> [^1]: b", [("•", "a¹", 1), ("¹", "b", 1)]),
        ("- [^1]: b[^1]", [("• ¹", "b¹", 2)]),
        ("[^1]:", [("¹", "", 1)]),
        ("[^1]:\nlater", [("¹", "later", 1)]),
        ("a[^2] `[^1]` \\[^1]\n\n[^1]: b", [("", "a[^2] [^1] [^1]", 0), ("¹", "b", 1)]),
        ("a[^a b] [^] [^^]", [("", "a[^a b] [^] [^^]", 0)]),
        ("[t][^1] [^1](https://e.com)\n\n[^1]: b", [("", "[t]¹ ¹(https://e.com)", 0), ("¹", "b", 1)]),
        ("| a[^1] |\n|---|\n\n[^1]: b", [("¹", "b", 1)]),
    ],
)
def test_notes(source: str, expected: list[tuple[str, str, int]]) -> None:
    assert shown(source) == expected


def test_indented_definition_is_code() -> None:
    (block,) = parse("    [^1]: a")
    assert isinstance(block, CodeBlock)


def test_note_that_comes_late_changes_from_its_first_use() -> None:
    stream = BlockStream()
    stream.append("One.\n\nTwo[^1].\n\nThree.\n\n[^1]: a\n")
    assert stream.finish() == 1
    assert isinstance(stream.blocks[1], Paragraph)
    assert stream.blocks[1].text == "Two¹."


def test_half_written_reference_is_held_back() -> None:
    stream = BlockStream()
    for piece in ("Two[", "^", "1", "]"):
        stream.append(piece)
        assert isinstance(stream.blocks[0], Paragraph)
        assert stream.blocks[0].text == "Two"
