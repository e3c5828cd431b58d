"""The log files: ids and sizes only, keys made unreadable, old ones put aside."""

import faulthandler
import logging
from pathlib import Path
from typing import TextIO

from chatdesk.core.secret import redacted

MAX_BYTES = 1_000_000
KEPT = 3
"""A log over 1 MB is put aside at the next start; three of those are kept."""


class RedactingFormatter(logging.Formatter):
    """Formats as usual, and lets nothing through that looks like a key."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without keys."""
        return redacted(super().format(record))


def start_logging(folder: Path) -> TextIO | None:
    """Log to ``folder``/chatdesk.log and crashes to crash.log; return the latter's file, None if it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = folder / "chatdesk.log"
        _put_aside(log)
        handler = logging.FileHandler(log, encoding="utf-8", delay=True)
        crash = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        return None
    (folder / "crash.log").chmod(0o600)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("openai", "httpx2", "httpcore2", "asyncio", "qasync"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    faulthandler.enable(crash)
    return crash


def _put_aside(log: Path) -> None:
    if not log.exists() or log.stat().st_size < MAX_BYTES:
        return
    for number in range(KEPT, 1, -1):
        older = log.with_suffix(f".log.{number - 1}")
        if older.exists():
            older.replace(log.with_suffix(f".log.{number}"))
    log.replace(log.with_suffix(".log.1"))
