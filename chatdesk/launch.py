"""The start: a window to type into first, the app behind it once that is painted."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from chatdesk import __version__
from chatdesk.arguments import Options
from chatdesk.core.paths import APP_NAME, Profile, resources_folder
from chatdesk.faults import Faults
from chatdesk.instance import Instance
from chatdesk.shell import Shell
from chatdesk.storage.crash_log import CrashLog
from chatdesk.storage.log_files import start_logging

if TYPE_CHECKING:
    from chatdesk.app import App

AFTER_PAINT_MS = 100
"""How long after the first paint the work behind the window begins: what was typed meanwhile is painted first."""


class Opening(QObject):
    """Builds and starts the app once the window was painted, or when the window is to be closed already."""

    task_failed = Signal(object)
    """ChatDeskError: a task of the app ended in an exception that nobody caught."""

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
        self._app.tasks.failed.connect(self.task_failed)
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
    start_logging(profile.logs)
    crash_log = CrashLog(profile.logs)
    crash_log.open(_program(), is_second=is_second)
    loop = QEventLoop(application)
    # In place of qasync's own, which starts ten QThreads at the first call.
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="worker"))
    asyncio.set_event_loop(loop)
    faults = Faults(profile.logs, _program())
    faults.install(loop)
    with loop:
        shell = Shell(application, options.profile, options.language)
        opening = Opening(application, shell, instance, is_second=is_second)
        opening.task_failed.connect(faults.on_task_failed)
        shell.window.show()
        loop.run_forever()
        opening.deleteLater()
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


def _program() -> str:
    """Return what runs, as the first line of a crash and in reports."""
    return f"ChatDesk {__version__}, Python {sys.version.split()[0]}, Qt {qVersion()}, {sys.platform}"
