"""Completion JSON of any shape, as stream events."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.message import FinishReason, Usage
from chatdesk.core.stream import EventDamaged, Finished, ModelNamed, ReasoningDelta, StreamEvent, TextDelta, UsageReported
from chatdesk.providers import chunks
from chatdesk.providers.chunks import ChunkReader, ReportedError, parse_json, reported_error, whole
from tests.fake_wire import chunk, usage_chunk

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
CHUNKS = st.fixed_dictionaries(
    {},
    optional={
        "choices": JSON
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "index": JSON,
                    "finish_reason": JSON,
                    "delta": JSON
                    | st.fixed_dictionaries(
                        {}, optional=dict.fromkeys(("content", "reasoning", "reasoning_content", "refusal", "role"), JSON)
                    ),
                },
            ),
            max_size=2,
        ),
        "usage": JSON | st.fixed_dictionaries({"prompt_tokens": JSON, "completion_tokens": JSON}),
        "model": JSON,
        "error": JSON,
        "object": JSON,
        "code": JSON,
    },
)


def _read(*values: Any) -> list[StreamEvent]:
    reader = ChunkReader()
    for value in values:
        reader.read(value if isinstance(value, bytes) else json.dumps(value).encode())
    return reader.take_events()


def _without_model(events: list[StreamEvent]) -> list[StreamEvent]:
    return [event for event in events if not isinstance(event, ModelNamed)]


@settings(max_examples=200, deadline=None)
@given(CHUNKS, st.sampled_from(["", "error", "ping"]))
def test_reader_takes_any_shape(value, name):
    reader = ChunkReader()
    reader.read(json.dumps(value).encode(), name)
    for event in reader.take_events():
        match event:
            case TextDelta(text) | ReasoningDelta(text):
                assert text
                text.encode()
            case UsageReported(usage):
                assert min(usage.prompt_tokens, usage.completion_tokens) >= 0
            case ModelNamed(model):
                assert model
                model.encode()
            case Finished() | EventDamaged():
                pass


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_reader_takes_any_bytes(data):
    reader = ChunkReader()
    reader.read(data)
    assert all(isinstance(event, EventDamaged | ModelNamed) for event in reader.take_events())


def test_adjacent_texts_become_one_and_keep_their_order():
    events = _read(chunk("a"), chunk("b"), chunk(reasoning_content="r"), chunk("c"), chunk(finish="stop"))
    assert _without_model(events) == [TextDelta("ab"), ReasoningDelta("r"), TextDelta("c"), Finished(FinishReason.STOP)]


def test_damage_stands_where_it_happened():
    assert _without_model(_read(chunk("a"), b"{", chunk("b"))) == [TextDelta("a"), EventDamaged(), TextDelta("b")]


def test_model_is_named_when_it_changes():
    assert [event for event in _read(chunk("a"), chunk("b"), {"model": "other"}) if isinstance(event, ModelNamed)] == [
        ModelNamed("fake-model"),
        ModelNamed("other"),
    ]


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ((7, 3), [UsageReported(Usage(7, 3))]),
        ((7.0, 3), [UsageReported(Usage(7, 3))]),
        ((0, 0), [UsageReported(Usage(0, 0))]),
        (("7", 3), []),
        ((None, 3), []),
        ((True, 3), []),
        ((-1, 3), []),
        ((float("nan"), 3), []),
        ((2**80, 3), []),
    ],
)
def test_usage_counts_if_it_is_numbers(usage, expected):
    assert _without_model(_read(usage_chunk(*usage))) == expected


def test_usage_that_is_repeated_is_reported_once():
    assert _without_model(_read(usage_chunk(7, 1), usage_chunk(7, 1), usage_chunk(7, 2))) == [
        UsageReported(Usage(7, 1)),
        UsageReported(Usage(7, 2)),
    ]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop", FinishReason.STOP),
        ("STOP", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("max_tokens", FinishReason.LENGTH),
        ("content_filter", FinishReason.CONTENT_FILTER),
        ("sensitive", FinishReason.CONTENT_FILTER),
        ("tool_calls", FinishReason.OTHER),
        ("whatever", FinishReason.OTHER),
    ],
)
def test_finish_reasons_of_services(reason, expected):
    assert _without_model(_read(chunk(finish=reason))) == [Finished(expected)]


@pytest.mark.parametrize("reason", ["", 0, 7, True, [], {}])
def test_finish_reason_that_is_none(reason):
    assert _without_model(_read(chunk(finish=reason))) == []


def test_reply_finishes_once():
    assert _without_model(_read(chunk(finish="stop"), chunk(finish="length"))) == [Finished(FinishReason.STOP)]


def test_mistral_thinks_in_typed_parts():
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}, {"type": "text", "text": "Hello"}]
    assert _without_model(_read(chunk(content=parts))) == [ReasoningDelta("Hm"), TextDelta("Hello")]  # type: ignore[arg-type]


def test_reply_beyond_the_limit_stops(monkeypatch):
    monkeypatch.setattr(chunks, "MAX_ANSWER_CHARACTERS", 5)
    reader = ChunkReader()
    for text in ("abc", "de", "f"):
        reader.read(json.dumps(chunk(text, finish="stop" if text == "f" else None)).encode())
    assert reader.too_large
    assert not reader.finished
    assert _without_model(reader.take_events()) == [TextDelta("abcde")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("你好 🌍", "你好 🌍"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc00\ud83d", "\ufffd\ufffd"),
        ("\ud83c\udf0d", "🌍"),
    ],
)
def test_surrogates_are_mended(text, expected):
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"error": {"message": "m", "code": "c"}}, ReportedError("m", "c")),
        ({"error": {"message": "m", "type": "t", "code": None}}, ReportedError("m", "t")),
        ({"error": {"message": "m", "code": 429}}, ReportedError("m", "429")),
        ({"error": "m"}, ReportedError("m")),
        ({"error": {"error": {"message": "m"}}}, ReportedError("m")),
        ({"error": {"code": "c"}}, ReportedError("c", "c")),
        ({"error": [1]}, ReportedError("")),
        ({"error": True}, ReportedError("")),
        ({"object": "error", "message": "m", "code": 400}, ReportedError("m", "400")),
        ({"error": None}, None),
        ({"error": {}}, None),
        ({"choices": []}, None),
        ([], None),
    ],
)
def test_errors_in_all_their_shapes(value, expected):
    assert reported_error(value) == expected


@pytest.mark.parametrize("raw", [b"", b"{", b"nope", b"[" * 200_000, b"9" * 5_000, b"\xff"])
def test_faults_of_json_are_one_kind(raw):
    with pytest.raises(ValueError):
        parse_json(raw)


def test_json_of_millions_of_parts_is_refused_and_long_text_is_not():
    with pytest.raises(ValueError):
        parse_json(b"[" + b"[]," * 1_000_000 + b"1]")
    text = "Hello, world: this is a long text. " * 10_000
    assert parse_json(json.dumps(text * 10).encode()) == text * 10


def test_json_is_taken_as_it_comes():
    assert parse_json(b'{"a": "\xff"}') == {"a": "\ufffd"}
    assert parse_json(b'{"a": "x\ny"}') == {"a": "x\ny"}
    assert parse_json(b'"\\ud83d"') == "\ud83d"
