"""The reader's place as it is kept with the conversation: which line is at the top of the view."""

from PySide6.QtCore import QObject, QTimer, Signal

from chatdesk.core.conversation import ReadingPlace
from chatdesk.ui.transcript.flow import Flow, Spot
from chatdesk.ui.transcript.item import GREETING_ID
from chatdesk.ui.transcript.page import Page

PLACE_MS = 800
"""A place is told so long after it changed at the latest: what a wheel does meanwhile is one change."""


class PlaceWatch(QObject):
    """Tells, now and then, where the reader is."""

    changed = Signal(object)
    """ReadingPlace, or None while the end is followed."""

    def __init__(self, page: Page, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._told: ReadingPlace | None = None
        self._timer = QTimer(self, singleShot=True, interval=PLACE_MS)
        self._timer.timeout.connect(self.flush)

    def begin(self, place: ReadingPlace | None) -> None:
        """Begin with a conversation whose place is known to be this."""
        self._timer.stop()
        self._told = place

    def look(self) -> None:
        """Note that the place may have changed."""
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Tell the place now if it is another one."""
        self._timer.stop()
        place = place_of(self._page)
        if place != self._told:
            self._told = place
            self.changed.emit(place)


def place_of(page: Page) -> ReadingPlace | None:
    """Return where the reader is, or is about to be; None while the end is followed."""
    flow, position = page.flow, page.position
    if position.awaited is not None:
        return position.awaited
    spot = None if position.is_following else _first_line(flow, position.scroll, position.scroll + position.height)
    item = None if spot is None else flow.item(spot.item)
    if spot is None or item is None:
        return None
    message_id = None if item.id == GREETING_ID else item.id
    piece = spot.row - item.head_count if spot.row >= 0 else 0
    return ReadingPlace(message_id, piece, spot.offset, round(_line_top(flow, spot) - position.scroll))


def _first_line(flow: Flow, top: float, bottom: float) -> Spot | None:
    """Return the first whole line in view, since one that is cut might be out of view in smaller letters."""
    spot = flow.first_exact(top, bottom)
    if spot is None or _line_top(flow, spot) >= top:
        return spot
    below = flow.first_exact(top + flow.measures.body.pitch, bottom)
    return below if below is not None and below.row >= 0 and _line_top(flow, below) >= top else spot


def _line_top(flow: Flow, spot: Spot) -> float:
    """Return where the line at a place begins; beside the text of an item, where that item does."""
    number = flow.number(spot.item)
    assert number is not None
    y = flow.y_of_text(spot) if spot.row >= 0 else None
    return float(flow.top(number)) if y is None else y
