"""The edge to the ``openai`` SDK and httpx2: builds a client, sees to what leaves the computer, and tells their faults.

Importing this takes a second of CPU, so it is imported once, on a thread of its own: see ``clients``.
"""

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar

import anyio
import anyio.lowlevel
import httpx2
import openai
from openai import AsyncAPIResponse

from chatdesk import __version__
from chatdesk.core import errors
from chatdesk.core.errors import EnvironmentFault
from chatdesk.core.secret import Secret
from chatdesk.providers.environment import Proxy
from chatdesk.providers.errors import Faults
from chatdesk.providers.transport import make_transport

MAX_ERROR_BODY = 64 * 1024
"""Bytes read of an answer that is not 2xx."""

_TIMEOUT = httpx2.Timeout(connect=10.0, read=None, write=30.0, pool=5.0)
"""Waiting for the answer has limits of its own, see ``patience``."""


class Service:
    """One endpoint's client."""

    edge_errors: ClassVar[tuple[type[Exception], ...]] = (
        openai.OpenAIError,
        httpx2.HTTPError,
        httpx2.InvalidURL,
        httpx2.StreamError,
        anyio.EndOfStream,
        anyio.ClosedResourceError,
        anyio.BrokenResourceError,
        OSError,
        ValueError,
        OverflowError,
        RuntimeError,
        ExceptionGroup,
    )
    """What the SDK and what is below it were seen to raise when a server or the network fails."""

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        proxy: Proxy | None,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Build the client; slow, so not on the event loop's thread. Raises EnvironmentFault."""
        self._proxy = proxy
        self._client = openai.AsyncOpenAI(
            # The transport writes the headers; what the SDK takes from the environment for these does not get past it.
            api_key="-",
            admin_api_key="",
            organization="",
            project="",
            webhook_secret="",
            base_url=base_url,
            max_retries=0,
            timeout=_TIMEOUT,
            http_client=httpx2.AsyncClient(
                transport=_GuardedTransport(transport or make_transport(base_url, proxy), key),
                timeout=_TIMEOUT,
                follow_redirects=False,
                trust_env=False,
            ),
        )
        self._completions = self._client.chat.completions.with_streaming_response
        self._models = self._client.models.with_streaming_response

    def chat(self, body: dict[str, Any]) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        """Return the request for a streamed completion with this body; entering it sends it.

        The body goes past the SDK's converter of typed arguments, which has nothing to convert in it and takes 200 µs a
        message: 200 ms of the event loop's time for 1,000.
        """
        return self._completions.create(model=body["model"], messages=(), stream=True, extra_body=body)

    def models(self) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        """Return the request for the list of models; entering it sends it."""
        return self._models.list()

    def body(self, response: AsyncAPIResponse[Any]) -> AsyncIterator[bytes]:
        """Return the bytes of the body as they come, undecoded."""
        stream = response.http_response.stream
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise TypeError("an asynchronous client gives asynchronous streams")
        return aiter(stream)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    def fault(self, error: Exception, faults: Faults, *, is_answering: bool) -> errors.ChatDeskError:
        """Return what an error of ``edge_errors`` means; ``is_answering`` once the body has begun."""
        if isinstance(error, openai.APIStatusError):
            return self._status_fault(error, faults)
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return errors.CertificateUntrusted(faults.host, faults.detail(cause.verify_message or ""))
        if is_answering:
            return errors.ConnectionBroken(faults.host)
        if self._proxy and any(
            isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)) for cause in causes
        ):
            return EnvironmentFault(self._proxy.variable, "the proxy does not let through")
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return errors.HostNotFound(faults.host)
        return errors.Unreachable(faults.host, _unreachable_detail(causes))

    def _status_fault(self, error: openai.APIStatusError, faults: Faults) -> errors.ChatDeskError:
        response = error.response
        if response.status_code == 407 and self._proxy:
            return EnvironmentFault(self._proxy.variable, "the proxy asks for a login")
        text = response.content.decode("utf-8", "replace")
        return faults.of_status(response.status_code, response.headers, text, str(response.url))


class _GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends only the headers that a request needs, and bounds what is read of an error."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, key: Secret | None) -> None:
        self._inner = inner
        self._key = key

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request with headers written anew: no platform facts, nothing from the environment."""
        headers = [
            ("Host", request.url.netloc.decode("ascii")),
            ("Accept", "application/json, text/event-stream"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"ChatDesk/{__version__}"),
        ]
        if request.method == "POST":
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(request.content)))]
        if self._key is not None:
            headers.append(("Authorization", f"Bearer {self._key.reveal()}"))
        # A new request, since the SDK reads its own marks from the headers of the old one afterwards.
        response = await self._inner.handle_async_request(
            httpx2.Request(request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions)
        )
        if response.is_success:
            return response
        kept = [
            (name, response.headers[name]) for name in ("location", "retry-after", "retry-after-ms") if name in response.headers
        ]
        return httpx2.Response(
            response.status_code, headers=kept, stream=_ErrorBody(response.stream), extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


class _ErrorBody(httpx2.AsyncByteStream):
    """The first ``MAX_ERROR_BODY`` bytes of an error's body; a connection that breaks only ends it."""

    def __init__(self, inner: Any) -> None:
        self._inner: httpx2.AsyncByteStream = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MAX_ERROR_BODY
        try:
            async for piece in self._inner:
                if left > 0:
                    yield piece[:left]
                left -= len(piece)
                if left <= 0:
                    # Reading on then ends the generators below, see Answer.close.
                    await self._inner.aclose()
        except httpx2.TransportError:
            return

    async def aclose(self) -> None:
        await self._inner.aclose()


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """Walk an error, what caused it, and the members of groups."""
    yield error
    if depth > 12:
        return
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member, depth + 1)
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _causes(cause, depth + 1)


def _unreachable_detail(causes: list[BaseException]) -> str:
    """Say in a word or two what happened, in none of the other side's words."""
    known: tuple[tuple[type[BaseException], str], ...] = (
        (ConnectionRefusedError, "refused"),
        (ConnectionResetError, "reset"),
        (httpx2.ConnectTimeout, "no connection in time"),
        (httpx2.TimeoutException, "not in time"),
        (ssl.SSLError, "TLS"),
        (httpx2.RemoteProtocolError, "not HTTP"),
        (httpx2.ReadError, "reset"),
    )
    return next((word for kind, word in known if any(isinstance(cause, kind) for cause in causes)), type(causes[0]).__name__)


class _Rehearsal(httpx2.AsyncBaseTransport):
    """A server that is not there."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, headers={"content-type": "text/event-stream"}, stream=httpx2.ByteStream(b"data: [DONE]\n\n")
        )


@functools.cache
def rehearse() -> None:
    """Go, once, through whole requests without a network, so that the first real one neither imports nor builds anything.

    To be called on the thread that imported this module: it takes some 100 ms.
    """
    loop = asyncio.SelectorEventLoop()
    try:
        loop.run_until_complete(_rehearse())
    finally:
        loop.close()


async def _rehearse() -> None:
    await make_transport("http://127.0.0.1/v1", None).aclose()
    await anyio.lowlevel.checkpoint()
    service = Service("https://127.0.0.1/v1", None, None, transport=_Rehearsal())
    try:
        body: dict[str, Any] = {"model": "-", "messages": [{"role": "user", "content": "-"}]}
        for request in (service.chat(body), service.models()):
            async with request as response:
                async for _ in service.body(response):
                    pass
    finally:
        await service.close()
