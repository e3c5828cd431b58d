"""Bodies of every kind, in every split: what is read does not depend on how the network cut it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core import errors
from chatdesk.core.stream import ReasoningDelta, StreamEvent, TextDelta
from chatdesk.providers.errors import Faults
from chatdesk.providers.reply_reader import ReplyReader
from tests.fake_wire import DONE, answer_events, chunk, event

FAULTS = Faults("host", None)
WHOLE = {"choices": [{"message": {"content": "你好"}, "finish_reason": "stop"}]}
EVENTS = b"".join(answer_events("Hello", " 世界", "🌍"))

BODIES: dict[str, tuple[bytes, str, type[errors.ServiceError] | None]] = {
    "events": (EVENTS, "Hello 世界🌍", None),
    "events after a byte order mark": (b"\xef\xbb\xbf" + EVENTS, "Hello 世界🌍", None),
    "events after empty lines": (b"\r\n\n \n" + EVENTS, "Hello 世界🌍", None),
    "events with CRLF": (EVENTS.replace(b"\n", b"\r\n"), "Hello 世界🌍", None),
    "events without their last empty line": (event(chunk("a")) + event(chunk(finish="stop")).rstrip(), "a", None),
    "text after the end": (EVENTS + event(chunk("more")) + event({"error": "x"}), "Hello 世界🌍", None),
    "error after the finish reason": (event(chunk("a", finish="stop")) + event({"error": "x"}), "a", None),
    "end only": (DONE, "", errors.CutOff),
    "end without an empty line": (b"data: [DONE]", "", errors.CutOff),
    "comments only": (b": a\n\n: b\n\n", "", errors.CutOff),
    "damage only": (b"data: {\n\n", "", errors.CutOff),
    "cut event": (event(chunk("a")) + b'data: {"choices', "a", errors.CutOff),
    "error": (event(chunk("a")) + event({"error": {"message": "x"}}) + event(chunk("b")), "a", errors.ServiceReported),
    "JSON": (json.dumps(WHOLE, ensure_ascii=False).encode(), "你好", None),
    "JSON with escapes, indented, after a byte order mark": (
        b"\xef\xbb\xbf\n" + json.dumps(WHOLE, indent=1).encode(),
        "你好",
        None,
    ),
    "JSON cut": (json.dumps(WHOLE).encode()[:-3], "", errors.CutOff),
    "JSON of another kind": (b'{"detail": "x"}', "", errors.NotAnApi),
    "JSON list": (b"[1, 2]", "", errors.NotAnApi),
    "JSON error": (b'{"error": {"message": "x"}}', "", errors.ServiceReported),
    "HTML": (b"\n <!doctype html><title>x</title>", "", errors.NotAnApi),
    "text": (b"data center 7\nis up", "", errors.NotAnApi),
    "long text": (b"It works! " * 10_000, "", errors.NotAnApi),
    "nothing": (b"", "", errors.NotAnApi),
    "half a byte order mark": (b"\xef\xbb", "", errors.NotAnApi),
    "spaces": (b" " * 10_000, "", errors.NotAnApi),
}


def _read(pieces: list[bytes]) -> tuple[str, type[errors.ServiceError] | None]:
    reader = ReplyReader()
    events: list[StreamEvent] = []
    for piece in pieces:
        events += reader.feed(piece)
        if reader.is_stopped:
            break
    else:
        events += reader.finish()
    fault = reader.fault(FAULTS)
    texts = [one.text for one in events if isinstance(one, TextDelta | ReasoningDelta)]
    assert sum(map(len, texts)) == reader.characters
    return "".join(texts), type(fault) if fault is not None else None


@pytest.mark.parametrize("name", BODIES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_body_is_read_alike_in_every_split(name, data):
    raw, text, fault = BODIES[name]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert _read(pieces) == (text, fault)
    assert _read([raw]) == (text, fault)
    if len(raw) < 3_000:
        assert _read([bytes([byte]) for byte in raw]) == (text, fault)


def test_page_that_never_ends_is_given_up():
    reader = ReplyReader()
    for _ in range(100):
        reader.feed(b"<p>" * 1_000)
        if reader.is_stopped:
            break
    assert reader.is_stopped
    assert type(reader.fault(FAULTS)) is errors.NotAnApi


def test_long_first_event_is_no_page():
    reader = ReplyReader()
    raw = event(chunk("x" * 200_000))
    for start in range(0, len(raw), 10_000):
        reader.feed(raw[start : start + 10_000])
        assert not reader.is_stopped
    assert reader.characters == 200_000


def test_detail_is_the_first_line_or_the_title():
    for raw, detail in ((b"\n\nIt works!\nReally.", "It works!"), (b"<html><title>Sign in</title>", "Sign in")):
        reader = ReplyReader()
        reader.feed(raw)
        reader.finish()
        fault = reader.fault(FAULTS)
        assert fault is not None
        assert fault.detail == detail
