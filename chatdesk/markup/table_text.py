"""Tables as text for other programs: TSV and CSV for spreadsheets, with what they would run disarmed, and Markdown."""

import csv
import io
import re
from collections.abc import Iterator

from chatdesk.core.spreadsheet import guarded
from chatdesk.markup.blocks import Align, Cell, Style, Table

_SPACES = re.compile("[\t\r\n\u2028]")
_RULES = {Align.START: "---", Align.LEFT: ":--", Align.CENTER: ":-:", Align.RIGHT: "--:"}
_SPECIAL = re.compile(r"[\\`*_~\]<>|$]")


def to_tsv(table: Table) -> str:
    """Return lines of cells between tabs; a tab or a line end in a cell becomes a space."""
    return "\n".join("\t".join(guarded(_SPACES.sub(" ", cell.text)) for cell in row) for row in _rows(table))


def to_csv(table: Table) -> str:
    """Return the table as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell.text.replace("\u2028", "\n")) for cell in row] for row in _rows(table))
    return out.getvalue()


def to_markdown(table: Table) -> str:
    """Return the table as GFM, in the fewest characters that mean the same."""
    header, *body = _rows(table)
    rule = [_RULES[alignment] for alignment in table.alignments]
    lines = [[_cell(cell) for cell in header], rule, *([_cell(cell) for cell in row] for row in body)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    yield table.header
    yield from table.rows


def _cell(cell: Cell) -> str:
    """Return a cell's Markdown: its code and links, and all else as plain text."""
    made, at = "", 0
    for span in sorted(cell.spans, key=lambda span: span.start):
        if span.start >= at and (Style.CODE in span.style or span.href):
            made += _escaped(cell.text[at : span.start]) + _span(cell.text[span.start : span.end], span.style, span.href)
            at = span.end
    return made + _escaped(cell.text[at:])


def _span(text: str, style: Style, href: str) -> str:
    if Style.MATH in style:
        inner = text.replace("|", "\\|")
    elif Style.CODE in style:
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        inner = f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")
    else:
        inner = _escaped(text)
    return f"[{inner}](<{href}>)" if href else inner


def _escaped(text: str) -> str:
    # Not "\\[", which begins a formula for some.
    return _SPECIAL.sub(r"\\\g<0>", _SPACES.sub(" ", text).replace("&", "&amp;")).replace("[", "&#91;")
