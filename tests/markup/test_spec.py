"""The comparison with a specification tells what is different, and GFM's extensions are read as specified."""

import tomllib
from pathlib import Path

import pytest

from chatdesk.markup.parse import parse
from tests.markup.gfm_examples import EXAMPLES
from tests.markup.run_spec import Example, deviation, examples_of
from tests.markup.spec_form import of_blocks, of_html

_LISTED = tomllib.loads((Path(__file__).parent / "spec_deviations.toml").read_text(encoding="utf-8"))["deviation"]
_WANTED = {name for group in _LISTED for name in group["examples"]}


@pytest.mark.parametrize(
    ("name", "example"), [(f"G{number}", Example(f"G{number}", *example)) for number, example in enumerate(EXAMPLES, 1)]
)
def test_extensions_of_gfm(name: str, example: Example) -> None:
    assert (deviation(example) is not None) == (name in _WANTED)


def test_every_deviation_is_listed_once_with_its_reason() -> None:
    names = [name for group in _LISTED for name in group["examples"]]
    assert len(names) == len(set(names))
    assert all(group["reason"].endswith(".") for group in _LISTED)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a *b* **`c`**", "<p>a <em>b</em> <strong><code>c</code></strong></p>\n"),
        ("- a\n- > b\n  1. c", "<ul>\n<li>a</li>\n<li>\n<blockquote>\n<p>b</p></blockquote>\n<ol>\n<li>c</li></ol></li></ul>"),
        ("```py\nx\n```\n***", '<pre><code class="language-py">x\n</code></pre>\n<hr />'),
        ("<b>x</b>", "<p><b>x</b></p>"),
        ("a\\\nb\nc", "<p>a<br />\nb\nc</p>"),
    ],
)
def test_same_meaning_has_the_same_form(source: str, html: str) -> None:
    assert of_blocks(parse(source)) == of_html(html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a *b*", "<p>a b</p>"),
        ("a *b*", "<p>a <strong>b</strong></p>"),
        ("# a", "<h2>a</h2>"),
        ("- a", "<ol><li>a</li></ol>"),
        ("> a", "<p>a</p>"),
        ("[a](http://b.example)", '<p><a href="http://c.example">a</a></p>'),
        ("```\na\n```", "<p>a</p>"),
        ("|a|\n|-|\n|b|", '<table><tr><th align="left">a</th></tr><tr><td align="left">b</td></tr></table>'),
    ],
)
def test_another_meaning_has_another_form(source: str, html: str) -> None:
    assert of_blocks(parse(source)) != of_html(html)


def test_examples_are_found_in_a_specification() -> None:
    fence = "`" * 32
    text = f"# One\n\n{fence} example\n→a\n.\n<pre>\n{fence}\n\n## Two\n\n{fence} example\nb\n.\n<p>b</p>\n{fence}\n"
    assert examples_of(text) == [Example("1", "One", "\ta\n", "<pre>\n"), Example("2", "Two", "b\n", "<p>b</p>\n")]
