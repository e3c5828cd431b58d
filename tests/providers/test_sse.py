"""The parser of server-sent events: what the standard says, and that it does not matter how the bytes are split."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.providers.sse import MAX_EVENT_LINES, SseEvent, SseParser

LINES = st.sampled_from(
    [
        b"data: one",
        b"data:two",
        b"data",
        b"data:  spaced ",
        "data: 你好 🌍".encode(),
        b"data: \xff\xfe broken",
        b"event: error",
        b"event",
        b"id: 7",
        b"retry: soon",
        b": comment",
        b":",
        b"unknown: x",
        b"no colon",
        b"",
        b"",
        b"",
    ]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
STREAMS = st.tuples(
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(LINES, ENDS), max_size=20),
    st.sampled_from([b"", b"data: rest"]),
).map(lambda parts: parts[0] + b"".join(line + end for line, end in parts[1]) + parts[2])


def _parse(*pieces: bytes, limit: int = 1_000) -> tuple[list[SseEvent], SseEvent | None, bool]:
    parser = SseParser(limit)
    events = [event for piece in pieces for event in parser.feed(piece)]
    return events, parser.finish(), parser.overflowed


def _events(raw: bytes) -> list[SseEvent]:
    return _parse(raw)[0]


@settings(max_examples=150, deadline=None)
@given(STREAMS, st.data())
def test_events_do_not_depend_on_how_the_bytes_are_split(raw, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert _parse(*pieces) == _parse(raw)
    assert _parse(*(bytes([byte]) for byte in raw)) == _parse(raw)


@settings(max_examples=80, deadline=None)
@given(STREAMS, st.integers(1, 40), st.data())
def test_limit_does_not_depend_on_how_the_bytes_are_split(raw, limit, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert _parse(*pieces, limit=limit)[0] == _parse(raw, limit=limit)[0]
    assert _parse(*pieces, limit=limit)[2] == _parse(raw, limit=limit)[2]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=20))
def test_parser_takes_any_bytes(pieces):
    _parse(*pieces, limit=50)


def test_lines_end_in_lf_crlf_and_cr():
    expected = [SseEvent(b"a"), SseEvent(b"b")]
    for end in (b"\n", b"\r\n", b"\r"):
        assert _events(b"data: a" + end * 2 + b"data: b" + end * 2) == expected


def test_crlf_split_between_reads_is_one_line_end():
    assert _parse(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n")[0] == [SseEvent(b"a\nb")]


def test_data_lines_are_joined_and_lose_one_space():
    assert _events(b"data:  a\ndata:b\ndata\n\n") == [SseEvent(b" a\nb\n")]


def test_name_belongs_to_one_event_only():
    assert _events(b"event: error\ndata: a\n\ndata: b\n\n") == [SseEvent(b"a", "error"), SseEvent(b"b")]
    assert _events(b"event: ping\n\ndata: b\n\n") == [SseEvent(b"b")]


def test_byte_order_mark_counts_at_the_start_only():
    assert _parse(b"\xef", b"\xbb", b"\xbfdata: a\n\n")[0] == [SseEvent(b"a")]
    assert _events(b"data: a\n\n\xef\xbb\xbfdata: b\n\n") == [SseEvent(b"a")]


def test_end_of_the_stream_leaves_the_open_event():
    assert _parse(b"data: a\n\ndata: b")[1] == SseEvent(b"b")
    assert _parse(b"data: a\n\n")[1] is None
    assert _parse(b"\xef")[1] is None


def test_event_at_the_limit_passes_and_one_beyond_it_ends_the_stream():
    assert _parse(b"data: 1234\n\n", limit=10) == ([SseEvent(b"1234")], None, False)
    assert _parse(b"data: a\n\ndata: 12345\n\ndata: b\n\n", limit=10) == ([SseEvent(b"a")], None, True)
    assert _parse(b"data: 1\ndata: 2\n\n", limit=10)[2]
    assert _parse(*[b"x" * 6] * 2, limit=10)[2]


def test_event_of_too_many_lines_ends_the_stream():
    lines = b"data: x\n" * MAX_EVENT_LINES
    assert _parse(lines + b"\n", limit=10_000_000)[2] is False
    assert _parse(lines, b"data: x\n\n", limit=10_000_000)[2] is True


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b": hi\n", True), (b"retry: 1\n", True), (b"data: x\n\n", True), (b"Hello: you\n", False), (b"\n\n", False)],
)
def test_fields_tell_an_event_stream_from_a_page(raw, expected):
    parser = SseParser()
    parser.feed(raw)
    assert parser.saw_field is expected
