"""TeX as models write it, put into words that latex2mathml and ziamath understand. It imports nothing of ChatDesk's."""

import re
from collections.abc import Iterator

from chatdesk.formulas.chemistry import equation

_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]+\*?)\}")
_LINE_END = re.compile(r"\\(?:(begin|end)\s*\{[a-zA-Z]+\*?\}|\\|.)|[{}]", re.DOTALL)
_SCRIPT = re.compile(r"\s*(?:\\(?:no)?limits\s*)?[\^_']")
_TEXT = re.compile(r"\\(?:text(?:bf|it|md|normal|rm|sf|tt|up)?|mbox|hbox|fbox|emph)\s*\{[^}]*\}")
_UNITS = re.compile(r"\\pu\s*(?=\{)")
_REFERENCE = re.compile(r"\\(eq)?ref\s*\{([^{}]*)\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_CHEMISTRY = re.compile(r"\\(?:ce|cf)\s*\{")
_MEANINGLESS = re.compile(
    r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag|allowbreak|noindent|hfill)(?![a-zA-Z])|(?<=at\})\s*\{\d*\}|(?<=at\*\})\s*\{\d*\}"
)
_BIG_BRACE = re.compile(r"\\[bB]igg?[lrm]?\s*(\\[{}])")
_RENAMED_COMMAND = re.compile(r"\\(?:bm|pmb|dots[bcimo]|copyright|lt|gt|raisebox\s*\{[^{}]*\}|mathbbm|mathds)(?![a-zA-Z])")
_RENAMED_COMMANDS = {
    r"\bm": r"\boldsymbol",
    r"\pmb": r"\boldsymbol",
    r"\copyright": "©",
    r"\lt": "<",
    r"\gt": ">",
    r"\mathbbm": r"\mathbb",
    r"\mathds": r"\mathbb",
}
_ENVIRONMENTS = {
    "equation": ("", ""),
    "displaymath": ("", ""),
    "math": ("", ""),
    "align": (r"\begin{align*}", r"\end{align*}"),
    "eqnarray": (r"\begin{align*}", r"\end{align*}"),
    "alignat": (r"\begin{align*}", r"\end{align*}"),
    "alignedat": (r"\begin{align*}", r"\end{align*}"),
    "flalign": (r"\begin{align*}", r"\end{align*}"),
    "gather": (r"\displaylines{", "}"),
    "gathered": (r"\displaylines{", "}"),
    "multline": (r"\displaylines{", "}"),
    "dcases": (r"\begin{cases}", r"\end{cases}"),
    "rcases": (r"\left.\begin{array}{ll}", r"\end{array}\right\}"),
    "darray": (r"\begin{array}", r"\end{array}"),
}
"""Environments that are not understood, or would be numbered, by what looks alike."""
_MACROS = {
    r"\abs": r"\newcommand{\abs}[1]{\left|#1\right|}",
    r"\norm": r"\newcommand{\norm}[1]{\left\|#1\right\|}",
    r"\bra": r"\newcommand{\bra}[1]{\langle #1|}",
    r"\ket": r"\newcommand{\ket}[1]{|#1\rangle}",
    r"\dv": r"\newcommand{\dv}[2]{\frac{d #1}{d #2}}",
    r"\pdv": r"\newcommand{\pdv}[2]{\frac{\partial #1}{\partial #2}}",
}
"""Of the packages physics and braket, as far as models use them."""
_MACRO = re.compile(r"\\(?:abs|norm|bra|ket|dv|pdv)(?![a-zA-Z])")


def readable(tex: str) -> str:
    """Return TeX that means the same and is understood."""
    tex = _UNITS.sub(r"\\text", _with_chemistry(tex))
    tex = _TEXT.sub(lambda match: match.group().replace("&", "&amp;").replace("<", "&lt;"), tex)
    tex = _TAG.sub(r"\\qquad(\\text{\1})", tex)
    tex = _REFERENCE.sub(lambda match: rf"\text{{({match[2]})}}" if match[1] else rf"\text{{{match[2]}}}", tex)
    tex = _MEANINGLESS.sub("", tex)
    tex = _BIG_BRACE.sub(r"\1", tex)
    tex = _RENAMED_COMMAND.sub(_renamed, tex)
    tex = _ENVIRONMENT.sub(_renamed_environment, _with_braces(tex))
    if _has_lines(tex):
        tex = rf"\displaylines{{{tex}}}"
    return "".join(_MACROS[name] for name in dict.fromkeys(_MACRO.findall(tex))) + tex


def _renamed(match: re.Match[str]) -> str:
    command = match.group()
    if command.startswith((r"\dots", r"\raisebox")):
        return r"\ldots" if command.startswith(r"\dots") else ""
    return _RENAMED_COMMANDS[command]


def _renamed_environment(match: re.Match[str]) -> str:
    edge, name = match.groups()
    other = _ENVIRONMENTS.get(name.removesuffix("*"))
    return match.group() if other is None else other[edge == "end"]


def _with_chemistry(tex: str) -> str:
    r"""Replace \ce{…} by what it stands for."""
    parts, start = [], 0
    while match := _CHEMISTRY.search(tex, start):
        end = _closing(tex, match.end())
        parts += [tex[start : match.start()], "{", equation(tex[match.end() : end]), "}"]
        start = end + 1
    return "".join(parts) + tex[start:]


def _closing(tex: str, start: int) -> int:
    """Return where the group ends whose inside begins at ``start``; the end of the text if it does not."""
    depth = 1
    for index in range(start, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[index], 0)
        if not depth:
            return index
    return len(tex)


def _with_braces(tex: str) -> str:
    r"""Put environments that have a script, as in \end{pmatrix}^{-1}, in braces: they are not understood without."""
    parts, last = [], 0
    for place, brace in sorted(_braces(tex)):
        parts += [tex[last:place], brace]
        last = place
    return "".join(parts) + tex[last:]


def _has_lines(tex: str) -> bool:
    """Whether lines end outside of any environment and group."""
    depth = 0
    for match in _LINE_END.finditer(tex):
        piece = match.group()
        if piece == "\\\\" and not depth:
            return True
        depth += {"{": 1, "}": -1, "begin": 1, "end": -1}.get(match.group(1) or piece, 0)
    return False


def _braces(tex: str) -> Iterator[tuple[int, str]]:
    begun: list[int] = []
    for match in _ENVIRONMENT.finditer(tex):
        if match.group(1) == "begin":
            begun.append(match.start())
        elif begun:
            start = begun.pop()
            if _SCRIPT.match(tex, match.end()):
                yield start, "{"
                yield match.end(), "}"
