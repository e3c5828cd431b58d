"""Reads a long text bit by bit, so that no frame has to wait for it."""

from collections.abc import Generator

from chatdesk.markup.blocks import Block


class SlowReading:
    """The way from a text to its blocks."""

    def __init__(self, source: str) -> None:
        from chatdesk.markup.incremental import reading  # 60 ms with the parser, not needed to show a window

        self._steps: Generator[None, None, list[Block]] = reading(source)
        self._blocks: list[Block] | None = None

    def step(self) -> bool:
        """Read on for a few milliseconds; return whether all is read."""
        if self._blocks is None:
            try:
                next(self._steps)
            except StopIteration as end:
                self._blocks = end.value
        return self._blocks is not None

    def finish(self) -> list[Block]:
        """Read what is left, at once, and return the blocks."""
        while self._blocks is None:
            self.step()
        return self._blocks
