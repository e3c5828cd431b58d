"""Pictures in requests: as data URIs, named in no log; services that take none say so in a way that is understood."""

import asyncio
import base64
import logging
from contextlib import aclosing

import pytest

from chatdesk.core import errors
from chatdesk.core.message import Role
from chatdesk.core.request import ChatRequest, Endpoint, RequestImage, RequestMessage
from chatdesk.providers.chat_completions import ChatCompletions
from tests.fake_server import FakeServer, Script, answer, api_error

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PICTURE = RequestImage("image/png", PNG)
URI = "data:image/png;base64," + base64.b64encode(PNG).decode()


def ask(server: FakeServer, *messages: RequestMessage) -> None:
    async def main() -> None:
        provider = ChatCompletions()
        try:
            async with aclosing(provider.stream(Endpoint(server.base_url, None), ChatRequest("m", messages))) as events:
                async for _ in events:
                    pass
        finally:
            await provider.close()

    asyncio.run(main())


def test_pictures_are_sent_after_the_text_and_plain_messages_as_before() -> None:
    with FakeServer(answer("ok")) as server:
        ask(
            server,
            RequestMessage(Role.USER, "What is this?", (PICTURE, PICTURE)),
            RequestMessage(Role.ASSISTANT, "A cat."),
            RequestMessage(Role.USER, "", (PICTURE,)),
        )
        part = {"type": "image_url", "image_url": {"url": URI}}
        assert server.requests[0].json["messages"] == [
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, part, part]},
            {"role": "assistant", "content": "A cat."},
            {"role": "user", "content": [part]},
        ]


@pytest.mark.parametrize(
    "refusal",
    [
        api_error(400, "Invalid content type. image_url is only supported by certain models.", "invalid_value"),
        api_error(404, "No endpoints found that support image input", "404"),
        api_error(422, "messages.0.content: this model is not multimodal", None),
        api_error(500, "image input is not supported - hint: you may need to provide the mmproj", "server_error"),
    ],
)
def test_a_model_that_takes_no_pictures_is_understood(refusal: Script) -> None:
    with FakeServer(refusal) as server:
        with pytest.raises(errors.ImagesRefused) as caught:
            ask(server, RequestMessage(Role.USER, "What is this?", (PICTURE,)))
        assert caught.value.host == f"127.0.0.1:{server.port}"
        assert len(server.requests) == 1
        with pytest.raises(errors.ServiceError) as other:
            ask(server, RequestMessage(Role.USER, "What is this?"))
        assert not isinstance(other.value, errors.ImagesRefused)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (api_error(401, "Incorrect API key provided to this image model", "invalid_api_key"), errors.KeyRefused),
        (api_error(429, "Rate limit reached for images", "rate_limit_exceeded"), errors.RateLimited),
        (api_error(400, "This model's maximum context length is 8 tokens; images count", "context_length_exceeded"), None),
    ],
)
def test_other_refusals_stay_what_they_are(refusal: Script, kind: type[errors.ServiceError] | None) -> None:
    with FakeServer(refusal) as server, pytest.raises(kind or errors.ContextTooLong):
        ask(server, RequestMessage(Role.USER, "What is this?", (PICTURE,)))


def test_pictures_are_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="chatdesk"), FakeServer(answer("ok")) as server:
        ask(server, RequestMessage(Role.USER, "What is this?", (PICTURE,)))
    assert base64.b64encode(PNG).decode()[:40] not in caplog.text
    assert "PNG" not in repr(PICTURE)
    assert "PNG" not in repr(RequestMessage(Role.USER, "text", (PICTURE,)))
