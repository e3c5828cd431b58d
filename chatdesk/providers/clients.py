"""The clients, one an endpoint: built off the event loop's thread, a few of them kept, none closed while in use."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from chatdesk.core.address import clean_base_url
from chatdesk.core.errors import KeyMalformed
from chatdesk.core.request import Endpoint
from chatdesk.core.secret import Secret
from chatdesk.providers.environment import Proxy, proxy_for

if TYPE_CHECKING:
    from chatdesk.providers.sdk import Service

T = TypeVar("T")

_KEPT = 4
"""Clients kept open for the next request."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a client is built from."""

    base_url: str
    key: Secret | None
    proxy: Proxy | None


@dataclass(slots=True)
class _Held:
    service: "Service"
    users: int = 0


def place_of(endpoint: Endpoint) -> Place:
    """Return what a client for the endpoint is built from. Raises AddressInvalid, KeyMalformed or EnvironmentFault."""
    base_url = clean_base_url(endpoint.base_url)
    if endpoint.key is not None and not all("!" <= character <= "~" for character in endpoint.key.reveal()):
        raise KeyMalformed
    key = endpoint.key if endpoint.key and endpoint.key.reveal() else None
    return Place(base_url, key, proxy_for(base_url, endpoint.proxy))


class Clients:
    """Lends clients. Belongs to one event loop; its one thread imports the SDK and builds."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="providers")
        self._held: OrderedDict[Place, _Held] = OrderedDict()

    async def warm_up(self) -> None:
        """Import the SDK and rehearse a request on the clients' thread."""
        await self._off_thread(_rehearse)

    @asynccontextmanager
    async def lease(self, place: Place) -> AsyncIterator["Service"]:
        """Lend the place's client, building it if need be; it stays open until it is given back."""
        held = self._held.get(place)
        if held is None:
            service = await self._off_thread(lambda: _build(place))
            held = self._held.setdefault(place, _Held(service))
        self._held.move_to_end(place)
        held.users += 1
        try:
            yield held.service
        finally:
            held.users -= 1
            await self._close_spare()

    async def close(self) -> None:
        """Close all clients and end the thread."""
        held, self._held = list(self._held.values()), OrderedDict()
        for one in held:
            await one.service.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _close_spare(self) -> None:
        spare = [place for place, held in self._held.items() if not held.users]
        for place in spare[: max(0, len(self._held) - _KEPT)]:
            await self._held.pop(place).service.close()

    async def _off_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _rehearse() -> None:
    # openai takes 0.6 to 1.6 s to import: here, on the clients' thread, and not at the top.
    from chatdesk.providers.sdk import rehearse

    rehearse()


def _build(place: Place) -> "Service":
    from chatdesk.providers.sdk import Service, rehearse

    rehearse()
    return Service(place.base_url, place.key, place.proxy)
