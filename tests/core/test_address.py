"""Base URLs as people paste them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.address import clean_base_url, host_of, is_loopback, is_plain_http_to_public
from chatdesk.core.errors import AddressInvalid


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("  https://api.openai.com/v1/  ", "https://api.openai.com/v1"),
        ("api.deepseek.com", "https://api.deepseek.com"),
        ("API.DeepSeek.com/v1", "https://api.deepseek.com/v1"),
        ("HTTPS://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions/", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models", "https://api.openai.com/v1"),
        ("https://host/a//b/", "https://host/a/b"),
        ("https://host/v1?key=1#x", "https://host/v1"),
        ("localhost:11434/v1", "http://localhost:11434/v1"),
        ("localhost", "http://localhost"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://192.168.1.7:1234/v1", "http://192.168.1.7:1234/v1"),
        ("nas:8080/v1", "https://nas:8080/v1"),
        ("http://nas/v1", "http://nas/v1"),
        ("https://模型.example/v1", "https://模型.example/v1"),
        ('"https://host/v1"', "https://host/v1"),
        ("<https://host/v1>", "https://host/v1"),
        ("\ufeffhttps://host/v1", "https://host/v1"),
    ],
)
def test_address_is_cleaned(pasted, expected):
    assert clean_base_url(pasted) == expected


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "openai",
        "not an address",
        "https://a b/v1",
        "https://host/v1 chat",
        "ftp://host/v1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///v1",
        "https://host:99999/v1",
        "https://host:0/v1",
        "https://host:port/v1",
        "https://user:password@host/v1",
        "https://sk-key@host/v1",
        "http://::1:8080/v1",
        "https://[::1/v1",
        "https://[host]/v1",
        "https://999.1.1.1/v1",
        "https://1.2.3/v1",
        "https://-host/v1",
        "https://ho st/v1",
        "https://host\\v1",
        "https://host\n/v1",
        "https://host\x00/v1",
        "https://" + "a" * 64 + ".example",
        "https://" + "a." * 130 + "example",
        "https://host/" + "a" * 2_000,
    ],
)
def test_address_that_cannot_be_a_server_is_refused(pasted):
    with pytest.raises(AddressInvalid):
        clean_base_url(pasted)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"(https?://)?[a-z0-9.\[\]:@/-]{1,30}", fullmatch=True))
def test_cleaning_is_final_and_never_fails_otherwise(pasted):
    try:
        cleaned = clean_base_url(pasted)
    except AddressInvalid:
        return
    assert clean_base_url(cleaned) == cleaned
    assert cleaned.startswith(("http://", "https://"))
    assert host_of(cleaned)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.openai.com/v1", "api.openai.com"),
        ("https://api.openai.com:443/v1", "api.openai.com"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("https://user:secret@host/", "host"),
        ("https://host:99999/", ""),
        ("", ""),
    ],
)
def test_host_is_as_an_error_names_it(url, host):
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost/v1", True),
        ("http://LOCALHOST./v1", True),
        ("http://model.localhost/v1", True),
        ("http://127.3.2.1/v1", True),
        ("http://[::1]/v1", True),
        ("http://0.0.0.0:8080/v1", True),
        ("http://192.168.1.7/v1", False),
        ("http://localhost.example/v1", False),
        ("http://[::1/v1", False),
        ("", False),
    ],
)
def test_loopback_is_this_computer_only(url, expected):
    assert is_loopback(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://api.example.com/v1", True),
        ("http://8.8.8.8/v1", True),
        ("https://api.example.com/v1", False),
        ("http://localhost:8080/v1", False),
        ("http://192.168.1.7/v1", False),
        ("http://nas/v1", False),
        ("http://nas.local/v1", False),
        ("http://[::1", False),
    ],
)
def test_plain_http_is_told_where_others_can_read_it(url, expected):
    assert is_plain_http_to_public(url) is expected
