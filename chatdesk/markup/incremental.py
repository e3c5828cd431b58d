"""Markdown that is still being written, as blocks: only what is still open is read again."""

from collections.abc import Generator, Mapping
from typing import Any

from chatdesk.markup.blocks import Block, Table
from chatdesk.markup.settle import Settler


class BlockStream:
    """A message's blocks while its text arrives.

    ``blocks`` always shows the whole text so far; what is half written at its end (a link, ``**``) is shown closed or held
    back. Where the text is cut into appends never matters to what ``finish`` leaves.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._settler = Settler(self.blocks, {})
        self._pieces: list[str] = []
        self._is_finished = False

    @property
    def source(self) -> str:
        """All text so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def append(self, text: str) -> int:
        """Take more text; return from which index on ``blocks`` has to be drawn again, ``len(blocks)`` if from none.

        Blocks that stood there or beyond before may be gone, as when the line of a link's definition is complete.
        """
        if self._is_finished:
            raise ValueError("the stream is finished")
        if not text:
            return len(self.blocks)
        self._pieces.append(text)
        settler = self._settler
        start = settler.settled
        shown = self.blocks[start:]
        del self.blocks[start:]
        settler.take(text)
        self.blocks += settler.tail_blocks()
        return min(settler.pop_loosened(), start + _first_difference(shown, self.blocks[start:]))

    @property
    def has_definitions(self) -> bool:
        """Whether the text defines links or notes, which may come after their use."""
        return bool(self._settler.references)

    def finish(self, *, reads_again: bool = True) -> int:
        """Say that no more text comes; return from which index on ``blocks`` has to be drawn again, as ``append`` does.

        Costs no more than an append, unless the text has definitions: then all of it is read again, if ``reads_again``.
        From now on ``blocks`` equals what ``parse`` gives for ``source``, but for definitions that came late.
        """
        if self._is_finished:
            return len(self.blocks)
        self._is_finished = True
        shown = list(self.blocks)
        del self.blocks[self._settler.settled :]
        self._settler.finish()
        if self.has_definitions and reads_again:
            self.blocks[:] = read(self.source, self._settler.references)
        return _first_difference(shown, self.blocks)


def read(source: str, references: Mapping[str, Any] | None = None) -> list[Block]:
    """Return the blocks of a whole text. With ``references`` None, definitions that come late still reach back."""
    steps = reading(source, references)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return list(end.value)


def reading(source: str, references: Mapping[str, Any] | None = None) -> Generator[None, None, list[Block]]:
    """Do as ``read`` in steps, most of which cost a few milliseconds."""
    blocks: list[Block] = []
    settler = Settler(blocks, dict(references or {}))
    yield from settler.taking(source)
    yield from settler.finishing()
    if settler.references and references is None:
        return (yield from reading(source, settler.references))
    return blocks


def _first_difference(old: list[Block], new: list[Block]) -> int:
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        if not _is_same(before, after):
            return index
    return min(len(old), len(new))


def _is_same(before: Block, after: Block) -> bool:
    if before is after:
        return True
    if isinstance(before, Table) and isinstance(after, Table) and len(before.rows) != len(after.rows):
        return False  # without comparing thousands of equal rows first
    return before == after
