"""Only whole web and mail addresses that show where they lead are opened."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from chatdesk.markup.links import safe_href
from chatdesk.ui import links

GOOD = [
    "https://example.org",
    "http://example.org:8080/a?b=c#d",
    "https://例子.测试/路径",
    "https://[::1]:8080/",
    "http://127.0.0.1/x",
    "mailto:someone@example.org",
    links.OPENAI_KEYS_URL,
]
BAD = [
    "",
    " ",
    "example.org",
    "/etc/passwd",
    "./x",
    "#part",
    "?q=1",
    "//example.org/x",
    "\\\\server\\share",
    "\\\\?\\C:\\x",
    "C:\\Windows\\notepad.exe",
    "file:///etc/passwd",
    "file://server/share",
    "FILE:///etc/passwd",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "ftp://example.org/",
    "sftp://example.org/",
    "smb://server/share",
    "ssh://host",
    "tel:123",
    "sms:123",
    "ms-settings:",
    "ms-msdt:/id",
    "search-ms:query=x",
    "vscode://file/x",
    "chatdesk://x",
    "x-apple.systempreferences:",
    "about:blank",
    "chrome://settings",
    "view-source:https://example.org",
    "blob:https://example.org/x",
    "https:",
    "https://",
    "https:///path",
    "https:example.org",
    "http:/example.org",
    "https://user@example.org",
    "https://user:pw@example.org",
    "https://example.org@evil.example/",
    "https://@example.org/",
    "https://example.org\\@evil.example",
    "https://exa mple.org",
    "https://example.org/\n",
    "\nhttps://example.org/",
    " https://example.org/",
    "https://example.org/\x00",
    "https://example.org/\x1b[0m",
    "https://example.org/\u202egpj.exe",
    "https://ex\u200bample.org/",
    "https://\u2066example.org/",
    "https://example.org/\u2028",
    "https://example.org:99999/",
    "https://[::1/",
    "mailto:",
    "mailto://host/x@y",
    "mailto:nobody",
    "jar:https://example.org!/x",
    "https://" + "a" * 5_000,
]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []

    def note(url: object) -> bool:
        urls.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return urls


@pytest.mark.parametrize("address", GOOD)
def test_good_address_is_opened(address: str, opened: list[str]) -> None:
    assert links.open_url(address)
    assert len(opened) == 1


@pytest.mark.parametrize("address", BAD, ids=[ascii(address[:40]) for address in BAD])
def test_bad_address_is_not_opened(address: str, opened: list[str]) -> None:
    assert not links.open_url(address)
    assert opened == []


def test_what_the_conversation_shows_as_a_link_is_what_opens(opened: list[str]) -> None:
    assert links.open_url("https://example.org/a b")
    assert opened == ["https://example.org/a%20b"] == [safe_href("https://example.org/a b")]
