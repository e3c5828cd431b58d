"""Connects the window's actions, docks and dialogs to the controllers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ConversationOpened, KeyState
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.ports import KeyPlace
from chatdesk.core.settings import Settings
from chatdesk.ui.help import Help
from chatdesk.ui.language import Languages
from chatdesk.ui.links import open_url
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.theme import Theme
from chatdesk.ui.themes import Themes

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatdesk.control.local_models import LocalModelsController
    from chatdesk.ui.main_window import MainWindow
    from chatdesk.ui.settings_dialog.dialog import SettingsDialog

TEXT_STEP = 10


class WindowWiring(QObject):
    """What happens when something of the window is used, and what the window shows when something happens."""

    def __init__(
        self,
        window: "MainWindow",
        *,
        chat: ChatController,
        library: LibraryController,
        settings: SettingsController,
        connections: ConnectionController,
        make_models: "Callable[[], LocalModelsController]",
        themes: Themes,
        languages: Languages,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._library = library
        self._settings = settings
        self._connections = connections
        self._make_models = make_models
        self._themes = themes
        self._languages = languages
        self._summaries: tuple[ConversationSummary, ...] = ()
        self._open_id = ""
        self._missing_shown_for = ""
        self.dialog: SettingsDialog | None = None
        self.help = Help(window, themes)
        self._connect_actions()
        self._connect_panels()
        self._connect_controllers()

    def show_key_field(self) -> None:
        """Bring the key's field into view and put the cursor into it."""
        self._window.room.insist(self._window.settings_dock)
        self._window.settings_dock.panel.form.key.focus_field()

    def open_settings(self, page: str = "") -> None:
        """Open the settings dialog, on a page of this name."""
        if self.dialog is None:
            # First use only: the dialog's pages cost 50 ms of CPU to import and build, and the first window does not show them.
            from chatdesk.ui.settings_dialog.dialog import SettingsDialog

            self.dialog = SettingsDialog(
                settings=self._settings,
                connections=self._connections,
                models=self._make_models(),
                themes=self._themes,
                languages=self._languages,
                parent=self._window,
            )
            self.dialog.link_requested.connect(open_url)
        self.dialog.open_page(page)

    def close_settings(self) -> None:
        """Close the settings dialog, if it is open; what was typed there is taken."""
        if self.dialog is not None:
            self.dialog.close()

    def _connect_actions(self) -> None:
        actions = self._window.actions_
        chats = self._window.chats_dock
        actions.new_chat.triggered.connect(self._on_new_chat)
        actions.clear_chat.triggered.connect(self._chat.clear)
        actions.rename_chat.triggered.connect(self._on_rename_chat)
        actions.delete_chat.triggered.connect(self._on_delete_chat)
        actions.attach_image.triggered.connect(self._window.panel.choose_images)
        actions.find.triggered.connect(self._window.panel.finding.open)
        actions.find_next.triggered.connect(self._window.panel.finding.next)
        actions.find_previous.triggered.connect(self._window.panel.finding.previous)
        actions.quit.triggered.connect(self._window.close)
        actions.settings.triggered.connect(lambda: self.open_settings())
        actions.chats_panel.triggered.connect(self._on_chats_panel)
        actions.connection_panel.triggered.connect(self._on_connection_panel)
        actions.larger_text.triggered.connect(self._on_larger_text)
        actions.smaller_text.triggered.connect(self._on_smaller_text)
        actions.normal_text.triggered.connect(self._on_normal_text)
        actions.full_screen.triggered.connect(self._on_full_screen)
        actions.go_to_message.triggered.connect(self._window.panel.composer.edit.setFocus)
        actions.go_to_chats.triggered.connect(self._on_go_to_chats)
        actions.go_to_end.triggered.connect(self._window.panel.scroll_to_end)
        actions.previous_chat.triggered.connect(self._on_previous_chat)
        actions.next_chat.triggered.connect(self._on_next_chat)
        chats.chosen.connect(self._on_chat_chosen)
        chats.renamed.connect(self._library.rename)
        chats.delete_requested.connect(self._on_delete_requested)

    def _connect_panels(self) -> None:
        window = self._window
        window.panel.key_wanted.connect(self.show_key_field)
        window.panel.about_to_submit.connect(window.settings_dock.flush)
        window.panel.notices.remedy_requested.connect(self._on_remedy_requested)
        window.settings_dock.link_requested.connect(open_url)
        window.settings_dock.all_settings_requested.connect(self.open_settings)
        window.settings_dock.models_requested.connect(self._on_models_requested)
        window.settings_dock.system_prompt_edited.connect(self._chat.set_system_prompt)
        window.chats_dock.visibilityChanged.connect(self._show_docks)
        window.settings_dock.visibilityChanged.connect(self._show_docks)
        self._show_docks()  # they were shown before anything was connected

    def _connect_controllers(self) -> None:
        self._library.listed.connect(self._on_listed)
        self._library.selected.connect(self._on_selected)
        self._chat.conversation_opened.connect(self._on_conversation_opened)
        self._connections.key_changed.connect(self._on_key_changed)
        self._settings.settings_changed.connect(self._on_settings_changed)
        self._themes.changed.connect(self._on_theme_changed)
        self._languages.changed.connect(self._on_language_changed)

    def _on_new_chat(self) -> None:
        self._window.panel.flush()
        self._library.new_chat()
        self._window.panel.composer.edit.setFocus()

    def _on_chat_chosen(self, conversation_id: str) -> None:
        self._window.panel.flush()
        self._window.settings_dock.flush()
        self._library.select(conversation_id)

    def _on_rename_chat(self) -> None:
        """Rename the row with the keyboard focus, else the open chat."""
        conversations = self._window.chats_dock.list
        if not conversations.hasFocus():
            self._window.room.insist(self._window.chats_dock)
            conversations.show_open(self._open_id)
        conversations.rename_current()

    def _on_delete_chat(self) -> None:
        if self._open_id:
            self._on_delete_requested(self._open_id)

    def _on_delete_requested(self, conversation_id: str) -> None:
        self._window.panel.flush()
        self._library.delete(conversation_id)

    def _on_previous_chat(self) -> None:
        self._step(-1)

    def _on_next_chat(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        ids = [summary.id for summary in self._summaries]
        if self._open_id in ids and 0 <= ids.index(self._open_id) + step < len(ids):
            self._on_chat_chosen(ids[ids.index(self._open_id) + step])

    def _on_chats_panel(self, is_wanted: bool) -> None:
        self._toggle(self._window.chats_dock, is_wanted=is_wanted)

    def _on_connection_panel(self, is_wanted: bool) -> None:
        self._toggle(self._window.settings_dock, is_wanted=is_wanted)

    def _toggle(self, dock: QDockWidget, *, is_wanted: bool) -> None:
        if is_wanted:
            self._window.room.insist(dock)
        else:
            self._window.room.forget(dock)
            dock.hide()

    def _show_docks(self) -> None:
        actions = self._window.actions_
        actions.chats_panel.setChecked(not self._window.chats_dock.isHidden())
        actions.connection_panel.setChecked(not self._window.settings_dock.isHidden())

    def _on_larger_text(self) -> None:
        self._settings.set_text_percent(self._settings.settings.text_percent + TEXT_STEP)

    def _on_smaller_text(self) -> None:
        self._settings.set_text_percent(self._settings.settings.text_percent - TEXT_STEP)

    def _on_normal_text(self) -> None:
        self._settings.set_text_percent(100)

    def _on_full_screen(self, is_wanted: bool) -> None:
        if is_wanted:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def _on_go_to_chats(self) -> None:
        self._window.room.insist(self._window.chats_dock)
        self._window.chats_dock.list.setFocus()

    def _on_remedy_requested(self, remedy: Remedy) -> None:
        dock = self._window.settings_dock
        match remedy:
            case Remedy.ENTER_KEY:
                self.show_key_field()
            case Remedy.CHECK_ADDRESS:
                self._window.room.insist(dock)
                dock.panel.form.base_url.setFocus()
                dock.panel.form.base_url.selectAll()
            case Remedy.CHOOSE_MODEL:
                self._window.model_combo.setFocus()
                self._window.model_combo.showPopup()
            case Remedy.CHOOSE_FILE:
                dock.panel.form.local.choose_file()
            case Remedy.MODELS:
                self.open_settings("models")
            case Remedy.NETWORK:
                self.open_settings("network")
            case Remedy.NEW_CHAT:
                self._on_new_chat()
            case Remedy.CANCEL_EXPORT | Remedy.EXPORT_AGAIN | Remedy.OPEN_FILE | Remedy.SHOW_IN_FOLDER:
                pass  # these are done in ``exporting``
            case Remedy.SHOW_REPORT:
                self.help.show_report()
            case _:
                raise ValueError(remedy)

    def _on_models_requested(self) -> None:
        self.open_settings("models")

    def _on_listed(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self._summaries = summaries
        self._window.chats_dock.list.show_conversations(summaries)
        self._show_title()

    def _on_selected(self, conversation_id: str) -> None:
        self._open_id = conversation_id
        self._window.chats_dock.list.show_open(conversation_id)
        self._show_title()

    def _on_conversation_opened(self, opened: ConversationOpened) -> None:
        self._window.settings_dock.show_system_prompt(opened.record.system_prompt)
        self._window.actions_.clear_chat.setEnabled(True)

    def _show_title(self) -> None:
        titles = {summary.id: summary.title for summary in self._summaries}
        self._window.show_title(titles.get(self._open_id, ""))

    def _on_key_changed(self, state: KeyState) -> None:
        """Open the dock when a key turns out to be missing; once for a connection, so that it can be closed."""
        connection = self._settings.settings.connection()
        is_missing = connection.needs_key and state.place is KeyPlace.NONE
        if is_missing and self._missing_shown_for != connection.id:
            self._window.settings_dock.show()
            self._window.room.fit()
        self._missing_shown_for = connection.id if is_missing else ""

    def _on_settings_changed(self, settings: Settings) -> None:
        self._languages.use(settings.language)
        self._themes.use(settings.color_scheme, settings.text_percent)

    def _on_theme_changed(self, theme: Theme) -> None:
        self._window.set_theme(theme)

    def _on_language_changed(self) -> None:
        self._window.retranslate()
