"""The start: a window to type into first, the app behind it once that is painted."""

import asyncio
import logging
import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from chatdesk.arguments import Options
from chatdesk.core.paths import APP_NAME, Profile, resources_folder
from chatdesk.instance import Instance
from chatdesk.shell import Shell
from chatdesk.storage.log_files import start_logging

if TYPE_CHECKING:
    from chatdesk.app import App

log = logging.getLogger(__name__)

AFTER_PAINT_MS = 100
"""How long after the first paint the work behind the window begins: what was typed meanwhile is painted first."""


class Opening(QObject):
    """Builds and starts the app once the window was painted, or when the window is to be closed already."""

    def __init__(self, application: QApplication, shell: Shell, instance: Instance, *, is_second: bool) -> None:
        super().__init__()
        self._application = application
        self._shell = shell
        self._instance = instance
        self._is_second = is_second
        self._app: App | None = None
        self._delay = QTimer(self, singleShot=True, interval=AFTER_PAINT_MS)
        self._delay.timeout.connect(self._start)
        shell.window.installEventFilter(self)
        shell.window.close_requested.connect(self._on_close_requested)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._shell.window.removeEventFilter(self)
            self._delay.start()
        return False

    def _start(self) -> None:
        if self._app is not None:
            return
        self._delay.stop()
        # To import and build it takes 150 ms of CPU, and the first key pressed needs none of it.
        from chatdesk.app import App

        self._shell.window.close_requested.disconnect(self._on_close_requested)
        self._app = App(self._shell, self._instance, os.environ, is_second=self._is_second)
        self._app.closed.connect(self._application.quit)
        self._app.start()

    def _on_close_requested(self) -> None:
        self._start()
        # Not from within: Qt does not close a window that is about to.
        QTimer.singleShot(0, self._shell.window.close)


def run(options: Options) -> int:
    """Run ChatDesk until its window is closed; return the exit code."""
    application = _application()
    profile = Profile(options.profile)
    instance = Instance(profile.lock)
    is_second = not instance.try_lock() and instance.is_held_by_another
    if is_second and instance.ask_first():
        return 0
    crash_log = start_logging(profile.logs)
    sys.excepthook = _log_exception
    loop = QEventLoop(application)
    # In place of qasync's own, which starts ten QThreads at the first call.
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="worker"))
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(_on_loop_exception)
    with loop:
        shell = Shell(application, options.profile, options.language)
        opening = Opening(application, shell, instance, is_second=is_second)
        shell.window.show()
        loop.run_forever()
        opening.deleteLater()
    if crash_log is not None:
        crash_log.close()
    return 0


def _application() -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName(APP_NAME)
    application.setApplicationDisplayName(APP_NAME)
    QGuiApplication.setDesktopFileName("chatdesk")
    application.setWindowIcon(QIcon(str(resources_folder() / "icons" / "chatdesk.png")))
    application.setQuitOnLastWindowClosed(False)
    return application


def _log_exception(kind: type[BaseException], _error: BaseException, places: TracebackType | None) -> None:
    """Log a defect by its class and places: the text of an exception may hold what a person wrote."""
    log.error("%s\n%s", kind.__name__, "".join(traceback.format_tb(places)))


def _on_loop_exception(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    log.error("event loop: %s (%s)", context.get("message"), type(error).__name__)
