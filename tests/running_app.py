"""The real app in a test's own process: the real window, offscreen, on the real event loop."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from chatdesk.app import App
from chatdesk.core.paths import Profile
from chatdesk.instance import Instance
from chatdesk.shell import Shell

PATIENCE_SECONDS = 60.0
"""How long a test waits for what should come soon; the model is slow on a busy machine."""


class RunningApp:
    """One run of ChatDesk, from its start to its end."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window = app.window

    def find(self, name: str) -> QWidget:
        """Return the widget of this object name."""
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, f"there is no {name}"
        return widget

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                await asyncio.sleep(0.01)

    def type(self, text: str) -> None:
        """Type into the composer as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.find("composer"), event)

    def press(self, key: Qt.Key) -> None:
        """Press a key in the composer."""
        QTest.keyClick(self.find("composer"), key)

    async def say(self, text: str) -> None:
        """Type, press Enter, and wait until the reply is over and on disk."""
        self.type(text)
        self.press(Qt.Key.Key_Return)
        await self.until(lambda: self.app.chat.is_replying)
        await self.until(self.is_quiet)

    def is_quiet(self) -> bool:
        """Whether no reply is under way and everything is written."""
        is_writing = any(name.startswith("finish:") for name in self.app.tasks.names)
        return not self.app.chat.is_replying and not is_writing and not self.app.keeper.has_unsaved

    def click(self, name: str) -> None:
        """Click a button by its object name."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    async def close(self) -> None:
        """Close the window, as a person does, and wait until the app has ended."""
        closed: list[bool] = []
        self.app.closed.connect(lambda: closed.append(True))
        self.window.close()
        await self.until(lambda: closed)


def run_app(
    application: QApplication,
    profile: Path,
    scenario: Callable[[RunningApp], Awaitable[None]],
    *,
    language: str = "en",
    environment: Mapping[str, str] | None = None,
) -> None:
    """Start ChatDesk on a profile, play the scenario, and close the window unless the scenario did."""
    application.setQuitOnLastWindowClosed(False)
    instance = Instance(Profile(profile).lock)
    assert instance.try_lock()
    loop = QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(2))
    asyncio.set_event_loop(loop)

    async def play() -> None:
        shell = Shell(application, profile, language)
        shell.window.show()
        app = App(shell, instance, environment or {})
        app.start()
        run = RunningApp(app)
        try:
            await run.until(lambda: app.chat.conversation_id)
            await scenario(run)
        finally:
            if app.window.isVisible():
                await run.close()
            app.window.deleteLater()
            app.deleteLater()

    with loop:
        loop.run_until_complete(play())
    asyncio.set_event_loop(None)
    # Here and now, in the GUI thread: what this app leaves must not be collected in a thread of the next one.
    gc.collect()
