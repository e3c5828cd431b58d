"""The composition root: builds every object, connects them, opens and closes them in order."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.draft_images import DraftImages
from chatdesk.control.formulas import FormulaController
from chatdesk.control.keeping import Keeper
from chatdesk.control.library import LibraryController
from chatdesk.control.pictures import PictureController
from chatdesk.control.saving import Saving
from chatdesk.control.settings import SettingsController
from chatdesk.control.tasks import Tasks
from chatdesk.control.turns import Turns
from chatdesk.core.address import clean_base_url
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import AddressInvalid, StorageError
from chatdesk.core.paths import resources_folder
from chatdesk.core.secret import MalformedKey, Secret, clean_key
from chatdesk.core.settings import ConnectionKind, Settings
from chatdesk.desktop.door import DesktopDoor
from chatdesk.formulas.door import FormulaDrawer
from chatdesk.garbage import GarbageCollector
from chatdesk.instance import Instance
from chatdesk.providers.chat_completions import ChatCompletions
from chatdesk.providers.local_door import LocalModelServer
from chatdesk.providers.picture_door import WebPictures
from chatdesk.providers.presets import Presets
from chatdesk.shell import Shell
from chatdesk.storage.conversations import SqliteHistory
from chatdesk.storage.database import Database
from chatdesk.storage.secrets import KeyringSecrets
from chatdesk.storage.text_file import write_text
from chatdesk.ui.picture_codec import QtPictureCodec

if TYPE_CHECKING:
    from chatdesk.control.find import FindController
    from chatdesk.control.local_models import LocalModelsController
    from chatdesk.control.local_rest import LocalRest
    from chatdesk.ui.exporting import Exporting

log = logging.getLogger(__name__)

CLOSING_SECONDS = 10.0
"""How long quitting waits for what is still to be written."""

_WRITTEN_AT_EXIT = (
    *("finish:", "draft:", "place:", "title:", "system prompt:", "delete:", "file:"),
    *("save settings", "set head", "remove model:", "purge models"),
)
"""How the names of tasks begin that quitting lets end."""


class App(QObject):
    """All objects of one running ChatDesk behind the window that is there already."""

    closed = Signal()
    """The window is closed and everything is written."""

    def __init__(
        self,
        shell: Shell,
        instance: Instance,
        environment: Mapping[str, str],
        *,
        is_second: bool = False,
    ) -> None:
        super().__init__()
        self._is_second = is_second
        self._has_told_unsaved = False
        self._is_ready = False
        self._exporting: Exporting | None = None
        self.instance = instance
        self.profile = shell.profile
        self.window = shell.window
        self.tasks = Tasks()
        self.provider = ChatCompletions()
        self.local_server = LocalModelServer()
        self.store = SqliteHistory(Database(shell.profile.history, only_read=is_second))
        self.secrets = KeyringSecrets(
            environment_key=_environment_key(environment), environment_connection_id=_openai_id(shell.settings)
        )
        self.settings = SettingsController(
            store=shell.settings_file,
            settings=shell.settings,
            tasks=self.tasks,
            environment_base_url=_environment_base_url(environment),
        )
        self.formula_drawer = FormulaDrawer()
        self.desktop = DesktopDoor()
        self.garbage = GarbageCollector(is_idle=lambda: not self.turns.is_any_running, parent=self)
        self.garbage.start()
        self._build_controllers(shell.presets)
        self._furnish(shell)
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

    def _furnish(self, shell: Shell) -> None:
        self.window.furnish(
            chat=self.chat,
            library=self.library,
            settings=self.settings,
            connections=self.connections,
            make_models=lambda: _make_models(self),
            themes=shell.themes,
            languages=shell.languages,
        )

    def _connect(self) -> None:
        self.library.selected.connect(self.chat.open)
        self.library.deleted.connect(self._on_conversation_deleted)
        self.chat.conversation_touched.connect(self.library.note_activity)
        self.instance.raise_requested.connect(self.window.come_to_front)
        self.window.close_requested.connect(self._on_close_requested)
        self.tasks.failed.connect(self.window.panel.notices.tell_fault)

    def start(self) -> None:
        """Open the history and look the key up."""
        self._furnish_pictures()
        self._furnish_formulas()
        self._furnish_files()
        self._furnish_surroundings()
        self.local_rest = _make_local_rest(self)
        self.window.panel.finding.take(self._make_find)
        self.window.actions_.export_chat.triggered.connect(self._on_export_chat)
        self.settings.announce()
        self.connections.start()
        self.tasks.start(self.library.start(), name="open history")
        self.chat.replying_changed.connect(self._on_replying_changed)
        self.window.stage.composer.edit.textChanged.connect(self._get_ready)
        if self.window.stage.composer.text:
            self._get_ready()
        if not self._is_second:
            self.instance.listen()
            self.reports.look()
        self.garbage.settle()

    def _furnish_pictures(self) -> None:
        """Build what handles pictures."""
        codec = QtPictureCodec()
        self.draft_images = DraftImages(chat=self.chat, store=self.store, codec=codec, tasks=self.tasks, parent=self)
        self.pictures = PictureController(
            store=self.store, codec=codec, fetcher=WebPictures(), settings=self.settings, tasks=self.tasks, parent=self
        )
        self.window.panel.take_pictures(self.draft_images, self.pictures)

    def _furnish_formulas(self) -> None:
        """Build what has formulas drawn."""
        self.formulas = FormulaController(drawer=self.formula_drawer, tasks=self.tasks, parent=self)
        self.window.panel.take_formulas(self.formulas)

    def _on_replying_changed(self, is_replying: bool) -> None:
        if is_replying:
            self._get_ready()

    def _get_ready(self) -> None:
        """Get ready for the first message while it is typed; an app that is only open needs none of it."""
        if not self._is_ready:
            self._is_ready = True
            self.tasks.start(self._warm_up(), name="warm up")

    def _furnish_files(self) -> None:
        """Build what saves code to files."""
        self.window.panel.take_saving(Saving(write=write_text, tasks=self.tasks))

    def _furnish_surroundings(self) -> None:
        """Build what the Help menu shows, what offers the report of a crash, and what notifies of answers."""
        from chatdesk import surroundings

        self.reports = surroundings.make_reports(self, self.profile.logs)
        surroundings.notify_of_answers(self, self.desktop)

    def _make_find(self) -> "FindController":
        """Build what finds a text in the open conversation, which a start does not need."""
        from chatdesk.control.find import FindController
        from chatdesk.markup.sieve import Sieve
        from chatdesk.ui.transcript.hits import counting

        return FindController(
            chat=self.chat,
            turns=self.turns,
            tasks=self.tasks,
            make_judge=lambda wanted: Sieve(wanted).count_in_message,
            counting=counting,
            parent=self,
        )

    def _on_export_chat(self) -> None:
        if self._exporting is None:
            self._exporting = self._make_exporting()
        self._exporting.choose()

    def _make_exporting(self) -> "Exporting":
        """Build what exports conversations; when that is first wanted, as few sessions do."""
        from chatdesk.control.export import ExportController
        from chatdesk.exchange.export_files import FileExports
        from chatdesk.storage.new_file import NewFile
        from chatdesk.ui.exporting import Exporting

        panel, files = self.window.panel, FileExports(partial(NewFile, is_private=True))
        export = ExportController(chat=self.chat, turns=self.turns, tasks=self.tasks, open_file=files, parent=self)
        exporting = Exporting(
            export=export,
            chat=self.chat,
            library=self.library,
            settings=self.settings,
            bar=panel.notice_bar,
            window=self.window,
        )
        panel.notices.remedy_requested.connect(exporting.remedy)
        return exporting

    async def _warm_up(self) -> None:
        """Import off the GUI thread: the Markdown parser, the SDK, then the highlighter; 60 MB and 2 s of CPU."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, _warm_up_markup)
        await self.provider.warm_up()
        await loop.run_in_executor(None, _warm_up_highlighting)
        self.garbage.settle()

    async def close(self) -> None:
        """End what runs, write what is left, and leave nothing behind."""
        self.chat.close()
        self.local_rest.close()
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.tasks.close(keep=_is_written_at_exit)
        except TimeoutError:
            log.warning("quit while something was still being written")
        await self.provider.close()
        await self.local_server.close()
        await self.formula_drawer.close()
        await self.desktop.close()
        await self.secrets.close()
        await self.store.close()
        self.instance.close()

    def _on_conversation_deleted(self, summary: ConversationSummary) -> None:
        self.chat.forget(summary.id)

    def _on_close_requested(self) -> None:
        if not self.tasks.is_running("quit"):
            self.tasks.start(self._quit(), name="quit")

    async def _quit(self) -> None:
        self.window.wiring.close_settings()
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


def _make_local_rest(app: App) -> "LocalRest":
    """Return what stops the model on this computer when it is not asked, which the first paint does not need."""
    from chatdesk.control.local_rest import LocalRest

    return LocalRest(
        settings=app.settings,
        connections=app.connections,
        is_busy=lambda: app.turns.is_any_running,
        tasks=app.tasks,
        parent=app,
    )


def _make_models(app: App) -> "LocalModelsController":
    """Return what lists and downloads models, which a start does not need."""
    from chatdesk.control.local_models import LocalModelsController
    from chatdesk.control.model_downloads import ModelDownloads
    from chatdesk.providers.download_door import ModelDownloader
    from chatdesk.providers.model_shelf import ModelShelf

    folder = app.profile.models
    return LocalModelsController(
        shelf=ModelShelf(folder, resources_folder() / "models.json"),
        downloads=ModelDownloads(downloader=ModelDownloader(folder), settings=app.settings, tasks=app.tasks),
        local_server=app.local_server,
        settings=app.settings,
        connections=app.connections,
        tasks=app.tasks,
        parent=app,
    )


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
