"""What must be painted again: compares what is on the screen with what should be, piece by piece."""

from dataclasses import dataclass
from typing import NamedTuple

from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.bars import bars
from chatdesk.ui.transcript.flow import FOOT, HEAD, SHARE, Flow
from chatdesk.ui.transcript.rows import Row

BAR = -10
"""The number of the piece for the bar of the block whose first row in view is 0; that of row 1 is -11."""
Look = tuple[object, ...]


class Piece(NamedTuple):
    """A part of the picture: where it is in the viewport, and what its look depends on.

    A piece that looked like ``grown_from`` before looks the same still down to ``same_to``, a y in the viewport.
    """

    top: int
    bottom: int
    look: Look
    grown_from: Look | None = None
    same_to: int = 0

    def continues(self, old: "Piece") -> bool:
        """Whether its beginning, at least, looks like that of an earlier state."""
        return old.look in (self.look, self.grown_from)


Picture = dict[tuple[str, int], Piece]


@dataclass(frozen=True, slots=True)
class Damage:
    """Move the picture down by ``shift`` pixels, then paint the strips (top, bottom) again."""

    shift: int
    strips: tuple[tuple[int, int], ...]


def picture(flow: Flow, scroll: int, height: int) -> Picture:
    """Return the pieces in view: of each item its head, its rows, its foot; and the bars over them."""
    pieces: Picture = {}
    for number in flow.visible(scroll, scroll + max(1, height)):
        item = flow.items[number]
        top, bottom = flow.top(number) - scroll, flow.top(number + 1) - scroll
        if item.rows is None:
            pieces[item.id, SHARE] = Piece(top, bottom, ())
            continue
        width = item.bubble_width(flow.measures, flow.column)
        start = top + item.rows_top(flow.measures)
        pieces[item.id, HEAD] = Piece(top, start, (width, item.outline.model))
        for index in flow.visible_rows(number, scroll, scroll + height):
            row = item.rows.rows[index]
            y = start + item.rows.tops.top(index)
            pieces[item.id, index] = _row_piece(row, y, y + item.rows.tops[index], width)
        newest = item.newest
        foot = (width, newest.status, item.actions(), item.alternative, steps(flow, item))
        pieces[item.id, FOOT] = Piece(start + item.rows.height, bottom, foot)
    for bar in bars(flow, scroll, height):
        pieces[bar.ref.item, BAR - bar.row] = Piece(bar.top, bar.bottom, (bar.left, bar.sideways.handle()))
    return pieces


def _row_piece(row: Row, top: int, bottom: int, width: int) -> Piece:
    look = (width, row.revision, row.box is not None, row.space)
    if row.grown is None:
        return Piece(top, bottom, look)
    revision, kept = row.grown
    return Piece(top, bottom, look, (width, revision, row.box is not None, row.space), top + kept)


def compare(old: Picture, new: Picture, height: int) -> Damage | None:
    """Return how to get from one picture to the other, None when all must be painted."""
    both = (key for key in new.keys() & old.keys() if key[1] > BAR)
    shifts = {new[key].top - old[key].top for key in both if new[key].continues(old[key])}
    shift = _main_shift(old, new)
    if shift is None or abs(shift) >= height or len(shifts) > 2:
        return None
    strips = []
    for key in new.keys() | old.keys():
        was, now = old.get(key), new.get(key)
        moved = None if was is None else was._replace(top=was.top + shift, bottom=was.bottom + shift)
        strips += [strip for strip in _difference(moved, now) if strip[1] > 0 and strip[0] < height]
    return Damage(shift, tuple(strips))


def _difference(was: Piece | None, now: Piece | None) -> list[tuple[int, int]]:
    """Return what must be painted where a piece was and is now, as tops and bottoms."""
    if was is None or now is None or was.top != now.top or not now.continues(was):
        return [(piece.top, piece.bottom) for piece in (was, now) if piece is not None]
    if was.look == now.look:
        return [] if was.bottom == now.bottom else [(was.top, max(was.bottom, now.bottom))]
    return [(min(now.same_to, was.bottom), max(was.bottom, now.bottom))]


def _main_shift(old: Picture, new: Picture) -> int | None:
    """Return how far the topmost piece that is in both pictures has moved."""
    for key, piece in new.items():
        if key in old and piece.continues(old[key]) and key[1] > SHARE:
            return piece.top - old[key].top
    return None
