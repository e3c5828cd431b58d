"""Footnotes: ``[^1]`` in the text, and ``[^1]: what it says`` as a paragraph with the note's number as its marker."""

import re
from typing import TYPE_CHECKING

from chatdesk.markup.limits import LONGEST_LABEL

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_LABEL = rf"\[\^([^\[\]\s^]{{1,{LONGEST_LABEL}}})\]"
_REFERENCE = re.compile(_LABEL)
_DEFINITION = re.compile(_LABEL + r":[ \t]*")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_THIN_SPACE = "\u2009"


def key_of(label: str) -> str:
    """Return what a note is found by among link definitions; lower case, as no link's label is."""
    return f"note {label.lower()}"


def mark_of(label: str) -> str:
    """Return how a note is shown where it is referred to: raised if it is a number."""
    return label.translate(_RAISED) if label.isascii() and label.isdigit() else f"[{label}]"


def reference(state: "StateInline", silent: bool) -> bool:
    """Read a reference to a note that is defined somewhere; a rule for markdown-it."""
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not match or key_of(match.group(1)) not in state.env.get("references", {}):
        return False
    if not silent:
        follows_another = not state.pending and state.tokens and "note" in state.tokens[-1].meta
        token = state.push("text", "", 0)
        token.meta = {"note": match.group(1)}
        token.content = (_THIN_SPACE if follows_another else "") + mark_of(match.group(1))
    state.pos = match.end()
    return True


def definition(state: "StateBlock", start_line: int, end_line: int, silent: bool) -> bool:
    """Read a note as a paragraph that knows its label; a rule for markdown-it."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _DEFINITION.match(state.src, begin, state.eMarks[start_line])
    if not match or state.is_code_block(start_line):
        return False
    if silent:
        return True
    end = _end_of_paragraph(state, start_line, end_line)
    content = state.getLines(start_line, end, state.blkIndent, False).strip()
    state.line = end
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start_line, end]
    opening.meta = {"note": match.group(1)}
    inline = state.push("inline", "", 0)
    inline.content = content[match.end() - begin :].lstrip()
    inline.map = [start_line, end]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _end_of_paragraph(state: "StateBlock", start_line: int, end_line: int) -> int:
    """Return the line after a paragraph's last: before a blank line or the start of what may interrupt a paragraph."""
    interrupting = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    line = start_line + 1
    while line < end_line and not state.isEmpty(line):
        is_continued = state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0
        if not is_continued and any(rule(state, line, end_line, True) for rule in interrupting):
            break
        line += 1
    state.parentType = parent
    return line
