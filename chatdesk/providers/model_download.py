"""Downloads one model file, which a person asked for by a click, over HTTP: resumable, bounded in memory, and checked.

Being cancelled is a pause: the bytes that came stay, and the next download asks for the rest (Range), on condition that the
file is still the same (If-Range with its ETag). Whatever was resumed, the file is used only when the SHA-256 of all its bytes
on the disk is the published one. Imports httpx2, so it is itself imported when the first download begins.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

import httpx2

from chatdesk import __version__
from chatdesk.core import errors
from chatdesk.core.address import host_of
from chatdesk.core.local_models import CatalogModel
from chatdesk.core.model_ports import DownloadStage
from chatdesk.providers.environment import proxy_for
from chatdesk.providers.model_part import ModelPart
from chatdesk.providers.transport import make_transport
from chatdesk.providers.web import FOREIGN_ERRORS, MOST_HOPS, fault_of, redirection_target

READ_SECONDS = 30.0
"""How long nothing may come."""

_TIMEOUT = {"connect": 10.0, "read": READ_SECONDS, "write": 10.0, "pool": 5.0}
_BLOCK_BYTES = 1 << 20
"""Kept in memory before it is written."""

_SHOWN_SECONDS = 0.5
"""After so long less is written, too: so that a slow download is seen to go on."""

_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-\d{1,19}/(\d{1,19}|\*)")

P = ParamSpec("P")
T = TypeVar("T")

Progress = Callable[[DownloadStage, int], None]


async def download(model: CatalogModel, part: ModelPart, proxy: str, on_progress: Progress) -> Path:
    """Download the file and return where it is; raises as ``core.model_ports.ModelDownloader.download`` says."""
    return await _Download(model, part, proxy, on_progress).run()


class _Again(Exception):
    """The server cannot go on where the part ends: all of the file must be asked for."""


class _Download:
    """One go at one file. ``_have`` counts the bytes that are in the part."""

    def __init__(self, model: CatalogModel, part: ModelPart, proxy: str, on_progress: Progress) -> None:
        self._model = model
        self._part = part
        self._proxy = proxy
        self._tell = on_progress
        self._have = 0
        self._has_begun = False

    async def run(self) -> Path:
        try:
            self._have = await _off_thread(self._part.open)
            if self._have > self._model.size:
                await self._start_over()
            self._tell(DownloadStage.RECEIVING, self._have)
            if self._have < self._model.size:
                await self._receive()
        finally:
            await _off_thread(self._part.close)
        await self._check()
        return await _off_thread(self._part.finish)

    async def _start_over(self, validator: str = "") -> None:
        await _off_thread(self._part.begin, validator)
        self._have = 0

    async def _receive(self) -> None:
        try:
            await self._follow()
        except _Again:
            await self._start_over()
            await self._follow()
        if self._have < self._model.size:
            raise errors.ConnectionBroken(host_of(self._model.url))

    async def _follow(self) -> None:
        """Ask for what is missing, wherever the published address leads."""
        url = self._model.url
        for _ in range(MOST_HOPS):
            async with self._response(url) as response:
                if not response.is_redirect:
                    await self._take(response, host_of(url))
                    return
                target = redirection_target(url, response.headers.get("location", ""))
            if url.startswith("https:") and not target.startswith("https:"):
                raise errors.Redirected(host_of(url), urlsplit(target).netloc)
            url = target
        raise errors.Redirected(host_of(url), "")

    @asynccontextmanager
    async def _response(self, url: str) -> AsyncIterator[httpx2.Response]:
        host, proxy = host_of(url), proxy_for(url, self._proxy)
        transport = await asyncio.get_running_loop().run_in_executor(None, make_transport, url, proxy)
        try:
            response = await transport.handle_async_request(self._request(url))
            try:
                yield response
            finally:
                await response.aclose()
        except FOREIGN_ERRORS as err:
            fault = fault_of(err, host, proxy, READ_SECONDS)
            if self._has_begun and isinstance(fault, errors.Unreachable):
                fault = errors.ConnectionBroken(host)
            raise fault from None
        finally:
            await transport.aclose()

    def _request(self, url: str) -> httpx2.Request:
        headers = {"Accept-Encoding": "identity", "User-Agent": f"ChatDesk/{__version__}"}
        if self._have:
            headers["Range"] = f"bytes={self._have}-"
            if validator := self._part.validator:
                headers["If-Range"] = validator
        return httpx2.Request("GET", url, headers=headers, extensions={"timeout": _TIMEOUT})

    async def _take(self, response: httpx2.Response, host: str) -> None:
        """Take the bytes of an answer that is no redirection."""
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise errors.NotAnApi(host)
        match response.status_code:
            case 206:
                self._check_range(response.headers.get("content-range", ""))
            case 200:
                self._check_length(response.headers.get("content-length", ""), host)
                await self._start_over(_strong(response.headers.get("etag", "")))
            case 416 if self._have:
                raise _Again
            case status if status in (408, 429) or status >= 500:
                raise errors.ServiceBusy(host, status=status)
            case status:
                raise errors.RequestRefused(host, status=status)
        self._has_begun = True
        await self._take_body(response, host)

    def _check_range(self, text: str) -> None:
        found = _CONTENT_RANGE.fullmatch(text)
        if found is None or int(found[1]) != self._have or found[2] not in ("*", str(self._model.size)):
            raise _Again

    def _check_length(self, text: str, host: str) -> None:
        if text.isdecimal() and text != str(self._model.size):
            raise errors.ModelNotAsPublished(host, f"{text} bytes")

    async def _take_body(self, response: httpx2.Response, host: str) -> None:
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)
        clock = asyncio.get_running_loop().time
        block, written = bytearray(), clock()
        try:
            async for piece in stream:
                block += piece
                if self._have + len(block) > self._model.size:
                    block.clear()
                    await _off_thread(self._part.discard)
                    raise errors.ModelNotAsPublished(host, "too many bytes")
                if len(block) >= _BLOCK_BYTES or clock() - written > _SHOWN_SECONDS:
                    written = clock()
                    data = bytes(block)
                    block.clear()
                    await self._write(data)
        finally:
            if block:
                await self._write(bytes(block))

    async def _write(self, data: bytes) -> None:
        await _off_thread(self._part.append, data)
        self._have += len(data)
        self._tell(DownloadStage.RECEIVING, self._have)

    async def _check(self) -> None:
        """Compare the checksum of what is on the disk with the published one; what is not the file is removed."""
        slices, checked = self._part.digest_slices(), 0
        while length := await _off_thread(next, slices, 0):
            checked += length
            self._tell(DownloadStage.CHECKING, checked)
        if not self._part.is_as_published:
            await _off_thread(self._part.discard)
            raise errors.ModelNotAsPublished(host_of(self._model.url), "checksum")


def _strong(etag: str) -> str:
    """Return an ETag that a range may depend on, "" for a weak one (RFC 9110, 13.1.5)."""
    text = etag.strip()
    return text if text.startswith('"') and text.isascii() and text.isprintable() else ""


async def _off_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread, to its end even when canceled: the file it works on is closed only then."""
    future = asyncio.get_running_loop().run_in_executor(None, lambda: work(*args, **kwargs))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait({future})
        if not future.cancelled():
            future.exception()  # nobody is left to be told
        raise
