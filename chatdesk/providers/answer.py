"""One answer of a service on its way: opened, read piece by piece with a limit on waiting, closed; all faults mapped."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING, Any

from chatdesk.core import errors
from chatdesk.providers.errors import Faults
from chatdesk.providers.patience import Patience

if TYPE_CHECKING:
    from openai import AsyncAPIResponse

    from chatdesk.providers.sdk import Service


class Answer:
    """What a service answers to one request.

    All methods raise ``core.errors`` errors alone, raised outside the handlers of the errors that they stand for: those
    hold the request, so neither they nor their context may reach a log.
    """

    def __init__(self, service: "Service", faults: Faults, seconds: float) -> None:
        self._service = service
        self._faults = faults
        self._stack = AsyncExitStack()
        self._next: Callable[[], Awaitable[bytes]] | None = None
        self.patience = Patience(seconds)
        self.had_content = False
        """Whether a part of the reply has come; it goes into NoAnswer."""
        self.may_end_anyhow = False
        """Whether all that matters has come: faults then only end the body."""

    async def open(self, request: "AbstractAsyncContextManager[AsyncAPIResponse[Any]]") -> None:
        """Send the request and wait for the answer's head."""
        try:
            response = await self.patience.wait(self._stack.enter_async_context(request))
        except TimeoutError:
            fault: errors.ChatDeskError = self._no_answer()
        except self._service.edge_errors as err:
            fault = self._service.fault(err, self._faults, is_answering=False)
        else:
            encoding = response.headers.get("content-encoding", "identity").strip().lower()
            if encoding in ("", "identity"):
                self._next = self._service.body(response).__anext__
                return
            fault = errors.NotAnApi(self._faults.host, self._faults.detail(f"Content-Encoding: {encoding}"))
        raise fault

    async def next_piece(self) -> bytes | None:
        """Return the next bytes of the body, None at its end."""
        if self._next is None:
            return None
        self.patience.begin()
        try:
            return await self._next()
        except StopAsyncIteration:
            return None
        except asyncio.CancelledError:
            if not self.patience.is_over():
                raise
            fault: errors.ChatDeskError = self._no_answer()
        except self._service.edge_errors as err:
            fault = self._service.fault(err, self._faults, is_answering=True)
        finally:
            self.patience.end()
        if self.may_end_anyhow:
            return None
        raise fault

    async def body(self, limit: int) -> bytes:
        """Return the whole body. Raises ReplyTooLarge beyond ``limit`` bytes."""
        pieces: list[bytes] = []
        size = 0
        while (piece := await self.next_piece()) is not None:
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise errors.ReplyTooLarge(self._faults.host)
        return b"".join(pieces)

    async def close(self) -> None:
        """Close the answer; a connection whose answer was not read to its end is closed with it.

        What is left of the body is then read until the closed connection shows, since httpx2 leaves the generators below an
        unfinished one to the garbage collector, and qasync's loop has no hook that would end them.
        """
        self.patience.stop()
        try:
            await self._stack.aclose()
            while self._next is not None:
                await self._next()
        except StopAsyncIteration:
            return
        except self._service.edge_errors:
            # What was closed may be broken, and now is.
            return

    def _no_answer(self) -> errors.NoAnswer:
        return errors.NoAnswer(self._faults.host, self.patience.seconds, self.had_content)
