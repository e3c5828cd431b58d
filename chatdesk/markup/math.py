r"""Math in a text: ``$x$``, ``$$…$$``, ``\(x\)`` and ``\[…\]``, and not what things cost.

Rules for markdown-it. TeX has no blank lines in a formula, so a formula ends at one, closed or not.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LANGUAGE = "math"
"""What a fence calls its language to hold a formula."""

_ENDS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_OPENING_LINE = re.compile(r"\$\$|\\\[")
_HALF_END = re.compile(r"(?:(?<!\$)\$|(?<!\\)\\)\s*\Z")
_TERM = re.compile(r"[^\W_]")
_TEX = re.compile(r"[\\^_={}]")
_PROSE = re.compile(r"[A-Za-z]{3,}|[A-Za-z]{2,}\s|\s[A-Za-z]{2,}|[^\x00-\u02ff\u0370-\u03ff\u2000-\u2bff]")
_CALL = re.compile(r"[A-Za-z]{2,}(?=[({])|\b(?:sin|cos|tan|log|exp|min|max|mod|lim|gcd)\b")
# A formula does not end with these, but a price or a path that another "$" follows does.
_UNENDED = frozenset("/:;,-+=(<>[{&|@#%\"'`")
_LONGEST = 1_000
# "$n$th" is a formula, "$foo$bar" is none; Chinese and Japanese have no space after either.
_LONGEST_BEFORE_LETTER = 1
_FIRST_EAST_ASIAN = "\u2e80"


def inline(state: "StateInline", silent: bool) -> bool:
    """Read a formula within a paragraph."""
    opening = state.src[state.pos : state.pos + 2]
    if opening in _ENDS:
        found = _between(state.src, state.pos + 2, state.posMax, _ENDS[opening])
    elif opening[:1] == "$" and state.src[state.pos - 1 : state.pos] != "$":
        opening = "$"
        found = _in_dollars(state.src, state.pos, state.posMax)
    else:
        return False
    if found is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.markup = opening
        token.content = state.src[state.pos + len(opening) : found].strip()
    state.pos = found + len(opening)
    return True


def delimited(tex: str, opening: str) -> str:
    """Return a formula as it was written: TeX between its delimiters."""
    return f"{opening}{tex}{_ENDS.get(opening, opening)}"


def undelimited(text: str) -> tuple[str, bool]:
    """Return the TeX of a formula within a paragraph, and whether its delimiters ask for display style."""
    opening = text[:2] if text[:2] in _ENDS else text[:1]
    return text[len(opening) : len(text) - len(opening)], opening in ("$$", r"\[")


def _between(text: str, start: int, stop: int, ending: str) -> int | None:
    end = text.find(ending, start, stop)
    return end if end >= 0 and _TERM.search(text, start, end) else None


def _in_dollars(text: str, position: int, stop: int) -> int | None:
    """Return where the formula that may open here ends.

    As in Pandoc, no space stands within the signs, and no digit after them; and what lies between is not prose.
    """
    before, start = text[position - 1 : position] if position else "", position + 1
    if (before.isascii() and before.isalnum()) or text[start : start + 1].isspace():
        return None
    end = text.find("$", start, min(stop, start + _LONGEST))
    while end > 0 and text[end - 1] == "\\":
        end = text.find("$", end + 1, min(stop, start + _LONGEST))
    if end <= start:
        return None
    after = text[end + 1 : end + 2] if end + 1 < stop else ""
    return end if _is_formula(text[start:end], after) else None


def _is_formula(content: str, after: str) -> bool:
    if content[-1].isspace() or content[-1] in _UNENDED or after in ("$", *"0123456789"):
        return False
    if not _TERM.search(content):
        return False
    if "\\" in content:
        return True
    if "\n" in content or (len(content) > _LONGEST_BEFORE_LETTER and after.isalpha() and after < _FIRST_EAST_ASIAN):
        return False
    is_tex = _TEX.search(content) and not content[0].isdigit()
    return bool(is_tex) or not _PROSE.search(_CALL.sub("", content))


def block(state: "StateBlock", start_line: int, end_line: int, silent: bool) -> bool:
    """Read a formula on lines of its own, from a line that begins with ``$$`` to one that ends so."""
    begin, stop = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    match = _OPENING_LINE.match(state.src, begin, stop)
    if not match or state.is_code_block(start_line):
        return False
    ending = _ENDS[match.group()]
    first = state.src[match.end() : stop].strip()
    if first.endswith(ending):
        content, end, is_closed = first.removesuffix(ending), start_line + 1, True
    else:
        stop = _stop(state, start_line + 1, end_line) if first else end_line
        content, end, is_closed = _lines(state, start_line + 1, stop, ending)
        content = f"{first}\n{content}"
    if first and not (is_closed and ending not in content and _TERM.search(content)):
        return False
    if silent or not content.strip():
        return bool(content.strip())
    state.line = end
    token = state.push("math_block", "math", 0)
    token.content = content.strip()
    token.map = [start_line, end]
    token.markup = match.group()
    token.meta = {"is_closed": is_closed}
    return True


def _stop(state: "StateBlock", start_line: int, end_line: int) -> int:
    """Return the line in which another block begins, so that the paragraph before it is one for good."""
    others = [rule for rule in state.md.block.ruler.getRules("paragraph") if rule is not block]
    parent, state.parentType = state.parentType, "paragraph"
    line = start_line
    while line < end_line and not state.isEmpty(line):
        is_nested = state.sCount[line] - state.blkIndent > 3
        if not is_nested and (_begins(state, line) or any(rule(state, line, end_line, True) for rule in others)):
            break
        line += 1
    state.parentType = parent
    return line


def _begins(state: "StateBlock", line: int) -> bool:
    """Whether another formula begins in a line; one that ends there is the end of what is being read."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
    opening = text[:2]
    return opening in ("$$", r"\[") and not text.endswith(_ENDS[opening])


def begun(content: str) -> str | None:
    """Return the TeX so far of a paragraph that is all one formula in display style without its end; None of any other."""
    ending = _ENDS.get(content[:2])
    if ending is None or content[:2] == r"\(" or ending in content[2:] or not _TERM.search(content, 2):
        return None
    return without_half_end(content[2:]).lstrip()


def without_half_end(tex: str) -> str:
    """Return unfinished TeX without what may be the first half of its end."""
    return _HALF_END.sub("", tex).rstrip()


def _lines(state: "StateBlock", start_line: int, end_line: int, ending: str) -> tuple[str, int, bool]:
    """Return a formula's lines without their end, the line after it, and whether it has its end."""
    line = start_line
    while line < end_line and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        text = state.src[state.bMarks[line] : state.eMarks[line]].rstrip()
        line += 1
        if text.endswith(ending):
            content = state.getLines(start_line, line, state.blkIndent, False).rstrip()
            return content.removesuffix(ending), line, True
    return state.getLines(start_line, line, state.blkIndent, False), line, False
