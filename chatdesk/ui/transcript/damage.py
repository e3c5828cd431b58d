"""What must be painted again: compares what is on the screen with what should be, piece by piece."""

from dataclasses import dataclass

from chatdesk.ui.transcript.alternatives import steps
from chatdesk.ui.transcript.bars import bars
from chatdesk.ui.transcript.flow import FOOT, HEAD, SHARE, Flow

BAR = -10
"""The number of the piece for the bar of the block whose first row in view is 0; that of row 1 is -11."""
Piece = tuple[int, int, tuple[object, ...]]
"""Top and bottom in the viewport, and what its look depends on."""
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
            pieces[item.id, SHARE] = (top, bottom, ())
            continue
        width = item.bubble_width(flow.measures, flow.column)
        start = top + item.rows_top(flow.measures)
        pieces[item.id, HEAD] = (top, start, (width, item.outline.model))
        for index in flow.visible_rows(number, scroll, scroll + height):
            row = item.rows.rows[index]
            y = start + item.rows.tops.top(index)
            pieces[item.id, index] = (y, y + item.rows.tops[index], (width, row.revision, row.box is not None, row.space))
        newest = item.newest
        foot = (width, newest.status, item.actions(), item.alternative, steps(flow, item))
        pieces[item.id, FOOT] = (start + item.rows.height, bottom, foot)
    for bar in bars(flow, scroll, height):
        pieces[bar.ref.item, BAR - bar.row] = (bar.top, bar.bottom, (bar.left, bar.sideways.handle()))
    return pieces


def compare(old: Picture, new: Picture, height: int) -> Damage | None:
    """Return how to get from one picture to the other, None when all must be painted."""
    both = (key for key in new.keys() & old.keys() if key[1] > BAR)
    shifts = {new[key][0] - old[key][0] for key in both if new[key][2] == old[key][2]}
    shift = _main_shift(old, new)
    if shift is None or abs(shift) >= height or len(shifts) > 2:
        return None
    strips = []
    for key in new.keys() | old.keys():
        was, now = old.get(key), new.get(key)
        moved = None if was is None else (was[0] + shift, was[1] + shift, was[2])
        if moved == now:
            continue
        strips += [piece[:2] for piece in (moved, now) if piece is not None and piece[1] > 0 and piece[0] < height]
    return Damage(shift, tuple(strips))


def _main_shift(old: Picture, new: Picture) -> int | None:
    """Return how far the topmost piece that is in both pictures has moved."""
    for key, piece in new.items():
        if key in old and old[key][2] == piece[2] and key[1] > SHARE:
            return piece[0] - old[key][0]
    return None
