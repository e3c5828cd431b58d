"""Statuses, headers and texts of services, as one error each; and what an error's detail may hold."""

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core import errors
from chatdesk.core.secret import Secret
from chatdesk.providers.chunks import ReportedError
from chatdesk.providers.errors import MAX_DETAIL, Faults, plain_detail, retry_after

KEY = Secret("sk-canary-0123456789")
FAULTS = Faults("api.example.com", KEY)
URL = "https://api.example.com/v1/chat/completions"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("<p>One</p>\n<p>two</p>", "One two"),
        ("<html><head><title>502 Bad &amp; Gateway</title></head><body>x</body></html>", "502 Bad & Gateway"),
        ("<script>alert(1)</script>Hello<style>p{}</style>", "Hello"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("1 < 2", "1 < 2"),
        ("key sk-canary-0123456789 refused", "key … refused"),
        ("Bearer abcdefgh refused", "Bearer … refused"),
        ("a\x00b\x1b[31m\u202ec\u200bd", "a b [31m c d"),
        ("", ""),
    ],
)
def test_detail_is_plain_text(text, expected):
    assert plain_detail(text, KEY) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=600), st.text(max_size=600))
def test_detail_never_holds_the_key_and_is_short(before, after):
    detail = plain_detail(f"{before} {KEY.reveal()} {after}", KEY)
    assert KEY.reveal() not in detail
    assert len(detail) <= MAX_DETAIL
    assert not set(detail) & {chr(code) for code in (*range(32), *range(127, 160))}
    detail.encode()


def test_detail_of_a_hostile_page_is_quick():
    for text in ("<script>" * 20_000, "<" * 100_000, "&" * 100_000, "<!--" * 50_000):
        assert len(plain_detail(text, KEY)) <= MAX_DETAIL


NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:30 GMT"}, 30.0),
        ({"retry-after": "Wed, 31 Dec 2025 00:00:00 GMT"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "1e9"}, 86_400.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Thu, 99 Jan 2026 00:00:30 GMT"}, None),
    ],
)
def test_wait_that_a_service_asks_for(headers, expected):
    assert retry_after(headers, NOW) == expected


def _of_status(status: int, message: str = "", code: str | None = None) -> type[errors.ChatDeskError]:
    body = json.dumps({"error": {"message": message, "code": code}})
    return type(FAULTS.of_status(status, {}, body, URL))


@pytest.mark.parametrize(
    ("status", "message", "code", "expected"),
    [
        (400, "max_tokens is too large", None, errors.RequestRefused),
        (400, "This model's maximum context length is 4096 tokens", None, errors.ContextTooLong),
        (400, "Range of input length should be [1, 30720]", None, errors.ContextTooLong),
        (400, "prompt is too long", None, errors.ContextTooLong),
        (413, "Request Entity Too Large", None, errors.ContextTooLong),
        (400, "API key not valid. Please pass a valid API key.", None, errors.KeyRefused),
        (400, "Model Not Exist", None, errors.ModelNotFound),
        (400, "Access denied, your account is not in good standing", "Arrearage", errors.QuotaExhausted),
        (401, "No such model", None, errors.KeyRefused),
        (402, "Insufficient Balance", None, errors.QuotaExhausted),
        (403, "Country, region, or territory not supported", None, errors.AccessDenied),
        (404, "The model `x` does not exist", "model_not_found", errors.ModelNotFound),
        (404, "Invalid URL (POST /v1/chat)", None, errors.NotAnApi),
        (405, "Method Not Allowed", None, errors.RequestRefused),
        (408, "", None, errors.ServiceBusy),
        (409, "", None, errors.ServiceBusy),
        (422, "field required", None, errors.RequestRefused),
        (425, "", None, errors.ServiceBusy),
        (429, "Rate limit reached", "rate_limit_exceeded", errors.RateLimited),
        (429, "Request too large for model on tokens per min (TPM)", "rate_limit_exceeded", errors.RateLimited),
        (429, "You exceeded your current quota", "insufficient_quota", errors.QuotaExhausted),
        (429, "余额不足或无可用资源包,请充值。", "1113", errors.QuotaExhausted),
        (500, "maximum context length", None, errors.ServiceBusy),
        (503, "Loading model", None, errors.ServiceBusy),
        (302, "", None, errors.Redirected),
        (304, "", None, errors.Redirected),
    ],
)
def test_status_and_text_say_what_can_be_done(status, message, code, expected):
    assert _of_status(status, message, code) is expected


@settings(max_examples=150, deadline=None)
@given(
    st.integers(300, 999),
    st.text(max_size=100),
    st.dictionaries(st.sampled_from(["retry-after", "location"]), st.text(max_size=30)),
)
def test_every_status_becomes_an_error(status, body, headers):
    error = FAULTS.of_status(status, headers, body, URL)
    assert isinstance(error, errors.ServiceError)
    assert error.host == "api.example.com"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://other.example/v1?key=1#x", "https://other.example/v1"),
        ("https://me:secret@other.example/v1", "https://other.example/v1"),
        ("/login", "https://api.example.com/login"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_redirect_is_told_without_secrets(location, target):
    error = FAULTS.of_status(302, {"location": location}, "", URL)
    assert isinstance(error, errors.Redirected)
    assert error.target == target


def test_error_in_a_stream_is_sorted_like_one_with_a_status():
    assert type(FAULTS.of_report(ReportedError("slow down", "rate_limit_exceeded"))) is errors.RateLimited
    assert type(FAULTS.of_report(ReportedError("", "insufficient_quota"))) is errors.QuotaExhausted
    assert type(FAULTS.of_report(ReportedError("The GPU is on fire"))) is errors.ServiceReported
