"""Tables as text for other programs: TSV and CSV for spreadsheets, and Markdown.

A spreadsheet runs a cell that begins with "=" and the like as a formula, which can send what stands in other cells over the
network, and a model's reply is not to be trusted with that. So a cell that a spreadsheet would run gets an apostrophe before
it, in TSV and CSV alike; numbers, also negative ones, are left as they are.
"""

import csv
import io
import re
from collections.abc import Iterator

from chatdesk.markup.blocks import Align, Cell, Style, Table

_FORMULA = re.compile(r"\s*[=@+\-＝＠＋－]\s*\S")
_NUMBER = re.compile(r"\s*[+\-]?\s*(?:\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(?:[eE][+\-]?\d+)?\s*%?\s*")
_SPACES = re.compile("[\t\r\n\u2028]")
_RULES = {Align.START: "---", Align.LEFT: ":--", Align.CENTER: ":-:", Align.RIGHT: "--:"}
_SPECIAL = re.compile(r"[\\`*_~\]<>|$]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a cell instead of showing it."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """Return what a cell of a spreadsheet may safely hold."""
    return f"'{text}" if is_formula(text) else text


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
