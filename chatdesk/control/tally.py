"""How often each message of a branch holds a text, as far as it is known, and which hit is beside which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the text is: the message, and which of its hits, from 0."""

    message_id: str
    index: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The message, by its place in the branch, that must be counted before the answer is known."""

    place: int


class Tally:
    """Counts by message, oldest first.

    ``unread`` are the places whose count takes reading; a message that has grown keeps its last count until then.
    """

    def __init__(self, ids: Sequence[str], known: Mapping[str, int] | None = None) -> None:
        self.ids = list(ids)
        self.places = {message_id: place for place, message_id in enumerate(self.ids)}
        self.unread: set[int] = set()
        self._counts: list[int | None] = [None] * len(self.ids)
        self.total = 0
        for message_id, count in (known or {}).items():
            if message_id in self.places:
                self.note(self.places[message_id], count)

    def __getitem__(self, place: int) -> int | None:
        return self._counts[place]

    def known(self) -> dict[str, int]:
        """Return the counts that are certain, by message id."""
        pairs = enumerate(zip(self.ids, self._counts, strict=True))
        return {key: count for place, (key, count) in pairs if count is not None and place not in self.unread}

    def take(self, places: Iterable[int], counts: Mapping[str, int | None]) -> None:
        """Take counts by message id of messages that had none; 0 for those that are not in it, None for those to be read."""
        for place in places:
            count = counts.get(self.ids[place], 0)
            if count is None:
                self.unread.add(place)
            else:
                self.total += count
                self._counts[place] = count

    def note(self, place: int, count: int) -> None:
        """Take the count of a message that was read."""
        self.unread.discard(place)
        self.total += count - (self._counts[place] or 0)
        self._counts[place] = count

    def add(self, message_id: str) -> None:
        """Have a message read that is new at the end, or that has grown."""
        if message_id not in self.places:
            self.places[message_id] = len(self.ids)
            self.ids.append(message_id)
            self._counts.append(None)
        self.unread.add(self.places[message_id])

    def unknown(self, near: int) -> list[int]:
        """Return the places without a count that need no reading yet: from ``near`` to the end, then backward to the start."""
        counts, unread = self._counts, self.unread
        order = (*range(near, len(counts)), *range(near - 1, -1, -1))
        return [place for place in order if counts[place] is None and place not in unread]

    def nearest_unread(self, place: int, most: int) -> list[int]:
        """Return the places to read that are nearest to one, at most so many."""
        return nsmallest(most, self.unread, key=lambda other: abs(other - place))

    def rank(self, hit: Hit) -> int:
        """Return which of all hits this is, from 1, as far as is known."""
        return sum(filter(None, self._counts[: self.places[hit.message_id]])) + hit.index + 1

    def at_or_after(self, near: Hit) -> Hit | Gap | None:
        """Return the first hit from ``near`` on, else the last one before it; None if there is none at all."""
        place = self.places.get(near.message_id, 0)
        here = self._counts[place] if self.ids else 0
        if here is None:
            return Gap(place)
        if near.index < here:
            return Hit(self.ids[place], near.index)
        later = self._first(range(place + 1, len(self.ids)))
        if later is not None:
            return self._edge(later, is_last=False)
        if here:
            return Hit(self.ids[place], here - 1)
        return self._edge(self._first(range(place - 1, -1, -1)), is_last=True)

    def beside(self, hit: Hit, step: int) -> tuple[Hit | Gap | None, bool]:
        """Return the hit after (1) or before (-1) another, and whether it is at the other end of the conversation."""
        place = self.places[hit.message_id]
        if 0 <= hit.index + step < (self._counts[place] or 0):
            return Hit(hit.message_id, hit.index + step), False
        ahead, behind = range(place + 1, len(self.ids)), range(place + 1)
        if step < 0:
            ahead, behind = range(place - 1, -1, -1), range(len(self.ids) - 1, place - 1, -1)
        found = self._first(ahead)
        if found is not None:
            return self._edge(found, is_last=step < 0), False
        return self._edge(self._first(behind), is_last=step < 0), True

    def _first(self, places: Iterable[int]) -> int | Gap | None:
        """Return the first of these places with a hit."""
        for place in places:
            count = self._counts[place]
            if count is None:
                return Gap(place)
            if count:
                return place
        return None

    def _edge(self, place: int | Gap | None, *, is_last: bool) -> Hit | Gap | None:
        """Return the first or the last hit of a message."""
        if place is None or isinstance(place, Gap):
            return place
        return Hit(self.ids[place], (self._counts[place] or 0) - 1 if is_last else 0)
