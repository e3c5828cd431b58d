"""Formulas are drawn one after the other, those first that are wanted now."""

import asyncio
from collections.abc import Callable

from chatdesk.control.formulas import FormulaController
from chatdesk.control.tasks import Tasks
from chatdesk.core.formula import Drawing, Formula, Undrawable

A, B, C, D = (Formula(tex) for tex in "abcd")


class FakeDrawer:
    """Draws what it is asked for, when it may."""

    def __init__(self) -> None:
        self.asked: list[Formula] = []
        self.may_draw = asyncio.Event()
        self.may_draw.set()

    async def draw(self, formula: Formula) -> Drawing:
        self.asked.append(formula)
        await self.may_draw.wait()
        if formula == B:
            raise Undrawable
        return Drawing(1, 2, 3, ())

    async def close(self) -> None:
        """Nothing to close."""


def run(test: Callable[[FormulaController, FakeDrawer], object]) -> tuple[list[tuple[Formula, Drawing | None]], FakeDrawer]:
    """Let a test ask, and return what was drawn."""

    async def main() -> tuple[list[tuple[Formula, Drawing | None]], FakeDrawer]:
        tasks, drawer = Tasks(), FakeDrawer()
        controller = FormulaController(drawer=drawer, tasks=tasks)
        drawn: list[tuple[Formula, Drawing | None]] = []
        controller.drawn.connect(lambda formula, drawing: drawn.append((formula, drawing)))
        outcome = test(controller, drawer)
        if asyncio.iscoroutine(outcome):
            await outcome
        await tasks.settle()
        return drawn, drawer

    return asyncio.run(main())


def test_each_wanted_formula_is_drawn_in_order_or_said_to_be_undrawable() -> None:
    drawn, _ = run(lambda controller, _: controller.want([A, B, C]))
    assert drawn == [(A, Drawing(1, 2, 3, ())), (B, None), (C, Drawing(1, 2, 3, ()))]


def test_newer_wish_replaces_what_was_not_begun() -> None:
    async def test(controller: FormulaController, drawer: FakeDrawer) -> None:
        drawer.may_draw.clear()
        controller.want([A, B, C])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        controller.want([D])
        drawer.may_draw.set()

    drawn, drawer = run(test)
    assert drawer.asked == [A, D]
    assert [formula for formula, _ in drawn] == [A, D]


def test_no_wish_draws_nothing() -> None:
    _, drawer = run(lambda controller, _: controller.want([]))
    assert drawer.asked == []
