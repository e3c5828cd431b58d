"""Which hits of a search are where on the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatdesk.core.message import Message
from chatdesk.ui.transcript.box import Range
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.marks import Marks

if TYPE_CHECKING:
    from chatdesk.control.tally import Hit
    from chatdesk.core.wanted import Wanted

KEPT = 100
"""Messages whose hits are remembered."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The hits by row of a message in one state; ``hidden`` are those before them, in reasoning that is folded."""

    message: Message | None
    is_unfolded: bool
    rows: dict[int, list[Range]]
    hidden: int


class Marking:
    """Remembers what was found in the messages in view. What grows is looked at again only when ``show`` says so."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._wanted: Wanted | None = None
        self._hit: Hit | None = None
        self._found: dict[str, _Found] = {}

    def show(self, wanted: "Wanted | None", hit: "Hit | None") -> None:
        """Mark this text, None for nothing, and this hit of it as the current one."""
        self._wanted, self._hit = wanted, hit
        self._found.clear()

    def rows(self, item: Item, rows: Iterable[int]) -> dict[int, Marks]:
        """Return the marks of those rows of an item that have any."""
        if self._wanted is None or not item.is_read or item.is_greeting:
            return {}
        found = self._look(item, self._wanted)
        current = None if self._hit is None or self._hit.message_id != item.id else self.place(self._hit)
        return {
            row: Marks(tuple(found.rows[row]), current[1] if current is not None and current[0] == row else None)
            for row in rows
            if row in found.rows
        }

    def place(self, hit: "Hit") -> tuple[int, Range] | None:
        """Return the row and the range of a hit; None if it is folded away, or not there."""
        item = self._flow.item(hit.message_id)
        if item is None or not item.is_read or self._wanted is None:
            return None
        found = self._look(item, self._wanted)
        places = [(row, place) for row, hits in found.rows.items() for place in hits]
        index = min(hit.index - found.hidden, len(places) - 1)
        return places[index] if index >= 0 else None

    def is_hidden(self, hit: "Hit") -> bool:
        """Whether a hit is in reasoning that is folded."""
        item = self._flow.item(hit.message_id)
        if item is None or not item.is_read or self._wanted is None:
            return False
        return hit.index < self._look(item, self._wanted).hidden

    def count_before(self, item: Item, row: int, offset: int, wanted: "Wanted") -> int:
        """Return how many hits of a text an item holds before a place in it."""
        found = _find(item, wanted)
        return found.hidden + sum((at, start) < (row, offset) for at, hits in found.rows.items() for start, _ in hits)

    def _look(self, item: Item, wanted: "Wanted") -> _Found:
        found = self._found.get(item.id)
        if found is None or found.message is not item.message or found.is_unfolded != item.is_unfolded:
            if len(self._found) >= KEPT:
                self._found.clear()
            found = self._found[item.id] = _find(item, wanted)
        return found


def _find(item: Item, wanted: "Wanted") -> _Found:
    from chatdesk.ui.transcript.hits import hidden_hits, hits_by_row  # nobody searches before the first paint

    return _Found(item.message, item.is_unfolded, hits_by_row(item, wanted), hidden_hits(item, wanted))
