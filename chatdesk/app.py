"""The composition root: builds every object, connects them, opens and closes them in order."""

import asyncio
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from chatdesk.arguments import Options
from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.keeping import Keeper
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.address import clean_base_url
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import AddressInvalid, StorageError
from chatdesk.core.paths import APP_NAME, Profile, resources_folder
from chatdesk.core.secret import MalformedKey, Secret, clean_key
from chatdesk.core.settings import ConnectionKind, Settings
from chatdesk.garbage import GarbageCollector
from chatdesk.instance import Instance
from chatdesk.providers.chat_completions import ChatCompletions
from chatdesk.providers.local_door import LocalModelServer
from chatdesk.providers.presets import Presets
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.storage.log_files import start_logging
from chatdesk.storage.secrets import KeyringSecrets
from chatdesk.storage.settings_file import SettingsFile
from chatdesk.ui.language import Languages
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.themes import Themes

log = logging.getLogger(__name__)

AFTER_PAINT_MS = 100
"""How long after the first paint the work behind the window begins: what was typed meanwhile is painted first."""

CLOSING_SECONDS = 10.0
"""How long quitting waits for what is still to be written."""

_WRITTEN_AT_EXIT = ("finish:", "draft:", "place:", "title:", "system prompt:", "delete:", "save settings", "set head")
"""How the names of tasks begin that quitting lets end."""


class App(QObject):
    """All objects of one running ChatDesk. Built before the event loop runs; ``start`` follows the first paint."""

    closed = Signal()
    """The window is closed and everything is written."""

    def __init__(
        self,
        application: QApplication,
        options: Options,
        instance: Instance,
        environment: Mapping[str, str],
        *,
        is_second: bool = False,
    ) -> None:
        super().__init__()
        profile = Profile(options.profile)
        self._application = application
        self._is_second = is_second
        self._has_told_unsaved = False
        self.instance = instance
        presets = Presets(resources_folder() / "presets.json")
        settings_file = SettingsFile(profile.settings, Settings(presets.connections, presets.connections[0].id))
        settings = settings_file.load()
        self.tasks = Tasks()
        self.provider = ChatCompletions()
        self.local_server = LocalModelServer()
        self.store = SqliteHistory(Database(profile.history, only_read=is_second))
        self.secrets = KeyringSecrets(
            environment_key=_environment_key(environment), environment_connection_id=_openai_id(settings)
        )
        self.settings = SettingsController(
            store=settings_file,
            settings=settings,
            tasks=self.tasks,
            environment_base_url=_environment_base_url(environment),
        )
        self.garbage = GarbageCollector(is_idle=lambda: not self.turns.is_any_running, parent=self)
        self.garbage.start()
        self._build_controllers(presets)
        self._build_window(options, settings)
        self._connect()

    def _build_controllers(self, presets: Presets) -> None:
        settings, tasks = self.settings, self.tasks
        self.connections = ConnectionController(
            settings=settings,
            secrets=self.secrets,
            provider=self.provider,
            local_server=self.local_server,
            locate_model=self.local_server.locate,
            known_context=presets.known_context,
            known_models=presets.models,
            tasks=tasks,
        )
        connections = self.connections
        self.keeper = Keeper(store=self.store, tasks=tasks)
        keeper = self.keeper
        self.turns = Turns(provider=self.provider, keeper=keeper, settings=settings, connections=connections, tasks=tasks)
        self.chat = ChatController(
            turns=self.turns,
            store=self.store,
            keeper=keeper,
            settings=settings,
            connections=connections,
            tasks=tasks,
        )
        self.library = LibraryController(store=self.store, keeper=keeper, settings=settings, tasks=tasks)

    def _build_window(self, options: Options, settings: Settings) -> None:
        self.languages = Languages(options.language)
        self.languages.use(settings.language)
        self.themes = Themes(self._application)
        self.themes.use(settings.color_scheme, settings.text_percent)
        self.window = MainWindow(
            chat=self.chat,
            library=self.library,
            settings=self.settings,
            connections=self.connections,
            themes=self.themes,
            languages=self.languages,
        )

    def _connect(self) -> None:
        self.library.selected.connect(self.chat.open)
        self.library.deleted.connect(self._on_conversation_deleted)
        self.chat.conversation_touched.connect(self.library.note_activity)
        self.instance.raise_requested.connect(self._on_raise_requested)
        self.window.close_requested.connect(self._on_close_requested)
        self.tasks.failed.connect(self.window.panel.notices.tell_fault)

    def start(self) -> None:
        """Open the history and look the key up; the window is painted and takes typing already."""
        self.window.furnish()
        self._furnish_pictures()
        self.settings.announce()
        self.connections.start()
        self.tasks.start(self.library.start(), name="open history")
        self.tasks.start(self._warm_up(), name="warm up")
        if not self._is_second:
            self.instance.listen()

    def _furnish_pictures(self) -> None:
        """Build what handles pictures, which the first paint does not need."""
        from chatdesk.control.draft_images import DraftImages
        from chatdesk.ui.picture_codec import QtPictureCodec

        codec = QtPictureCodec()
        self.draft_images = DraftImages(chat=self.chat, store=self.store, codec=codec, tasks=self.tasks, parent=self)
        self.window.panel.take_draft_images(self.draft_images)

    async def _warm_up(self) -> None:
        """Import what the first message needs, off the GUI thread: the Markdown parser, the SDK, then the highlighter."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, _warm_up_markup)
        await self.provider.warm_up()
        await loop.run_in_executor(None, _warm_up_highlighting)
        self.garbage.settle()

    async def close(self) -> None:
        """End what runs, write what is left, and leave nothing behind."""
        self.chat.close()
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.tasks.close(keep=_is_written_at_exit)
        except TimeoutError:
            log.warning("quit while something was still being written")
        await self.provider.close()
        await self.local_server.close()
        await self.secrets.close()
        await self.store.close()
        self.instance.close()

    def _on_conversation_deleted(self, summary: ConversationSummary) -> None:
        self.chat.forget(summary.id)

    def _on_raise_requested(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _on_close_requested(self) -> None:
        if not self.tasks.is_running("quit"):
            self.tasks.start(self._quit(), name="quit")

    async def _quit(self) -> None:
        if self.keeper.has_unsaved and not await self._is_saved_or_given_up():
            return
        await self.close()
        self.window.close_now()
        self.garbage.stop()
        self.closed.emit()

    async def _is_saved_or_given_up(self) -> bool:
        """Write what is in memory only; if that fails, say so once, and take a second wish to quit for an answer."""
        try:
            await self.keeper.save_now()
        except StorageError:
            was_told, self._has_told_unsaved = self._has_told_unsaved, True
            if not was_told:
                self.window.panel.notices.tell_unsaved()
            return was_told
        return True


class _FirstPaint(QObject):
    """Starts the app once the window was painted for the first time."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._app = app
        app.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._app.window.removeEventFilter(self)
            QTimer.singleShot(AFTER_PAINT_MS, self._app.start)
        return False


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
        app = App(application, options, instance, os.environ, is_second=is_second)
        app.closed.connect(application.quit)
        app.window.show()
        _FirstPaint(app)
        loop.run_forever()
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


def _warm_up_markup() -> None:
    # 30 ms for the layer and 50 for the parser behind it, which the first key pressed does not need.
    from chatdesk.markup import parse

    parse.warm_up()


def _warm_up_highlighting() -> None:
    # 100 ms with the lexer, which the first code block would wait for.
    from chatdesk.markup import highlight

    highlight.warm_up("python")


def _is_written_at_exit(task_name: str) -> bool:
    return task_name.startswith(_WRITTEN_AT_EXIT)


def _openai_id(settings: Settings) -> str:
    return next((c.id for c in settings.connections if c.kind == ConnectionKind.OPENAI), "")


def _environment_key(environment: Mapping[str, str]) -> Secret | None:
    try:
        return clean_key(environment.get("OPENAI_API_KEY", ""))
    except MalformedKey:
        return None


def _environment_base_url(environment: Mapping[str, str]) -> str:
    text = environment.get("OPENAI_BASE_URL", "")
    try:
        return clean_base_url(text) if text.strip() else ""
    except AddressInvalid:
        return text.strip()


def _on_loop_exception(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    log.error("event loop: %s (%s)", context.get("message"), type(error).__name__)
