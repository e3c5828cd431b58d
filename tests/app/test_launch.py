"""The first moments: a window that takes typing before the app behind it is there."""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from chatdesk.core.paths import Profile
from chatdesk.core.settings import Settings
from chatdesk.instance import Instance
from chatdesk.launch import Opening
from chatdesk.shell import Shell
from chatdesk.storage.settings_file import SettingsFile
from tests import profiles
from tests.fake_server import FakeServer, answer

PATIENCE_MS = 60_000


def open_window(application: QApplication, profile: Path, then: Callable[[Shell], None]) -> None:
    """Open the window as a start does, do something before it is painted, and wait until it is closed."""
    application.setQuitOnLastWindowClosed(False)
    instance = Instance(Profile(profile).lock)
    assert instance.try_lock()
    loop = QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(2))
    asyncio.set_event_loop(loop)
    late = QTimer(singleShot=True, interval=PATIENCE_MS)
    late.timeout.connect(application.quit)
    late.start()
    with loop:
        shell = Shell(application, profile, "en")
        opening = Opening(application, shell, instance, is_second=False)
        shell.window.show()
        QTimer.singleShot(0, lambda: then(shell))
        loop.run_forever()
    assert late.isActive(), "the window was not closed in time"
    late.stop()
    asyncio.set_event_loop(None)
    opening.deleteLater()
    shell.window.deleteLater()

    gc.collect()


def close_when(shell: Shell, condition: Callable[[], object]) -> None:
    """Close the window once the condition holds."""
    look = QTimer(shell.window, interval=20)

    def on_look() -> None:
        if condition():
            look.stop()
            shell.window.close()

    look.timeout.connect(on_look)
    look.start()


def test_a_window_closed_at_once_is_remembered_and_gone(qapp: QApplication, tmp_path: Path) -> None:
    def resize_and_close(shell: Shell) -> None:
        shell.window.resize(900, 700)
        shell.window.close()
        assert shell.window.isVisible(), "it closes when everything is written"

    open_window(qapp, tmp_path, resize_and_close)
    settings = SettingsFile(Profile(tmp_path).settings, Settings()).load()
    assert settings.window.geometry
    assert Instance(Profile(tmp_path).lock).try_lock(), "the profile is free again"


def test_what_is_submitted_before_the_app_is_there_is_sent(qapp: QApplication, tmp_path: Path) -> None:
    with FakeServer(answer("Hi.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        def submit(shell: Shell) -> None:
            composer = shell.window.stage.composer
            event = QInputMethodEvent()
            event.setCommitString("Hello")
            QApplication.sendEvent(composer.edit, event)
            composer.submit()
            close_when(shell, lambda: server.requests)

        open_window(qapp, tmp_path, submit)
        assert server.requests[0].json["messages"] == [{"role": "user", "content": "Hello"}]
    assert profiles.read(tmp_path)[0].text == "Hello"


def test_panels_that_were_shown_before_the_app_was_there_are_marked_as_shown(qapp: QApplication, tmp_path: Path) -> None:
    seen: list[bool] = []

    def look_and_close(shell: Shell) -> None:
        window = shell.window

        def is_there() -> bool:
            if not hasattr(window, "wiring"):
                return False
            for action, dock in (
                (window.actions_.chats_panel, window.chats_dock),
                (window.actions_.connection_panel, window.settings_dock),
            ):
                assert action.isChecked() is not dock.isHidden()
                seen.append(action.isChecked())
            return True

        close_when(shell, is_there)

    for _ in range(2):
        open_window(qapp, tmp_path, look_and_close)
    assert len(seen) == 4
    assert any(seen)
