"""The colors of code, moved as far as the ground they stand on needs."""

from PySide6.QtGui import QColor, QTextCharFormat

from chatdesk.markup.code_palette import DARK, LIGHT
from chatdesk.ui.colors import readable


def code_formats(ground: QColor, ratio: float, *, is_dark: bool) -> dict[str, QTextCharFormat]:
    """Return how each kind of code (the value of a ``CodeKind``) is painted, with a contrast of ``ratio`` to the ground.

    Plain code has no format.
    """
    formats = {}
    for kind, name in (DARK if is_dark else LIGHT).items():
        formats[kind] = QTextCharFormat()
        formats[kind].setForeground(readable(QColor(name), ground, ratio))
    return formats
