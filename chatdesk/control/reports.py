"""Reports of crashes and faults: whether the last run left one, and taking it away."""

import asyncio

from PySide6.QtCore import QObject, Signal

from chatdesk.control.tasks import Tasks
from chatdesk.core.ports import ReportStore
from chatdesk.core.report import Report


class ReportController(QObject):
    """Finds out, off the GUI thread, what there is to be offered."""

    found = Signal(object)
    """Report: of a run before this one, and never told before."""

    def __init__(self, *, store: ReportStore, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks

    def look(self) -> None:
        """Look for a new report."""
        self._tasks.start(self._look(), name="look for reports")

    def delete(self, report: Report) -> None:
        """Remove a report from the disk."""
        self._tasks.start(self._delete(report), name=f"file:{report.path}")

    async def _look(self) -> None:
        report = await asyncio.get_running_loop().run_in_executor(None, self._store.take_new)
        if report is not None:
            self.found.emit(report)

    async def _delete(self, report: Report) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._store.delete, report)
