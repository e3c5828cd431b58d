"""A conversation as Markdown: front matter, then a heading for each message above the message as it was written.

What a message leaves open at its end (a fence of code, raw HTML), as a reply that was cut off does, is closed, so that it
does not swallow the messages after it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from chatdesk.core.export import ExportHead, ExportTurn, local_time
from chatdesk.exchange.writing import one_line, readable

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HTML = re.compile(r" {0,3}(?:(<!--|<\?|<!\[CDATA\[)|<(script|pre|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
"""Begins of raw HTML that blank lines do not end (CommonMark 0.31, section 4.6, kinds 1 to 3 and 5)."""
_HTML_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&]")


class MarkdownWriter:
    """Writes reasoning as a quote above the answer, and pictures by their names."""

    def __init__(self, head: ExportHead, stream: BinaryIO) -> None:
        self._stream = stream
        title = one_line(head.title)
        facts = {"title": title, "created": local_time(head.summary.created_at), "note": one_line(head.byline)}
        # A JSON string is a YAML string.
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items() if value]
        self._write("\n".join(["---", *lines, "---", "", f"# {_escaped(title)}"]) + "\n")

    def add(self, turns: Sequence[ExportTurn], _pictures: Mapping[str, bytes]) -> None:
        """Write the next messages."""
        for turn in turns:
            head = " · ".join(filter(None, [_escaped(one_line(turn.speaker)), turn.time]))
            parts = [f"## {head}", _reasoning(turn), *_pictures_of(turn), _closed(readable(turn.message.text).strip("\n"))]
            parts.append(f"*{_escaped(turn.ending)}*" if turn.ending else "")
            self._write("".join(f"\n{part}\n" for part in parts if part))

    def finish(self) -> None:
        """There is nothing to end."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _write(self, text: str) -> None:
        self._stream.write(text.encode("utf-8", "replace"))


def _reasoning(turn: ExportTurn) -> str:
    text = _closed(readable(turn.message.reasoning).strip("\n"))
    if not text:
        return ""
    lines = [f"**{_escaped(turn.thought)}**", "", *text.split("\n")] if turn.thought else text.split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _pictures_of(turn: ExportTurn) -> list[str]:
    return [f"*{_escaped(one_line(name))}*" for name in turn.pictures]


def _closed(text: str) -> str:
    """Return a message's Markdown with what it leaves open at its end closed."""
    fence = html_end = ""
    for line in text.split("\n"):
        if fence:
            found = _FENCE.fullmatch(line)
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif html_end:
            html_end = "" if html_end in line.lower() else html_end
        elif (found := _FENCE.fullmatch(line)) and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
        elif found := _HTML.match(line):
            html_end = _HTML_ENDS.get(found[1], f"</{found[2]}>".lower())
            html_end = "" if html_end in line[found.end() :].lower() else html_end
    end = fence or html_end
    return f"{text}\n{end}" if end else text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
