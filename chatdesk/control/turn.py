"""One turn: a request goes out, a reply streams in, and every piece of it is kept."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from chatdesk.control.facts import ReplyChange, RetryScheduled
from chatdesk.control.keeping import Keeper
from chatdesk.control.tasks import Tasks
from chatdesk.control.thinking import ThinkingTime
from chatdesk.core.errors import ChatDeskError, RateLimited, ServiceBusy
from chatdesk.core.message import Message, Status
from chatdesk.core.ports import ChatProvider
from chatdesk.core.request import ChatRequest, Endpoint
from chatdesk.core.stream import ReasoningDelta, ReplyBuilder, StreamEvent, TextDelta

FRAME_SECONDS = 0.033
QUICK_FRAME_SECONDS = 0.016
SLOWEST_FRAME_SECONDS = 0.25
QUICK_PAINT_SECONDS = 0.004
"""Changes are shown 30 times a second, 60 times when showing one takes under 4 ms, less often when it takes long."""

KEEP_SECONDS = 0.25
KEEP_CHARACTERS = 4_096
"""A growing reply is written after this time or this much text, whichever comes first."""

RETRIES = 2
FIRST_RETRY_SECONDS = 1.0
"""How long to wait before the first retry when the service does not say; doubled for the second."""

LONGEST_RETRY_SECONDS = 60.0
"""A service that asks for a longer wait is not asked again by itself."""


class Turn(QObject):
    """Runs one request and grows one reply; belongs to a conversation, whether that is on the screen or not."""

    changed = Signal(object)
    """ReplyChange: at most 60 times a second."""

    retry_scheduled = Signal(object)
    """RetryScheduled."""

    retry_started = Signal()
    """The wait is over; the service is asked again."""

    ended = Signal(object, object)
    """Message, ChatDeskError or None: the reply's final state, before it is on disk."""

    written = Signal()
    """The final state is on disk, or in the keeper's memory until it can be written."""

    def __init__(
        self,
        *,
        conversation_id: str,
        reply: Message,
        provider: ChatProvider,
        keeper: Keeper,
        tasks: Tasks,
        begin: Callable[[], Awaitable[None]],
        explain: Callable[[ChatDeskError], Awaitable[ChatDeskError]],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.conversation_id = conversation_id
        self.status_when_canceled = Status.STOPPED
        self.kept = asyncio.Event()
        self._start = reply
        self._builder = ReplyBuilder(reply)
        self._provider = provider
        self._keeper = keeper
        self._tasks = tasks
        self._begin = begin
        self._explain = explain
        self._has_begun = False
        self._is_running = False
        self._has_ended = False
        self._clock = clock
        self._started_at = clock()
        self._first_token_ms: int | None = None
        self._thinking = ThinkingTime(reply.reasoning_ms, clock)
        self._unseen: list[StreamEvent] = []
        self._unkept: list[StreamEvent] = []
        self._unkept_characters = 0
        self._much_unkept = asyncio.Event()
        self._frame: asyncio.TimerHandle | None = None
        self._frame_seconds = FRAME_SECONDS

    @property
    def name(self) -> str:
        """The name of this turn's task."""
        return f"turn:{self.conversation_id}"

    def message(self) -> Message:
        """Return the reply as it stands."""
        return self._builder.message()

    def cancel(self, status: Status = Status.STOPPED) -> None:
        """End the turn now; the connection is closed and what arrived stays, with this status."""
        self.status_when_canceled = status
        self._tasks.cancel(self.name)
        if not self._is_running:
            # A task that is canceled before its first step never reaches its own clean-up.
            self._end(status, None)

    def show_now(self) -> None:
        """Emit what has not been shown yet."""
        if self._frame is not None:
            self._frame.cancel()
            self._frame = None
        if self._unseen:
            text, reasoning = _joined(self._unseen)
            self._unseen.clear()
            self.changed.emit(ReplyChange(self._start.id, text, reasoning, self._thinking.ms))

    def start(self, endpoint: Callable[[], Awaitable[Endpoint]], request: Callable[[], Awaitable[ChatRequest]]) -> None:
        """Write what was said (``begin``), find out where and what to send, and stream the reply."""
        self._tasks.start(self._run(endpoint, request), name=self.name)

    async def _run(self, endpoint: Callable[[], Awaitable[Endpoint]], request: Callable[[], Awaitable[ChatRequest]]) -> None:
        self._is_running = True
        status, error = Status.FAILED, None
        try:
            await self._begin()
            self._has_begun = True
            self._tasks.start(self._keep_growing(), name=f"keep:{self._start.id}")
            await self._ask(await endpoint(), await request())
            status = Status.COMPLETE
        except asyncio.CancelledError:
            status = self.status_when_canceled
            raise
        except ChatDeskError as caught:
            error = caught
            error = await self._explain(caught)
        finally:
            self._end(status, error)

    async def _ask(self, endpoint: Endpoint, request: ChatRequest) -> None:
        for attempt in range(RETRIES + 1):
            try:
                await self._receive(endpoint, request)
            except (RateLimited, ServiceBusy) as error:
                seconds = _wait_before_retry(error, attempt)
                if self._builder.has_content or attempt == RETRIES or seconds > LONGEST_RETRY_SECONDS:
                    raise
                self.retry_scheduled.emit(RetryScheduled(error, seconds))
                await asyncio.sleep(seconds)
                self.retry_started.emit()
            else:
                return

    async def _receive(self, endpoint: Endpoint, request: ChatRequest) -> None:
        async with aclosing(self._provider.stream(endpoint, request)) as events:
            async for event in events:
                self._builder.apply(event)
                if isinstance(event, TextDelta | ReasoningDelta):
                    self._take(event)

    def _take(self, event: TextDelta | ReasoningDelta) -> None:
        if self._first_token_ms is None:
            self._first_token_ms = self._elapsed_ms()
        self._thinking.take(event)
        self._builder.reasoning_ms = self._thinking.ms
        self._unseen.append(event)
        self._unkept.append(event)
        self._unkept_characters += len(event.text)
        if self._unkept_characters >= KEEP_CHARACTERS:
            self._much_unkept.set()
        if self._frame is None:
            self._frame = asyncio.get_running_loop().call_later(self._frame_seconds, self._on_frame)

    def _on_frame(self) -> None:
        self._frame = None
        begun = time.thread_time()
        self.show_now()
        cost = time.thread_time() - begun
        slow_enough = QUICK_FRAME_SECONDS if cost < QUICK_PAINT_SECONDS else FRAME_SECONDS
        self._frame_seconds = min(max(3 * cost, slow_enough), SLOWEST_FRAME_SECONDS)

    async def _keep_growing(self) -> None:
        while True:
            try:
                async with asyncio.timeout(KEEP_SECONDS):
                    await self._much_unkept.wait()
            except TimeoutError:
                pass
            self._much_unkept.clear()
            if self._unkept:
                text, reasoning = _joined(self._unkept)
                self._unkept.clear()
                self._unkept_characters = 0
                await self._keeper.append_partial(self._start.id, text, reasoning)

    def _end(self, status: Status, error: ChatDeskError | None) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        self.show_now()
        self._tasks.cancel(f"keep:{self._start.id}")
        self._thinking.end()
        self._builder.reasoning_ms = self._thinking.ms
        message = replace(
            self._builder.message(),
            status=status,
            first_token_ms=self._first_token_ms,
            duration_ms=self._elapsed_ms(),
        )
        self._tasks.start(self._finish(message), name=f"finish:{message.id}")
        self.ended.emit(message, error)

    async def _finish(self, message: Message) -> None:
        try:
            if not self._has_begun:
                await self._begin()
            await self._keeper.finish(self.conversation_id, message)
        finally:
            self.kept.set()
            self.written.emit()

    def _elapsed_ms(self) -> int:
        return round((self._clock() - self._started_at) * 1000)


def _joined(events: list[StreamEvent]) -> tuple[str, str]:
    """Return the text and the reasoning of events."""
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    return text, "".join(event.text for event in events if isinstance(event, ReasoningDelta))


def _wait_before_retry(error: RateLimited | ServiceBusy, attempt: int) -> float:
    """Return the seconds that the service asked for, else our own with up to a quarter more, so clients spread out."""
    if error.retry_after is not None:
        return max(error.retry_after, 0.0)
    return FIRST_RETRY_SECONDS * (1 << attempt) * random.uniform(1.0, 1.25)  # noqa: S311  no secret hangs on it
