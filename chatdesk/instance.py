"""One running app a profile: a lock, and a way to ask the app that holds it to show its window."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDeadlineTimer, QLockFile, QObject, QThread, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

ASK_MS = 4_000
"""How long a second start asks the first one to show itself before it opens the history for reading only."""

_REQUEST, _ANSWER = b"raise\n", b"raised\n"


class Instance(QObject):
    """Holds a profile's lock. The lock of a process that died is free at once; its age never matters."""

    raise_requested = Signal()
    """A second start wants this window in front."""

    def __init__(self, lock: Path) -> None:
        super().__init__()
        with suppress(OSError):
            # A folder that cannot be made is found out by ``try_lock``, and said by the history.
            lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = QLockFile(str(lock))
        self._lock.setStaleLockTime(0)
        digest = QCryptographicHash.hash(str(lock.absolute()).encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = f"chatdesk-{bytes(digest.data()).hex()[:20]}"
        self._server: QLocalServer | None = None

    def try_lock(self) -> bool:
        """Take the profile; False when another process has it, or when the folder cannot be written to."""
        return self._lock.tryLock(0)

    @property
    def is_held_by_another(self) -> bool:
        """Whether ``try_lock`` failed because another process has the profile."""
        return self._lock.error() == QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Answer later starts; called once the window is painted, since QtNetwork takes 20 ms to import."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def ask_first(self) -> bool:
        """Ask the process that holds the lock to show its window; return whether it answered."""
        from PySide6.QtNetwork import QLocalSocket

        deadline = QDeadlineTimer(ASK_MS)
        while not deadline.hasExpired():
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(200):
                socket.write(_REQUEST)
                if socket.waitForReadyRead(max(1, deadline.remainingTime())):
                    return bytes(socket.readAll().data()) == _ANSWER
            # The first one may be starting and not listen yet.
            QThread.msleep(50)
        return False

    def close(self) -> None:
        """Stop answering, and let the profile go."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raise_requested.emit()
            socket.write(_ANSWER)
            socket.flush()
