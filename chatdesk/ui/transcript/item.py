"""A message in the view: what is known of it, and, when it was seen, its fragments and their places."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from chatdesk.core.message import ImagePart, Message, MessageOutline, Role, Status, TextPart
from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Place, Table, plain_text
from chatdesk.ui.picture_wording import described
from chatdesk.ui.transcript.block_state import BlockKey, BlockStates
from chatdesk.ui.transcript.fragments import Fold, Fragment, Gallery, LinkedImage, Thinking, fragments, gallery_text
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.plain import plain_blocks
from chatdesk.ui.transcript.rows import Rows
from chatdesk.ui.transcript.slow_reading import SlowReading
from chatdesk.ui.transcript.wording import actions, ending

if TYPE_CHECKING:
    from chatdesk.markup.incremental import BlockStream

GREETING_ID = "greeting"
"""The id of the item that is no message of the conversation: the greeting above the first one."""
LONG = 12_000
"""Characters of a text that is read at once, in 25 ms; a longer one is read bit by bit, between frames."""
SMALL, SHORT = 30, 2_000
"""Fragments and characters of a person's message up to which all is laid out at once, so that the bubble fits the text."""


class Item:
    """One message. Its text may be missing; its rows exist only near the viewport."""

    def __init__(self, outline: MessageOutline, message: Message | None = None, *, is_greeting: bool = False) -> None:
        self.outline = outline
        self.message = message
        self.is_greeting = is_greeting
        self.is_live = message is not None
        """Whether the text came while the conversation was open; such a text is never dropped."""

    # Beginnings that most items keep: opening a conversation may make 10,000.
    is_unfolded = False
    alternative: tuple[int, int] | None = None
    """Which of how many answers to the same question this is, from 1; None for the only one."""
    gap = 0
    rows: Rows | None = None
    _blocks: tuple[Block, ...] | None = None
    _slow: SlowReading | None = None
    _stream: "BlockStream | None" = None
    _reasoning = ""
    _reasoning_ms: int | None = None
    _first_rows: list[int]

    @cached_property
    def states(self) -> BlockStates:
        """How its blocks are shown, as far as the reader chose that."""
        return BlockStates()

    @property
    def id(self) -> str:
        """The message's id."""
        return self.outline.id

    @property
    def is_user(self) -> bool:
        """Whether the person at the keyboard said it."""
        return self.outline.role is Role.USER

    @property
    def is_streaming(self) -> bool:
        """Whether the reply is still growing."""
        return self.outline.status is Status.STREAMING

    @property
    def has_text(self) -> bool:
        """Whether the text is here."""
        return self.message is not None

    @property
    def is_read(self) -> bool:
        """Whether the text is here and its blocks are known, or found out in a moment."""
        is_plain = self.is_user or self.is_greeting
        is_known = self._blocks is not None or self._stream is not None
        return self.message is not None and (is_plain or is_known or len(self.message.text) <= LONG)

    def read_on(self) -> None:
        """Do a few milliseconds of finding out the blocks of a long text."""
        if self._slow is None:
            self._slow = SlowReading(self.source)
        if self._slow.step():
            self.blocks()

    @property
    def source(self) -> str:
        """The text as it was written, "" while it is missing."""
        if self._stream is not None:
            return self._stream.source
        return self.message.text if self.message else ""

    @property
    def reasoning(self) -> str:
        """The reasoning text so far."""
        return self._reasoning

    @property
    def reasoning_seconds(self) -> int | None:
        """How long the model has reasoned, in whole seconds; None if that is unknown."""
        return None if self._reasoning_ms is None else round(self._reasoning_ms / 1000)

    @property
    def fold_action(self) -> str:
        """What can be done to the reasoning: "fold", "unfold", "" without any."""
        if not self._reasoning:
            return ""
        return "fold" if self.is_unfolded else "unfold"

    @property
    def head_count(self) -> int:
        """How many rows stand above the text."""
        return len(self._head())

    @property
    def newest(self) -> Message | MessageOutline:
        """The best description there is."""
        return self.message or self.outline

    # ---- content -------------------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Take the message's text, or a newer state of it."""
        self.message = message
        self.outline = message.outline()
        self._reasoning, self._reasoning_ms = message.reasoning, message.reasoning_ms
        self._stream, self._blocks, self._slow = None, None, None
        if self.rows is not None:
            self._refill()

    def drop(self) -> None:
        """Forget the text and all that was made from it; heights stay in the flow."""
        self.message, self._blocks, self._stream, self._slow, self.rows = None, None, None, None, None

    def begin(self, message: Message) -> None:
        """Begin to grow from a message that may already have text."""
        from chatdesk.markup.incremental import BlockStream  # 60 ms with the parser, not needed to show a window

        self.take(message)
        self.is_live = True
        self._stream = BlockStream()
        if message.text:
            self._stream.append(message.text)
        if self.rows is not None:
            self._refill()

    def grow(self, text: str, reasoning: str, reasoning_ms: int | None = None) -> None:
        """Append to a growing reply; one whose beginning is missing shows all when it is finished."""
        if self._stream is None and self.message is not None and self.is_streaming:
            self.begin(self.message)
        if self._stream is None:
            return
        had_no_text = not self._stream.source
        first = self._stream.append(text) if text else len(self._stream.blocks)
        self._reasoning += reasoning
        self._reasoning_ms = reasoning_ms
        if self.rows is None:
            return
        if had_no_text or reasoning:
            self._refill()
        elif text:
            self._refill_from(first)

    def finish(self, message: Message) -> None:
        """Take the final state; blocks that the last piece did not change keep their layout."""
        self.is_live = True
        stream = self._stream
        if stream is None or stream.source != message.text:
            self.take(message)
            return
        first, head = stream.finish(), self._head()
        blocks = _closed(stream.blocks)
        if blocks and blocks[-1] is not stream.blocks[-1]:
            first = min(first, len(blocks) - 1)
        self.message, self.outline = message, message.outline()
        self._reasoning, self._reasoning_ms = message.reasoning, message.reasoning_ms
        self._stream, self._blocks = None, blocks
        if self.rows is None:
            return
        if head == self._head():
            self._refill_from(first)
        else:
            self._refill()

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks of the text."""
        if self._stream is not None:
            return tuple(self._stream.blocks)
        if self._blocks is None:
            self._blocks = self._parse()
        return self._blocks

    def _parse(self) -> tuple[Block, ...]:
        text = self.source
        if self.is_user or self.is_greeting:
            return plain_blocks(text)
        if self._slow is not None:
            return _closed(self._slow.finish())
        from chatdesk.markup.parse import parse  # 60 ms with the parser, not needed to show a window

        return _closed(parse(text))

    def plain_text(self) -> str:
        """Return what a screen reader reads."""
        images = [described(image) for image in self.images]
        return "\n".join([*images, *(plain_text(block) for block in self.blocks())]) if self.has_text else ""

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The pictures that were attached, none while the text is missing."""
        return self.message.images if self.message else ()

    def linked_images(self) -> list[LinkedImage]:
        """Return the pictures that the text links to."""
        return [f.content for f in self.fragments() if isinstance(f.content, LinkedImage)] if self.has_links else []

    @property
    def has_links(self) -> bool:
        """Whether the text may link to pictures; a cheap question."""
        return not self.is_user and "![" in self.source

    def snapshot(self) -> "Item":
        """Return a copy for reading that later changes do not reach."""
        made = copy.copy(self)
        made.rows = None
        made.freeze()
        return made

    def freeze(self) -> None:
        """Grow no more; what has come so far is all."""
        if self._stream is not None and self.message is not None:
            self.message = replace(self.message, parts=(TextPart(self.source),))
            self._blocks, self._stream = self.blocks(), None

    def head_blocks(self) -> list[Block]:
        """Return the blocks of the reasoning, if it is unfolded; for pictures, their names."""
        if self.images:
            return [Paragraph(Place(0, 0), gallery_text(self.images))]
        return [_quoted(block) for block in plain_blocks(self._reasoning)] if self.is_unfolded else []

    def block(self, key: BlockKey) -> CodeBlock | Table | None:
        """Return one of its blocks of code or tables."""
        blocks = plain_blocks(self._reasoning) if key.in_reasoning else self.blocks()
        wanted = (block for block in blocks if isinstance(block, CodeBlock | Table) and block.place.source_start == key.start)
        return next(wanted, None)

    def fragments(self) -> list[Fragment]:
        """Return the fragments of all that is shown; none while the text is missing."""
        if self.rows is not None:
            return [row.fragment for row in self.rows.rows]
        if not self.has_text:
            return []
        return [*self._head(), *(fragment for block in self.blocks() for fragment in fragments(block))]

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

    def set_folded(self, *, is_folded: bool) -> None:
        """Fold or unfold the reasoning."""
        self.is_unfolded = not is_folded
        if self.rows is not None:
            self._refill()

    def _refill(self) -> None:
        rows = self.rows
        assert rows is not None
        self.states.folds_new = not self.is_streaming
        head = self._head()
        parts = [list(fragments(block)) for block in self.blocks()]
        self._first_rows = []
        count = len(head)
        for part in parts:
            self._first_rows.append(count)
            count += len(part)
        rows.replace_from(0, [*head, *(fragment for part in parts for fragment in part)])
        self._lay_out_small()

    def _refill_from(self, first: int) -> None:
        rows, blocks = self.rows, self.blocks()
        assert rows is not None
        first = min(first, len(self._first_rows))
        start = self._first_rows[first] if first < len(self._first_rows) else len(rows.rows)
        del self._first_rows[first:]
        added: list[Fragment] = []
        for block in blocks[first:]:
            self._first_rows.append(start + len(added))
            added.extend(fragments(block))
        rows.replace_from(start, added)

    def _head(self) -> list[Fragment]:
        """Return what stands before the text: a person's pictures, the folded reasoning, or that nothing has come yet."""
        if self.images:
            return [Fragment(Gallery(Place(0, 0), self.images))]
        is_waiting = self.is_streaming and not self.source
        if not self._reasoning:
            return [Fragment(Thinking())] if is_waiting else []
        head = [Fragment(Fold(self.is_unfolded, is_waiting, self.reasoning_seconds))]
        if self.is_unfolded:
            head += [part for block in self.head_blocks() for part in fragments(block, is_muted=True)]
        return head

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


def _closed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text that grows no more: a last block of code ends with it, even without its fence."""
    last = blocks[-1] if blocks else None
    return (*blocks[:-1], replace(last, is_open=False)) if isinstance(last, CodeBlock) and last.is_open else tuple(blocks)


def _quoted(block: Block) -> Block:
    """Return a block of reasoning with a bar before it, which sets it off from the answer."""
    return replace(block, place=replace(block.place, quotes=1))
