"""Puts what is copied on the clipboard, in all forms at once."""

import atexit
from collections.abc import Callable

from PySide6.QtCore import QMetaType, QMimeData
from PySide6.QtGui import QGuiApplication

from chatdesk.markup.blocks import Table
from chatdesk.ui.transcript.excerpt import Excerpt

PLAIN, MARKDOWN, HTML, CSV = "text/plain", "text/markdown", "text/html", "text/csv"
_HEAD = '<meta charset="utf-8">'
"""Some programs take HTML without it for Latin-1."""


class LazyMimeData(QMimeData):
    """Makes each form when a program asks for it, and keeps it."""

    def __init__(self, forms: dict[str, Callable[[], str]]) -> None:
        super().__init__()
        self._forms = forms
        self._made: dict[str, str] = {}

    def formats(self) -> list[str]:
        """Return the names of the forms, the richest first."""
        return list(self._forms)

    def hasFormat(self, mime_type: str) -> bool:
        """Whether there is a form of this name."""
        return mime_type in self._forms

    def retrieveData(self, mime_type: str, _preferred: QMetaType | QMetaType.Type) -> object:
        """Return one form, None for one that there is not."""
        if mime_type not in self._forms:
            return None
        if mime_type not in self._made:
            self._made[mime_type] = self._forms[mime_type]()
        return self._made[mime_type]


def put_text(text: str) -> None:
    """Put plain text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def put_excerpt(excerpt: Excerpt) -> None:
    """Put a part of the conversation on the clipboard: as plain text, Markdown and, unless it is large, HTML."""
    rich = {} if excerpt.is_large else {HTML: lambda: _HEAD + excerpt.html()}
    _put({**rich, MARKDOWN: excerpt.markdown, PLAIN: excerpt.text})


def put_markdown(excerpt: Excerpt) -> None:
    """Put the Markdown of a part of the conversation on the clipboard, as what any program pastes."""
    _put({MARKDOWN: excerpt.markdown, PLAIN: excerpt.markdown})


def put_table(table: Table, markdown: str, action: str) -> None:
    """Put a table on the clipboard in all forms ("copy-table"), or in one of them; ``markdown`` is its source."""
    from chatdesk.markup.html import to_html  # with what it imports 15 ms, which only a copy needs
    from chatdesk.markup.table_text import to_csv, to_tsv

    match action:
        case "copy-tsv":
            put_text(to_tsv(table))
        case "copy-csv":
            _put({CSV: lambda: to_csv(table), PLAIN: lambda: to_csv(table)})
        case "copy-markdown":
            _put({MARKDOWN: lambda: markdown, PLAIN: lambda: markdown})
        case _:
            html = {HTML: lambda: _HEAD + to_html((table,))}
            _put({**html, MARKDOWN: lambda: markdown, CSV: lambda: to_csv(table), PLAIN: lambda: to_tsv(table)})


def _put(forms: dict[str, Callable[[], str]]) -> None:
    QGuiApplication.clipboard().setMimeData(LazyMimeData(forms))


@atexit.register
def _leave_text() -> None:
    """Leave the plain text alone: Qt lets go of the clipboard after Python's end, and crashes over what Python made."""
    clipboard = QGuiApplication.clipboard() if QGuiApplication.instance() is not None else None
    if clipboard is not None and isinstance(clipboard.mimeData(), LazyMimeData):
        clipboard.setText(clipboard.text())
