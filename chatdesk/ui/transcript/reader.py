"""Finds out bit by bit, between frames, what takes long: the blocks of long texts, and the colors of code."""

import time
from collections.abc import Iterator

from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.position import SLICE_SECONDS, Position
from chatdesk.ui.transcript.rows import Row
from chatdesk.ui.transcript.syntax import Syntax


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
        for item in self._texts():
            while not item.is_read:
                item.read_on()
                if time.process_time() > until:
                    return item.is_read
        return self._read_code(until)

    def _read_code(self, until: float) -> bool:
        for row, syntax in self._code():
            while syntax.is_behind:
                syntax.step()
                row.revision += 1
                if time.process_time() > until:
                    return True
        return True

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Yield what is in view, then that with a screen above and below it, as y from and to."""
        top, height = self._position.scroll, self._position.height
        yield top, top + height
        yield top - height, top + 2 * height

    def _texts(self) -> Iterator[Item]:
        for top, bottom in self._stretches():
            for number in self._flow.visible(top, bottom):
                item = self._flow.items[number]
                if item.has_text and not item.is_read:
                    yield item

    def _code(self) -> Iterator[tuple[Row, Syntax]]:
        for top, bottom in self._stretches():
            for number in self._flow.visible(top, bottom):
                rows = self._flow.items[number].rows
                for row in (rows.rows[index] for index in self._flow.visible_rows(number, top, bottom)) if rows else ():
                    if isinstance(row.box, CodeBox) and row.box.syntax.is_behind:
                        yield row, row.box.syntax
