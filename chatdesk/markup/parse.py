"""Markdown as blocks; the same as a stream that took the text bit by bit."""

from chatdesk.markup.blocks import Block
from chatdesk.markup.incremental import read
from chatdesk.markup.leaves import grammar


def parse(source: str) -> tuple[Block, ...]:
    """Return the blocks of a whole message, in reading order.

    Works for any string, in time proportional to its length: about 2 ms CPU per 1,000 characters of prose. Raw HTML is
    text, nothing is loaded, and only links that ``safe_href`` lets pass are links.
    """
    return tuple(read(source))


def warm_up() -> None:
    """Do now what the first parse would do: import markdown-it and build the grammar, about 50 ms CPU."""
    grammar()
