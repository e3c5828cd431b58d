"""What a person typed, as blocks: paragraphs with their own line breaks, and fenced code; no other markup.

A person's text is shown as it was typed: only models write Markdown on purpose, and a pasted ``a*b*c`` or a list with a
blank line must not change its look. Fences are the one exception, since people quote code that way.
"""

from collections.abc import Iterator

from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Place
from chatdesk.ui.transcript.directions import runs


def plain_blocks(source: str) -> tuple[Block, ...]:
    """Split typed text at blank lines and at ``` fences; an unclosed fence reaches to the end."""
    return tuple(_blocks(source))


def _blocks(source: str) -> Iterator[Block]:
    lines: list[str] = []
    start, position, fence = 0, 0, ""
    for line in source.split("\n"):
        line_start = position
        position += len(line) + 1
        stripped = line.strip()
        if fence:
            if stripped.startswith(fence) and not stripped.strip("`"):
                yield _code(lines, start, position - 1)
                lines, fence = [], ""
            else:
                lines.append(line)
        elif stripped.startswith("```") and "`" not in stripped.lstrip("`"):
            yield from _paragraph(lines, start)
            lines, start = [stripped.lstrip("`").strip()], line_start
            fence = stripped[: len(stripped) - len(stripped.lstrip("`"))]
        elif stripped:
            start = start if lines else line_start
            lines.append(line.rstrip())
        else:
            yield from _paragraph(lines, start)
            lines = []
    if fence:
        yield _code(lines, start, len(source))
    else:
        yield from _paragraph(lines, start)


def _paragraph(lines: list[str], start: int) -> Iterator[Paragraph]:
    """Yield a paragraph, or several when its lines run in different directions."""
    for number, part in enumerate(runs(lines) if lines else ()):
        text = "\u2028".join(part)
        yield Paragraph(Place(start, start + len(text), tight=number > 0), text)
        start += len(text) + 1


def _code(lines: list[str], start: int, end: int) -> CodeBlock:
    return CodeBlock(Place(start, end), "\n".join(lines[1:]), language=lines[0].partition(" ")[0])
