"""Makes exports of every format. Implements ``core.export_ports.ExportFiles``."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from chatdesk.core.export import ExportFormat, ExportHead
from chatdesk.exchange.export_file import ExportToFile, UnfinishedFile
from chatdesk.exchange.formats import WRITERS
from chatdesk.exchange.page_process import ExportToPages


class FileExports:
    """``new_file`` begins a file that takes the place of the one at a path when it is whole."""

    def __init__(self, new_file: Callable[[Path], UnfinishedFile]) -> None:
        self._new_file = new_file

    def __call__(self, path: Path, kind: ExportFormat, head: ExportHead) -> ExportToFile | ExportToPages:
        """Return an export that has not begun."""
        open_file = partial(self._new_file, path)
        if kind in WRITERS:
            return ExportToFile(open_file, partial(WRITERS[kind], head))
        return ExportToPages(open_file, kind, head, path.name)
