"""The child process that makes HTML and PDF of a conversation. It opens no socket, and no file but the one it is to write.

The protocol is in ``exchange.page_wire``. The process ends when its work is done, or when standard input closes before that,
as when the app was killed: then it takes the file along.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from chatdesk.core.export import ExportFormat
from chatdesk.exchange.page_process import DISK_FULL, NOT_WRITTEN
from chatdesk.exchange.page_wire import PageOrder, PageTurns, read_order, read_turns
from chatdesk.exchange.writing import Writer

_NICENESS = 10


def main() -> int:
    """Make what standard input asks for."""
    if sys.platform != "win32":
        os.nice(_NICENESS)  # the window comes first
    lines = os.fdopen(0, "rb", closefd=False)  # a packaged app without a console may have no sys.stdin
    order = read_order(lines.readline())
    try:
        is_whole = _make(order, lines)
    except OSError as err:
        return DISK_FULL if err.errno in (errno.ENOSPC, errno.EDQUOT) else NOT_WRITTEN
    if not is_whole:
        with suppress(OSError):
            order.path.unlink()
    return 0 if is_whole else 1


def _make(order: PageOrder, lines: IO[bytes]) -> bool:
    """Write the file; return whether the conversation came to its end. Raises OSError."""
    if order.kind is ExportFormat.PDF:
        from chatdesk.ui.pdf.writer import PdfWriter  # Qt is for PDF alone

        return _write(PdfWriter(order.head, order.path), lines)
    from chatdesk.markup.html_page import HtmlPageWriter  # and what makes HTML is not for PDF

    with order.path.open("wb") as stream:
        return _write(HtmlPageWriter(order.head, stream), lines)


def _write(writer: Writer, lines: IO[bytes]) -> bool:
    for batch in _batches(lines):
        if batch is None:
            writer.finish()
            return True
        writer.add(batch.turns, batch.pictures)
    return False


def _batches(lines: IO[bytes]) -> Iterator[PageTurns | None]:
    for line in lines:
        yield read_turns(line)
