"""The catalogue of what goes wrong between a chat and a service: each fault byte by byte, and what must come of it."""

import json
from dataclasses import dataclass
from enum import Enum, auto

from chatdesk.core import errors
from chatdesk.core.message import FinishReason
from tests.fake_wire import (
    CHUNKED_END,
    DONE,
    STREAM_HEAD,
    Choice,
    Close,
    Reset,
    Script,
    Send,
    Stall,
    answer_events,
    api_error,
    chunk,
    chunked,
    event,
    head,
    page,
    send,
    split_randomly,
    stream,
    unfinished,
    usage_chunk,
)

KEY = "sk-canary-7c1f0b52d9e84a3f"
"""The key that the faults are met with; some servers send it back. It may appear nowhere."""


class Where(Enum):
    """What is at the other end."""

    SERVER = auto()
    NOBODY = auto()
    ADDRESS = auto()
    """Nothing is started: ``base_url`` itself is the fault."""
    UNKNOWN_AUTHORITY = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``error`` is the class that it must become, None if the reply is whole all the same.

    ``text`` and ``reasoning`` are what must be kept of the reply, ``detail`` a part of the error's detail, ``damaged`` the
    number of events lost. ``environment`` must be set while it is played; ``retry_after`` is the error's.
    """

    name: str
    scripts: tuple[Choice, ...] = ()
    error: type[errors.ChatDeskError] | None = None
    text: str = ""
    reasoning: str = ""
    finish: FinishReason | None = None
    damaged: int = 0
    detail: str = ""
    retry_after: float | None = None
    where: Where = Where.SERVER
    base_url: str = ""
    key: str = KEY
    environment: tuple[tuple[str, str], ...] = ()
    first_token_seconds: float = 30.0
    idle_seconds: float = 30.0

    def __str__(self) -> str:
        return self.name


_STOP = FinishReason.STOP
_SHORT = 0.2
_HELLO = ("Hello", " there")
_TEXT = "Hello there"
_END = (event(chunk(finish="stop")), DONE)
_CLOSED_HEAD = head(content_type="text/event-stream", connection="close")


def _bytes(*raw: bytes) -> Script:
    """Return a script that sends these bytes and closes."""
    return (send(*raw), Close())


def _events(*middle: bytes) -> Script:
    """Return an answer "Hello there" with these bytes between its two words, all of it the body of one chunk."""
    return _raw_stream(event(chunk("Hello")) + b"".join(middle) + event(chunk(" there")) + b"".join(_END))


def _raw_stream(body: bytes) -> Script:
    return (send(STREAM_HEAD, *chunked(body), CHUNKED_END),)


def _whole(name: str, script: Choice, **more: object) -> Fault:
    """Return a fault that does no harm: the reply is "Hello there", whole."""
    return Fault(**({"name": name, "scripts": (script,), "text": _TEXT, "finish": _STOP} | more))  # type: ignore[arg-type]


def _status(status: int, error: type[errors.ChatDeskError], **more: object) -> Fault:
    script = api_error(status, "Something is wrong here")
    return Fault(**({"name": f"status {status}", "scripts": (script,), "error": error, "detail": "Something"} | more))  # type: ignore[arg-type]


def _json(value: object) -> Script:
    return page(json.dumps(value), content_type="application/json")


def _completion(text: str, finish: str | None = "stop") -> dict[str, object]:
    """Return a completion that is not streamed."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "fake-model",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3},
    }


_UNREACHABLE = (
    Fault("refused", where=Where.NOBODY, error=errors.Unreachable, detail="refused"),
    Fault("unknown host name", where=Where.ADDRESS, base_url="http://chatdesk.invalid/v1", error=errors.HostNotFound),
    Fault("reset before headers", ((Reset(),),), errors.Unreachable, detail="reset"),
    Fault("garbage instead of HTTP", (_bytes(b"\x00\xffSSH-2.0-OpenSSH_9.2\r\n\r\n"),), errors.Unreachable, detail="not HTTP"),
    Fault("closed before headers", ((Close(),),), errors.Unreachable),
    Fault(
        "200 KB header",
        (_bytes(head(x_long="y" * 200_000) + event(chunk("Hello"))),),
        errors.Unreachable,
    ),
    Fault("unknown certificate authority", where=Where.UNKNOWN_AUTHORITY, error=errors.CertificateUntrusted),
)

_TIME_OUTS = (
    Fault("no headers in time", ((Stall(),),), errors.NoAnswer, first_token_seconds=_SHORT),
    Fault("stall after headers", ((send(STREAM_HEAD), Stall()),), errors.NoAnswer, first_token_seconds=_SHORT),
    Fault("stall after role", (unfinished(),), errors.NoAnswer, first_token_seconds=_SHORT),
    Fault("stall in the middle", (unfinished(*_HELLO),), errors.NoAnswer, text=_TEXT, idle_seconds=_SHORT),
    Fault(
        "keepalive comments only",
        ((send(STREAM_HEAD), Send(chunked(b": keepalive\n\n"), 0.02, repeat=True)),),
        errors.NoAnswer,
        first_token_seconds=_SHORT,
    ),
    Fault(
        "keepalive comments after a part",
        ((*unfinished(*_HELLO)[:1], Send(chunked(b": keepalive\n\n"), 0.02, repeat=True)),),
        errors.NoAnswer,
        text=_TEXT,
        idle_seconds=_SHORT,
    ),
    Fault(
        "error body hangs",
        ((send(head(500, content_type="application/json", content_length="100"), b'{"error": '), Stall()),),
        errors.NoAnswer,
        first_token_seconds=_SHORT,
    ),
)

_BROKEN = (
    Fault("cut in a chunked body", (unfinished(*_HELLO, then=Close()),), errors.ConnectionBroken, text=_TEXT),
    Fault(
        "cut in a body of known length",
        (
            _bytes(
                head(content_type="text/event-stream", content_length="9999") + b"".join(event(chunk(text)) for text in _HELLO)
            ),
        ),
        errors.ConnectionBroken,
        text=_TEXT,
    ),
    Fault("reset in the middle", ((*unfinished(*_HELLO)[:1], Stall(0.5), Reset()),), errors.ConnectionBroken, text=_TEXT),
    Fault("clean end without a finish reason", (stream(*(event(chunk(text)) for text in _HELLO)),), errors.CutOff, text=_TEXT),
    Fault(
        "cut inside an event",
        (_raw_stream(event(chunk("Hello")) + event(chunk(" there")) + event(chunk(" lost"))[:60]),),
        errors.CutOff,
        text=_TEXT,
    ),
    Fault(
        "body that ends with the connection",
        (_bytes(_CLOSED_HEAD + b"".join(event(chunk(text)) for text in _HELLO)),),
        errors.CutOff,
        text=_TEXT,
    ),
    Fault("[DONE] without a finish reason", (stream(event(chunk("Hello")), DONE),), errors.CutOff, text="Hello"),
    Fault("[DONE] only", (stream(DONE),), errors.CutOff),
    Fault(
        "truncated gzip",
        (_bytes(head(content_type="text/event-stream", content_encoding="gzip") + b"\x1f\x8b\x08\x00\x00\x00"),),
        errors.NotAnApi,
        detail="gzip",
    ),
)

_ENDS = (
    _whole("no [DONE]", stream(*(event(chunk(text)) for text in _HELLO), event(chunk(finish="stop")))),
    _whole("[DONE] then hang", (*stream(*answer_events(*_HELLO))[:2], Stall())),
    _whole(
        "finish reason then hang",
        (*stream(*(event(chunk(text)) for text in _HELLO), event(chunk(finish="stop")))[:2], Stall()),
    ),
    _whole("finish reason then cut", (*stream(*answer_events(*_HELLO)[:4])[:2], Close())),
    _whole(
        "finish reason in the last text's chunk", stream(event(chunk("Hello")), event(chunk(" there", finish="stop")), DONE)
    ),
    Fault("finish length", (stream(*answer_events(*_HELLO, finish="length")),), text=_TEXT, finish=FinishReason.LENGTH),
    Fault(
        "finish content_filter",
        (stream(*answer_events(*_HELLO, finish="content_filter")),),
        text=_TEXT,
        finish=FinishReason.CONTENT_FILTER,
    ),
    Fault("finish unknown", (stream(*answer_events(*_HELLO, finish="由于未知")),), text=_TEXT, finish=FinishReason.OTHER),
    _whole("refusal", stream(event(chunk(refusal="Hello")), event(chunk(refusal=" there")), *_END)),
)

_NOT_AN_API = (
    Fault(
        "HTML page",
        (page("<!doctype html><html><head><title>Sign in to the Wi-Fi</title></head><body>…</body></html>"),),
        errors.NotAnApi,
        detail="Sign in to the Wi-Fi",
    ),
    Fault("plain text", (page("It works!\nReally.", content_type="text/plain"),), errors.NotAnApi, detail="It works!"),
    Fault("JSON that is no completion", (_json({"status": "up"}),), errors.NotAnApi, detail='"status"'),
    Fault(
        "JSON error with status 200",
        (_json({"error": {"message": "The model is asleep", "code": 1}}),),
        errors.ServiceReported,
        detail="The model is asleep",
    ),
    _whole("whole JSON completion", _json(_completion(_TEXT))),
    Fault("whole JSON completion cut short", (_json(_completion(_TEXT, None)),), errors.CutOff, text=_TEXT),
    Fault("204", ((send(head(204, "No Content")),),), errors.NotAnApi),
    Fault(
        "NDJSON",
        (page('{"message": {"content": "Hello"}}\n{"message": {"content": " there"}, "done": true}\n'),),
        errors.NotAnApi,
        detail='{"message"',
    ),
    Fault("empty body", (page(""),), errors.NotAnApi),
    Fault("empty stream", (stream(),), errors.NotAnApi),
)

_REPORTED = (
    Fault(
        "error object in the stream",
        (stream(event(chunk("Hello")), event({"error": {"message": f"The GPU is on fire {KEY}", "code": "fire"}}), DONE),),
        errors.ServiceReported,
        text="Hello",
        detail="The GPU is on fire …",
    ),
    Fault(
        "choices and an error",
        (stream(event(chunk("Hello") | {"error": {"message": "The GPU is on fire"}}), *_END),),
        errors.ServiceReported,
        detail="The GPU is on fire",
    ),
    Fault(
        "error text in the stream",
        (stream(event(chunk("Hello")), event({"error": "<b>The GPU</b> is on fire"})),),
        errors.ServiceReported,
        text="Hello",
        detail="The GPU is on fire",
    ),
    Fault(
        "event: error without an error key",
        (stream(event(chunk("Hello")), b"event: error\n" + event({"message": "The GPU is on fire"})),),
        errors.ServiceReported,
        text="Hello",
        detail="The GPU is on fire",
    ),
    Fault(
        "event: error without JSON",
        (stream(event(chunk("Hello")), b"event: error\n" + event("The GPU is on fire")),),
        errors.ServiceReported,
        text="Hello",
        detail="The GPU is on fire",
    ),
    Fault(
        "context too long in the stream",
        (stream(event({"error": {"message": "too long", "code": "context_length_exceeded"}})),),
        errors.ContextTooLong,
        detail="too long",
    ),
    Fault("finish reason error", (stream(event(chunk("Hello", finish="error")), DONE),), errors.ServiceReported, text="Hello"),
)

_DAMAGED = (
    _whole("bad JSON", _events(b'data: {"choices": [}\n\n'), damaged=1),
    _whole("empty data", _events(b"data:\n\n", b"data\n\n")),
    _whole("event: ping", _events(b"event: ping\n\n", b"event: ping\ndata: pong\n\n")),
    _whole("retry:", _events(b"retry: 3000\n\n", b"retry: soon\n\n")),
    _whole("id:", _events(b"id: 7\n\n", b"id\n\n")),
    _whole("200,000 deep JSON", _events(b"data: " + b"[" * 200_000 + b"\n\n"), damaged=1),
    _whole("200,000 deep JSON, closed", _events(b"data: " + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n\n"), damaged=1),
    _whole("5,000-digit number", _events(b'data: {"created": ' + b"9" * 5_000 + b"}\n\n"), damaged=1),
    _whole("JSON array event", _events(b"data: [1, 2]\n\n")),
    _whole("JSON null event", _events(b"data: null\n\n")),
    _whole("JSON string event", _events(b'data: "Hello"\n\n')),
    _whole("JSON number event", _events(b"data: 7\n\n")),
)

_LONGEST = "Hello" + "x" * 16_000_000


def _flood(*pieces: bytes) -> Script:
    """Return a script that says Hello, sends these pieces, and stays open."""
    return (send(STREAM_HEAD, *chunked(event(chunk("Hello")), *pieces)), Stall())


_FORMS = (
    _whole("comments", _events(b": OPENROUTER PROCESSING\n\n", b":\n")),
    _whole("CRLF", _raw_stream(b"".join(answer_events(*_HELLO)).replace(b"\n", b"\r\n"))),
    _whole("CR", _raw_stream(b"".join(answer_events(*_HELLO)).replace(b"\n", b"\r"))),
    _whole("no space after the colon", _raw_stream(b"".join(answer_events(*_HELLO)).replace(b"data: ", b"data:"))),
    _whole(
        "multi-line data",
        _raw_stream(b"".join(answer_events(*_HELLO)).replace(b'"choices":', b'\ndata: "choices":\ndata:')),
    ),
    _whole(
        "UTF-8 split between reads",
        (send(STREAM_HEAD, *chunked(*split_randomly(b"".join(answer_events("你好", "，世界 🌍")), 1, 5)), CHUNKED_END),),
        text="你好，世界 🌍",
    ),
    _whole(
        "drip, a byte at a time",
        (
            send(STREAM_HEAD),
            send(*chunked(*split_randomly(b"".join(answer_events(*_HELLO)), 2, 1)), seconds=0.0001),
            send(CHUNKED_END),
        ),
    ),
    _whole("byte order mark", _raw_stream(b"\xef\xbb\xbf" + b"".join(answer_events(*_HELLO)))),
    _whole(
        "invalid UTF-8",
        _raw_stream(event(chunk("Hel?o")).replace(b"?", b"\xff") + event(chunk(" there")) + b"".join(_END)),
        text="Hel\ufffdo there",
    ),
    _whole(
        "lone surrogate",
        _raw_stream(event(json.dumps(chunk("Hel\ud83do"))) + event(chunk(" there")) + b"".join(_END)),
        text="Hel\ufffdo there",
    ),
    _whole("surrogate pair in escapes", _raw_stream(event(json.dumps(chunk("Hello 🌍"))) + b"".join(_END)), text="Hello 🌍"),
    _whole("choices empty", _events(event({"choices": []}))),
    _whole("choices null", _events(event({"choices": None}))),
    _whole("choices missing", _events(event({"id": "x"}))),
    _whole("choices of another kind", _events(event({"choices": {"0": "x"}}), event({"choices": [None, 1, "x"]}))),
    _whole("delta null", _events(event({"choices": [{"index": 0, "delta": None}]}))),
    _whole("delta missing", _events(event({"choices": [{"index": 0}]}))),
    _whole("content null or of another kind", _events(event(chunk(content=None)), event(chunk(content=7)))),  # type: ignore[arg-type]
    _whole("a second choice", _events(event(chunk("Other", index=1)), event(chunk(finish="length", index=1)))),
    _whole("usage", stream(*answer_events(*_HELLO))),
    _whole(
        "weird usage",
        _events(
            event(usage_chunk("many", None)), event(usage_chunk(-1, True)), event({"usage": [1]}), event(usage_chunk(1e300, 2))
        ),
    ),
    _whole("reasoning_content", _events(event(chunk(reasoning_content="Hm"))), reasoning="Hm"),
    _whole("reasoning", _events(event(chunk(reasoning="Hm", content=None))), reasoning="Hm"),
    _whole("text in parts", _events(event(chunk(content=[{"type": "text", "text": ","}]))), text="Hello, there"),  # type: ignore[arg-type]
    _whole("a delta of 10 MB", lambda _: stream(event(chunk("x" * 10_000_000)), *_END), text="x" * 10_000_000),
    _whole("millions of JSON arrays", lambda _: _events(b"data: [" + b"[]," * 1_000_000 + b"1]\n\n"), damaged=1),
    Fault("an event of 17 MB", (lambda _: _flood(b"data: ", *[b"x" * 1_000_000] * 17),), errors.ReplyTooLarge, text="Hello"),
    Fault("an event of 100,000 lines", (lambda _: _flood(b"data: xy\n" * 100_000),), errors.ReplyTooLarge, text="Hello"),
    Fault("a reply of 17 MB", (lambda _: _flood(*[event(chunk("x" * 1_000_000))] * 17),), errors.ReplyTooLarge, text=_LONGEST),
)

_STATUSES = (
    Fault(
        "context length exceeded",
        (api_error(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"),),
        errors.ContextTooLong,
        detail="8192",
    ),
    Fault(
        "llama.cpp context exceeded",
        (api_error(400, "the request exceeds the available context size", kind="exceed_context_size_error"),),
        errors.ContextTooLong,
    ),
    Fault(
        "key refused",
        (api_error(401, f"Incorrect API key provided: {KEY}.", "invalid_api_key"),),
        errors.KeyRefused,
        detail="Incorrect API key provided: …",
    ),
    Fault("key refused with status 400", (api_error(400, "API key not valid."),), errors.KeyRefused),
    _status(403, errors.AccessDenied),
    Fault(
        "model not found",
        (api_error(404, "The model `gpt-9` does not exist or you do not have access to it.", "model_not_found"),),
        errors.ModelNotFound,
        detail="gpt-9",
    ),
    Fault("model not found, Ollama", (api_error(404, 'model "x" not found, try pulling it first'),), errors.ModelNotFound),
    Fault("wrong path", (page('{"detail":"Not Found"}', 404, content_type="application/json"),), errors.NotAnApi, detail="404"),
    Fault(
        "rate limit",
        (api_error(429, "Rate limit reached", "rate_limit_exceeded", retry_after="7"),),
        errors.RateLimited,
        retry_after=7.0,
    ),
    Fault("rate limit without a time", (api_error(429, "Slow down"),), errors.RateLimited),
    Fault(
        "insufficient quota",
        (api_error(429, "You exceeded your current quota", "insufficient_quota", retry_after="7"),),
        errors.QuotaExhausted,
    ),
    Fault("insufficient balance", (api_error(402, "Insufficient Balance"),), errors.QuotaExhausted),
    _status(400, errors.RequestRefused),
    _status(422, errors.RequestRefused),
    _status(408, errors.ServiceBusy),
    _status(409, errors.ServiceBusy),
    _status(500, errors.ServiceBusy),
    _status(502, errors.ServiceBusy),
    Fault(
        "status 503 with Retry-After",
        (api_error(503, "Loading model", retry_after="2"),),
        errors.ServiceBusy,
        retry_after=2.0,
    ),
    _status(529, errors.ServiceBusy),
    _status(999, errors.ServiceBusy),
)

_ERROR_BODIES = (
    Fault("error body is a string", (page('"Nothing works"', 400),), errors.RequestRefused, detail="Nothing works"),
    Fault("error is a string", (page('{"error": "Nothing works"}', 400),), errors.RequestRefused, detail="Nothing works"),
    Fault(
        "error body is a list",
        (page('[{"error": {"message": "Nothing works"}}]', 400),),
        errors.RequestRefused,
        detail="Nothing works",
    ),
    Fault("error body is null", (page("null", 400),), errors.RequestRefused),
    Fault(
        "error body is HTML",
        (page("<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>", 502),),
        errors.ServiceBusy,
        detail="502 Bad Gateway",
    ),
    Fault("error body of 5 MB", (lambda _: page("no " * 1_700_000, 400),), errors.RequestRefused, detail="no no no"),
    Fault("error body is not UTF-8", (page(b'{"error": "\xff\xfe broken"}', 400),), errors.RequestRefused, detail="broken"),
    Fault("error body is empty", (page("", 400),), errors.RequestRefused),
    Fault(
        "error body is cut",
        ((send(head(500, content_length="100"), b"Something"), Close()),),
        errors.ServiceBusy,
        detail="Something",
    ),
    Fault("error body is gzip", (page(b"\x1f\x8b\x08\x00\x00", 500, content_encoding="gzip"),), errors.ServiceBusy),
)

_REDIRECTS = (
    Fault("redirect 302", (page("", 302, location="https://login.example/sso?token=1"),), errors.Redirected),
    Fault("redirect 307", (page("", 307, location="https://other.example/v1"),), errors.Redirected),
    Fault("redirect loop", (page("", 307, location="/v1/chat/completions"),), errors.Redirected),
    Fault("redirect to a file", (page("", 302, location="file:///etc/passwd"),), errors.Redirected),
    Fault("redirect to nowhere", (page("", 301),), errors.Redirected),
)

_SETTINGS = (
    Fault("key with a space", error=errors.KeyMalformed, key="sk-canary 7c1f0b52d9e84a3f"),
    Fault("key with a line end", error=errors.KeyMalformed, key=f"{KEY}\n"),
    Fault("key outside ASCII", error=errors.KeyMalformed, key="sk-canary-钥匙"),
    Fault(
        "address with a port that is none",
        where=Where.ADDRESS,
        base_url="http://127.0.0.1:99999/v1",
        error=errors.AddressInvalid,
    ),
    Fault("address of another scheme", where=Where.ADDRESS, base_url="ftp://127.0.0.1/v1", error=errors.AddressInvalid),
    Fault("address with a space", where=Where.ADDRESS, base_url="http://127.0.0.1/ v1", error=errors.AddressInvalid),
    Fault("address with bare IPv6", where=Where.ADDRESS, base_url="http://::1:8080/v1", error=errors.AddressInvalid),
    Fault("address that is empty", where=Where.ADDRESS, base_url="", error=errors.AddressInvalid),
    _whole("address without a scheme", stream(*answer_events(*_HELLO)), base_url="127.0.0.1:{port}/v1"),
    _whole(
        "address of the endpoint itself",
        stream(*answer_events(*_HELLO)),
        base_url="http://127.0.0.1:{port}/v1/chat/completions/",
    ),
)


def _proxied(name: str, value: str, detail: str = "") -> Fault:
    return Fault(
        name,
        where=Where.ADDRESS,
        base_url="http://chatdesk.invalid/v1",
        environment=(("HTTP_PROXY", value),),
        error=errors.EnvironmentFault,
        detail=detail,
    )


_ENVIRONMENT = (
    _proxied("proxy that is dead", "http://127.0.0.1:9"),
    _proxied("SOCKS proxy that is dead", "socks5://127.0.0.1:9"),
    _proxied("GNOME's socks://, dead", "socks://127.0.0.1:9/"),
    _proxied("proxy that is garbage", "http://[::bad", "not the address"),
    _proxied("proxy of an unknown kind", "gopher://127.0.0.1:9", "unknown kind"),
    Fault(
        "SSL_CERT_FILE is missing",
        where=Where.UNKNOWN_AUTHORITY,
        environment=(("SSL_CERT_FILE", "/nowhere/ca.pem"),),
        error=errors.EnvironmentFault,
    ),
    Fault(
        "SSL_CERT_FILE is garbage",
        where=Where.UNKNOWN_AUTHORITY,
        environment=(("SSL_CERT_FILE", __file__),),
        error=errors.EnvironmentFault,
    ),
    _whole(
        "proxy set, but the service is on this computer",
        stream(*answer_events(*_HELLO)),
        environment=(("HTTP_PROXY", "http://127.0.0.1:9"), ("ALL_PROXY", "socks://127.0.0.1:9")),
    ),
)

FAULTS: tuple[Fault, ...] = (
    *_UNREACHABLE,
    *_TIME_OUTS,
    *_BROKEN,
    *_ENDS,
    *_NOT_AN_API,
    *_REPORTED,
    *_DAMAGED,
    *_FORMS,
    *_STATUSES,
    *_ERROR_BODIES,
    *_REDIRECTS,
    *_SETTINGS,
    *_ENVIRONMENT,
)
"""What goes wrong with a chat."""

MODEL_FAULTS: tuple[Fault, ...] = (
    Fault("HTML page", (page("<html><title>Sign in</title></html>"),), errors.NotAnApi, detail="Sign in"),
    Fault("empty body", (page(""),), errors.NotAnApi),
    Fault("JSON of another kind", (_json({"status": "up"}),), errors.NotAnApi, detail='"status"'),
    Fault("data is null", (_json({"object": "list", "data": None}),), errors.NotAnApi),
    Fault("JSON error with status 200", (_json({"error": {"message": "asleep"}}),), errors.ServiceReported, detail="asleep"),
    Fault("no such path", (page('{"detail":"Not Found"}', 404),), errors.NotAnApi, detail="404"),
    Fault("key refused", (api_error(401, f"Incorrect API key: {KEY}"),), errors.KeyRefused, detail="Incorrect API key: …"),
    Fault("busy", (api_error(503, "Later"),), errors.ServiceBusy, detail="Later"),
    Fault("redirect", (page("", 302, location="https://login.example/"),), errors.Redirected),
    Fault("hang", ((Stall(),),), errors.NoAnswer, first_token_seconds=_SHORT),
    Fault("9 MB", (lambda _: page(b" " * 9_000_000),), errors.ReplyTooLarge),
    Fault("deep JSON", (page("[" * 200_000),), errors.NotAnApi),
    Fault("cut", ((send(head(content_length="100"), b'{"data": ['), Close()),), errors.ConnectionBroken),
    Fault("refused", where=Where.NOBODY, error=errors.Unreachable),
)
"""What goes wrong with the list of models; ``scripts`` has the answer to that request."""
