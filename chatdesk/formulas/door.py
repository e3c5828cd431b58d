"""The door to the drawing process; what is behind it is imported when the first formula is drawn."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.core.formula import Drawing, Formula
    from chatdesk.formulas.drawer import ZiamathDrawer


class FormulaDrawer:
    """Implements ``core.ports.FormulaDrawer``. Used from one event loop."""

    async def draw(self, formula: Formula) -> Drawing:
        """Return the drawing of a formula, starting the process if need be; see the port."""
        return await self._drawer.draw(formula)

    async def close(self) -> None:
        """End the process."""
        if "_drawer" in self.__dict__:
            await self._drawer.close()

    @cached_property
    def _drawer(self) -> ZiamathDrawer:
        # 10 ms of CPU with subprocess, which a conversation without formulas does not need.
        from chatdesk.formulas.drawer import ZiamathDrawer

        return ZiamathDrawer()
