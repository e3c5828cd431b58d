"""A conversation: a tree of messages with one active branch."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chatdesk.core.message import ImagePart, MessageOutline, Role


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A row of the list of chats. Times are Unix milliseconds; an empty title means that none was given yet."""

    id: str
    title: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """The line that was at the top of the view when its reader did not follow the end of the conversation.

    It belongs to the message ``message_id``, or to what stands above the first one (None); there to ``piece``, counted from
    the first piece of the message's text (pieces above it, such as the reasoning, count down from -1), and begins at the
    UTF-16 offset ``offset`` of that. The line's top was ``y`` device-independent pixels below that of the view.
    """

    message_id: str | None
    piece: int
    offset: int
    y: int


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation as it is stored: its summary, its options and the outlines of all its messages.

    ``head_id`` is the last message of the active branch. ``can_undo_clear`` says that cleared messages are still there.
    An empty ``system_prompt`` means none. ``place`` is where its reader was, None at its end. ``draft`` and ``draft_images``
    are what was written and attached, and not sent.
    """

    summary: ConversationSummary
    outlines: tuple[MessageOutline, ...] = ()
    head_id: str | None = None
    system_prompt: str = ""
    draft: str = ""
    can_undo_clear: bool = False
    place: ReadingPlace | None = None
    draft_images: tuple[ImagePart, ...] = ()


class MessageTree:
    """The messages of one conversation by id; an edit or a second answer is a sibling, never a replacement."""

    def __init__(self, outlines: Iterable[MessageOutline] = (), head_id: str | None = None) -> None:
        self._outlines: dict[str, MessageOutline] = {outline.id: outline for outline in outlines}
        self.head_id = head_id

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._outlines

    def __getitem__(self, message_id: str) -> MessageOutline:
        return self._outlines[message_id]

    def all(self) -> tuple[MessageOutline, ...]:
        """Return the messages of all branches, in the order in which they came."""
        return tuple(self._outlines.values())

    def add(self, outline: MessageOutline) -> None:
        """Add a message below its parent and make it the end of the active branch."""
        self._outlines[outline.id] = outline
        self.head_id = outline.id

    def update(self, outline: MessageOutline) -> None:
        """Take a newer state of a message that is in the tree."""
        self._outlines[outline.id] = outline

    def branch(self) -> tuple[MessageOutline, ...]:
        """Return the active branch, first message first.

        A parent that is missing, or a loop in a damaged history, ends the walk.
        """
        path: dict[str, MessageOutline] = {}
        outlines, node = self._outlines, self.head_id
        while node is not None and node not in path and (outline := outlines.get(node)) is not None:
            path[node] = outline
            node = outline.parent_id
        return tuple(reversed(path.values()))

    def siblings(self, message_id: str) -> tuple[str, ...]:
        """Return the ids that share this message's parent and role, oldest first, itself included."""
        own = self._outlines[message_id]
        same = [o for o in self._outlines.values() if o.parent_id == own.parent_id and o.role == own.role]
        return tuple(o.id for o in sorted(same, key=lambda o: (o.created_at, o.id)))

    def alternatives(self) -> dict[str, tuple[int, int]]:
        """Return, for each message of the active branch that has siblings, which of how many it is, from 1."""
        children = Counter(outline.parent_id for outline in self._outlines.values())
        found: dict[str, tuple[int, int]] = {}
        if len(children) == len(self._outlines):
            return found  # as in most conversations, which may have 10,000 messages
        families: defaultdict[tuple[str | None, Role], list[MessageOutline]] = defaultdict(list)
        for outline in self._outlines.values():
            if children[outline.parent_id] > 1:
                families[outline.parent_id, outline.role].append(outline)
        for outline in self.branch():
            family = families.get((outline.parent_id, outline.role), [])
            if len(family) > 1:
                family.sort(key=lambda o: (o.created_at, o.id))
                found[outline.id] = (family.index(outline) + 1, len(family))
        return found

    def leaf_below(self, message_id: str) -> str:
        """Return the end of the newest branch that goes through this message."""
        children: dict[str, MessageOutline] = {}
        for outline in self._outlines.values():
            if outline.parent_id is not None:
                newest = children.get(outline.parent_id)
                if newest is None or (outline.created_at, outline.id) > (newest.created_at, newest.id):
                    children[outline.parent_id] = outline
        leaf, seen = message_id, {message_id}
        while leaf in children and children[leaf].id not in seen:
            leaf = children[leaf].id
            seen.add(leaf)
        return leaf
