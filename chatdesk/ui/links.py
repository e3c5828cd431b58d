"""Opening web addresses and files: the one place that hands them to the system.

Which addresses may be opened is ``markup.links``' rule; files are only those that ChatDesk wrote where its person wanted them.
"""

from pathlib import Path

from PySide6.QtCore import QUrl

OPENAI_KEYS_URL = "https://platform.openai.com/account/api-keys"


def open_url(text: str) -> bool:
    """Open a safe address in the browser or mail program; return False, and do nothing, for any other."""
    # 5 ms, when the first link is opened and not at start.
    from PySide6.QtGui import QDesktopServices

    from chatdesk.markup.links import safe_href

    href = safe_href(text)
    return bool(href) and QDesktopServices.openUrl(QUrl(href))


def open_file(path: Path) -> bool:
    """Open a file that was just written, or its folder, with the program that the system has for it; False if it has none."""
    from PySide6.QtGui import QDesktopServices  # as above

    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
