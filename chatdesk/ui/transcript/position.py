"""Where the reader is: following the end, or holding on to a place that never moves when anything above it changes."""

import time
from collections.abc import Callable
from dataclasses import replace

from chatdesk.core.conversation import ReadingPlace
from chatdesk.ui.transcript.flow import HEAD, Flow, Spot
from chatdesk.ui.transcript.item import GREETING_ID
from chatdesk.ui.transcript.measures import Measures

ROUNDS = 60
"""Rounds in which guessed heights become true ones; each lays out all that is visible, so two or three do."""

SLICE_SECONDS = 0.004


class Position:
    """The scroll position as intent: a mode (following) or a place in the text with its y in the viewport."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.is_following = True
        self.scroll = 0
        self.height = 0
        self.awaited: ReadingPlace | None = None
        """Where the conversation opens as soon as the text there has come."""
        self._held: Spot | None = None
        self._at = 0.0
        self._line: Spot | None = None
        """The line that stays where it is, whatever the width and the text size, until the reader goes elsewhere."""

    @property
    def limit(self) -> int:
        """The largest scroll position."""
        return max(0, self._flow.total - self.height)

    @property
    def is_at_end(self) -> bool:
        """Whether the end of the conversation is in view."""
        return self.scroll >= self.limit - 2

    def open(self, *, at_end: bool) -> None:
        """Begin with another conversation."""
        self.is_following, self.scroll, self.awaited = at_end, 0, None
        self._held, self._at, self._line = None, 0.0, None

    def open_at_place(self, place: ReadingPlace) -> None:
        """Begin with another conversation at a line of it; until its text is there, its message is at the top."""
        self.open(at_end=False)
        self.awaited, self._held = place, Spot(_item_of(place), HEAD, 0.0)

    def open_at(self, spot: Spot, y: float) -> None:
        """Begin with another branch of the conversation, with one of its places at a y of the viewport."""
        self.is_following, self.awaited = False, None
        self._held, self._at, self._line = spot, y, None

    def follow(self) -> None:
        """Stay at the end from now on."""
        self.is_following, self.awaited, self._line = True, None, None

    def stay(self) -> None:
        """Stop following; the text being read stays where it is."""
        if self.is_following:
            self.is_following = False
            self.hold()

    def move_by(self, pixels: int) -> bool:
        """Scroll by the reader's hand; return whether there was anything to scroll."""
        target = min(max(0, self.scroll + pixels), self.limit)
        if target == self.scroll:
            return False
        self.stay()
        self.awaited = self._line = None
        self._at -= target - self.scroll
        self.settle()
        return True

    def slide(self, pixels: int) -> None:
        """Take note that the view's upper edge went down on the screen: unless the end is followed, the text did not."""
        if not self.is_following and self.awaited is None:
            self._at -= pixels

    def jump_to(self, y: int) -> None:
        """Go to a y of the page, as the scroll bar's handle does; what is there may still be a guess."""
        y = min(max(0, y), self.limit)
        if y == self.scroll and not self.awaited:
            return
        self.is_following, self.awaited = False, None
        self._held, self._at, self._line = self._flow.spot_at(y), 0.0, None
        self.settle()

    def hold(self) -> None:
        """Take hold of the first laid-out text in view."""
        spot = self._flow.first_exact(self.scroll, self.scroll + self.height)
        y = None if spot is None else self._flow.y_of(spot)
        self._held, self._at = spot, 0.0 if y is None else y - self.scroll

    def settle(self) -> None:
        """Lay out what is in view until nothing moves, keeping the place that is held."""
        self._arrive()
        for _ in range(ROUNDS):
            self.scroll = self._target()
            changed = self._flow.lay_out(self.scroll, self.scroll + max(1, self.height))
            if not changed and self._target() == self.scroll:
                break
        self.hold()

    def _arrive(self) -> None:
        """Take hold of the line that is awaited, once its text is there."""
        place, flow = self.awaited, self._flow
        item = None if place is None else flow.item(_item_of(place))
        if place is None or item is None or not item.is_read:
            return
        self.awaited = None
        spot = Spot(item.id, max(0, place.piece + item.head_count), 0.0, place.offset)
        line, row = flow.y_of_text(spot), flow.y_of(spot)
        if line is not None and row is not None:
            self._held, self._at = replace(spot, inside=line - row), float(place.y)

    def look_ahead(self) -> bool:
        """Lay out a strip near what is in view, for a few milliseconds; return whether there is more to do."""
        flow, start = self._flow, time.process_time()
        top, bottom = self.scroll - self.height, self.scroll + 2 * self.height
        for y in range(max(0, top), min(bottom, flow.total), 200):
            if flow.lay_out(y, y + 200):
                self.settle()
            if time.process_time() - start > SLICE_SECONDS:
                return y + 200 < min(bottom, flow.total)
        return False

    def _target(self) -> int:
        if self.is_following:
            return self.limit
        y = self._flow.y_of(self._held) if self._held is not None else None
        wanted = self.scroll if y is None else round(y - self._at)
        return min(max(0, wanted), self.limit)

    def relay(self, measures: Measures, width: int, height: int) -> None:
        """Lay out for another width, height or theme; the first line of text in view keeps its y."""

        def change() -> None:
            self.height = height
            self._flow.relay(measures, width, self._flow.visible(self.scroll, self.scroll + max(1, height)))

        self.keep_line(change)

    def keep_line(self, change: Callable[[], None]) -> None:
        """Let something be laid out anew; the first line of text in view keeps its y."""
        flow = self._flow
        if self._line is None and not self.is_following and self.awaited is None:
            self._line = flow.first_exact(self.scroll, self.scroll + self.height)
        spot = self._line
        line = None if spot is None else flow.y_of_text(spot)
        at = 0.0 if line is None else line - self.scroll
        change()
        if spot is not None and line is not None:
            now, then = flow.y_of_text(spot), flow.y_of(spot)
            if now is not None and then is not None:
                self._held, self._at = spot, at + (then - now)
        self.settle()


def _item_of(place: ReadingPlace) -> str:
    return GREETING_ID if place.message_id is None else place.message_id
