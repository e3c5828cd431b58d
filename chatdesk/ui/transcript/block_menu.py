"""The part of the context menu that is about code and tables: a submenu for each."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from chatdesk.markup.blocks import CodeBlock
from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.block_wording import block_action_label, code_title, table_title
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.page_blocks import PageBlocks


def add_blocks(
    menu: QMenu, blocks: PageBlocks, item: Item, clicked: BlockRef | None, do: Callable[[str, BlockRef], None]
) -> None:
    """Add what can be done with the block that was clicked, else with each block of the message, to a menu."""
    entries = titled_blocks(blocks, item)
    chosen = [entry for entry in entries if entry[2] == clicked] or entries
    if chosen:
        menu.addSeparator()
    for title, _, ref in chosen:
        submenu = menu.addMenu(title.replace("&", "&&"))
        for action in blocks.actions(ref):
            entry = submenu.addAction(block_action_label(action))
            entry.triggered.connect(lambda _=False, action=action, ref=ref: do(action, ref))


def titled_blocks(blocks: PageBlocks, item: Item) -> list[tuple[str, int, BlockRef]]:
    """Return the code and the tables of a message, each with what tells it from the others and its number among its kind."""
    found, codes, tables = [], 0, 0
    for ref, block in blocks.of_item(item):
        if isinstance(block, CodeBlock):
            codes += 1
            found.append((code_title(codes, block.language), codes, ref))
        else:
            tables += 1
            found.append((table_title(tables), tables, ref))
    return found
