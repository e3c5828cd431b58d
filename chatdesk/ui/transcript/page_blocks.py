"""The blocks of code and the tables in view: which is where, and how they are scrolled sideways."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF

from chatdesk.markup.blocks import CodeBlock, MathBlock, Table
from chatdesk.ui.transcript.bars import Bar, bars, rows_left, sideways_of
from chatdesk.ui.transcript.block_state import BlockKey, BlockRef, is_foldable, key_of
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.position import Position
from chatdesk.ui.transcript.selection import Point


class PageBlocks:
    """Finds blocks by where they are and by what they are."""

    def __init__(self, flow: Flow, position: Position) -> None:
        self._flow, self._position = flow, position

    def ref_of(self, item_id: str, row: int | None) -> BlockRef | None:
        """Return the block that a row of an item shows."""
        item = self._flow.item(item_id)
        if item is None or item.rows is None or row is None or row >= len(item.rows.rows):
            return None
        key = key_of(item.rows.rows[row].fragment)
        return None if key is None else BlockRef(item_id, key)

    def rows_of(self, ref: BlockRef) -> range:
        """Return the rows that show a block: several for the slices of a table, none where its message has no rows."""
        item = self._flow.item(ref.item)
        rows = item.rows.rows if item is not None and item.rows is not None else []
        found = [number for number, row in enumerate(rows) if key_of(row.fragment) == ref.key]
        return range(found[0], found[-1] + 1) if found else range(0)

    def boxes_of(self, ref: BlockRef) -> Iterator[CodeBox | GridBox]:
        """Yield the boxes of a block that are laid out."""
        item = self._flow.item(ref.item)
        for row in self.rows_of(ref):
            box = item.rows.rows[row].box if item is not None and item.rows is not None else None
            if isinstance(box, CodeBox | GridBox):
                yield box

    # ---- sideways ---------------------------------------------------------------------------------------------

    def bars(self) -> Iterator[Bar]:
        """Yield the bars in view."""
        return bars(self._flow, self._position.scroll, self._position.height)

    def bar_at(self, at: QPointF) -> Bar | None:
        """Return the bar at a point of the viewport."""
        return next((bar for bar in self.bars() if bar.covers(at)), None)

    def bar_of(self, ref: BlockRef) -> Bar | None:
        """Return the bar of a block in view."""
        return next((bar for bar in self.bars() if bar.ref == ref), None)

    def slide_to(self, ref: BlockRef, offset: float) -> bool:
        """Hide so many pixels of a block on the left; return whether that changed anything."""
        item = self._flow.item(ref.item)
        rows = self.rows_of(ref)
        if item is None or item.rows is None or not rows:
            return False
        sideways = next((found for row in rows if (found := sideways_of(item, row)) is not None), None)
        if sideways is None or not sideways.scroll_to(round(offset)):
            return False
        for row in rows:
            item.rows.rows[row].revision += 1
        return True

    def slide_by(self, ref: BlockRef, pixels: float) -> bool:
        """Scroll a block sideways; return whether there was anything to scroll."""
        bar = self.bar_of(ref)
        return bar is not None and self.slide_to(ref, bar.sideways.offset + pixels)

    def wide_for_keys(self, focused: str) -> BlockRef | None:
        """Return the block that the arrow keys scroll: the first wide one in view, of the focused message if it has one."""
        refs = [bar.ref for bar in self.bars()]
        return next((ref for ref in refs if ref.item == focused), refs[0] if refs else None)

    def pull(self, point: Point, x: float) -> float:
        """Return how far an x of the viewport is beside the wide block with a place of the text; negative on the left."""
        item = self._flow.item(point.item)
        sideways = sideways_of(item, point.row) if item is not None else None
        if item is None or sideways is None:
            return 0.0
        left = rows_left(self._flow, item) + sideways.left
        return min(0.0, x - left) if x < left else max(0.0, x - left - sideways.room)

    # ---- actions ----------------------------------------------------------------------------------------------

    def of_item(self, item: Item) -> list[tuple[BlockRef, CodeBlock | Table]]:
        """Return the blocks of code and the tables of a message's text."""
        if not item.has_text:
            return []
        blocks = (block for block in item.blocks() if isinstance(block, CodeBlock | Table) and not isinstance(block, MathBlock))
        return [(BlockRef(item.id, BlockKey(in_reasoning=False, start=block.place.source_start)), block) for block in blocks]

    def actions(self, ref: BlockRef) -> tuple[str, ...]:
        """Return what can be done with a block; nothing when it is gone."""
        item = self._flow.item(ref.item)
        block = item.block(ref.key) if item is not None and item.has_text else None
        if item is None or block is None:
            return ()
        if isinstance(block, Table):
            return ("copy-table", "copy-tsv", "copy-csv", "copy-markdown")
        state = item.states.known(ref.key)
        wraps = self._flow.measures.wraps_code if state.wraps is None else state.wraps
        found = ("copy-code", "save-code", "unwrap-code" if wraps else "wrap-code")
        if block.is_open or not is_foldable(block.text):
            return found
        return (*found, "unfold-code" if state.is_folded else "fold-code")
