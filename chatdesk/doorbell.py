"""The bell at a running app's door: a later start rings it, and is answered.

The ringing side uses Qt's QLocalSocket. So does the answering side on Windows, where it is a named pipe; elsewhere it is a
socket file that Python serves as well, without the 3 MB that QtNetwork takes in an app that is only open.
"""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

REQUEST, ANSWER = b"raise\n", b"raised\n"


class Doorbell(QObject):
    """Listens under a name that the processes of one person can ring."""

    rung = Signal()
    """Somebody is at the door; they are answered."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pipe: QLocalServer | None = None
        self._socket: socket.socket | None = None
        self._path = Path(QDir.tempPath()) / name
        """Where QLocalSocket looks for a server of this name."""

    def listen(self) -> None:
        """Hang the bell up; one that a process left that is no more is taken down. Without a place for it there is none."""
        if sys.platform == "win32":
            self._listen_on_pipe()
            return
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.setblocking(False)
            mask = os.umask(0o177)
            try:
                self._socket.bind(str(self._path))
            finally:
                os.umask(mask)
            self._socket.listen()
            notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
            notifier.activated.connect(self._on_visitor)

    def close(self) -> None:
        """Take the bell down."""
        for notifier in self.findChildren(QSocketNotifier):
            notifier.setEnabled(False)
        if self._socket is not None:
            self._socket.close()
            self._path.unlink(missing_ok=True)
        if self._pipe is not None:
            self._pipe.close()

    def _on_visitor(self) -> None:
        assert self._socket is not None
        with suppress(OSError):  # they may be gone again
            visitor, _ = self._socket.accept()
            with visitor:
                self.rung.emit()
                visitor.sendall(ANSWER)

    def _listen_on_pipe(self) -> None:  # written for Windows, not run there yet
        from PySide6.QtNetwork import QLocalServer

        self._pipe = QLocalServer(self)
        self._pipe.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._pipe.newConnection.connect(self._on_pipe_visitor)
        self._pipe.listen(self._name)

    def _on_pipe_visitor(self) -> None:
        assert self._pipe is not None
        while (visitor := self._pipe.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            self.rung.emit()
            visitor.write(ANSWER)
            visitor.flush()
