"""Markdown constructs as blocks."""

import pytest

from chatdesk.markup.blocks import Align, Block, CodeBlock, Paragraph, Rule, Span, Style, Table, plain_text
from chatdesk.markup.parse import parse, warm_up

EVERYTHING = """# Title

Some *prose* in
two lines.

- one
  - inner

    more
- two

> quoted
> - in a quote

1. first

   ```py
   x = 1
   ```
2. second

| a | b |
|---|--:|
| 1 | 2 |

---

    indented

~~~text
fenced
~~~
"""


def only(source: str) -> Paragraph:
    """Return the only block, a paragraph."""
    (block,) = parse(source)
    assert isinstance(block, Paragraph)
    return block


def styled(source: str) -> list[tuple[str, Style, str]]:
    """Return the styled runs of the only paragraph as text, style and link."""
    block = only(source)
    return [(block.text[span.start : span.end], span.style, span.href) for span in block.spans]


def outline(source: str) -> list[tuple[str, str, int, int, bool]]:
    """Return marker, text, indent, quotes and tightness of each paragraph."""
    return [
        (block.place.marker, block.text, block.place.indent, block.place.quotes, block.place.tight)
        for block in parse(source)
        if isinstance(block, Paragraph)
    ]


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("a **b** c", [("b", Style.STRONG, "")]),
        ("a *b* c", [("b", Style.EMPHASIS, "")]),
        ("__b__ _c_", [("b", Style.STRONG, ""), ("c", Style.EMPHASIS, "")]),
        ("***b***", [("b", Style.STRONG | Style.EMPHASIS, "")]),
        ("~~b~~", [("b", Style.STRIKE, "")]),
        ("`b *c*`", [("b *c*", Style.CODE, "")]),
        ("**a `b`**", [("a ", Style.STRONG, ""), ("b", Style.STRONG | Style.CODE, "")]),
        ("[t](https://e.com)", [("t", Style.NONE, "https://e.com")]),
        ("[**t**](https://e.com)", [("t", Style.STRONG, "https://e.com")]),
        ("[t](https://e.com 'title')", [("t", Style.NONE, "https://e.com")]),
        ("[t](<https://e.com/a b>)", [("t", Style.NONE, "https://e.com/a%20b")]),
        ("<https://e.com>", [("https://e.com", Style.NONE, "https://e.com")]),
        ("<a@e.com>", [("a@e.com", Style.NONE, "mailto:a@e.com")]),
        ("<mailto:a@e.com>", [("mailto:a@e.com", Style.NONE, "mailto:a@e.com")]),
        ("see https://e.com/x.", [("https://e.com/x", Style.NONE, "https://e.com/x")]),
        ("(https://e.com/a_(b))", [("https://e.com/a_(b)", Style.NONE, "https://e.com/a_(b)")]),
        ("**https://e.com**", [("https://e.com", Style.STRONG, "https://e.com")]),
        ("见https://e.com/x，然后", [("https://e.com/x", Style.NONE, "https://e.com/x")]),
        ("见https://e.com然后", [("https://e.com", Style.NONE, "https://e.com")]),
        ("main.py e.com www.e.com a@e.com ftp://e.com http://", []),
        ("[t](javascript:alert) [t](file:///x) [t](//e.com) [t](x.exe)", []),
        ("\\*a\\* 2 * 3 * 4 snake_case_name", []),
        ("a &amp; b &copy;", []),
    ],
)
def test_inline_styles(source: str, runs: list[tuple[str, Style, str]]) -> None:
    assert styled(source) == runs


@pytest.mark.parametrize(
    ("source", "strong"),
    [
        ("**注意：**不要", ["注意："]),
        ("不要**“注意”**和", ["“注意”"]),
        ("**注意：**不要 和 **这个。**然后", ["注意：", "这个。"]),
        ("这是**重点**。", ["重点"]),
        ("**（一）**第一", ["（一）"]),
        ("用**`code`**写", ["code"]),
        ("テスト**「強調」**です", ["「強調」"]),
        ('a**"b"**c', []),
        ("** not bold **", []),
        ("**bold:** text", ["bold:"]),
    ],
)
def test_strong_next_to_chinese(source: str, strong: list[str]) -> None:
    assert [text for text, style, _ in styled(source) if style & Style.STRONG] == strong


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\nb", "a b"),
        ("你\n好", "你好"),
        ("你好，\n世界", "你好，世界"),
        ("你\nb", "你 b"),
        ("“你好”\n他", "“你好”他"),
        ("한국\n어", "한국 어"),
        ("**你**\n好", "你好"),
        ("a  \nb", "a\u2028b"),
        ("a\\\nb", "a\u2028b"),
        ("a\r\nb\rc", "a b c"),
        ("&amp; &lt;b&gt;", "& <b>"),
        ("a\x00\x1bb", "a␀␛b"),
        ("a\u202eb &#x202e;", "a⟨U+202E⟩b ⟨U+202E⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\ud800", "a\ufffd"),
        ("![a *cat*](https://img.example/c.png)", "🖼 a cat (img.example)"),
        ("![](https://img.example/c.png)", "🖼 (img.example)"),
        ("![a](file:///etc/x.png)", "🖼 a"),
        ("[^1] and [x]", "[^1] and [x]"),
    ],
)
def test_text(source: str, text: str) -> None:
    assert only(source).text == text


def test_image_links_to_its_address_or_to_the_link_around_it() -> None:
    assert styled("![a](https://i.example/x)") == [("🖼 a (i.example)", Style.NONE, "https://i.example/x")]
    assert styled("[![a](https://i.example/x)](https://e.com)") == [("🖼 a (i.example)", Style.NONE, "https://e.com")]


@pytest.mark.parametrize(
    "html",
    [
        "<b>x</b>",
        "<script>alert(1)</script>",
        "<div>\n\nx\n\n</div>",
        "<!-- hidden -->",
        "<details><summary>s</summary>x</details>",
        '<img src="https://e.com/x.png">',
        '<a href="https://e.com">x</a>',
        "<?php x ?>",
        "<![CDATA[x]]>",
        "a <br> b <unknown>",
    ],
)
def test_html_is_shown_as_text(html: str) -> None:
    shown = "\n".join(plain_text(block) for block in parse(html))
    for tag in html.replace("\n", " ").split():
        assert tag in shown
    assert not any(span.href for block in parse("<b>x</b>") if isinstance(block, Paragraph) for span in block.spans)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- a\n- b", [("•", "a", 1, 0, False), ("•", "b", 1, 0, True)]),
        ("- a\n\n- b\n- c", [("•", "a", 1, 0, False), ("•", "b", 1, 0, False), ("•", "c", 1, 0, False)]),
        ("3. a\n3. b", [("3.", "a", 1, 0, False), ("4.", "b", 1, 0, True)]),
        ("1) a\n2) b", [("1)", "a", 1, 0, False), ("2)", "b", 1, 0, True)]),
        ("- a\n  - b\n- c", [("•", "a", 1, 0, False), ("•", "b", 2, 0, True), ("•", "c", 1, 0, True)]),
        ("- [ ] a\n- [x] b\n- [X] c", [("☐", "a", 1, 0, False), ("☑", "b", 1, 0, True), ("☑", "c", 1, 0, True)]),
        ("1. [ ] a", [("1. ☐", "a", 1, 0, False)]),
        ("- a\n\n  b", [("•", "a", 1, 0, False), ("", "b", 1, 0, False)]),
        ("-\n- b", [("•", "", 1, 0, False), ("•", "b", 1, 0, True)]),
        ("1. - a", [("1. •", "a", 2, 0, False)]),
        ("- a\n\ntext\n\n- b", [("•", "a", 1, 0, False), ("", "text", 0, 0, False), ("•", "b", 1, 0, False)]),
        ("- a\n* b", [("•", "a", 1, 0, False), ("•", "b", 1, 0, False)]),
        ("> a\n> > b", [("", "a", 0, 1, False), ("", "b", 0, 2, False)]),
        ("> - a\n> - b", [("•", "a", 1, 1, False), ("•", "b", 1, 1, True)]),
        ("- > a", [("•", "a", 1, 1, False)]),
        ("> a\nlazy", [("", "a lazy", 0, 1, False)]),
    ],
)
def test_lists_and_quotes(source: str, expected: list[tuple[str, str, int, int, bool]]) -> None:
    assert outline(source) == expected


@pytest.mark.parametrize(
    ("source", "heading"),
    [("# a", 1), ("###### a", 6), ("####### a", 0), ("#a", 0), ("a\n===", 1), ("a\n---", 2), ("## a ##", 2)],
)
def test_headings(source: str, heading: int) -> None:
    assert only(source).heading == heading


@pytest.mark.parametrize(
    ("source", "text", "language", "is_open"),
    [
        ("```py\nx = 1\n```", "x = 1", "py", False),
        ("```Python title=a\nx\n```\n", "x", "Python", False),
        ("~~~\n```\n~~~", "```", "", False),
        ("````\n```\n````", "```", "", False),
        ("```\n\n\nx\n\n```", "\n\nx\n", "", False),
        ("```\nx", "x", "", True),
        ("```\nx\n``", "x\n``", "", True),
        ("```", "", "", True),
        ("```\n```", "", "", False),
        ("  ```\n  x\n    y\n\tz\n  ```", "x\n  y\n  z", "", False),
        ("    x\n\n    y", "x\n\ny", "", False),
        ("```\r\nx\r\ny\r\n```", "x\ny", "", False),
        ("```\n\u202e\x1b\t*a*\n```", "⟨U+202E⟩␛\t*a*", "", False),
        ("- ```\n  x\n  ```", "x", "", False),
        ("> ```\n> x\n\nafter", "x", "", False),
    ],
)
def test_code(source: str, text: str, language: str, is_open: bool) -> None:
    block = parse(source)[0]
    assert isinstance(block, CodeBlock)
    assert (block.text, block.language, block.is_open) == (text, language, is_open)


def test_table() -> None:
    (table,) = parse("| n | **b** |c|d\n|---|:--|--:|:-:|\n| 1 | `x\\|y` |\n| 2 | 你 | [l](https://e.com) | d | too many |\n")
    assert isinstance(table, Table)
    assert [cell.text for cell in table.header] == ["n", "b", "c", "d"]
    assert table.header[1].spans == (Span(0, 1, Style.STRONG),)
    assert table.alignments == (Align.START, Align.LEFT, Align.RIGHT, Align.CENTER)
    assert [[cell.text for cell in row] for row in table.rows] == [["1", "x|y", "", ""], ["2", "你", "l", "d"]]
    assert table.rows[1][2].spans == (Span(0, 1, Style.NONE, "https://e.com"),)
    assert plain_text(table) == "n\tb\tc\td\n1\tx|y\t\t\n2\t你\tl\td"


def test_table_ends_where_another_block_begins() -> None:
    kinds = [type(block).__name__ for block in parse("|a|\n|-|\n|1|\n# h\n\n|a|\n|-|\n\ntext")]
    assert kinds == ["Table", "Paragraph", "Table", "Paragraph"]


@pytest.mark.parametrize("start", ["# a | b", "- a | b", "1. a | b", "> a | b", "``` a | b", "~~~ a | b"])
def test_line_that_starts_another_block_is_no_header(start: str) -> None:
    assert not any(isinstance(block, Table) for block in parse(start + "\n--|--\n1 | 2\n"))


def test_definition_that_comes_late_still_makes_a_link() -> None:
    blocks = parse("See [it][1] and [Two].\n\n[1]: https://e.com/1\n[two]: https://e.com/2 'title'\n[bad]: file:///x\n")
    assert len(blocks) == 1
    assert isinstance(blocks[0], Paragraph)
    assert [span.href for span in blocks[0].spans] == ["https://e.com/1", "https://e.com/2"]


def test_rule() -> None:
    assert [type(block) for block in parse("a\n\n***\n\nb")] == [Paragraph, Rule, Paragraph]


@pytest.mark.parametrize("source", ["", " ", "\n\n\n", "[a]: https://e.com", "\t\r\n"])
def test_nothing_to_show(source: str) -> None:
    assert parse(source) == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_source_ranges_hold_each_block_in_order(line_end: str) -> None:
    source = EVERYTHING.replace("\n", line_end)
    blocks = parse(source)
    ranges = [source[block.place.source_start : block.place.source_end] for block in blocks]
    assert ranges == [
        part.replace("\n", line_end)
        for part in (
            "# Title",
            "Some *prose* in\ntwo lines.",
            "- one",
            "  - inner",
            "    more",
            "- two",
            "> quoted",
            "> - in a quote",
            "1. first",
            "   ```py\n   x = 1\n   ```",
            "2. second",
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            "---",
            "    indented",
            "~~~text\nfenced\n~~~",
        )
    ]


def test_ranges_count_code_points() -> None:
    source = "😀 a\n\n**你**好"
    first, second = parse(source)
    assert source[first.place.source_start : first.place.source_end] == "😀 a"
    assert source[second.place.source_start : second.place.source_end] == "**你**好"


def test_warm_up_leaves_nothing_to_load() -> None:
    warm_up()
    blocks: tuple[Block, ...] = parse("a")
    assert len(blocks) == 1


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("*a*\n**b**", [("a", Style.EMPHASIS, ""), ("b", Style.STRONG, "")]),
        ("a\n[b](https://e.com)", [("b", Style.NONE, "https://e.com")]),
        ("a ~~~b~~~", []),
        ("https://e.com/?a&copy;", [("https://e.com/?a", Style.NONE, "https://e.com/?a")]),
        ('**<a href="**">', []),
    ],
)
def test_styles_end_where_they_are_said_to(source: str, runs: list[tuple[str, Style, str]]) -> None:
    assert styled(source) == runs


def test_info_string_is_read_with_its_escapes() -> None:
    for source in ("```c\\+\\+\nx\n```", "```c&#43;&#43; x\nx\n```", "- ```c\\+\\+\n  x"):
        (block,) = parse(source)
        assert isinstance(block, CodeBlock)
        assert block.language == "c++"
