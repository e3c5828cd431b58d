"""Formulas on their way from the reader's screen to the drawing process and back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from chatdesk.control.tasks import Tasks
from chatdesk.core.formula import Drawing, Formula, Undrawable
from chatdesk.core.ports import FormulaDrawer

TASK = "draw formulas"


class FormulaController(QObject):
    """Has formulas drawn one after the other, always the first of those that are wanted at the moment."""

    drawn = Signal(object, object)
    """A Formula and its Drawing, None for one that can't be drawn."""

    def __init__(self, *, drawer: FormulaDrawer, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawer, self._tasks = drawer, tasks
        self._wanted: list[Formula] = []
        self._current: Formula | None = None

    def want(self, formulas: Sequence[Formula]) -> None:
        """Ask for these, the most urgent first, instead of those that were asked for before."""
        self._wanted = [formula for formula in formulas if formula != self._current]
        if self._wanted and not self._tasks.is_running(TASK):
            self._tasks.start(self._draw(), name=TASK)

    async def _draw(self) -> None:
        while self._wanted:
            formula = self._current = self._wanted.pop(0)
            drawing = await self._drawing(formula)
            self._current = None
            self.drawn.emit(formula, drawing)

    async def _drawing(self, formula: Formula) -> Drawing | None:
        try:
            return await self._drawer.draw(formula)
        except Undrawable:
            return None
