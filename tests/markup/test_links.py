"""Only harmless links can be opened."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup.links import host_of, safe_href

ACCEPTED = {
    "http://example.com": "http://example.com",
    "https://example.com/": "https://example.com/",
    "HTTPS://Example.COM/Path": "https://example.com/Path",
    "https://example.com:8443/a?b=c&d=%20#e": "https://example.com:8443/a?b=c&d=%20#e",
    "https://example.com/@name": "https://example.com/@name",
    "https://example.com/a b": "https://example.com/a%20b",
    "https://example.com/?text=a%0Ab": "https://example.com/?text=a%0Ab",
    "https://example.com.": "https://example.com",
    "http://localhost:8080/x": "http://localhost:8080/x",
    "http://127.0.0.1/": "http://127.0.0.1/",
    "http://[::1]:80/": "http://[::1]:80/",
    "https://例子.测试/路": "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF",
    "https://faß.de/": "https://xn--fa-hia.de/",
    "https://аpple.com/": "https://xn--pple-43d.com/",
    "https://a_b.example.com/": "https://a_b.example.com/",
    "https://example.com/a_(b)?c=[d]": "https://example.com/a_(b)?c=[d]",
    "https://example.com?q=1": "https://example.com?q=1",
    "https://example.com#top": "https://example.com#top",
    "mailto:a@example.com": "mailto:a@example.com",
    "MailTo:a.b+c@example.com": "mailto:a.b+c@example.com",
    "mailto:a@example.com,b@example.com": "mailto:a@example.com,b@example.com",
    "mailto:a@example.com?subject=Hi%20there&body=One%0ATwo": "mailto:a@example.com?subject=Hi%20there&body=One%0ATwo",
}

REFUSED = [
    "",
    "example.com",
    "/etc/passwd",
    "./run.exe",
    "../x",
    "#anchor",
    "?q",
    "//example.com",
    "\\\\server\\share",
    "file:///etc/passwd",
    "file://server/share",
    "FILE:///C:/x",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "vbscript:x",
    "data:text/html,<b>",
    "ftp://example.com",
    "ssh://example.com",
    "smb://server/share",
    "ms-msdt:/id",
    "search-ms:query=x",
    "tel:123",
    "C:\\Windows\\notepad.exe",
    "http:example.com",
    "http:/example.com",
    "http:///example.com",
    "http://",
    "https://?x",
    "https://user@example.com",
    "https://user:pass@example.com",
    "https://example.com@evil.example",
    "https://example.com\\@evil.example",
    "https://example.com\\x",
    "https://exa mple.com",
    "https://example.com:99999",
    "https://example.com:",
    "https://example.com:8a",
    "https://a..b",
    "https://-a.example",
    "https://[::g]",
    "https://[fe80::1%25eth0]",
    "https://%65xample.com",
    "https://evil.example／.example.com",
    "https://evil。example",
    " https://example.com",
    "https://example.com/\x00",
    "https://example.com/\n",
    "https://example.com/\t",
    "https://example.com/\x1b[0m",
    "https://example.com/\x85",
    "https://example.com/\u202e",
    "https://exam\u200fple.com/",
    "https://example.com/%E2%80%AE",
    "https://example.com/%00",
    "https://example.com/\ud800",
    "https://example.com/\u2028",
    "https://example.com/" + "a" * 5_000,
    "mailto:",
    "mailto:nobody",
    "mailto:a@example.com?attach=/etc/passwd",
    "mailto:a@example.com?subject=x%0D%0ABcc:b@example.com",
    "mailto://a@example.com",
]


@pytest.mark.parametrize(("href", "safe"), ACCEPTED.items())
def test_harmless_link_passes(href: str, safe: str) -> None:
    assert safe_href(href) == safe


@pytest.mark.parametrize("href", REFUSED)
def test_other_link_is_refused(href: str) -> None:
    assert safe_href(href) == ""


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://Example.com:1/x", "example.com"),
        ("https://例子.测试", "xn--fsqu00a.xn--0zwm56d"),
        ("mailto:a@example.com", ""),
    ],
)
def test_host_is_shown_as_punycode(href: str, host: str) -> None:
    assert host_of(safe_href(href)) == host


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["", "http://", "https://", "https://a.b/", "mailto:a@b.c?", "mailto:"]), st.text(max_size=30))
def test_safe_link_is_plain_ascii_and_stays_safe(start: str, rest: str) -> None:
    safe = safe_href(start + rest)
    assert safe == "" or (safe.isascii() and safe.isprintable() and " " not in safe)
    assert safe_href(safe) == safe
    if safe:
        assert "\\" not in safe
        assert safe.startswith(("http://", "https://", "mailto:"))
        host_of(safe)
