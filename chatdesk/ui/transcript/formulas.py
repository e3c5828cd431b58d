"""The formulas that the reader sees: which are drawn, which can't be, and how large the others will be."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from chatdesk.control.formulas import FormulaController
from chatdesk.core.formula import LONGEST_TEX, Drawing, Formula
from chatdesk.ui.transcript.formula_picture import FormulaPicture

MOST_POINTS = 400_000
"""Numbers in the outlines of all pictures kept: 10 MB, 1,000 formulas or more."""
MOST_SIZES = 5_000
"""Formulas of which the size is known, also when their picture is no longer kept."""
PATIENCE_MS = 400
"""How long the room for a formula stays empty; then it is marked, as something that is still to come."""
TOGETHER_MS = 33
"""Drawings that arrive within this time are shown at once."""

_TEXT = re.compile(r"\\(?:text\w*|mathrm|operatorname\*?|mbox)\s*\{([^{}]*)\}")
_COMMAND = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|begin\s*\{[^{}]*\}(?:\{[^{}]*\})?|end\s*\{[^{}]*\}|displaystyle|quad|[,;!: ])"
)
_SYMBOL = re.compile(r"\\[a-zA-Z]+|\\.")
_ROW = re.compile(r"\\\\|\\atop")
_FRACTION = re.compile(r"\\[cdt]?frac|\\binom|\\over\b")
_TALL = re.compile(r"\\(?:sum|prod|int|lim)\b")


@dataclass(frozen=True, slots=True)
class Size:
    """Of a formula, in em."""

    width: float
    ascent: float
    descent: float


class Formulas(QObject):
    """Keeps pictures of formulas, as many as were looked at last, and asks for those that are missing."""

    arrived = Signal(object)
    """frozenset[Formula]: these are drawn now, or it turned out that they can't be."""
    grew_late = Signal()
    """The room of some formulas is to be marked; see ``is_late``."""

    def __init__(self, controller: FormulaController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._pictures: dict[Formula, FormulaPicture] = {}
        self._points = 0
        self._sizes: dict[Formula, Size | None] = {}
        self._asked: list[Formula] = []
        self._news: set[Formula] = set()
        self._together = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._together.timeout.connect(self._tell)
        self._since: dict[Formula, float] = {}
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS // 2)
        self._patience.timeout.connect(self._on_patience_lost)
        controller.drawn.connect(self._on_drawn)

    def picture(self, formula: Formula) -> FormulaPicture | None:
        """Return the picture of a formula, None if there is none."""
        picture = self._pictures.pop(formula, None)
        if picture is not None:
            self._pictures[formula] = picture
        return picture

    def is_drawable(self, formula: Formula) -> bool:
        """Whether a formula is drawn or may be."""
        return len(formula.tex) <= LONGEST_TEX and self._sizes.get(formula, _UNKNOWN) is not None

    def size(self, formula: Formula) -> Size:
        """Return how large a formula is, or will about be."""
        return self._sizes.get(formula) or estimate(formula)

    def want(self, formulas: Iterable[Formula]) -> None:
        """Have these drawn, in this order, instead of those that were wanted before."""
        wanted = [formula for formula in dict.fromkeys(formulas) if formula not in self._pictures and self.is_drawable(formula)]
        if wanted != self._asked:
            self._asked = wanted
            self._controller.want(wanted)
        now = time.monotonic()
        self._since = {formula: self._since.get(formula, now) for formula in wanted}
        if wanted and not self._patience.isActive():
            self._patience.start()

    def is_late(self, formula: Formula) -> bool:
        """Whether a drawing has been wanted for so long that its room is marked."""
        since = self._since.get(formula)
        return since is not None and (time.monotonic() - since) * 1_000 >= PATIENCE_MS

    def _on_drawn(self, formula: Formula, drawing: Drawing | None) -> None:
        self._sizes.pop(formula, None)
        self._sizes[formula] = None
        if drawing is not None:
            picture = FormulaPicture(drawing)
            self._sizes[formula] = Size(picture.width, picture.ascent, picture.descent)
            self._keep(formula, picture)
        if len(self._sizes) > MOST_SIZES:
            del self._sizes[next(iter(self._sizes))]
        self._news.add(formula)
        if not self._together.isActive():
            self._together.start()

    def _keep(self, formula: Formula, picture: FormulaPicture) -> None:
        self._pictures[formula] = picture
        self._points += picture.points
        while self._points > MOST_POINTS and len(self._pictures) > 1:
            self._points -= self._pictures.pop(next(iter(self._pictures))).points

    def _tell(self) -> None:
        news, self._news = frozenset(self._news), set()
        self.arrived.emit(news)

    def _on_patience_lost(self) -> None:
        if any(self.is_late(formula) for formula in self._since):
            self.grew_late.emit()
        if self._since:
            self._patience.start()


_UNKNOWN = Size(0, 0, 0)


def estimate(formula: Formula) -> Size:
    """Guess the size of a formula from its TeX."""
    tex = _TEXT.sub(lambda match: "x" * len(match.group(1)), formula.tex)
    rows = [_row(row, is_display=formula.is_display) for row in _ROW.split(_COMMAND.sub("", tex))]
    width = max(row.width for row in rows)
    height = sum(row.ascent + row.descent for row in rows) + 0.4 * (len(rows) - 1)
    if len(rows) == 1:
        return rows[0]
    return Size(width, height / 2 + 0.25, height / 2 - 0.25)


def _row(tex: str, *, is_display: bool) -> Size:
    fractions = len(_FRACTION.findall(tex))
    letters = sum(_widths(_SYMBOL.sub("x", tex)))
    width = max(0.5, letters * (0.65 if fractions else 1.0))
    if not fractions and not _TALL.search(tex):
        return Size(width, 0.8, 0.2)
    return Size(width, 1.4, 0.9) if is_display else Size(width, 0.9, 0.45)


def _widths(text: str) -> Iterator[float]:
    for char in text:
        if char in "+-=<>&":
            yield 1.2
        elif char not in "{}^_ ":
            yield 0.55 if char < "\u1100" else 1.0
