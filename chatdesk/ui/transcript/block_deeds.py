"""What the reader does to a block of code or a table: copying, saving, breaking lines, folding."""

from PySide6.QtCore import QObject, QTimer, Signal

from chatdesk.markup.blocks import Table
from chatdesk.ui.transcript.block_state import BlockRef, BlockState
from chatdesk.ui.transcript.clipboard import put_table, put_text
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.copies import code_text, table_source
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.page import Page

COPIED_MS = 1_500
"""How long a block says that it was copied."""


class BlockDeeds(QObject):
    """Does what clicks, keys, menus and screen readers ask for of a block."""

    changed = Signal()
    """Something looks different in place."""
    remade = Signal()
    """A block has another height."""
    save_requested = Signal(str, str)
    """Code shall be saved: its language, and its text as it was written."""

    def __init__(self, page: Page, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._copied_boxes: list[CodeBox | GridBox] = []
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)

    def do(self, action: str, ref: BlockRef) -> None:
        """Do an action of a block; one that is gone, or that has no such action, is left alone."""
        item = self._page.flow.item(ref.item)
        block = item.block(ref.key) if item is not None else None
        if item is None or block is None or action not in self._page.blocks.actions(ref):
            return
        if isinstance(block, Table):
            put_table(block, table_source(item, block), action)
            self._show_copied(ref)
        elif action == "copy-code":
            put_text(code_text(item, ref.key, block))
            self._show_copied(ref)
        elif action == "save-code":
            self.save_requested.emit(block.language, code_text(item, ref.key, block))
        else:
            self._remake(ref, item.states.made(ref.key), action)

    def _remake(self, ref: BlockRef, state: BlockState, action: str) -> None:
        if action in ("wrap-code", "unwrap-code"):
            state.wraps, state.offset = action == "wrap-code", 0
        else:
            state.is_foldable, state.is_folded = True, action == "fold-code"
        self._page.selection.clear()
        self._page.remake(ref)
        self.remade.emit()

    def _show_copied(self, ref: BlockRef) -> None:
        self._on_copied_shown()
        self._copied_boxes = list(self._page.blocks.boxes_of(ref))
        for box in self._copied_boxes:
            box.was_copied = True
        self.changed.emit()
        self._copied.start()

    def _on_copied_shown(self) -> None:
        for box in self._copied_boxes:
            box.was_copied = False
        self._copied_boxes = []
        self.changed.emit()
