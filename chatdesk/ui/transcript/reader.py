"""Finds out bit by bit, between frames, what takes long: the blocks of long texts, and the colors of code."""

import time
from collections.abc import Iterator

from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.position import SLICE_SECONDS, Position
from chatdesk.ui.transcript.rows import Row


class Reader:
    """Reads what is in view first, then what is near it."""

    def __init__(self, flow: Flow, position: Position) -> None:
        self._flow, self._position = flow, position

    @property
    def is_behind(self) -> bool:
        """Whether there is anything to read."""
        return next(self._texts(), None) is not None or next(self._code(), None) is not None

    def read(self) -> bool:
        """Read on for a few milliseconds; return whether there is more to see for it."""
        until = time.process_time() + SLICE_SECONDS
        item = next(self._texts(), None)
        if item is None:
            return self._read_code(until)
        while item.is_behind and time.process_time() < until:
            item.read_on()
        number = self._flow.number(item.id)
        if not item.is_behind and number is not None and item.rows is not None:
            self._flow.update_height(number)
        return not item.is_behind

    def _read_code(self, until: float) -> bool:
        is_seen = False
        for row, box, y in self._code():
            while box.syntax.is_behind:
                first = box.syntax.step()
                if self._is_in_view(y + box.top_of(first), y + box.top_of(len(box.syntax.runs))):
                    row.revision += 1
                    is_seen = True
                if time.process_time() > until:
                    return is_seen
        return is_seen

    def _is_in_view(self, top: int, bottom: int) -> bool:
        return top < self._position.scroll + self._position.height and bottom > self._position.scroll

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Yield what is in view, then that with a screen above and below it, as y from and to."""
        top, height = self._position.scroll, self._position.height
        yield top, top + height
        yield top - height, top + 2 * height

    def _texts(self) -> Iterator[Item]:
        for top, bottom in self._stretches():
            for number in self._flow.visible(top, bottom):
                item = self._flow.items[number]
                if item.is_behind:
                    yield item

    def _code(self) -> Iterator[tuple[Row, CodeBox, int]]:
        """Yield the rows of code that is not read, each with its box and the y of that."""
        for top, bottom in self._stretches():
            for number in self._flow.visible(top, bottom):
                rows = self._flow.items[number].rows
                for index in self._flow.visible_rows(number, top, bottom) if rows else ():
                    row = rows.rows[index] if rows else None
                    if row is not None and isinstance(row.box, CodeBox) and row.box.syntax.is_behind:
                        yield row, row.box, self._flow.row_top(number, index) + row.space
