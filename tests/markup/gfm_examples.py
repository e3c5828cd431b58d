"""Examples of GFM's extensions, after the rules of its specification (sections 4.10, 5.3, 6.5, 6.9): section, text, HTML."""


def _table(alignments: str, *rows: str) -> str:
    """Return a table's HTML: one letter per column, one row per text, cells apart by "|"."""
    names = {"l": ' align="left"', "c": ' align="center"', "r": ' align="right"', "-": ""}
    lines = []
    for index, row in enumerate(rows):
        tag = "td" if index else "th"
        cells = zip(row.split("|"), alignments, strict=True)
        lines.append("<tr>" + "".join(f"<{tag}{names[align]}>{cell}</{tag}>" for cell, align in cells) + "</tr>")
    return f"<table>{''.join(lines)}</table>"


TABLES, TASKS, STRIKE, LINKS = "GFM tables", "GFM task lists", "GFM strikethrough", "GFM autolinks"

EXAMPLES = [
    (TABLES, "| a | b |\n| --- | --- |\n| c | d |\n", _table("--", "a|b", "c|d")),
    (TABLES, "a | b\n-|-\nc | d\n", _table("--", "a|b", "c|d")),
    (TABLES, "| a | b | c | d |\n|:--|:-:|--:|---|\n", _table("lcr-", "a|b|c|d")),
    (TABLES, "| a |\n|---|\n| b \\| c |\n", "<table><tr><th>a</th></tr><tr><td>b | c</td></tr></table>"),
    (TABLES, "| a |\n|---|\n| `b \\| c` |\n", "<table><tr><th>a</th></tr><tr><td><code>b | c</code></td></tr></table>"),
    (TABLES, "| a |\n|---|\n| **b** ~~c~~ |\n", _table("-", "a", "<strong>b</strong> <del>c</del>")),
    (TABLES, "| a | b |\n|---|---|\n| c |\n| d | e | f |\n", _table("--", "a|b", "c|", "d|e")),
    (TABLES, "| a | b |\n|---|\n| c | d |\n", "<p>| a | b |\n|---|\n| c | d |</p>"),
    (TABLES, "| a |\n|---|\n| b |\n> c\n", _table("-", "a", "b") + "<blockquote><p>c</p></blockquote>"),
    (TABLES, "| a |\n|---|\n| b |\nc\n\nd\n", _table("-", "a", "b", "c") + "<p>d</p>"),
    (TABLES, "| a |\n|---|\n| b |\n# c\n", _table("-", "a", "b") + "<h1>c</h1>"),
    (TABLES, "| a |\n|---|\n| b |\n```\nc\n```\n", _table("-", "a", "b") + "<pre><code>c\n</code></pre>"),
    (TABLES, "| a |\n|---|\n\nb\n", _table("-", "a") + "<p>b</p>"),
    (TABLES, "text\n| a |\n|---|\n| b |\n", "<p>text</p>" + _table("-", "a", "b")),
    (TABLES, "> | a |\n> |---|\n> | b |\n", f"<blockquote>{_table('-', 'a', 'b')}</blockquote>"),
    (TABLES, "- | a |\n  |---|\n  | b |\n", f"<ul><li>{_table('-', 'a', 'b')}</li></ul>"),
    (TABLES, "    | a |\n    |---|\n", "<pre><code>| a |\n|---|\n</code></pre>"),
    (TABLES, "|a|\n|-|\n|[b](http://c.d)|\n", _table("-", "a", '<a href="http://c.d">b</a>')),
    (TASKS, "- [ ] a\n- [x] b\n- [X] c\n", "<ul><li><input>a</li><li><input checked>b</li><li><input checked>c</li></ul>"),
    (TASKS, "1. [x] a\n2. [ ] b\n", "<ol><li><input checked>a</li><li><input>b</li></ol>"),
    (TASKS, "* [ ] a\n\n  b\n", "<ul><li><p><input>a</p><p>b</p></li></ul>"),
    (TASKS, "- [x] a\n  - [ ] b\n", "<ul><li><input checked>a<ul><li><input>b</li></ul></li></ul>"),
    (TASKS, "- [ ]a\n- [] b\n- [y] c\n", "<ul><li>[ ]a</li><li>[] b</li><li>[y] c</li></ul>"),
    (TASKS, "[ ] a\n", "<p>[ ] a</p>"),
    (TASKS, "- a [ ] b\n", "<ul><li>a [ ] b</li></ul>"),
    (STRIKE, "~~a~~ b\n", "<p><del>a</del> b</p>"),
    (STRIKE, "~a~ b\n", "<p><del>a</del> b</p>"),
    (STRIKE, "~~~a~~~ b\n", '<pre><code class="language-a~~~"></code></pre>'),
    (STRIKE, "b ~~~a~~~\n", "<p>b ~~~a~~~</p>"),
    (STRIKE, "~~a\n\nb~~\n", "<p>~~a</p><p>b~~</p>"),
    (STRIKE, "~~a ~b~~\n", "<p><del>a ~b</del></p>"),
    (STRIKE, "~~ a ~~\n", "<p>~~ a ~~</p>"),
    (STRIKE, "**~~a~~**\n", "<p><strong><del>a</del></strong></p>"),
    (STRIKE, "about ~5 or ~6 of them\n", "<p>about ~5 or ~6 of them</p>"),
    (LINKS, "http://a.example/b\n", '<p><a href="http://a.example/b">http://a.example/b</a></p>'),
    (LINKS, "(see https://a.example/b_(c))\n", '<p>(see <a href="https://a.example/b_(c)">https://a.example/b_(c)</a>)</p>'),
    (LINKS, "https://a.example/b?c=d.\n", '<p><a href="https://a.example/b?c=d">https://a.example/b?c=d</a>.</p>'),
    (LINKS, "https://a.example/b<c\n", '<p><a href="https://a.example/b">https://a.example/b</a>&lt;c</p>'),
    (LINKS, "**https://a.example**\n", '<p><strong><a href="https://a.example">https://a.example</a></strong></p>'),
    (LINKS, "https://a.example/?b&copy;\n", '<p><a href="https://a.example/?b">https://a.example/?b</a>©</p>'),
    (LINKS, "`https://a.example`\n", "<p><code>https://a.example</code></p>"),
    (LINKS, "[https://a.example](http://b.example)\n", '<p><a href="http://b.example">https://a.example</a></p>'),
    (LINKS, "www.a.example\n", '<p><a href="http://www.a.example">www.a.example</a></p>'),
    (LINKS, "b@a.example\n", '<p><a href="mailto:b@a.example">b@a.example</a></p>'),
    (LINKS, "xhttps://a.example\n", "<p>xhttps://a.example</p>"),
]
