"""HTML for the clipboard: what is seen, in a few plain elements, and nothing that acts."""

import random
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup.blocks import CodeBlock, Paragraph, Table
from chatdesk.markup.html import to_html
from chatdesk.markup.parse import parse

TEXT = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "blockquote", "hr", "strong", "em", "del", "a", "br")
ELEMENTS = {*TEXT, "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"align", "style"}, "td": {"align", "style"}, "code": {"class"}}
VOID = {"br", "hr"}


class Reader(HTMLParser):
    """Notes elements, attributes and text, and that every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(html: str) -> Reader:
    """Return what is in a piece of HTML; fail if it holds what it must not."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    for tag, attributes in reader.seen:
        assert tag in ELEMENTS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        href = attributes.get("href", "https:")
        assert href is not None
        assert href.startswith(("https:", "http:", "mailto:"))
        assert attributes.get("style") in (None, "mso-number-format:'\\@'")
    return reader


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](data:text/html,x) [d](https://ok.example/?a=1&b=<x>)",
    "![i](https://x.example/a.png)",
    '```"><script>alert(1)</script>\n</code></pre><script>\n```',
    "| <b>a</b> | =cmd() |\n|---|---|\n| <!-- x | &lt; |",
    "$</code><script>$ and `</code><b>`",
    "- [x] <a href='javascript:1'>\n  1. deep\n\n     > quote",
    "\x00\x1b[31m \u202e \ud800 \ufffe",
    "<https://example.com/\"onmouseover='x'>",
    "&#60;script&#62; &lt;b&gt;",
]
PIECES = [
    *HOSTILE,
    "word ",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "    ",
    "**",
    "`",
    "```\n",
    "| a | b |\n|---|---|\n",
    "<",
    ">",
    "&",
    '"',
    "'",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_stays_text(source: str) -> None:
    read(to_html(parse(source)))


@settings(max_examples=120, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=14))
def test_any_text_gives_closed_and_plain_elements(pieces: list[str]) -> None:
    blocks = parse("".join(pieces))
    text = read(to_html(blocks)).text
    for block in blocks:
        if isinstance(block, CodeBlock):
            assert re.sub("[\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff]", "", block.text) in re.sub(
                "[\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff]", "", text
            )


def test_every_construct_has_its_element() -> None:
    source = """# Title

A **bold *both*** ~~gone~~ `code` [link](https://example.com/a?b=1&c=2) $x^2$\\
second line

3. three
4. four
   - nested

     more
- [x] done

> quote

| a | b |
|:--|--:|
| 1 | =2 |

---

```python
if a < b:
    pass
```
"""
    assert to_html(parse(source)) == (
        "<h1>Title</h1>"
        "<p>A <strong>bold </strong><strong><em>both</em></strong> <del>gone</del> <code>code</code> "
        '<a href="https://example.com/a?b=1&amp;c=2">link</a> <code>$x^2$</code><br>second line</p>'
        '<ol start="3"><li><p>three</p></li><li><p>four</p><ul><li><p>nested</p><p>more</p></li></ul></li></ol>'
        "<ul><li><p>☑ done</p></li></ul>"
        "<blockquote><p>quote</p></blockquote>"
        '<table><thead><tr><th align="left">a</th><th align="right">b</th></tr></thead>'
        '<tbody><tr><td align="left">1</td><td align="right" style="mso-number-format:\'\\@\'">=2</td></tr></tbody></table>'
        "<hr>"
        '<pre><code class="language-python">if a &lt; b:\n    pass</code></pre>'
    )


def test_two_ordered_lists_that_follow_each_other_stay_two() -> None:
    html = to_html(parse("1. a\n2. b\n\n1) c\n2) d"))
    assert html.count("<ol>") == 2
    assert html.count("<li>") == 4


def test_code_is_the_real_one() -> None:
    html = to_html(parse("```\nshown\n```"), lambda _block: "real <&>")
    assert html == "<pre><code>real &lt;&amp;&gt;</code></pre>"


def test_nested_structures_of_any_depth_are_closed() -> None:
    chance = random.Random(4)
    for _ in range(40):
        lines = [
            "> " * chance.randint(0, 3) + "  " * chance.randint(0, 5) + chance.choice(["- x", "1. y", "z", ""])
            for _ in range(12)
        ]
        blocks = parse("\n".join(lines))
        text = read(to_html(blocks)).text
        assert all(block.text in text for block in blocks if isinstance(block, Paragraph))
        assert not any(isinstance(block, Table) for block in blocks)
