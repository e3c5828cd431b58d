"""Scrolling a block sideways: how much of it is seen, from where on, and where the handle of its bar is."""

from dataclasses import dataclass

from chatdesk.ui.transcript.block_state import BlockState

SHORTEST_HANDLE = 24
"""Pixels."""
MARGIN = 16
"""Pixels beside a place that was brought into view."""


@dataclass(slots=True)
class Sideways:
    """A window ``room`` pixels wide, ``left`` pixels into the block, on a content of ``width`` pixels."""

    state: BlockState
    left: int
    room: int
    width: int = 0

    @property
    def limit(self) -> int:
        """The largest offset, 0 when all fits."""
        return max(0, self.width - self.room)

    @property
    def offset(self) -> int:
        """How many pixels of the content are hidden on the left."""
        return min(self.state.offset, self.limit)

    def scroll_to(self, offset: int) -> bool:
        """Hide so many pixels on the left; return whether that changed anything."""
        wanted = min(max(0, offset), self.limit)
        has_moved = wanted != self.offset
        self.state.offset = wanted
        return has_moved

    def reveal(self, x: float) -> bool:
        """Scroll as little as needed to show a place of the content; return whether that changed anything."""
        if self.offset <= x <= self.offset + self.room:
            return False
        return self.scroll_to(round(x) - MARGIN if x < self.offset else round(x) + MARGIN - self.room)

    def handle(self) -> tuple[int, int]:
        """Return where the bar's handle begins and how long it is, in pixels of a bar as long as the room."""
        length = min(self.room, max(SHORTEST_HANDLE, self.room * self.room // max(1, self.width)))
        return (self.room - length) * self.offset // max(1, self.limit), length

    def offset_of_handle(self, start: float) -> int:
        """Return the offset at which the handle begins there."""
        _, length = self.handle()
        return round(start * self.limit / max(1, self.room - length))
