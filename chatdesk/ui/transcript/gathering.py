"""A selection that is copied when all of its texts have come."""

from collections.abc import Iterable, Sequence

from chatdesk.core.message import Message
from chatdesk.ui.transcript.excerpt import Excerpt, Part
from chatdesk.ui.transcript.item import Item

BATCH = 400
"""Messages asked for at a time, so that the window paints and takes typing in between."""


class Gathering:
    """Keeps what has come: the view itself lets go of texts far from what is seen."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._pending: dict[str, Item] = {part.item.id: part.item for part in parts if not part.item.has_text}

    @property
    def is_complete(self) -> bool:
        """Whether all texts are here."""
        return not self._pending

    def wanted(self) -> list[str]:
        """Return the ids of the messages to ask for next."""
        return list(self._pending)[:BATCH]

    def take(self, messages: Iterable[Message]) -> bool:
        """Take texts; return whether any of them was waited for."""
        found = [(item, message) for message in messages if (item := self._pending.pop(message.id, None)) is not None]
        for item, message in found:
            item.take(message)
        return bool(found)

    def excerpt(self) -> Excerpt:
        """Return what is to be copied."""
        return Excerpt([part for part in self._parts if part.item.has_text])
