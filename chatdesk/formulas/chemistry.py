r"""Chemical equations as the package mhchem writes them, \ce{2H2O <=> H3O+ + OH-}, as plain TeX; the usual part of it."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    (?P<arrow><=>>|<<=>|<-->|<=>|<->|->|<-|=>)\s*(?:\[(?P<above>[^\]]*)\])?(?:\[(?P<below>[^\]]*)\])?
  | (?P<math>\$[^$]*\$)
  | (?P<group>\{[^{}]*\})
  | (?P<state>\((?:s|l|g|aq|cr)\))
  | (?P<script>[\^_](?:\{[^{}]*\}|[0-9]*[+-]|[0-9A-Za-z.]+))
  | (?P<gas>(?<=\s)[v^](?=\s|$))
  | (?P<charge>(?<=[A-Za-z0-9)\]}])[+-](?=[\s)\]}^.,;]|$))
  | (?P<fraction>[0-9]+/[0-9]+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<letters>[A-Za-z]+)
  | (?P<command>\\(?:text\w*\s*\{[^{}]*\}|[A-Za-z]+|.))
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ARROWS = {
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
    "<->": r"\leftrightarrow",
    "<-->": r"\rightleftarrows",
    "<=>": r"\rightleftharpoons",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
    "=>": r"\Rightarrow",
}
_SIGNS = {
    ("other", "#"): r"\equiv ",
    ("other", "*"): r"\cdot ",
    ("other", "."): r"\cdot ",
    ("gas", "v"): r"\downarrow ",
    ("gas", "^"): r"\uparrow ",
}
"""Triple bonds, what is bound loosely, and what falls out or escapes."""


def equation(source: str) -> str:
    """Return the TeX of an equation, all of it upright."""
    return "".join(_pieces(source))


def _pieces(source: str) -> Iterator[str]:
    before = ""
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup or "", match.group()
        if match.group("arrow"):
            yield _arrow(match)
        elif kind == "number":
            is_count = before in ("letters", "group", "command") or source[match.start() - 1 : match.start()] in (")", "]")
            yield f"_{{{text}}}" if is_count and match.start() else rf"{text}\,"
        else:
            yield _piece(kind, text)
        before = kind


def _piece(kind: str, text: str) -> str:
    match kind:
        case "letters":
            return rf"\mathrm {{{text}}}"
        case "state":
            return rf"\,\text{{{text}}}"
        case "math":
            return f"{{{text[1:-1]}}}"
        case "group":
            return f"{{{equation(text[1:-1])}}}"
        case "script":
            return ("{}" if text[0] == "^" else "") + f"{text[0]}{{{_script(text[1:].removeprefix('{').removesuffix('}'))}}}"
        case "charge":
            return f"^{{{text}}}"
        case "fraction":
            return r"\tfrac{{{}}}{{{}}}\,".format(*text.split("/"))
        case _:
            return _SIGNS.get((kind, text), text)


def _script(text: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda match: rf"\mathrm {{{match.group()}}}", text)


def _arrow(match: re.Match[str]) -> str:
    arrow, above, below = _ARROWS[match.group("arrow")], match.group("above"), match.group("below")
    if above is None:
        return arrow
    over = rf"\overset{{{equation(above)}}}{{{_LONG.get(arrow, arrow)}}}"
    return rf"\underset{{{equation(below)}}}{{{over}}}" if below else over


_LONG = {r"\rightarrow": r"\longrightarrow", r"\leftarrow": r"\longleftarrow"}
