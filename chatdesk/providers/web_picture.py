"""Loads one picture from the web, which a person asked for by a click, with as little said about that person as possible.

Every hop is a request of its own without cookies, referrer or key. A link in a reply may be made to reach what only this
computer can reach, as a router's settings: a host that is found at a private address is asked only if the link itself
names it as one (an address such as 192.168.1.5, ``localhost``, or a name that only a private network can have); then it
is the person who wanted that, having seen the host on the button. The address that was checked is the one that is
connected to. Behind a proxy the proxy looks names up, so there only addresses in links are checked.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx2

from chatdesk import __version__
from chatdesk.core import errors
from chatdesk.core.address import host_of
from chatdesk.core.picture import MAX_WEB_BYTES, FetchedPicture
from chatdesk.providers.environment import Proxy, proxy_for
from chatdesk.providers.transport import make_transport
from chatdesk.providers.web import FOREIGN_ERRORS, MOST_HOPS, fault_of, redirection_target

SECONDS = 30.0
"""How long a picture may take, all its hops together."""

_TIMEOUT = {"connect": 10.0, "read": 20.0, "write": 10.0, "pool": 5.0}
_PRIVATE_ENDINGS = (".localhost", ".local", ".lan", ".internal", ".home.arpa")
_TRIED_ADDRESSES = 3

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Returns the addresses of a host, the best first; raises OSError."""


async def fetch(address: str, proxy: str = "", *, resolve: Resolve | None = None, seconds: float = SECONDS) -> FetchedPicture:
    """Return the bytes that an http or https address leads to; raises as ``core.ports.PictureFetcher.fetch`` says."""
    host = host_of(address)
    try:
        async with asyncio.timeout(seconds):
            return await _Walk(address, proxy, resolve or _resolve).to_the_end()
    except TimeoutError:
        fault: errors.ChatDeskError = errors.NoAnswer(host, seconds)
    raise fault


class _Walk:
    """The way from a link to a picture."""

    def __init__(self, address: str, proxy: str, resolve: Resolve) -> None:
        self._url = address
        self._setting = proxy
        self._resolve = resolve
        named = urlsplit(address).hostname or ""
        self._wanted_private = named if _names_private(named) else ""

    async def to_the_end(self) -> FetchedPicture:
        for _ in range(MOST_HOPS):
            host = host_of(self._url)
            async with self._response() as response:
                if not response.is_redirect:
                    return FetchedPicture(await _body(response, host), host)
                self._url = redirection_target(self._url, response.headers.get("location", ""))
        raise errors.Redirected(host_of(self._url), "")

    @asynccontextmanager
    async def _response(self) -> AsyncIterator[httpx2.Response]:
        """Send the request for the present URL to the addresses that it may go to, until one answers."""
        url, host = self._url, host_of(self._url)
        proxy = proxy_for(url, self._setting)
        addresses = await self._addresses(proxy)
        transport = await asyncio.get_running_loop().run_in_executor(None, make_transport, url, proxy)
        try:
            response = await _first_answer(transport, [_request(url, address) for address in addresses])
            try:
                yield response
            finally:
                await response.aclose()
        except FOREIGN_ERRORS as err:
            fault = fault_of(err, host, proxy, SECONDS)
            raise fault from None
        finally:
            await transport.aclose()

    async def _addresses(self, proxy: Proxy | None) -> list[str]:
        """Return where to connect to: checked addresses, or the name as it is where a proxy looks it up."""
        parts = urlsplit(self._url)
        name = parts.hostname or ""
        if name == self._wanted_private or _is_address(name) or (proxy is not None and not _names_private(name)):
            if _names_private(name) and name != self._wanted_private:
                raise errors.PrivateAddress(host_of(self._url))
            return [name]
        try:
            found = await self._resolve(name, parts.port or (443 if parts.scheme == "https" else 80))
        except OSError:
            raise errors.HostNotFound(host_of(self._url)) from None
        public = [address for address in found if _is_public(address)]
        if not public:
            raise errors.PrivateAddress(host_of(self._url))
        return public[:_TRIED_ADDRESSES]


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _names_private(host: str) -> bool:
    """Whether a host's name or address says by itself that it is in a private network."""
    name = host.lower().rstrip(".")
    if _is_address(name):
        return not _is_public(name)
    return name == "localhost" or "." not in name or name.endswith(_PRIVATE_ENDINGS)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def _request(url: str, address: str) -> httpx2.Request:
    """Return the request for a URL, to be sent to this address of its host."""
    parsed = httpx2.URL(url)
    headers = [
        ("Host", parsed.netloc.decode("ascii")),
        ("Accept", "image/png, image/jpeg, image/webp, image/gif, image/bmp"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", f"ChatDesk/{__version__}"),
    ]
    extensions = {"timeout": _TIMEOUT, "sni_hostname": parsed.host}
    return httpx2.Request("GET", parsed.copy_with(host=address, fragment=None), headers=headers, extensions=extensions)


async def _first_answer(transport: httpx2.AsyncBaseTransport, requests: list[httpx2.Request]) -> httpx2.Response:
    for request in requests[:-1]:
        try:
            return await transport.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            continue
    return await transport.handle_async_request(requests[-1])


async def _body(response: httpx2.Response, host: str) -> bytes:
    if not response.is_success:
        raise errors.RequestRefused(host, status=response.status_code)
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise errors.NotAnApi(host)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > MAX_WEB_BYTES:
        raise errors.ReplyTooLarge(host)
    pieces, size = [], 0
    stream = response.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    async for piece in stream:
        pieces.append(piece)
        size += len(piece)
        if size > MAX_WEB_BYTES:
            raise errors.ReplyTooLarge(host)
    return b"".join(pieces)
