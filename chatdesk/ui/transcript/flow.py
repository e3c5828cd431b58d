"""All messages one below the other: what stands where, and which are laid out. It knows no widget and no scroll bar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chatdesk.core.message import Message
from chatdesk.ui.transcript.estimate import Estimator
from chatdesk.ui.transcript.heights import HeightTree
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.measures import Measures

ROW_LIMIT = 400
"""Laid-out rows kept: about four tall screens, 20 to 40 MB."""
TEXT_LIMIT = 300
"""Messages whose text is kept; those of this session are kept beyond it."""


HEAD, FOOT, SHARE = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the conversation: an item, one of its rows, and so many pixels into it.

    ``row`` is HEAD above the rows (pixels from the item's top), FOOT below them (from its bottom), SHARE in an item that has
    none (then ``inside`` is a share of its height). ``offset`` is the first text offset on the line there.
    """

    item: str
    row: int
    inside: float
    offset: int = 0


class Flow:
    """The items, their heights, and the caches of what was laid out."""

    def __init__(self, measures: Measures, width: int) -> None:
        self.measures = measures
        self.items: list[Item] = []
        self._numbers: dict[str, int] = {}
        self.heights = HeightTree()
        self._laid_out: dict[tuple[str, int], None] = {}
        self._texts: dict[str, None] = {}
        self.view_width = width
        self._estimator = Estimator(measures, self.column)

    # ---- geometry ---------------------------------------------------------------------------------------------

    @property
    def column(self) -> int:
        """The width of the text column."""
        return self.measures.column_width(self.view_width)

    @property
    def left(self) -> int:
        """The x of the text column."""
        return max(self.measures.margin, (self.view_width + self.measures.bar - self.column) // 2)

    @property
    def total(self) -> int:
        """The height of everything, with the space below the last message."""
        return self.heights.total + self.measures.margin

    def number(self, message_id: str) -> int | None:
        """Return an item's place in the order."""
        return self._numbers.get(message_id)

    def item(self, message_id: str) -> Item | None:
        """Return an item by its message's id."""
        number = self._numbers.get(message_id)
        return None if number is None else self.items[number]

    def top(self, number: int) -> int:
        """Return the y of an item."""
        return self.heights.top(number)

    def row_top(self, number: int, row: int) -> int:
        """Return the y of a row, its space included."""
        item = self.items[number]
        inside = item.rows.tops.top(row) if item.rows else 0
        return self.heights.top(number) + item.rows_top(self.measures) + inside

    def visible(self, top: float, bottom: float) -> range:
        """Return the numbers of the items between two y."""
        if not self.items:
            return range(0)
        return range(self.heights.find(top), self.heights.find(max(top, bottom - 1)) + 1)

    def visible_rows(self, number: int, top: float, bottom: float) -> range:
        """Return which rows of an item are between two y."""
        item = self.items[number]
        if item.rows is None or not item.rows.rows:
            return range(0)
        start = self.heights.top(number) + item.rows_top(self.measures)
        if bottom <= start or top >= start + item.rows.height:
            return range(0)
        return range(item.rows.tops.find(max(0, top - start)), item.rows.tops.find(max(0, bottom - start - 1)) + 1)

    # ---- content ----------------------------------------------------------------------------------------------

    def open(self, items: Sequence[Item]) -> None:
        """Show these items instead of the present ones."""
        self.items = list(items)
        self._numbers = {item.outline.id: number for number, item in enumerate(self.items)}
        self._laid_out.clear()
        self._texts = {item.id: None for item in self.items if item.message is not None and not item.is_live}
        self._set_gaps()
        self.heights.replace(self._estimator.heights(self.items))
        for number, item in enumerate(self.items):
            if item.rows is not None:
                self._laid_out |= {(item.id, index): None for index, row in enumerate(item.rows.rows) if row.box is not None}
                self.update_height(number)

    def add(self, item: Item) -> None:
        """Add an item at the end."""
        number = len(self.items)
        self.items.append(item)
        self._numbers[item.id] = number
        self._set_gaps(number)
        self.heights.append(self._estimator.height(item))

    def _set_gaps(self, first: int = 0) -> None:
        measures = self.measures
        above = self.items[first - 1].outline.role if first else None
        for item in self.items[first:]:
            role = item.outline.role
            item.gap = measures.margin if above is None else measures.same_gap if above is role else measures.other_gap
            above = role

    def provide(self, messages: Iterable[Message]) -> None:
        """Take texts that were missing."""
        for message in messages:
            item = self.item(message.id)
            if item is not None and not item.has_text:
                item.take(message)
                item.is_live = False
                self._texts[item.id] = None

    def missing(self, top: float, bottom: float) -> list[str]:
        """Return the ids of the items between two y whose text is missing."""
        return [item.id for item in (self.items[n] for n in self.visible(top, bottom)) if not item.has_text]

    def update_height(self, number: int) -> bool:
        """Take over an item's height after its rows changed; return whether it did change."""
        item = self.items[number]
        height = item.exact_height(self.measures) if item.rows else self._estimator.height(item)
        if height == self.heights[number]:
            return False
        self.heights.set(number, height)
        return True

    # ---- layout -----------------------------------------------------------------------------------------------

    def lay_out(self, top: float, bottom: float) -> bool:
        """Lay out what is between two y; return whether any height changed, so that the caller looks again."""
        changed = False
        for number in self.visible(top, bottom):
            item = self.items[number]
            if not item.is_read:
                continue
            if item.rows is None:
                item.materialize(self.measures, self.column)
                changed |= self.update_height(number)
            changed |= self._lay_out_rows(number, top, bottom)
        return changed

    def _lay_out_rows(self, number: int, top: float, bottom: float) -> bool:
        item, changed = self.items[number], False
        assert item.rows is not None
        for row in self.visible_rows(number, top, bottom):
            changed |= item.rows.lay_out(row)
            key = (item.id, row)
            self._laid_out.pop(key, None)
            self._laid_out[key] = None
        if changed:
            self.update_height(number)
            if not item.is_streaming and all(row.is_exact for row in item.rows.rows):
                self._estimator.learn(item, item.rows.height)
        self._texts.pop(item.id, None)
        self._texts[item.id] = None
        return changed

    def trim(self, top: float, bottom: float) -> None:
        """Drop the oldest laid-out rows and texts beyond the limits, none of them between two y."""
        if len(self._laid_out) > ROW_LIMIT:
            self._trim_rows(top, bottom)
        if len(self._texts) > TEXT_LIMIT:
            self._trim_texts({self.items[number].id for number in self.visible(top, bottom)})

    def _trim_rows(self, top: float, bottom: float) -> None:
        near = {
            (self.items[number].id, row)
            for number in self.visible(top, bottom)
            for row in self.visible_rows(number, top, bottom)
        }
        excess = len(self._laid_out) - ROW_LIMIT
        for key in [key for key in self._laid_out if key not in near][:excess]:
            del self._laid_out[key]
            item = self.item(key[0])
            if item is not None and item.rows is not None and key[1] < len(item.rows.rows):
                item.rows.drop(key[1])

    def _trim_texts(self, near: set[str]) -> None:
        excess = len(self._texts) - TEXT_LIMIT
        for message_id in [key for key in self._texts if key not in near][:excess]:
            del self._texts[message_id]
            item = self.item(message_id)
            if item is not None and not item.is_live:
                item.drop()

    def relay(self, measures: Measures, width: int, kept: range) -> None:
        """Lay everything out anew for another theme or width, on demand; the rows of the ``kept`` items are not made again."""
        self.measures, self.view_width = measures, width
        self._estimator = Estimator(measures, self.column, self._estimator)
        self._laid_out.clear()
        self._set_gaps()
        for number, item in enumerate(self.items):
            if item.rows is not None and number not in kept:
                item.rows = None
        self.heights.replace(self._estimator.heights(self.items))
        for number in kept:
            self.items[number].relay(measures, self.column)
            self.update_height(number)

    # ---- spots ------------------------------------------------------------------------------------------------

    def spot_at(self, y: float) -> Spot | None:
        """Return the place at a y."""
        if not self.items:
            return None
        number = self.heights.find(y)
        item = self.items[number]
        rows = self.visible_rows(number, y, y + 1)
        if item.rows is None and y - self.top(number) < item.bubble_top(self.measures):
            return Spot(item.id, HEAD, y - self.top(number))
        if item.rows is None:
            return Spot(item.id, SHARE, (y - self.top(number)) / max(1, self.heights[number]))
        if not rows:
            is_above = y < self.top(number) + item.rows_top(self.measures)
            start = self.top(number) if is_above else self.top(number + 1)
            return Spot(item.id, HEAD if is_above else FOOT, y - start)
        return self._row_spot(number, rows[0], y)

    def _row_spot(self, number: int, row: int, y: float) -> Spot:
        item = self.items[number]
        assert item.rows is not None
        inside = y - self.row_top(number, row)
        content = item.rows.rows[row]
        offset = content.box.offset_at(0, inside - content.space) if content.box else 0
        return Spot(item.id, row, inside, offset)

    def y_of(self, spot: Spot) -> float | None:
        """Return where a place is now, None when its item is gone."""
        number = self.number(spot.item)
        if number is None:
            return None
        item = self.items[number]
        if spot.row == SHARE:
            return self.top(number) + spot.inside * self.heights[number]
        if spot.row == FOOT:
            return self.top(number + 1) + spot.inside
        if item.rows is None or spot.row == HEAD:
            return self.top(number) + spot.inside
        return self.row_top(number, min(spot.row, len(item.rows.rows))) + spot.inside

    def y_of_text(self, spot: Spot) -> float | None:
        """Return where the line with a place's text begins, laying it out if need be; a plain place is where it was."""
        number = self.number(spot.item)
        if number is None or spot.row < 0:
            return self.y_of(spot)
        item = self.items[number]
        item.materialize(self.measures, self.column)
        if item.rows is None or spot.row >= len(item.rows.rows):
            return float(self.top(number))
        box = item.rows.box(spot.row)
        self._laid_out[(item.id, spot.row)] = None
        self.update_height(number)
        return self.row_top(number, spot.row) + item.rows.rows[spot.row].space + box.line_top(spot.offset)

    def first_exact(self, top: float, bottom: float) -> Spot | None:
        """Return the first laid-out row that begins or goes on between two y, as a place to hold on to."""
        for number in self.visible(top, bottom):
            item = self.items[number]
            for row in self.visible_rows(number, top, bottom):
                assert item.rows is not None
                if item.rows.rows[row].box is not None:
                    return self._row_spot(number, row, max(top, self.row_top(number, row)))
        return self.spot_at(top)

    def laid_out_rows(self) -> Iterator[tuple[str, int]]:
        """Yield what is laid out, for tests and figures."""
        yield from self._laid_out
