"""Opening web addresses: the one place that hands an address to the system. Which may be opened is ``markup.links``' rule."""

from PySide6.QtCore import QUrl

OPENAI_KEYS_URL = "https://platform.openai.com/account/api-keys"


def open_url(text: str) -> bool:
    """Open a safe address in the browser or mail program; return False, and do nothing, for any other."""
    # 5 ms, when the first link is opened and not at start.
    from PySide6.QtGui import QDesktopServices

    from chatdesk.markup.links import safe_href

    href = safe_href(text)
    return bool(href) and QDesktopServices.openUrl(QUrl(href))
