"""What a message says, as far as it is known: its source and its blocks, also while they grow or are found out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chatdesk.core.message import ImagePart, Message, MessageOutline, Role, Status, TextPart
from chatdesk.markup.blocks import Block, CodeBlock, Paragraph, Place, Table, plain_text
from chatdesk.ui.picture_wording import described
from chatdesk.ui.transcript.block_state import BlockKey
from chatdesk.ui.transcript.fragments import Fold, Fragment, LinkedImage, Thinking, fragments, gallery, gallery_text
from chatdesk.ui.transcript.plain import plain_blocks
from chatdesk.ui.transcript.slow_reading import SlowReading

if TYPE_CHECKING:
    from chatdesk.markup.incremental import BlockStream

LONG = 12_000
"""Characters of a text that is read at once, in 25 ms; a longer one is read bit by bit, between frames."""
MANY_LINES = 800
"""Lines of such a text: each costs some time, even if there is little in it."""


class MessageText:
    """A message whose text may be missing, be there, or grow."""

    def __init__(self, outline: MessageOutline, message: Message | None = None, *, is_greeting: bool = False) -> None:
        self.outline = outline
        self.message = message
        self.is_greeting = is_greeting
        self.is_live = message is not None
        """Whether the text came while the conversation was open; such a text is never dropped."""

    # Beginnings that most messages keep: opening a conversation may make 10,000.
    is_unfolded = False
    """Whether the reasoning is shown."""
    _blocks: tuple[Block, ...] | None = None
    _slow: SlowReading | None = None
    _stream: "BlockStream | None" = None
    _reasoning = ""
    _reasoning_ms: int | None = None

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
        is_short = self.outline.characters <= LONG and self.outline.newlines <= MANY_LINES
        return self.message is not None and (is_plain or is_known or is_short)

    @property
    def is_behind(self) -> bool:
        """Whether there is something to find out: a long text was not read yet, or is read again as it has definitions."""
        return self._slow is not None or (self.has_text and not self.is_read)

    def read_on(self) -> None:
        """Do a few milliseconds of finding out the blocks of a long text."""
        if self._slow is None:
            self._slow = SlowReading(self.source)
        if self._slow.step():
            self._blocks, self._slow = _closed(self._slow.finish()), None

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
        return len(self.head())

    @property
    def newest(self) -> Message | MessageOutline:
        """The best description there is."""
        return self.message or self.outline

    # ---- taking ---------------------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Take the message's text, or a newer state of it."""
        self._take(message, None)

    def _take(self, message: Message, blocks: tuple[Block, ...] | None) -> None:
        self.message, self.outline = message, message.outline()
        self._reasoning, self._reasoning_ms = message.reasoning, message.reasoning_ms
        self._stream, self._slow, self._blocks = None, None, blocks

    def drop(self) -> None:
        """Forget the text and all that was made from it."""
        self.message, self._blocks, self._stream, self._slow = None, None, None, None

    def begin(self, message: Message) -> None:
        """Begin to grow from a message that may already have text."""
        from chatdesk.markup.incremental import BlockStream  # 60 ms with the parser, not needed to show a window

        self._take(message, None)
        self.is_live = True
        self._stream = BlockStream()
        if message.text:
            self._stream.append(message.text)

    def grow(self, text: str, reasoning: str, reasoning_ms: int | None = None) -> int | None:
        """Append to a growing reply; return the first block that changed, None when what stands above them may have, too.

        One whose beginning is missing shows all when it is finished.
        """
        if self._stream is None and self.message is not None and self.is_streaming:
            self.begin(self.message)
        if self._stream is None:
            return None
        had_no_text = not self._stream.source
        first = self._stream.append(text) if text else len(self._stream.blocks)
        self._reasoning += reasoning
        self._reasoning_ms = reasoning_ms
        return None if had_no_text or reasoning else first

    def finish(self, message: Message) -> int | None:
        """Take the final state; return the first block that changed, None when what stands above them may have, too."""
        self.is_live = True
        stream = self._stream
        if stream is None or stream.source != message.text:
            self._take(message, None)
            return None
        is_long = len(message.text) > LONG
        first, head = stream.finish(reads_again=not is_long), self.head()
        blocks = _closed(stream.blocks)
        if blocks and blocks[-1] is not stream.blocks[-1]:
            first = min(first, len(blocks) - 1)
        self._take(message, blocks)
        if is_long and stream.has_definitions:
            self._slow = SlowReading(message.text)
        return first if head == self.head() else None

    # ---- blocks and fragments ------------------------------------------------------------------------------

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
            slow, self._slow = self._slow, None
            return _closed(slow.finish())
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

    @property
    def has_links(self) -> bool:
        """Whether the text may link to pictures; a cheap question."""
        return not self.is_user and "![" in self.source

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

    def head(self) -> list[Fragment]:
        """Return what stands before the text: a person's pictures, the folded reasoning, or that nothing has come yet."""
        if self.images:
            return [gallery(self.images)]
        is_waiting = self.is_streaming and not self.source
        if not self._reasoning:
            return [Fragment(Thinking())] if is_waiting else []
        head = [Fragment(Fold(self.is_unfolded, is_waiting, self.reasoning_seconds))]
        if self.is_unfolded:
            head += [part for block in self.head_blocks() for part in fragments(block, is_muted=True)]
        return head

    def fragments(self) -> list[Fragment]:
        """Return the fragments of all that is shown; none while the text is missing."""
        if not self.has_text:
            return []
        return [*self.head(), *(fragment for block in self.blocks() for fragment in fragments(block))]

    def linked_images(self) -> list[LinkedImage]:
        """Return the pictures that the text links to."""
        return [f.content for f in self.fragments() if isinstance(f.content, LinkedImage)] if self.has_links else []


def _closed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text that grows no more: a last block of code ends with it, even without its fence."""
    last = blocks[-1] if blocks else None
    return (*blocks[:-1], replace(last, is_open=False)) if isinstance(last, CodeBlock) and last.is_open else tuple(blocks)


def _quoted(block: Block) -> Block:
    """Return a block of reasoning with a bar before it, which sets it off from the answer."""
    return replace(block, place=replace(block.place, quotes=1))
