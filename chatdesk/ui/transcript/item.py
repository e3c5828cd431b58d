"""A message in the view: what it says, and, when it was seen, its fragments and their places."""

import copy
from functools import cached_property
from itertools import takewhile

from chatdesk.core.message import Message, Role, Status
from chatdesk.ui.transcript.block_state import BlockStates
from chatdesk.ui.transcript.fragments import Fragment, fragments
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.message_text import MessageText
from chatdesk.ui.transcript.rows import Rows
from chatdesk.ui.transcript.wording import actions, ending

GREETING_ID = "greeting"
"""The id of the item that is no message of the conversation: the greeting above the first one."""
SMALL, SHORT = 30, 2_000
"""Fragments and characters of a person's message up to which all is laid out at once, so that the bubble fits the text."""


class Item(MessageText):
    """One message with its rows, which exist only near the viewport."""

    # Beginnings that most items keep: opening a conversation may make 10,000.
    alternative: tuple[int, int] | None = None
    """Which of how many answers to the same question this is, from 1; None for the only one."""
    gap = 0
    rows: Rows | None = None
    _first_rows: list[int]

    @cached_property
    def states(self) -> BlockStates:
        """How its blocks are shown, as far as the reader chose that."""
        return BlockStates()

    # ---- content -------------------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Take the message's text, or a newer state of it."""
        super().take(message)
        self._refill_from(None)

    def drop(self) -> None:
        """Forget the text and all that was made from it; heights stay in the flow."""
        super().drop()
        self.rows = None

    def begin(self, message: Message) -> None:
        """Begin to grow from a message that may already have text."""
        super().begin(message)
        self._refill_from(None)

    def grow(self, text: str, reasoning: str, reasoning_ms: int | None = None) -> int | None:
        """Append to a growing reply; only the rows of blocks that changed are made again."""
        first = super().grow(text, reasoning, reasoning_ms)
        self._refill_from(first)
        return first

    def finish(self, message: Message) -> int | None:
        """Take the final state; blocks that the last piece did not change keep their layout."""
        first = super().finish(message)
        self._refill_from(first)
        return first

    def set_folded(self, *, is_folded: bool) -> None:
        """Fold or unfold the reasoning."""
        self.is_unfolded = not is_folded
        self._refill_from(None)

    def fragments(self) -> list[Fragment]:
        """Return the fragments of all that is shown; none while the text is missing."""
        return super().fragments() if self.rows is None else [row.fragment for row in self.rows.rows]

    def snapshot(self) -> "Item":
        """Return a copy for reading that later changes do not reach."""
        made = copy.copy(self)
        made.rows = None
        made.freeze()
        return made

    # ---- rows ----------------------------------------------------------------------------------------------

    def materialize(self, measures: Measures, column: int) -> None:
        """Make the rows, none of them laid out but those of a short user message, whose bubble fits its text."""
        if self.rows is None and self.has_text:
            self.rows = Rows(measures, self._rows_width(measures, column), self._ink(measures), self.states)
            self._refill()

    def relay(self, measures: Measures, column: int) -> None:
        """Take another theme or width; what was laid out will be laid out anew when it is needed."""
        if self.rows is not None:
            self.rows.relay(measures, self._rows_width(measures, column), self._ink(measures))
            self._lay_out_small()

    def _rows_width(self, measures: Measures, column: int) -> int:
        return max(40, (column * 4 // 5 if self.is_user else column) - 2 * measures.pad_x)

    def _ink(self, measures: Measures) -> Ink:
        return measures.user_ink if self.is_user else measures.assistant_ink

    def _refill(self) -> None:
        rows = self.rows
        assert rows is not None
        self.states.folds_new = not self.is_streaming
        head = self.head()
        parts = [list(fragments(block)) for block in self.blocks()]
        self._first_rows = []
        count = len(head)
        for part in parts:
            self._first_rows.append(count)
            count += len(part)
        rows.replace_from(0, [*head, *(fragment for part in parts for fragment in part)])
        self._lay_out_small()

    def read_on(self) -> None:
        """Find out some more; rows that were made already are made anew where the blocks differ."""
        old = self._blocks
        super().read_on()
        if old is not None and self._blocks is not None and self._blocks is not old:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(old, self._blocks, strict=False))
            self._refill_from(sum(1 for _ in same))

    def _refill_from(self, first: int | None) -> None:
        """Make the rows anew from a block on, all for None; nothing while there are none."""
        if self.rows is None:
            return
        if first is None:
            self._refill()
            return
        rows, blocks = self.rows, self.blocks()
        first = min(first, len(self._first_rows))
        start = self._first_rows[first] if first < len(self._first_rows) else len(rows.rows)
        end = self._first_rows[first + 1] if first + 1 < len(self._first_rows) else len(rows.rows)
        known = [row.fragment for row in rows.rows[start:end]]
        del self._first_rows[first:]
        added: list[Fragment] = []
        for block in blocks[first:]:
            self._first_rows.append(start + len(added))
            added.extend(fragments(block, known=() if added else known))
        same = takewhile(lambda pair: pair[0] is pair[1], zip(known, added, strict=False))
        kept = sum(1 for _ in same)
        rows.replace_from(start + kept, added[kept:])

    def _lay_out_small(self) -> None:
        rows = self.rows
        assert rows is not None
        if self._is_small(rows):
            for number in range(len(rows.rows)):
                rows.lay_out(number)

    def _is_small(self, rows: Rows) -> bool:
        return self.is_user and len(rows.rows) <= SMALL and len(self.source) <= SHORT

    # ---- geometry, relative to the item's top -----------------------------------------------------------------

    def bubble_top(self, measures: Measures) -> int:
        """Return where the bubble begins, below the gap and the header."""
        return self.gap + (0 if self.is_user else measures.header_height)

    def rows_top(self, measures: Measures) -> int:
        """Return where the first row begins."""
        return self.bubble_top(measures) + self.pad(measures)

    def pad(self, measures: Measures) -> int:
        """Return the space above and below the rows; a reply without text has no bubble."""
        return 0 if self.rows is not None and not self.rows.rows else measures.pad_y

    def status_height(self, measures: Measures) -> int:
        """Return the height of the line that tells how the message ended, 0 when there is nothing to tell."""
        return measures.status_height if self.says_something() else 0

    def says_something(self) -> bool:
        """Whether there is a line below the bubble."""
        newest = self.newest
        if self.is_greeting or newest.role is not Role.ASSISTANT:
            return False
        is_done = newest.status is not Status.STREAMING
        return self.alternative is not None or (is_done and bool(ending(newest) or self.actions()))

    def actions(self) -> tuple[str, ...]:
        """Return what can be done about how the message ended."""
        has_text = bool(self.source) if self.has_text else self.outline.characters > 0
        return actions(self.newest, has_text=has_text)

    def frame_height(self, measures: Measures) -> int:
        """Return the height of all but the rows."""
        return self.rows_top(measures) + self.pad(measures) + self.status_height(measures)

    def exact_height(self, measures: Measures) -> int:
        """Return the height with the rows as they stand."""
        return self.frame_height(measures) + (self.rows.height if self.rows else 0)

    def bubble_width(self, measures: Measures, column: int) -> int:
        """Return how wide the bubble is: what a person said fits its text, a reply does so while it is one line."""
        rows = self.rows
        full = column * 4 // 5 if self.is_user else column
        if rows is None or not rows.rows or any(not row.is_exact for row in rows.rows[:SMALL]):
            return full
        is_one_line = len(rows.rows) == 1 and rows.height <= measures.body.pitch * 3 // 2
        if not is_one_line and not self._is_small(rows):
            return full
        widest = max(row.natural_width for row in rows.rows)
        return min(full, int(widest + 0.99) + 2 * measures.pad_x)
