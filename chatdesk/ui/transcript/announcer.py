"""What a screen reader is told of a reply: its finished paragraphs, now and then, and at the end the rest of it."""

import time
from collections.abc import Callable, Sequence

from chatdesk.markup.blocks import Block, CodeBlock, plain_text
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.wording import ending, spoken

PAUSE_SECONDS = 4.0
"""At least this long between two announcements of a growing reply, so that each can be heard."""
SPEECH_LIMIT = 2_000
"""Characters announced of one reply: two minutes of speech. The whole text is the name of its item."""
_SENTENCE_ENDS = (". ", "! ", "? ", "。", "！", "？", "\n")


class Announcer:
    """Announces one reply at a time, each part of it once.

    ``say`` announces a text politely, that is after what is being spoken; ``is_heard`` says whether there is anyone to
    announce to, ``is_watched`` whether the window has the keyboard: a reply that comes in the background is told of in one
    sentence. ``clock`` gives seconds.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        is_heard: Callable[[], bool],
        is_watched: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._is_heard = is_heard
        self._is_watched = is_watched
        self._clock = clock
        self._said_blocks = 0
        self._room = SPEECH_LIMIT
        self._next_at = 0.0

    def begin(self, item: Item) -> None:
        """Announce that a reply begins; what is there already, as of one that goes on, was told before."""
        if not self._is_heard():
            return
        self._said_blocks = max(0, len(item.blocks()) - 1)
        self._room = SPEECH_LIMIT
        self._next_at = self._clock() + PAUSE_SECONDS
        if item.is_streaming and not item.source and self._is_watched():
            self._say(spoken("thinking"))

    def grow(self, item: Item) -> None:
        """Announce the paragraphs that are finished, if the last announcement was some time ago."""
        if not self._is_heard() or self._clock() < self._next_at or not self._is_watched():
            return
        finished = item.blocks()[self._said_blocks : -1]
        if finished:
            self._said_blocks += len(finished)
            self._next_at = self._clock() + PAUSE_SECONDS
            self._tell(speech(finished))

    def finish(self, item: Item) -> None:
        """Announce what was not announced yet, and how the reply ended."""
        if not self._is_heard():
            return
        if self._is_watched():
            self._tell(speech(item.blocks()[self._said_blocks :]), ending(item.newest))
        else:
            self._say(" ".join(part for part in (spoken("answered"), ending(item.newest)) if part))

    def _tell(self, text: str, end: str = "") -> None:
        said = cut_to(text, self._room)
        is_cut, had_room = len(said) < len(text), self._room > 0
        self._room = 0 if is_cut else self._room - len(said)
        note = spoken("longer") if is_cut and had_room else ""
        told = "\n".join(part for part in (said, note, end) if part)
        if told:
            self._say(told)


def speech(blocks: Sequence[Block]) -> str:
    """Return blocks as they are spoken: code is counted, not read."""
    return "\n".join(_spoken_block(block) for block in blocks)


def _spoken_block(block: Block) -> str:
    if isinstance(block, CodeBlock):
        return spoken("code").format(count=block.text.count("\n") + 1)
    return plain_text(block)


def cut_to(text: str, room: int) -> str:
    """Return as many whole sentences of a text as fit, or as many characters when not even one does."""
    if len(text) <= room:
        return text
    end = max(text.rfind(mark, 0, room) + len(mark) if mark in text[:room] else 0 for mark in _SENTENCE_ENDS)
    return text[: end or room].rstrip()
