"""Web addresses: which may be opened, and opening them. The one place that hands an address to the system."""

import unicodedata
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl

OPENAI_KEYS_URL = "https://platform.openai.com/account/api-keys"

_LONGEST = 4_096


def safe_url(text: str) -> QUrl | None:
    """Return the address if it is a whole http, https or mailto one that shows where it leads, else None.

    Refused are relative addresses, files and network shares, other schemes, a user name before the host, and characters
    that do not show (control and bidirectional ones).
    """
    if not text or len(text) > _LONGEST or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text):
        return None
    if "\\" in text or any(c.isspace() for c in text):
        return None
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.isRelative():
        return None
    if url.scheme() == "mailto":
        return url if "@" in url.path() and not url.host() else None
    if url.scheme() not in ("http", "https") or not url.host() or url.userInfo() or "@" in url.authority():
        return None
    return url if urlsplit(text).hostname else None


def open_url(text: str) -> bool:
    """Open a safe address in the browser or mail program; return False, and do nothing, for any other."""
    url = safe_url(text)
    if url is None:
        return False
    from PySide6.QtGui import QDesktopServices  # 2 ms, when the first link is opened and not at start

    return QDesktopServices.openUrl(url)
