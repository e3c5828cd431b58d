"""The lines between rows and columns of an array, which ziamath leaves out. Only the drawing process imports this."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ziamath.drawable import HLine, VLine

_THICKNESS = 45
"""In thousandths of an em."""


class _Cell(NamedTuple):
    """Where a cell stands, y down."""

    left: float
    right: float
    top: float
    bottom: float


def add_table_lines(node: Any) -> None:
    """Add the lines of every array in a tree of ziamath's nodes, which has no types."""
    for child in list(node.nodes):
        add_table_lines(child)
    if node.mtag == "mtable":
        grid = _grid(node)
        lines = [*_columns(node, grid), *_rows(node, grid)]
        node.nodes += [line for line, _ in lines]
        node.nodexy += [place for _, place in lines]


def _grid(node: Any) -> list[list[_Cell]]:
    cells = (
        _Cell(x + cell.bbox.xmin, x + cell.bbox.xmax, y - cell.bbox.ymax, y - cell.bbox.ymin)
        for cell, (x, y) in zip(node.nodes, node.nodexy, strict=True)
    )
    return [[next(cells) for _ in row] for row in node.element]


def _columns(node: Any, grid: list[list[_Cell]]) -> Iterator[tuple[VLine, tuple[float, float]]]:
    count = max(map(len, grid))
    columns = [[row[number] for row in grid if number < len(row)] for number in range(count)]
    for number in _between(node.element.get("columnlines", ""), count):
        x = (max(cell.right for cell in columns[number]) + min(cell.left for cell in columns[number + 1])) / 2
        yield VLine(node.bbox.ymax - node.bbox.ymin, _THICKNESS, node.style), (x, -node.bbox.ymax)


def _rows(node: Any, grid: list[list[_Cell]]) -> Iterator[tuple[HLine, tuple[float, float]]]:
    for number in _between(node.element.get("rowlines", ""), len(grid)):
        y = (max(cell.bottom for cell in grid[number]) + min(cell.top for cell in grid[number + 1])) / 2
        yield HLine(node.bbox.xmax - node.bbox.xmin, _THICKNESS, node.style), (node.bbox.xmin, y - _THICKNESS / 2)


def _between(lines: str, count: int) -> list[int]:
    """Return after which of so many rows or columns a line stands; the list may begin with the one before the first."""
    kinds = lines.split()
    inner = kinds[1:] if len(kinds) > count - 1 else kinds
    return [number for number, kind in enumerate(inner[: count - 1]) if kind != "none"]
