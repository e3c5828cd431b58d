"""Sees to it that the formulas in view are drawn, and lays their texts out anew when they are."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from chatdesk.core.formula import Formula
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.formulas import Formulas
from chatdesk.ui.transcript.page import Page

NEAR_MS = 150
"""How long after the last change of the view those formulas are asked for that were laid out ahead of the reader."""


class FormulaWatch(QObject):
    """Asks for the formulas of a page: what is in view first, then what is near it."""

    changed = Signal()
    """Drawings arrived, and the page is laid out with them."""

    def __init__(self, page: Page, formulas: Formulas, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._formulas = page, formulas
        self._near = QTimer(self, singleShot=True, interval=NEAR_MS)
        self._near.timeout.connect(self._look_around)
        formulas.arrived.connect(self._on_arrived)

    def look(self) -> None:
        """Ask for the formulas in view."""
        self._formulas.want(self._undrawn(0))
        self._near.start()

    def _look_around(self) -> None:
        self._formulas.want([*self._undrawn(0), *self._undrawn(self._page.position.height)])

    def _undrawn(self, margin: int) -> Iterator[Formula]:
        position = self._page.position
        return undrawn(self._page.flow, position.scroll - margin, position.scroll + position.height + margin)

    def _on_arrived(self, formulas: frozenset[Formula]) -> None:
        self._page.position.keep_line(lambda: lay_out_drawn(self._page.flow, formulas))
        self.changed.emit()


def undrawn(flow: Flow, top: float, bottom: float) -> Iterator[Formula]:
    """Yield the formulas between two y that are still to be drawn."""
    for number in flow.visible(top, bottom):
        rows = flow.items[number].rows
        for row in flow.visible_rows(number, top, bottom) if rows else ():
            assert rows is not None
            box = rows.rows[row].box
            if box is not None:
                yield from box.undrawn


def lay_out_drawn(flow: Flow, formulas: frozenset[Formula]) -> None:
    """Lay out anew what waited for one of these formulas."""
    for message_id, row in list(flow.laid_out_rows()):
        number = flow.number(message_id)
        rows = None if number is None else flow.items[number].rows
        if number is None or rows is None or row >= len(rows.rows):
            continue
        box = rows.rows[row].box
        if box is not None and not formulas.isdisjoint(box.undrawn):
            rows.remake(row)
            rows.lay_out(row)
            flow.update_height(number)
