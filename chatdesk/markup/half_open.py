"""How the end of a text that is still growing is shown: what is half written is closed or held back, so nothing flickers."""

import re

# A last line that is no more than the start of some block: shown when it is clear what it becomes.
MARKER_ONLY = re.compile(r"[-+*=_#`~|: \t>]*+(?:\d{1,9}[.)]?[ \t]*+)?|[ \t>]*+[`~]{3}[^\n]*")
_PIPE_START = re.compile(r" {0,3}\|")
_SEPARATOR_START = re.compile(r"[ \t]*[-:|][-:| \t]*")

_HALF_CHECKBOX = re.compile(r"\[(?:[ xX]\]?)?")
_HALF_LINK = re.compile(r"(!?)\[([^\[\]\n]*)\](?:\((?:[^()\n]|\([^()\n]*\))*(?:\([^()\n]*)?)?$|(!?)\[([^\[\]\n]*)$")
# No half link is looked for farther from the end: every "[" may cost a look at all that follows.
_LONGEST_LINK = 500
_TOKEN = re.compile(r"\\.|`+|\*+|_+|~+", re.DOTALL)


def shown_length(text: str) -> int:
    """Return how much of an open stretch of blocks to show: without a last line that may still become anything."""
    start = text.rfind("\n") + 1
    length = len(text)
    if start < length and MARKER_ONLY.fullmatch(text, start):
        length = start
    return _before_possible_table(text, length)


def _before_possible_table(text: str, length: int) -> int:
    """Hold back a line in pipes that the next one could make the header of a table."""
    start = text.rfind("\n", 0, max(0, length - 1)) + 1
    line = text[start:length].rstrip("\n")
    return start if _PIPE_START.match(line) and not _SEPARATOR_START.fullmatch(line) else length


def closed(content: str) -> str:
    """Return a paragraph's content with what is half open at its end closed or taken away."""
    if _HALF_CHECKBOX.fullmatch(content):
        return ""
    return _with_ends(_without_half_run(_without_half_link(content)))


def _without_half_link(content: str) -> str:
    match = _HALF_LINK.search(content, max(content.rfind("\n") + 1, len(content) - _LONGEST_LINK))
    if not match or content.count("`", 0, match.start()) % 2:
        return content
    if content.startswith("[^", match.start()):
        return content[: match.start()]  # of a footnote
    is_image = match.group(1) or match.group(3)
    label = match.group(2) or match.group(4) or ""
    return content[: match.start()] + (f"🖼 {label}" if is_image else label)


def _without_half_run(content: str) -> str:
    """Take away delimiters at the very end, which may open or close or grow, and the backslash of a half escape."""
    body = content.rstrip("*_~`")
    if (len(body) - len(body.rstrip("\\"))) % 2 == 0:
        return body
    return content[: len(body) + 1] if len(body) < len(content) else body[:-1]


def _with_ends(content: str) -> str:
    """Append the ends of the emphasis and code that are open at the end, the innermost first."""
    opened: list[str] = []
    position = 0
    while match := _TOKEN.search(content, position):
        run = match.group()
        position = match.end()
        if run[0] == "`":
            end = _code_end(content, run, position)
            if end < 0:
                if "\n" not in content[position:]:
                    return _joined(content, [*opened, run])
                continue
            position = end
        elif run[0] != "\\":
            _take(opened, run, content[match.start() - 1 : match.start()], content[position : position + 1])
    return _joined(content, opened)


def _joined(content: str, opened: list[str]) -> str:
    body = content.rstrip() if opened else content
    return body + "".join(reversed(opened))


def _code_end(content: str, run: str, position: int) -> int:
    """Return where the code that ``run`` opens ends, -1 if it does not."""
    match = re.compile(rf"(?<!`){run}(?!`)").search(content, position)
    return match.end() if match else -1


def _take(opened: list[str], run: str, before: str, after: str) -> None:
    """Let a run of delimiters close what it can of ``opened``, or open."""
    marker = run[0]
    left = len(run) if marker != "~" or len(run) == 2 else 0
    is_inside_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    if is_inside_word and (marker == "_" or len(run) == 1):
        return
    if before and not before.isspace():
        while left and opened and opened[-1][0] == marker and len(opened[-1]) <= left:
            left -= len(opened.pop())
    if left and after and not after.isspace():
        opened += [marker * 2] * (left // 2) + [marker] * (left % 2)
