"""What copies of messages and of blocks give: everything as it was written."""

from chatdesk.markup.blocks import CodeBlock, Table
from chatdesk.ui.transcript.block_state import BlockKey
from chatdesk.ui.transcript.excerpt import Excerpt, whole
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.real_code import real_code


def message_excerpt(item: Item) -> Excerpt:
    """Return a whole message to be copied; nothing while its text is missing."""
    return Excerpt((whole(item),) if item.has_text else ())


def code_text(item: Item, key: BlockKey, block: CodeBlock) -> str:
    """Return what a copy of a block of code gives."""
    return block.text if key.in_reasoning else real_code(item.source, block)


def table_source(item: Item, table: Table) -> str:
    """Return a table's Markdown: as it was written, or made anew where quotes or lists are written between its lines."""
    if not table.place.quotes and not table.place.indent:
        return item.source[table.place.source_start : table.place.source_end]
    from chatdesk.markup.table_text import to_markdown  # only a copy needs it

    return to_markdown(table)
