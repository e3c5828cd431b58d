"""A conversation as an HTML page: safe, whatever was said."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.export import ExportTurn
from chatdesk.core.message import ImagePart, Message, ReasoningPart, Role, TextPart
from chatdesk.markup.html_page import HtmlPageWriter
from tests import pictures
from tests.exchange.conversations import AT, HEAD, dressed, messages
from tests.hostile_texts import TEXTS

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "[x](javascript:alert(1)) [y](data:text/html,x) ![z](https://evil.example/z.png)",
    '```"><script>\nalert(1)\n```',
    '<https://evil.example/" onmouseover=alert(1)>',
    "| <b>a</b> |\n|---|\n| =cmd\\|' /C calc'!A0 |",
    "$<script>$ and $$\n</pre><script>\n$$",
    "&lt;script&gt; &#60;script&#62;",
    "<iframe src='file:///etc/passwd'></iframe><base href='//evil.example'><meta http-equiv=refresh content=0>",
)
ELEMENTS = frozenset(
    [
        *("html", "head", "meta", "title", "style", "body", "main", "article", "header", "time", "div", "details", "summary"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "blockquote", "ul", "ol", "li", "hr", "br", "figure", "img"),
        *("a", "b", "strong", "em", "del", "code", "span", "table", "thead", "tbody", "tr", "th", "td"),
    ]
)
ATTRIBUTES = frozenset(
    [
        *("lang", "charset", "http-equiv", "content", "name", "class", "src", "alt", "width", "height"),
        *("href", "start", "align", "style"),
    ]
)


class Inspector(HTMLParser):
    """Notes what a page consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(*turns: ExportTurn, data: dict[str, bytes] | None = None) -> str:
    stream = io.BytesIO()
    writer = HtmlPageWriter(HEAD, stream)
    writer.add(turns, data or {})
    writer.finish()
    return stream.getvalue().decode()


def assert_safe(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """Check that a page is well-formed, runs nothing and loads nothing; return its elements."""
    inspector = Inspector()
    inspector.feed(text)
    inspector.close()
    assert inspector.open == []
    for tag, attributes in inspector.found:
        assert tag in ELEMENTS
        assert set(attributes) <= ATTRIBUTES, attributes
        assert re.match(r"https?://|mailto:|$", attributes.get("href") or "")
        assert re.match(r"data:image/(png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=]+$|$", attributes.get("src") or "")
        assert attributes.get("style") in (None, "mso-number-format:'\\@'")
    styles = [tag for tag, _ in inspector.found].count("style")
    assert (styles, text.count("@import"), text.count("url(")) == (1, 0, 0)
    return inspector.found


@pytest.mark.parametrize(
    "text", [*PAYLOADS, *(TEXTS[name] for name in ("controls", "lone surrogates", "html", "unclosed", "bidi"))]
)
def test_nothing_that_was_said_acts_in_a_page(text: str) -> None:
    message = Message("1", None, Role.ASSISTANT, (ReasoningPart(text), TextPart(text)), AT)
    turn = ExportTurn(message, text[:200], text[:200], text[:200], text[:200])
    stream = io.BytesIO()
    writer = HtmlPageWriter(replace(HEAD, title=text[:200], byline=text[:200], language=text[:200]), stream)
    writer.add([turn], {})
    writer.finish()
    assert_safe(stream.getvalue().decode())


@settings(max_examples=40, deadline=None)
@given(st.lists(messages, max_size=3))
def test_any_conversation_is_a_safe_page(found: list[Message]) -> None:
    assert_safe(page(*map(dressed, found)))


def test_a_page_forbids_what_it_does_not_hold() -> None:
    policy = next(a["content"] for _, a in assert_safe(page()) if a.get("http-equiv") == "Content-Security-Policy")
    assert re.fullmatch(r"default-src 'none'; img-src data:; style-src 'sha256-[A-Za-z0-9+/]{43}='", policy or "")


def test_a_page_shows_code_tables_and_reasoning() -> None:
    text = "```python\nif x: 月\n```\n\n| a |\n|---|\n| 1 |\n\n[l](https://a.example/)"
    message = Message("1", None, Role.ASSISTANT, (ReasoningPart("*Hm*", 2_000), TextPart(text)), AT)
    made = page(ExportTurn(message, "Assistant", "now", "Thought for 2 s", "Stopped."))
    assert_safe(made)
    for part in (
        '<pre><code class="language-python"><span class="k-keyword">if</span> x: 月</code></pre>',
        "<table><thead><tr><th>a</th></tr></thead>",
        "<details><summary>Thought for 2 s</summary>\n<p><em>Hm</em></p>\n</details>",
        '<a href="https://a.example/">l</a>',
        '<p class="ending">Stopped.</p>',
    ):
        assert part in made


def test_pictures_are_in_the_page_and_lost_ones_are_named() -> None:
    image = ImagePart("a" * 64, "image/png", 8, 6, 9, "cat.png")
    turn = ExportTurn(Message("1", None, Role.USER, (image,), AT), "You", pictures=("[Image: <cat>]",))
    assert "<p><em>[Image: &lt;cat&gt;]</em></p>" in page(turn)
    assert "<p><em>[Image: &lt;cat&gt;]</em></p>" in page(turn, data={image.sha256: pictures.SVG})
    shown = [a for tag, a in assert_safe(page(turn, data={image.sha256: pictures.png(8, 6)})) if tag == "img"]
    assert [(a["alt"], a["width"], a["height"]) for a in shown] == [("[Image: <cat>]", "8", "6")]
