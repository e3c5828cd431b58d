"""What the middle of the window shows: transcript, notice bar, welcome and composer, wired to the conversation that is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ConversationOpened, ReplyChange
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import Message, MessageOutline
from chatdesk.core.ports import KeyPlace
from chatdesk.core.settings import ConnectionKind
from chatdesk.ui.choice_combos import local_model_title
from chatdesk.ui.find_door import FindDoor
from chatdesk.ui.links import open_url
from chatdesk.ui.notice import NoticeBar
from chatdesk.ui.notices import Notices
from chatdesk.ui.stage import Stage
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.view import TranscriptView
from chatdesk.ui.welcome import WelcomeCard

if TYPE_CHECKING:
    from chatdesk.control.draft_images import DraftImages
    from chatdesk.control.formulas import FormulaController
    from chatdesk.control.pictures import PictureController
    from chatdesk.control.saving import Saving
    from chatdesk.ui.attaching import Attaching
    from chatdesk.ui.code_saving import CodeSaving
    from chatdesk.ui.pictures import Pictures


class ConversationPanel(QObject):
    """Shows the open conversation on the stage and passes what the person does to the controllers."""

    key_wanted = Signal()
    """The person wants to enter a key."""

    about_to_submit = Signal()
    """A message is about to be sent: whatever else was typed in the window and not taken shall be taken first."""

    def __init__(
        self,
        stage: Stage,
        *,
        chat: ChatController,
        library: LibraryController,
        settings: SettingsController,
        connections: ConnectionController,
        theme: Theme,
    ) -> None:
        super().__init__(stage)
        self._chat = chat
        self._settings = settings
        self._connections = connections
        self._shown_id = ""
        self._is_empty = True
        self._is_glimpse = False
        self._attaching: Attaching | None = None
        self.pictures: Pictures | None = None
        self._code_saving: CodeSaving | None = None
        self._stage = stage
        self._theme = theme
        self.composer = stage.composer
        self.transcript = TranscriptView(theme, stage)
        self.transcript.set_greeting(self._greeting())
        self.finding = FindDoor(stage, self.transcript, theme)
        self.welcome: WelcomeCard | None = None
        self.notice_bar = NoticeBar(theme, stage)
        self.notices = Notices(
            self.notice_bar, chat=chat, library=library, settings=settings, connections=connections, parent=self
        )
        stage.show_conversation(self.transcript)
        stage.add_above_composer(self.notice_bar)
        self._connect_chat()
        self._connect_widgets()
        self._show_wrapping()
        self._show_connection()
        if self.composer.is_waiting:
            self.composer.submit()

    def take_pictures(self, drafts: "DraftImages", pictures: "PictureController") -> None:
        """Let pictures be attached and shown from now on."""
        # After the window's first paint, as all about pictures.
        from chatdesk.ui.attaching import Attaching
        from chatdesk.ui.pictures import Pictures

        self.pictures = Pictures(pictures, self.transcript, self._theme)
        self._attaching = Attaching(drafts=drafts, composer=self.composer, notices=self.notices, panel=self._stage)

    def take_formulas(self, formulas: "FormulaController") -> None:
        """Let formulas be drawn from now on."""
        from chatdesk.ui.transcript.formulas import Formulas

        self.transcript.draw_formulas(Formulas(formulas, self.transcript))

    def take_saving(self, saving: "Saving") -> None:
        """Let code be saved from now on."""
        # After the window's first paint: a dialog for files is not needed before.
        from chatdesk.ui.code_saving import CodeSaving

        self._code_saving = CodeSaving(saving.save, self._stage)
        self.transcript.save_requested.connect(self._code_saving.ask)

    def choose_images(self) -> None:
        """Let the person choose pictures to attach."""
        if self._attaching is not None:
            self._attaching.choose()

    def scroll_to_end(self) -> None:
        """Go to the newest message and stay there."""
        self.transcript.scroll_to_end()

    def flush(self) -> None:
        """Have draft and place kept now, before another conversation is opened or the app ends."""
        self.composer.flush_draft()
        self.transcript.flush_place()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self._stage.set_theme(theme)
        self.transcript.set_theme(theme)
        if self.pictures is not None:
            self.pictures.set_theme(theme)
        self.notice_bar.set_theme(theme)
        self.finding.set_theme(theme)
        if self.welcome is not None:
            self.welcome.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.transcript.set_greeting(self._greeting())
        if self.pictures is not None:
            self.pictures.retranslate()
        self.notice_bar.retranslate()
        self.composer.retranslate()
        self.finding.retranslate()
        if self.welcome is not None:
            self.welcome.retranslate()
        self._show_connection()

    def _greeting(self) -> str:
        return self.tr("Hello, I'm your AI assistant. How can I help you?")

    def _connect_chat(self) -> None:
        chat = self._chat
        chat.conversation_glimpsed.connect(self._on_conversation_glimpsed)
        chat.conversation_opened.connect(self._on_conversation_opened)
        chat.messages_loaded.connect(self._on_messages_loaded)
        chat.message_added.connect(self._on_message_added)
        chat.reply_started.connect(self._on_reply_started)
        chat.reply_changed.connect(self._on_reply_changed)
        chat.reply_finished.connect(self._on_reply_finished)
        chat.replying_changed.connect(self.composer.set_replying)
        chat.draft_accepted.connect(self.composer.accept_draft)
        self._settings.settings_changed.connect(self._show_connection)
        self._settings.settings_changed.connect(self._show_wrapping)
        self._connections.key_changed.connect(self._show_welcome)

    def _connect_widgets(self) -> None:
        self.composer.submitted.connect(self._on_submitted)
        self.composer.attach_requested.connect(self.choose_images)
        self.composer.stop_requested.connect(self._chat.stop)
        self.composer.draft_changed.connect(self._chat.save_draft)
        self.transcript.texts_wanted.connect(self._chat.want_messages)
        self.transcript.link_activated.connect(self._on_link_activated)
        self.transcript.action_requested.connect(self._on_action_requested)
        self.transcript.place_changed.connect(self._on_place_changed)
        self.notices.resend_requested.connect(self._on_resend_requested)
        self.notice_bar.changed.connect(self._show_welcome)

    def _on_conversation_glimpsed(self, end: tuple[MessageOutline, ...]) -> None:
        self.transcript.flush_place()
        self._is_glimpse = True
        self.transcript.show_conversation(end)

    def _on_conversation_opened(self, opened: ConversationOpened) -> None:
        self.transcript.flush_place()
        was_glimpsed, self._is_glimpse = self._is_glimpse, False
        conversation_id, place = opened.record.summary.id, self.transcript.place
        if conversation_id != self._shown_id:
            place = self.transcript.place if was_glimpsed else opened.record.place
            typed = self.composer.text if not self._shown_id else ""  # typed before the history was there
            self._shown_id = conversation_id
            self.composer.set_draft(opened.record.draft + typed)
            self.composer.edit.setFocus()
        self._is_empty = not opened.branch
        self.transcript.show_conversation(opened.branch, alternatives=opened.alternatives, place=place)
        self._show_welcome()

    def _on_messages_loaded(self, messages: tuple[Message, ...]) -> None:
        self.transcript.provide(messages)

    def _on_message_added(self, message: Message) -> None:
        self._is_empty = False
        self._show_welcome()
        self.transcript.add_message(message)
        self.transcript.scroll_to_end()

    def _on_reply_started(self, message: Message) -> None:
        self.transcript.start_reply(message)

    def _on_reply_changed(self, change: ReplyChange) -> None:
        self.transcript.grow_reply(change.message_id, change.text, change.reasoning, change.reasoning_ms)

    def _on_reply_finished(self, message: Message) -> None:
        self.transcript.finish_reply(message)

    def _on_submitted(self, text: str) -> None:
        self.about_to_submit.emit()
        if self._attaching is None:
            self._chat.send(text)
        elif self._attaching.may_send():
            self._chat.send(text, self._attaching.drafts.parts)

    def _on_resend_requested(self) -> None:
        self.composer.submit()

    def _on_link_activated(self, address: str) -> None:
        if not open_url(address):
            self.notices.tell_link_refused(address)

    def _on_place_changed(self, place: ReadingPlace | None) -> None:
        if self._shown_id and not self._is_glimpse:
            self._chat.note_place(self._shown_id, place)

    def _on_action_requested(self, action: str, message_id: str) -> None:
        match action:
            case "continue":
                self._chat.continue_reply(message_id)
            case "retry":
                self._chat.try_again(message_id)
            case "previous":
                self._chat.select_sibling(message_id, -1)
            case "next":
                self._chat.select_sibling(message_id, 1)

    def _show_wrapping(self) -> None:
        self.transcript.set_wraps_code(is_wanted=self._settings.settings.wraps_code)

    def _show_connection(self) -> None:
        connection = self._settings.settings.connection()
        if connection.kind is ConnectionKind.LOCAL:
            self.composer.set_model(local_model_title(self._settings.settings))
        else:
            self.composer.set_model(connection.model)
        self._show_welcome()

    def _show_welcome(self) -> None:
        """Show the card while a first key is missing, nothing was said, and no notice says the same."""
        connection = self._settings.settings.connection()
        is_wanted = (
            self._is_empty
            and connection.kind is ConnectionKind.OPENAI
            and self._connections.is_ready_to_judge
            and self._connections.key_state.place is KeyPlace.NONE
            and self.notice_bar.notice is None
        )
        if is_wanted and self.welcome is None:
            self.welcome = WelcomeCard(self._theme, self._stage)
            self.welcome.key_requested.connect(self.key_wanted)
            self.welcome.local_requested.connect(self._connections.use_local_model)
            self._stage.add_above_composer(self.welcome)
        if self.welcome is not None:
            self.welcome.setVisible(is_wanted)
