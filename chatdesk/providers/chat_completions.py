"""The door to the Chat Completions API; what is behind it is imported when it is first opened."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.core.request import ChatRequest, Endpoint
    from chatdesk.core.settings import ModelInfo
    from chatdesk.core.stream import StreamEvent
    from chatdesk.providers.completions import Completions


class ChatCompletions:
    """Implements ``core.ports.ChatProvider``. Belongs to one event loop."""

    def __init__(self) -> None:
        self._completions: Completions | None = None

    async def warm_up(self) -> None:
        """Import the SDK and rehearse a request, off the calling thread."""
        await asyncio.get_running_loop().run_in_executor(None, importlib.import_module, "chatdesk.providers.completions")
        await self._opened().warm_up()

    async def close(self) -> None:
        """Close all connections."""
        if self._completions is not None:
            await self._completions.close()

    def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Send the request and yield events as they come; see the port."""
        return self._opened().stream(endpoint, request)

    async def models(self, endpoint: Endpoint) -> tuple[ModelInfo, ...]:
        """List the models; see the port."""
        return await self._opened().models(endpoint)

    def _opened(self) -> Completions:
        if self._completions is None:
            # 30 ms of CPU even without the SDK, which the first key pressed in the window does not need.
            from chatdesk.providers.completions import Completions

            self._completions = Completions()
        return self._completions
