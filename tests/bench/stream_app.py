"""Streams one reply into the real app and measures how evenly its event loop runs meanwhile: ``stream_app.py PROFILE``."""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from chatdesk.app import App
from tests import real_app
from tests.bench.gaps import Gaps
from tests.bench.probe import report

WARM_UP_MS = 1_500
"""The first moments after the start belong to the start, and are measured there."""


class Watcher(QObject):
    """Sends one message once the app is warm, measures until the reply ends, reports, and ends the process."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._app = app
        self._gaps = Gaps(self)
        self._characters = 0
        app.chat.reply_changed.connect(self._on_changed)
        app.chat.reply_finished.connect(self._on_finished)
        QTimer.singleShot(WARM_UP_MS, self, self._send)

    def _send(self) -> None:
        self._app.chat.send("Say something long.")

    def _on_changed(self, change: object) -> None:
        if not self._characters:
            # From the first token on: what comes before is one connection, made once.
            self._gaps.start()
        self._characters += len(getattr(change, "text", ""))

    def _on_finished(self, message: object) -> None:
        self._gaps.stop()
        status = str(getattr(message, "status", ""))
        report(gaps=self._gaps.gaps, characters=self._characters, status=status, cpu=time.process_time())
        os._exit(0)


if __name__ == "__main__":
    sys.exit(real_app.run(Path(sys.argv[1]), Watcher))
