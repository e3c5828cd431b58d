"""What every laid-out block can do; offsets count UTF-16 units of its text, as Qt does."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from chatdesk.core.formula import Formula

if TYPE_CHECKING:
    from chatdesk.ui.transcript.marks import Marks

Range = tuple[int, int]
"""From one offset up to another, in UTF-16 units."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What a click at a point would do: follow a link, or an action of the block itself ("copy-code", "fold").

    ``formula`` is the one at that point.
    """

    href: str = ""
    action: str = ""
    formula: Formula | None = None


class Box(Protocol):
    """A block laid out at one width. Points are relative to its top left corner."""

    height: int
    natural_width: float
    text: str
    marks: "Marks"
    """What a search marks in it; set before it is painted."""

    @property
    def undrawn(self) -> Sequence[Formula]:
        """The formulas in it that are still to be drawn; when they are, it is laid out anew."""

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the part inside ``clip`` (in the painter's coordinates) with its selection."""

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point."""

    def line_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset."""

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return what a click there would do, None for nothing."""


class Utf16:
    """Converts between code points, which markup counts, and UTF-16 units, which Qt counts."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [index for index, char in enumerate(text) if char > "\uffff"]

    def units(self, code_points: int) -> int:
        """Return how many UTF-16 units so many code points take."""
        return code_points + bisect_left(self._wide, code_points) if self._wide else code_points

    def code_points(self, units: int) -> int:
        """Return how many code points begin before so many UTF-16 units."""
        if not self._wide:
            return units
        low, high = 0, len(self._wide)
        while low < high:
            middle = (low + high) // 2
            if self._wide[middle] + middle < units:
                low = middle + 1
            else:
                high = middle
        return max(units - low, self._wide[low - 1] + 1 if low else 0)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """Return the part of a text between two UTF-16 offsets."""
    index = Utf16(text)
    return text[index.code_points(start) : index.code_points(end)]
