"""One running app a profile: a lock, and a way to ask the app that holds it to show its window."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QDeadlineTimer, QLockFile, QObject, QThread, Signal

from chatdesk.doorbell import ANSWER, REQUEST, Doorbell

ASK_MS = 4_000
"""How long a second start asks the first one to show itself before it opens the history for reading only."""

_MAKING_SECONDS = 10.0
"""A lock file that is empty for longer is not one that is being made."""


class Instance(QObject):
    """Holds a profile's lock. The lock of a process that died is free at once; its age never matters."""

    raise_requested = Signal()
    """A second start wants this window in front."""

    def __init__(self, lock: Path) -> None:
        super().__init__()
        with suppress(OSError):
            # A folder that cannot be made is found out by ``try_lock``, and said by the history.
            lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = lock
        self._lock = QLockFile(str(lock))
        self._lock.setStaleLockTime(0)
        digest = QCryptographicHash.hash(str(lock.absolute()).encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = f"chatdesk-{bytes(digest.data()).hex()[:20]}"
        self._bell: Doorbell | None = None

    def try_lock(self) -> bool:
        """Take the profile; False when another process has it, or when the folder cannot be written to."""
        return self._lock.tryLock(0) or (self.is_held_by_another and _is_removed(self._path) and self._lock.tryLock(0))

    @property
    def is_held_by_another(self) -> bool:
        """Whether ``try_lock`` failed because another process has the profile."""
        return self._lock.error() == QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Answer later starts; called once the window is painted."""
        self._bell = Doorbell(self._name, self)
        self._bell.rung.connect(self.raise_requested)
        self._bell.listen()

    def ask_first(self) -> bool:
        """Ask the process that holds the lock to show its window; return whether it answered."""
        from PySide6.QtNetwork import QLocalSocket

        deadline = QDeadlineTimer(ASK_MS)
        while not deadline.hasExpired():
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(200):
                socket.write(REQUEST)
                if socket.waitForReadyRead(max(1, deadline.remainingTime())):
                    return bytes(socket.readAll().data()) == ANSWER
            # The first one may be starting and not listen yet.
            QThread.msleep(50)
        return False

    def close(self) -> None:
        """Stop answering, and let the profile go."""
        if self._bell is not None:
            self._bell.close()
        self._lock.unlock()


def _is_removed(lock: Path) -> bool:
    """Remove a lock file that nobody holds open, as its holder does as long as it lives; return whether it was one.

    QLockFile judges by what the file says, and takes a dead holder for a living one when its process id was given to another
    program, the computer has another name since, or a power cut left the file empty.
    """
    with suppress(OSError):
        if sys.platform == "win32":
            lock.unlink()  # the system refuses while it is open
            return True
        import fcntl  # not on Windows, and only needed here

        handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # QLockFile's own lock on the open file
            state = os.fstat(handle)
            is_being_made = state.st_size == 0 and time.time() - state.st_mtime < _MAKING_SECONDS
            if not is_being_made and os.path.samestat(state, lock.stat()):
                lock.unlink()
                return True
        finally:
            os.close(handle)
    return False
