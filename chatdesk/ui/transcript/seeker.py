"""Brings what a search found into view."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chatdesk.ui.transcript.box import Range
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import HEAD, Spot
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.page import Page
from chatdesk.ui.transcript.selection import Point

if TYPE_CHECKING:
    from chatdesk.control.find import FindState
    from chatdesk.control.tally import Hit
    from chatdesk.core.wanted import Wanted


class Seeker(QObject):
    """Marks hits on a page and goes to them; a text that is missing is asked for first."""

    texts_missing = Signal(list)
    """list[str]: ids of messages whose text is needed."""
    unfolded = Signal(str)
    """The reasoning of this message (its id) was unfolded."""
    moved = Signal()
    """The reader is to be somewhere else."""
    changed = Signal()
    """Other marks are to be seen."""

    def __init__(self, page: Page, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._awaited: Hit | None = None
        self._is_near = False
        self._shown: tuple[object, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether no hit is still to be gone to."""
        return self._awaited is None

    def mark(self, state: "FindState") -> None:
        """Mark what is looked for. A reply that grows keeps its marks until it was counted again."""
        shown = (state.wanted, state.hit, state.is_counting)
        if shown != self._shown:
            self._shown = shown
            self._page.marking.show(state.wanted, state.hit)
            self.changed.emit()

    def go(self, hit: "Hit") -> None:
        """Bring a hit into the middle of the view."""
        page, item = self._page, self._page.flow.item(hit.message_id)
        self._awaited = None
        if item is None:
            return
        if not item.is_read:
            self._awaited, self._is_near = hit, False
            self._approach(item)
            return
        if page.marking.is_hidden(hit):
            item.set_folded(is_folded=False)
            self.unfolded.emit(item.id)
        place = page.marking.place(hit)
        if place is not None:
            self._open(item, *place)
            self._center(Spot(item.id, place[0], 0.0, place[1][0]))
            self.moved.emit()

    def _open(self, item: Item, row: int, place: Range) -> None:
        """Unfold code that hides a hit, and scroll a wide block sideways to it."""
        page = self._page
        item.materialize(page.flow.measures, page.flow.column)
        ref = page.blocks.ref_of(item.id, row)
        if item.rows is None or ref is None:
            return
        box = item.rows.box(row)
        if isinstance(box, CodeBox) and box.hides(place[1] - 1):
            item.states.made(ref.key).is_folded = False
            page.remake(ref)
            box = item.rows.box(row)
        if isinstance(box, CodeBox | GridBox) and box.reveal(place[1]) | box.reveal(place[0]):
            for shown in page.blocks.rows_of(ref):
                item.rows.rows[shown].revision += 1

    def _center(self, spot: Spot) -> None:
        """Have the line at a place in the middle of the view, as far as there is enough above and below it."""
        flow, position = self._page.flow, self._page.position
        line, row = flow.y_of_text(spot), flow.y_of(spot)
        if line is not None and row is not None:
            middle = (position.height - flow.measures.body.pitch) / 2
            position.open_at(replace(spot, inside=line - row), max(0.0, middle))

    def _approach(self, item: Item) -> None:
        """Ask for the text of a hit; a long one is then shown to be read."""
        if not item.has_text:
            self.texts_missing.emit([item.id])
        elif not self._is_near:
            self._is_near = True
            self._page.position.open_at(Spot(item.id, HEAD, 0.0), 0.0)
            self.moved.emit()

    def look(self) -> None:
        """Go to a hit whose text has come and was read."""
        item = None if self._awaited is None else self._page.flow.item(self._awaited.message_id)
        if self._awaited is None or item is None:
            return
        if item.is_read:
            self.go(self._awaited)
        elif item.has_text:
            self._approach(item)

    def near(self, wanted: "Wanted", hit: "Hit | None") -> "Hit":
        """Return where to begin to look: from a hit that is in view, else from the first line in view."""
        from chatdesk.control.tally import Hit  # nobody searches before the first paint

        page = self._page
        spot = page.flow.first_exact(page.position.scroll, page.position.scroll + page.position.height)
        if hit is not None and (place := page.marking.place(hit)) is not None:
            there = Spot(hit.message_id, place[0], 0.0, place[1][0])
            y = page.flow.y_of_text(there)
            if y is not None and 0 <= y - page.position.scroll < page.position.height:
                spot = there
        item = None if spot is None else page.flow.item(spot.item)
        if spot is None or item is None:
            return Hit("", 0)
        before = page.marking.count_before(item, spot.row, spot.offset, wanted) if item.is_read else 0
        return Hit(item.id, before)

    def select(self, hit: "Hit") -> None:
        """Select a hit, so that it can be copied."""
        place = self._page.marking.place(hit)
        if place is not None:
            row, (start, end) = place
            self._page.selection.start(Point(hit.message_id, row, start))
            self._page.selection.extend(Point(hit.message_id, row, end))
            self.changed.emit()
