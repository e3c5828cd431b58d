"""What the reader did to a block of code or a table: it stays while the layout of the block comes and goes."""

from dataclasses import dataclass

from chatdesk.markup.blocks import CodeBlock
from chatdesk.ui.transcript.fragments import Fragment, TableSlice

FOLD_ABOVE = 40
"""Lines; longer code is folded when it is first shown whole."""
FOLDED_LINES = 20
"""Lines that folded code shows."""


@dataclass(frozen=True, slots=True)
class BlockKey:
    """Which block of a message: one of its text or of its reasoning, and from which code point of that on."""

    in_reasoning: bool
    start: int


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block of a message (its id)."""

    item: str
    key: BlockKey


@dataclass(slots=True)
class BlockState:
    """How one block is shown.

    ``wraps`` is None for what the settings say. ``is_foldable`` code has a line below it that folds and unfolds it.
    ``offset`` is how many pixels it is scrolled sideways; a block that became narrower shows less than that.
    """

    wraps: bool | None = None
    is_foldable: bool = False
    is_folded: bool = False
    offset: int = 0


class BlockStates:
    """The states of a message's blocks. Code is folded only if it is long when first shown: what grew in view stays open."""

    def __init__(self) -> None:
        self.folds_new = False
        """Whether the message is whole, so that long code which was never shown is folded."""
        self._states: dict[BlockKey, BlockState] = {}

    def of(self, fragment: Fragment) -> BlockState:
        """Return the state of the code or the table that a fragment shows; the slices of a table share one."""
        key = key_of(fragment)
        assert key is not None
        state = self._states.get(key)
        if state is None:
            content = fragment.content
            is_long = isinstance(content, CodeBlock) and not content.is_open and is_foldable(content.text)
            is_folded = is_long and self.folds_new
            state = self._states[key] = BlockState(is_foldable=is_folded, is_folded=is_folded)
        return state

    def known(self, key: BlockKey) -> BlockState:
        """Return the state of a block, for reading; of one that was never shown, how it will be."""
        return self._states.get(key) or BlockState()

    def made(self, key: BlockKey) -> BlockState:
        """Return the state of a block, to be changed."""
        return self._states.setdefault(key, BlockState())


def key_of(fragment: Fragment) -> BlockKey | None:
    """Return which block a fragment shows, None for one that is neither code nor a table."""
    content = fragment.content
    return BlockKey(fragment.is_muted, content.place.source_start) if isinstance(content, CodeBlock | TableSlice) else None


def is_foldable(text: str) -> bool:
    """Whether code is long enough to be folded."""
    return text.count("\n") >= FOLD_ABOVE
