"""Texts that are meant to hurt whoever shows them: huge ones, and ones of odd characters."""

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
}
