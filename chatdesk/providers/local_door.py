"""The door to the model on this computer; what is behind it is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.core.errors import ChatDeskError
    from chatdesk.core.request import Endpoint
    from chatdesk.providers.local_server import LlamaServer


class LocalModelServer:
    """Implements ``core.ports.LocalServer``, and finds the model file. Used from one event loop."""

    def __init__(self) -> None:
        self._crash_callbacks: list[Callable[[], None]] = []

    def locate(self, settings_path: str) -> Path:
        """Return the model file that ``endpoint`` can be asked for; see ``LlamaServer.locate``."""
        return self._server.locate(settings_path)

    async def endpoint(self, model_path: Path, context_tokens: int | None = None, threads: int = 0) -> Endpoint:
        """Start the server unless it runs, and return where it listens; see the port."""
        return await self._server.endpoint(model_path, context_tokens, threads)

    @property
    def context_tokens(self) -> int | None:
        """The context window of the running model, None while none runs."""
        return self._server.context_tokens if self._is_open else None

    @property
    def memory_bytes(self) -> int | None:
        """The memory that the process takes now; see the port."""
        return self._server.memory_bytes if self._is_open else None

    @property
    def was_killed(self) -> bool:
        """Whether the last process was ended from outside; see the port."""
        return self._is_open and self._server.was_killed

    async def why_ended(self) -> ChatDeskError | None:
        """Return why the last process ended without being asked to; see the port."""
        return await self._server.why_ended() if self._is_open else None

    def on_crashed(self, callback: Callable[[], None]) -> None:
        """Call back when the process ends without being asked to."""
        self._crash_callbacks.append(callback)

    async def stop(self) -> None:
        """End the process; the next ``endpoint`` starts another."""
        if self._is_open:
            await self._server.stop()

    async def close(self) -> None:
        """Stop the process."""
        if self._is_open:
            await self._server.close()

    @property
    def _is_open(self) -> bool:
        return "_server" in self.__dict__

    @cached_property
    def _server(self) -> LlamaServer:
        # 10 ms of CPU, which the first key pressed in the window does not need.
        from chatdesk.providers.local_server import LlamaServer

        server = LlamaServer()
        for callback in self._crash_callbacks:
            server.on_crashed(callback)
        return server
