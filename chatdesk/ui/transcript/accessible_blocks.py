"""What a screen reader can do with the code and the tables of a message: actions of the message, one for each block."""

from dataclasses import dataclass

from chatdesk.ui.transcript.block_menu import titled_blocks
from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.block_wording import block_action_label, block_action_title
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.page_blocks import PageBlocks

_NAMES = {"copy-code": "Copy code", "save-code": "Save code", "copy-table": "Copy table"}


@dataclass(frozen=True, slots=True)
class BlockAction:
    """An action of a block: what programs call it, what people hear, and what is done."""

    name: str
    label: str
    action: str
    ref: BlockRef


def block_actions(blocks: PageBlocks, item: Item) -> list[BlockAction]:
    """Return the actions in the order of the blocks; in the name stands which block of its kind it is, from 1."""
    found: list[BlockAction] = []
    for title, number, ref in titled_blocks(blocks, item):
        for action in blocks.actions(ref):
            if action in _NAMES:
                label = block_action_title(title, block_action_label(action))
                found.append(BlockAction(f"{_NAMES[action]} {number}", label, action, ref))
    return found
