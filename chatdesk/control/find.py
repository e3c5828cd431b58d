"""Finding in the open conversation: how often a text is in it, and from hit to hit.

The history is sifted in the reader's thread; only messages that the sieve can't judge are read, a slice at a time, those
near the reader first. So the count grows for a moment, and is exact when ``is_counting`` ends.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.open_conversation import OpenConversation
from chatdesk.control.tally import Gap, Hit, Tally
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.message import Message
from chatdesk.core.ports import Judge
from chatdesk.core.wanted import Wanted

SLICE_SECONDS = 0.004
"""CPU time of the GUI thread after which everything else has its turn."""
FIRST_BATCH, BATCH = 100, 2_000
"""Messages sifted at a time: first those the reader is at, then more and more."""
READ_AT_ONCE = 8
TELL_SECONDS = 0.1
"""How often a growing count is told."""
RECOUNT_SECONDS, RECOUNTED_A_SECOND = 1.0, 10_000
"""How often a reply that streams is counted again; a long one less often, so many characters a second."""

_TASK = "find"


@dataclass(frozen=True, slots=True)
class FindState:
    """What is known. ``number`` is which of all hits the reader is at, from 1, 0 for none.

    ``is_counting`` says that both numbers may still grow, ``has_wrapped`` that the last step led to the other end.
    """

    wanted: Wanted | None = None
    hit: Hit | None = None
    number: int = 0
    total: int = 0
    is_counting: bool = False
    has_wrapped: bool = False


class FindController(QObject):
    """Counts and steps; where in a message a hit is, the view knows."""

    changed = Signal(object)
    """FindState."""

    arrived = Signal(object)
    """Hit: the reader asked for this one."""

    left = Signal()
    """Another conversation is open; nothing is looked for any more."""

    def __init__(
        self,
        *,
        chat: ChatController,
        turns: Turns,
        tasks: Tasks,
        make_judge: Callable[[Wanted], Judge],
        counting: Callable[[Message, Wanted], Iterator[int]],
        parent: QObject | None = None,
    ) -> None:
        """``counting`` yields how many hits a message shows, part by part; ``make_judge`` tells what it can without reading."""
        super().__init__(parent)
        self._chat = chat
        self._turns = turns
        self._tasks = tasks
        self._make_judge = make_judge
        self._counting = counting
        self._conversation: OpenConversation | None = None
        self._head: tuple[OpenConversation, str | None] | None = None
        self._ids: list[str] = []
        self._tally = Tally(())
        self._wanted: Wanted | None = None
        self._near = Hit("", 0)
        self._hit: Hit | None = None
        self._steps = 0
        self._gap: int | None = None
        self._is_seeking = self._is_counting = self._has_wrapped = False
        self._slice_began = self._told_at = 0.0
        self._recount: asyncio.TimerHandle | None = None
        chat.conversation_opened.connect(self._on_conversation_opened)
        chat.message_added.connect(self._on_message)
        chat.reply_started.connect(self._on_message)
        chat.reply_changed.connect(self._on_reply_changed)
        chat.reply_finished.connect(self._on_message)

    @property
    def state(self) -> FindState:
        """What is known now."""
        number = 0 if self._hit is None else self._tally.rank(self._hit)
        return FindState(self._wanted, self._hit, number, self._tally.total, self._is_counting, self._has_wrapped)

    def search(self, wanted: Wanted, near: Hit) -> None:
        """Look for a text and go to the first hit from ``near`` on, or the last one before; a blank text is not looked for."""
        self.stop()
        self._conversation = conversation = self._chat.conversation
        if wanted.is_blank or conversation is None:
            return
        self._wanted, self._near, self._is_seeking = wanted, near, True
        self._tally = Tally(self._branch(conversation))
        self._run()

    def step(self, step: int) -> None:
        """Go to the next hit (1) or the one before (-1), around the end; as soon as it is known which that is."""
        if self._wanted is None:
            return
        if self._hit is None:
            self._is_seeking = True
        else:
            self._steps += step
        self._advance()
        self._tell()

    def stop(self) -> None:
        """Look for nothing."""
        self._tasks.cancel(_TASK)
        if self._recount is not None:
            self._recount.cancel()
            self._recount = None
        self._wanted = self._hit = self._gap = None
        self._steps, self._tally = 0, Tally(())
        self._is_seeking = self._is_counting = self._has_wrapped = False
        self._tell()

    def _branch(self, conversation: OpenConversation) -> list[str]:
        """Return the ids of the active branch, oldest first; kept, as a search for every key would walk it anew."""
        head = (conversation, conversation.tree.head_id)
        if head != self._head:
            self._head, self._ids = head, [outline.id for outline in conversation.branch()]
        return self._ids

    # ---- counting ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._is_counting = True
        self._tell()
        assert self._conversation is not None
        assert self._wanted is not None
        self._tasks.start(self._count_all(self._conversation, self._wanted), name=_TASK)

    async def _count_all(self, conversation: OpenConversation, wanted: Wanted) -> None:
        unknown = self._tally.unknown(self._place())
        await asyncio.sleep(0)  # so far it took some milliseconds
        judge = self._make_judge(wanted) if unknown else None
        size = FIRST_BATCH
        self._advance()
        while judge is not None and unknown:
            batch, unknown = unknown[:size], unknown[size:]
            await self._sift(conversation, judge, batch)
            await self._fill_gap(conversation, wanted)
            size = min(4 * size, BATCH)
        while self._tally.unread:
            await self._read(conversation, wanted, self._place())
            await self._fill_gap(conversation, wanted)
        self._is_seeking = self._is_counting = False
        self._tell()

    async def _sift(self, conversation: OpenConversation, judge: Judge, places: list[int]) -> None:
        verdicts = await conversation.sift([self._tally.ids[place] for place in places], judge)
        self._tally.take(places, verdicts)
        self._advance()
        self._tell_sometimes()

    async def _fill_gap(self, conversation: OpenConversation, wanted: Wanted) -> None:
        """Read what the reader waits for."""
        while self._gap is not None and self._gap in self._tally.unread:
            await self._read(conversation, wanted, self._gap)

    async def _read(self, conversation: OpenConversation, wanted: Wanted, near: int) -> None:
        """Count some messages by reading them, the nearest first."""
        places = self._tally.nearest_unread(near, READ_AT_ONCE)
        found = {message.id: message for message in await conversation.read([self._tally.ids[place] for place in places])}
        if (growing := self._growing()) is not None:
            found[growing.id] = growing
        for place in places:
            message = found.get(self._tally.ids[place])
            self._tally.note(place, 0 if message is None else await self._count(message, wanted))
            self._correct()
            self._advance()
            self._tell_sometimes()

    def _growing(self) -> Message | None:
        """Return the reply that is under way, as far as it has come."""
        turn = None if self._conversation is None else self._turns.find(self._conversation.id)
        return None if turn is None else turn.message()

    async def _count(self, message: Message, wanted: Wanted) -> int:
        total = 0
        for count in self._counting(message, wanted):
            total += count
            if time.thread_time() - self._slice_began > SLICE_SECONDS:
                await asyncio.sleep(0)
                self._slice_began = time.thread_time()
        return total

    # ---- going ------------------------------------------------------------------------------------------------

    def _place(self) -> int:
        """Return the place in the branch that the reader is at."""
        at = self._hit or self._near
        return self._tally.places.get(at.message_id, 0)

    def _advance(self) -> None:
        """Go where the reader wants to, as far as it is known."""
        self._gap = None
        if self._is_seeking and self._hit is None:
            self._go(self._tally.at_or_after(self._near), has_wrapped=False)
        while self._steps and self._hit is not None and self._gap is None:
            step = 1 if self._steps > 0 else -1
            target, has_wrapped = self._tally.beside(self._hit, step)
            self._go(target, has_wrapped=has_wrapped)
            if self._gap is None:
                self._steps -= step

    def _go(self, target: Hit | Gap | None, *, has_wrapped: bool) -> None:
        if isinstance(target, Gap):
            self._gap = target.place
        elif target is not None:
            self._hit, self._has_wrapped, self._is_seeking = target, has_wrapped, False
            self._tell()
            self.arrived.emit(target)

    def _correct(self) -> None:
        """Stay within the hits of a message that was counted again."""
        hit = self._hit
        count = None if hit is None else self._tally[self._tally.places[hit.message_id]]
        if hit is not None and count is not None and hit.index >= count:
            self._hit, self._near = (Hit(hit.message_id, count - 1) if count else None), hit

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        self.changed.emit(self.state)

    def _tell_sometimes(self) -> None:
        if time.monotonic() - self._told_at > TELL_SECONDS:
            self._tell()

    # ---- the conversation goes on -----------------------------------------------------------------------------

    def _on_conversation_opened(self) -> None:
        conversation = self._chat.conversation
        if self._wanted is None or self._conversation is None or conversation is None:
            return
        if conversation.id != self._conversation.id:
            self.stop()
            self.left.emit()
            return
        self._conversation = conversation
        self._tally = Tally(self._branch(conversation), self._tally.known())
        self._steps = 0
        if self._hit is not None and self._hit.message_id not in self._tally.places:
            self._near, self._hit = self._hit, None
        self._run()

    def _on_message(self, message: Message) -> None:
        """Count a message that is new or has another text; the reader stays where he is."""
        if self._wanted is not None:
            self._tally.add(message.id)
            if not self._is_counting:
                self._run()

    def _on_reply_changed(self) -> None:
        """Count a reply that streams now and then; a long one, which takes long to read, less often."""
        if self._wanted is None or self._recount is not None or (growing := self._growing()) is None:
            return
        seconds = max(RECOUNT_SECONDS, len(growing.text) / RECOUNTED_A_SECOND)
        self._recount = asyncio.get_running_loop().call_later(seconds, self._on_recount_due)

    def _on_recount_due(self) -> None:
        self._recount, growing = None, self._growing()
        if growing is not None:
            self._on_message(growing)
