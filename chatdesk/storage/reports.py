"""The reports of crashes and faults, in the folder of the logs. They are made here, and go nowhere."""

import time
from contextlib import suppress
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from chatdesk.core.report import Report
from chatdesk.storage.crash_log import LEFT, NAME
from chatdesk.storage.private_files import private_file

if TYPE_CHECKING:
    from datetime import datetime

KEPT = 10
"""So many reports are kept; older ones are removed."""

MOST_FAULTS = 5
"""So many different faults of one run are reported: what comes after the first ones often comes of them."""

_CRASH, _FAULT = "crash-report", "fault-report"
_NEW, _OLD = ".new.txt", ".txt"


class ReportFolder:
    """Writes reports, and hands each one out once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begun = time.time()
        self._faults: set[tuple[str, str, int]] = set()

    def write_fault(self, error: BaseException, where: str, program: str) -> None:
        """Report an exception that nobody caught, unless its like was reported in this run, or many were."""
        places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        fault = (type(error).__qualname__, *(places[-1] if places else ("", 0)))
        if fault in self._faults or len(self._faults) >= MOST_FAULTS:
            return
        self._faults.add(fault)
        # 6 ms and half a megabyte, for what hardly ever happens; as below.
        from datetime import datetime

        from chatdesk.storage.report_wording import fault_report

        now = datetime.now().astimezone()
        with suppress(OSError):
            self._write(_FAULT, now, fault_report(error, where, program, now))

    def take_new(self) -> Report | None:
        """Make reports of the crashes that were left, and return the newest report that was not returned before.

        Blocks. Faults since this object was made are for the next run to return. A crash is newer than the faults before it.
        Only one process may call this at a time: the one with the lock.
        """
        try:
            for left in sorted(self._folder.glob(f"{NAME}.{LEFT}-*")):
                from datetime import datetime

                from chatdesk.storage.report_wording import crash_report

                when = datetime.fromtimestamp(left.stat().st_mtime).astimezone()
                self._write(_CRASH, when, crash_report(left.read_text("utf-8", "replace"), when))
                left.unlink()
            new = [path for path in self._folder.glob(f"*-report-*{_NEW}") if _is_crash(path) or self._is_before(path)]
            new.sort(key=lambda path: (_is_crash(path), _stamp(path)))
            known = [path.rename(path.with_name(path.name.removesuffix(_NEW) + _OLD)) for path in new]
            self._remove_old()
            return _read(known[-1]) if known else None
        except OSError:
            return None

    def delete(self, report: Report) -> None:
        """Remove a report; one that is gone is fine. Blocks."""
        with suppress(OSError):
            report.path.unlink()

    def _write(self, kind: str, when: "datetime", text: str) -> None:
        path = self._folder / f"{kind}-{when:%Y%m%d-%H%M%S-%f}{_NEW}"
        private_file(path)
        path.write_text(text, "utf-8")

    def _is_before(self, path: Path) -> bool:
        return path.stat().st_mtime < self._begun

    def _remove_old(self) -> None:
        for path in sorted(self._folder.glob(f"*-report-*{_OLD}"), key=_stamp)[:-KEPT]:
            path.unlink()


def _is_crash(path: Path) -> bool:
    return path.name.startswith(_CRASH)


def _stamp(path: Path) -> str:
    return path.name.partition("-report-")[2]


def _read(path: Path) -> Report:
    return Report(path, path.read_text("utf-8"), is_crash=_is_crash(path))
