"""What copies of messages and of code give: plain text, code as it was written."""

from chatdesk.markup.blocks import Block, CodeBlock, plain_text
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.real_code import real_code


def copied_text(item: Item) -> str:
    """Return what a copy of a message as plain text gives, "" while the text is missing."""
    return "\n".join(_copied(block, item.source) for block in item.blocks()) if item.has_text else ""


def _copied(block: Block, source: str) -> str:
    if not isinstance(block, CodeBlock):
        return plain_text(block)
    return (f"{block.place.marker} " if block.place.marker else "") + real_code(source, block)


def copied_code(item: Item, row: int) -> str:
    """Return what a copy of the block of code in a row gives."""
    fragment = item.fragments()[row]
    if not isinstance(fragment.content, CodeBlock):
        return ""
    return fragment.content.text if fragment.is_muted else real_code(item.source, fragment.content)
