"""The text that code was written with, for copies: on the screen, characters that hide or reorder text are marks.

A mark that was copied would not compile, and whoever looks for what is wrong would look for the wrong character.
"""

import re

from chatdesk.markup.blocks import CodeBlock
from chatdesk.markup.visible import visible

_MARK = re.compile("[\u2400-\u241f\u2421\ufffd]|⟨U\\+")
_LINE_END = re.compile("\r\n?|\n")


def real_code(source: str, block: CodeBlock) -> str:
    """Return the code of a block of a message; ``source`` is the message's. Line ends are "\\n"."""
    if not _MARK.search(block.text):
        return block.text
    shown = block.text.split("\n")
    lines = _LINE_END.split(source[block.place.source_start :], maxsplit=len(shown) + 1)
    for first in (1, 0):  # after the line of the fence; indented code has none
        found = [_real_line(line, lines[first + number :]) for number, line in enumerate(shown)]
        real = [line for line in found if line is not None]
        if len(real) == len(shown):
            return "\n".join(real)
    return block.text


def _real_line(shown: str, rest: list[str]) -> str | None:
    """Return what one line shows, which is the end of the first of the ``rest``: before it are quote marks and indents."""
    if not _MARK.search(shown):
        return shown
    line = rest[0] if rest else ""
    body = shown.lstrip(" ")  # spaces may be what is left of a tab in the indent
    start, missing = len(line), len(body)
    while start and missing > 0:
        start -= 1
        missing -= len(visible(line[start]))
    return shown[: len(shown) - len(body)] + line[start:] if visible(line[start:]) == body else None


def real_part(source: str, block: CodeBlock, start: int, end: int) -> str:
    """Return the real text of what is shown as the characters ``start`` up to ``end`` (code points) of a block."""
    real = real_code(source, block)
    if real == block.text:
        return real[start:end]
    part, at = [], 0
    for character in real:
        if start <= at < end:
            part.append(character)
        at += len(visible(character))
    return "".join(part)
