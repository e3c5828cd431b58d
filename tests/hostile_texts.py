"""Texts that are meant to hurt whoever shows them: huge ones, ones of odd characters, and mixtures made by chance."""

import random

PIECES = (
    *(
        "**",
        "_",
        "`",
        "```\n",
        "~~~\n",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "|",
        "---\n",
        "~~",
        "\\",
        "    ",
        "\t",
        "word ",
        "$",
        "$$\n",
    ),
    *(
        "| a | b |\n|---|---|\n",
        "| c | d |\n",
        "[x](http://e.org)",
        "![y](https://e.org/z.png)",
        "[^1]",
        "[^1]: note\n",
        "\\[x\\]",
    ),
    *("<b>", "<!--", "&amp;", "http://", "- [ ] ", "```python\nx = 1\n", "```math\nx^2\n"),
    *(
        "😀",
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳️\u200d🌈",
        "🇩🇪",
        "👍🏽",
        "\u200d",
        "\ufe0f",
        "中文",
        "，",
        "한국어",
        "עברית",
        "العربية",
        "ไทย",
    ),
    *("a" + "\u0301" * 40, "\u0489" * 20, "\u202e", "\u2066", "\u2069", "\u200f", "\x00", "\x07", "\x1b[31m", "\x7f", "\x85"),
    *("\u2028", "\u2029", "\r", "\r\n", "\ufeff", "\ufffe", "\ud83d", "\udc00", "\U000e0041", "\U0010ffff"),
)
"""What mixtures are made of: signs of Markdown, and characters that hide, reorder, pile up, join, or are half of one."""


def mixture(seed: int, count: int = 600) -> str:
    """Return so many pieces in a row, the same ones for a seed."""
    return "".join(random.Random(seed).choices(PIECES, k=count))


HUGE = {
    "one long run": "x" * 200_000,
    "2,000 lines of code": "```python\n" + "value = compute(1)\n" * 2_000 + "```",
    "2,000 rows": "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2_000,
    "10,000 list items": "- item\n" * 10_000,
    "50 quotes": "> " * 50 + "deep",
    "5,000 blank lines": "a" + "\n" * 5_000 + "b",
}
"""What a reply must be able to be without any frame taking long."""

TEXTS = {
    **HUGE,
    "one long line": "word " * 40_000,
    "long code line": "```\n" + "y" * 100_000 + "\n```",
    "zalgo": "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306" * 2_000,
    "bidi": "a\u202eb\u2066c\u2069 עברית العربية " * 200,
    "controls": "".join(map(chr, range(32))) * 40 + "\ufffe\uffff\x7f\x80",
    "lone surrogates": "a\ud800b\udc00c",
    "families": "👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈🇩🇪" * 500,
    "html": "<b>bold</b><script>alert(1)</script><img src='file:///etc/passwd'>" * 100,
    "unclosed": "```" * 3 + "**__~~[[((" * 500,
    "separators": "\u2028\u2029\u0085\r\r\n\v\f" * 200,
    "empty": "",
    "blank": " \n\t\n ",
    "wide table": "|" + "c|" * 500 + "\n|" + "-|" * 500 + "\n|" + "x|" * 500,
    "quoted code in a list": "- a\n\n  > ```\n  > x\n  > ```\n" * 50,
    "one giant item": "- a\n" + "  - b\n" * 5_000,
    "table of missing cells": "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + "|\n" * 2_000,
    "long quote": "> a\n" * 5_000,
    "alternating delimiters": "*_" * 5_000,
    "deep list on a line": "- " * 5_000 + "a",
    "notes": "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(1_000)),
    "unclosed fences": "```\n~~~\n" * 500 + "````python\n" * 200,
    "formulas": "$x$ and $$y$$ and \\(z\\)\n\n" * 500,
    **{f"mixture {seed}": mixture(seed) for seed in range(6)},
}
