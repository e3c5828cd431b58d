"""Tables as TSV, CSV and Markdown: nothing lost, nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.spreadsheet import guarded, is_formula
from chatdesk.markup.blocks import Align, Cell, Place, Table
from chatdesk.markup.parse import parse
from chatdesk.markup.table_text import to_csv, to_markdown, to_tsv

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t|\\`*_=+-@\"',$[]<>~"), max_size=12)


def table(rows: list[list[str]], alignments: list[Align] | None = None) -> Table:
    """Return a table of these texts, the first row its header."""
    header, *body = (tuple(Cell(text) for text in row) for row in rows)
    return Table(Place(0, 0), header, tuple(alignments or [Align.START] * len(header)), tuple(body))


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Return texts in rows of the same length."""
    return st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=5))


@settings(max_examples=150, deadline=None)
@given(rows=tables(CELLS))
def test_csv_gives_back_every_cell(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(table(rows)), newline="")))
    assert read == [[guarded(cell) for cell in row] for row in rows]
    assert [[cell.removeprefix("'") if is_formula(cell[1:]) else cell for cell in row] for row in read] == rows


@settings(max_examples=150, deadline=None)
@given(rows=tables(CELLS))
def test_tsv_gives_back_every_cell_with_spaces_for_tabs(rows: list[list[str]]) -> None:
    read = [line.split("\t") for line in to_tsv(table(rows)).split("\n")]
    assert read == [[guarded(cell.replace("\t", " ")) for cell in row] for row in rows]


@settings(max_examples=150, deadline=None)
@given(rows=tables(CELLS))
def test_no_cell_of_a_spreadsheet_begins_as_a_formula(rows: list[list[str]]) -> None:
    for cell in (cell for row in csv.reader(io.StringIO(to_csv(table(rows)), newline="")) for cell in row):
        assert not is_formula(cell)


FORMULAS = ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|'/c calc'!A0", "-2+3", " =1", "＝1+1", "＋1+1x", "- item", "-x"]
HARMLESS = [
    "",
    "-",
    "+",
    "=",
    "-5",
    "+3.25",
    "-1,234.50",
    "-12 %",
    "- 5",
    "-.5",
    "1e-9",
    "-1e5",
    "a=b",
    "x-y",
    "'=1",
    "中文",
    "+49 30",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_text_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@settings(max_examples=150, deadline=None)
@given(rows=tables(st.text(st.sampled_from("ab 1|\\`*_~[]()<>$&;中!#"), max_size=8).map(str.strip)), data=st.data())
def test_markdown_means_the_same_table(rows: list[list[str]], data: st.DataObject) -> None:
    alignments = data.draw(st.lists(st.sampled_from(list(Align)), min_size=len(rows[0]), max_size=len(rows[0])))
    (read,) = parse(to_markdown(table(rows, alignments)))
    assert isinstance(read, Table)
    assert [[cell.text for cell in row] for row in (read.header, *read.rows)] == rows
    assert list(read.alignments) == alignments


def test_markdown_keeps_code_links_and_formulas() -> None:
    source = "| `a\\|b` | [link](<https://example.com/>) |\n| --- | --: |\n| $x_1$ | plain \\* text |"
    (read,) = parse(source)
    assert isinstance(read, Table)
    assert parse(to_markdown(read)) == parse(source)
