"""Chat over the Chat Completions API of any service: requests through the ``openai`` SDK, answers by our own reader."""

import asyncio
import re
from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import Any

from chatdesk.core import errors
from chatdesk.core.address import host_of
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.settings import ModelInfo
from chatdesk.core.stream import StreamEvent
from chatdesk.providers.answer import Answer
from chatdesk.providers.chunks import whole
from chatdesk.providers.clients import Clients, place_of
from chatdesk.providers.errors import Faults
from chatdesk.providers.model_list import MAX_BODY, read_models
from chatdesk.providers.reply_reader import ReplyReader

_USAGE_SECONDS = 2.0
"""How long to wait, after the finish reason, for the token counts and the end of the stream."""

_END_SECONDS = 0.1
"""How long to wait, after ``[DONE]``, for the end of the body: a body read to its end leaves the connection reusable."""

_SLICE_SECONDS = 0.008
"""Work after which the event loop gets its turn."""

_WAITED_SECONDS = 0.0003
"""A read that took longer has waited for the network, so the event loop had its turn."""

_MODELS_SECONDS = 20.0


class Completions:
    """What ``ChatCompletions`` does, once it is needed. Belongs to one event loop."""

    def __init__(self) -> None:
        self._clients = Clients()
        self._without_usage: set[str] = set()
        """Base URLs of services that refuse ``stream_options``."""

    async def warm_up(self) -> None:
        """Import the SDK and rehearse a request, off the calling thread."""
        await self._clients.warm_up()

    async def close(self) -> None:
        """Close all connections."""
        await self._clients.close()

    async def stream(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Send the request and yield events as they come; see the port."""
        place = place_of(endpoint)
        faults = Faults(host_of(place.base_url), place.key)
        async with self._clients.lease(place) as service:
            answer = Answer(service, faults, endpoint.first_token_seconds)
            try:
                try:
                    await answer.open(service.chat(self._body(request, place.base_url)))
                except errors.ServiceError as refused:
                    if _is_about_images(refused, request):
                        raise errors.ImagesRefused(faults.host, refused.detail) from refused
                    if not self._is_about_usage(refused, place.base_url):
                        raise
                    await answer.open(service.chat(self._body(request, place.base_url)))
                reply = _Reply(answer, faults, endpoint.idle_seconds)
                while not reply.is_over:
                    if reply.is_slice_over:
                        await asyncio.sleep(0)
                    if events := reply.take(await answer.next_piece()):
                        for event in events:
                            yield event
                        answer.patience.forgive()
                reply.check()
            finally:
                await answer.close()

    async def models(self, endpoint: Endpoint) -> tuple[ModelInfo, ...]:
        """List the models; see the port."""
        place = place_of(endpoint)
        faults = Faults(host_of(place.base_url), place.key)
        async with self._clients.lease(place) as service:
            answer = Answer(service, faults, min(endpoint.first_token_seconds, _MODELS_SECONDS))
            try:
                await answer.open(service.models())
                return read_models(await answer.body(MAX_BODY), faults)
            finally:
                await answer.close()

    def _body(self, request: ChatRequest, base_url: str) -> dict[str, Any]:
        messages = [{"role": message.role.value, "content": _content(message)} for message in request.messages]
        body: dict[str, Any] = {"model": request.model, "messages": messages}
        if base_url not in self._without_usage:
            body["stream_options"] = {"include_usage": True}
        return body

    def _is_about_usage(self, refused: errors.ServiceError, base_url: str) -> bool:
        """Whether the service refused to count tokens; then it is not asked for that again."""
        if base_url in self._without_usage or not ("stream_options" in refused.detail or "include_usage" in refused.detail):
            return False
        self._without_usage.add(base_url)
        return True


def _content(message: RequestMessage) -> str | list[dict[str, Any]]:
    """Return a message's ``content``: its text, or, with pictures, a list of parts."""
    text = whole(message.content)
    if not message.images:
        return text
    parts: list[dict[str, Any]] = [{"type": "text", "text": text}] if text.strip() else []
    for image in message.images:
        url = f"data:{image.media_type};base64,{b64encode(image.data).decode('ascii')}"
        parts.append({"type": "image_url", "image_url": {"url": url}})
    return parts


_ABOUT_IMAGES = re.compile(r"image|vision|multi-?modal|modalit|\bphoto", re.IGNORECASE)

_MAY_BE_ABOUT_IMAGES = errors.RequestRefused | errors.ModelNotFound | errors.ServiceBusy | errors.NotAnApi


def _is_about_images(refused: errors.ServiceError, request: ChatRequest) -> bool:
    """Whether a service refused a request for the pictures in it, as far as its words tell."""
    has_images = any(message.images for message in request.messages)
    is_about_request = isinstance(refused, _MAY_BE_ABOUT_IMAGES)
    return has_images and is_about_request and _ABOUT_IMAGES.search(refused.detail) is not None


class _Reply:
    """One reply being read, from the first byte of its body to its end; times are the loop's."""

    def __init__(self, answer: Answer, faults: Faults, idle_seconds: float) -> None:
        self._answer = answer
        self._faults = faults
        self._idle_seconds = idle_seconds
        self._reader = ReplyReader()
        self._characters = 0
        self._slice_began = answer.patience.ended_at
        self.is_over = False
        """Whether nothing more is to be read."""

    @property
    def is_slice_over(self) -> bool:
        """Whether the event loop has waited for its turn long enough. A read that took its time has given it one."""
        patience = self._answer.patience
        if patience.ended_at - patience.began_at > _WAITED_SECONDS:
            self._slice_began = patience.ended_at
        if patience.ended_at - self._slice_began < _SLICE_SECONDS:
            return False
        self._slice_began = patience.ended_at
        return True

    def take(self, piece: bytes | None) -> list[StreamEvent]:
        """Return what the bytes bring; None is the end of the body."""
        if piece is None:
            self.is_over = True
            return self._reader.finish()
        events = self._reader.feed(piece)
        self.is_over = self._reader.is_stopped
        self._set_limit()
        return events

    def check(self) -> None:
        """Raise what makes the reply not whole."""
        fault = self._reader.fault(self._faults)
        if fault is not None:
            raise fault

    def _set_limit(self) -> None:
        """Count the time without content anew when some came; near the end, wait only a moment more."""
        answer, reader = self._answer, self._reader
        if reader.characters != self._characters and not answer.may_end_anyhow:
            self._characters = reader.characters
            answer.had_content = True
            answer.patience.restart(self._idle_seconds)
        if reader.finished and not answer.may_end_anyhow:
            answer.may_end_anyhow = True
            answer.patience.restart(_USAGE_SECONDS)
        if reader.is_done and answer.patience.seconds != _END_SECONDS:
            answer.may_end_anyhow = True
            answer.patience.restart(_END_SECONDS)
