"""Formulas are found, and prices are none."""

import pytest

from chatdesk.markup.blocks import CodeBlock, MathBlock, Paragraph, Style, plain_text
from chatdesk.markup.incremental import BlockStream
from chatdesk.markup.math import undelimited
from chatdesk.markup.parse import parse


def formulas(source: str) -> list[str]:
    """Return the TeX of all formulas within paragraphs."""
    return [
        undelimited(block.text[span.start : span.end])[0]
        for block in parse(source)
        if isinstance(block, Paragraph)
        for span in block.spans
        if Style.MATH in span.style
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("$x$", ["x"]),
        ("so $a^2 + b^2 = c^2$ holds", ["a^2 + b^2 = c^2"]),
        ("设$x$为实数，$f(x)=0$。", ["x", "f(x)=0"]),
        ("则$f(x)=x^2$连续", ["f(x)=x^2"]),
        ("\\(a\\)\\(b\\)", ["a", "b"]),
        ("$O(n \\log n)$, $n$-th, $2n$, $n+1$, $10$", ["O(n \\log n)", "n", "2n", "n+1", "10"]),
        ("$\\frac{1}{2}$ and $x_{i*j}*y*z$", ["\\frac{1}{2}", "x_{i*j}*y*z"]),
        ("$\\text{价格} = 5$", ["\\text{价格} = 5"]),
        ("$\\alpha\nx$", ["\\alpha x"]),
        ("$a \\$ b$", ["a \\$ b"]),
        ("($x$), *$y$*", ["x", "y"]),
        ("\\(a_b\\) and \\[c\\] or $$d$$ here", ["a_b", "c", "d"]),
        ("text $$a\n= b$$ text", ["a = b"]),
        ("$max(a, b)$, $sin x$", ["max(a, b)", "sin x"]),
        ("| $a$ |\n|---|\n\n$b$", ["b"]),
        ("it costs $5 and $10", []),
        ("$5-$10, $5/$6, $1,000.50.", []),
        ("from $5 to 10$", []),
        ("between $20k and 30k$ a year", []),
        ("价格从$100到200$。", []),
        ("5$ and 10$, US$5 or A$6$", []),
        ("$HOME/bin:$PATH and $foo$bar", []),
        ("pay $5 ($x$)", ["x"]),
        ("$ x $, $x $, $ x$", []),
        ("\\$x\\$ and `$x$`", []),
        ("$a\nb$", []),
        ("$$ $$$ $", []),
        ("\\(\\) \\[\\\\\\] \\(.\\)", []),
        ("[\\(a\\)](https://e.com)", ["a"]),
        ("I have $20 and you have $30, so $50 in total.", []),
        ("JSON: {$set: {a: 1}} and {$inc: {b: 2}}", []),
        ("$foo_bar$baz and the $n$th", ["n"]),
        ("A $5 bill, a $10 bill and a$b", []),
    ],
)
def test_formulas_within_paragraphs(source: str, found: list[str]) -> None:
    assert formulas(source) == found


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("$$\na - b\n- c\n$$", "a - b\n- c"),
        ("$$ a = b $$", "a = b"),
        ("\\[\na\n\\]", "a"),
        ("\\[ a \\]", "a"),
        ("text\n$$\na\n$$\ntext", "a"),
        ("$$\na\nb $$", "a\nb"),
        ("- item\n\n  $$\n  a\n  $$", "a"),
        ("> $$\n> a\n> $$", "a"),
        ("$$\n# a\n---\n$$", "# a\n---"),
        ("$$\na", "a"),
        ("$$\na\n\nb", "a"),
        ("```math\na\n\nb\n```", "a\n\nb"),
        ("$$x = 1\n= 2$$", "x = 1\n= 2"),
        ("Text:\n\\[ \\begin{aligned}\na\n\\end{aligned} \\]\nmore", "\\begin{aligned}\na\n\\end{aligned}"),
        ("> \\[ a\n> = b \\]", "a\n= b"),
        ("- item\n  \\[ a\n  = b \\]\n- next", "a\n= b"),
        ("- ```math\n  a\n  ```", "a"),
    ],
)
def test_formulas_on_lines_of_their_own(source: str, tex: str) -> None:
    assert [(block.text, block.language) for block in parse(source) if isinstance(block, MathBlock)] == [(tex, "math")]


@pytest.mark.parametrize("source", ["$$ is the shell's own id", "$$$", "\\[", "$$ a $$ b $$", "    $$\n    a\n    $$", "$$ $$"])
def test_no_formulas_on_lines_of_their_own(source: str) -> None:
    assert not any(block.text for block in parse(source) if isinstance(block, MathBlock))
    assert "".join(plain_text(block) for block in parse(source))[:1]


def test_formula_is_code_for_who_cannot_draw_it() -> None:
    (block,) = parse("$$\nx\n$$")
    assert isinstance(block, CodeBlock)
    (paragraph,) = parse("**a $x$**")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[-1].style == Style.STRONG | Style.CODE | Style.MATH


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a $x$ b", "a $x$ b"),
        ("\\(x\\), $$y$$", "\\(x\\), $$y$$"),
        ("$$\nx\n$$", "$$x$$"),
        ("- $$\n  a\n  b\n  $$", "• $$\na\nb\n$$"),
    ],
)
def test_plain_text_of_a_formula_is_its_tex_with_delimiters(source: str, text: str) -> None:
    assert "\n".join(plain_text(block) for block in parse(source)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$x$", ("x", False)), ("$$x$$", ("x", True)), ("\\(x\\)", ("x", False)), ("\\[x\\]", ("x", True))],
)
def test_delimiters_say_which_style_is_wanted(text: str, expected: tuple[str, bool]) -> None:
    assert undelimited(text) == expected


@pytest.mark.parametrize(
    "source",
    [
        "$$ is money\nand more",
        "$$a\n- b$$",
        "$$a\n```\nb$$",
        "$$a\n$$b\nc",
        "$$ a\n\nb $$",
        "$$a$$ text",
        "\\[ a \\] and \\[ b \\]",
    ],
)
def test_what_only_begins_like_a_formula_is_a_paragraph(source: str) -> None:
    assert not any(isinstance(block, MathBlock) for block in parse(source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\n\n$$x_1 = \\fr", "x_1 = \\fr"),
        ("$$x\ny", "x\ny"),
        ("\\[ x \\", "x"),
        ("$$x$", "x"),
        ("$$\nx\n$", "x"),
        ("- $$x", "x"),
        ("```math\nx", "x"),
    ],
)
def test_unfinished_formula_is_open_while_it_streams(source: str, text: str) -> None:
    stream = BlockStream()
    stream.append(source)
    block = stream.blocks[-1]
    assert isinstance(block, MathBlock)
    assert (block.text, block.is_open) == (text, True)


@pytest.mark.parametrize("source", ["$$x$$", "$$\nx\n$$\n", "$$\nx\n\n", "\\[\nx\n\\]"])
def test_formula_that_has_ended_is_not_open(source: str) -> None:
    stream = BlockStream()
    stream.append(source)
    block = stream.blocks[-1]
    assert isinstance(block, MathBlock)
    assert not block.is_open


def test_streamed_formula_grows_in_its_block() -> None:
    stream = BlockStream()
    for piece in ("Text\n\n$$\na", "\n- b\n", "# c\n"):
        stream.append(piece)
        assert isinstance(stream.blocks[-1], MathBlock)
    stream.append("$$\n\nmore")
    assert isinstance(stream.blocks[1], MathBlock)
    assert stream.blocks[1].text == "a\n- b\n# c"
    assert len(stream.blocks) == 3
