"""The log files: ids and sizes only, keys made unreadable, old ones put aside."""

import logging
from pathlib import Path

from chatdesk.core.secret import redacted

MAX_BYTES = 1_000_000
KEPT = 3
"""A log over 1 MB is put aside; three of those are kept."""


class RedactingFormatter(logging.Formatter):
    """Formats as usual, and lets nothing through that looks like a key."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without keys."""
        return redacted(super().format(record))


class LogFile(logging.FileHandler):
    """Writes lines to a file, and begins another one when it has grown."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; called with the handler's lock held."""
        super().emit(record)
        # None when the file could not be opened, which ``emit`` has told then.
        if self.stream is not None and self.stream.tell() >= MAX_BYTES:
            self.stream.close()
            self.stream = None  # as FileHandler.close does; the next line opens it again
            _put_aside(self._path)


def start_logging(folder: Path) -> None:
    """Log to ``folder``/chatdesk.log; to nowhere if the folder cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return
    handler = LogFile(folder / "chatdesk.log")
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("openai", "httpx2", "httpcore2", "asyncio", "qasync"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _put_aside(log: Path) -> None:
    for number in range(KEPT, 1, -1):
        older = log.with_suffix(f".log.{number - 1}")
        if older.exists():
            older.replace(log.with_suffix(f".log.{number}"))
    log.replace(log.with_suffix(".log.1"))
