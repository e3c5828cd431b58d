"""Which notices are true: listens to the controllers, and has the remedies of conversations done by them."""

from PySide6.QtCore import QObject, Signal

from chatdesk.control.chat import ChatController
from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ConversationOpened, KeyState, LocalState, RetryScheduled, TurnFailure
from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import ChatDeskError, KeyMalformed, KeyMissing, KeyRefused, LocalModelMissing, PictureRefused
from chatdesk.core.ports import KeyPlace, StoreReport
from chatdesk.core.settings import Settings
from chatdesk.ui.notice import Notice, NoticeBar, NoticeKind, Topic
from chatdesk.ui.picture_wording import picture_sentence
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.wording import error_wording, retry_sentence, turn_wording

_MOST_REMEDIES = 2


class Notices(QObject):
    """Tells the notice bar what happened, and takes back what is no longer true."""

    remedy_requested = Signal(object)
    """Remedy: one that shows something of the window: a field, a dialog."""

    resend_requested = Signal()
    """The text in the composer shall be submitted again: it was never sent."""

    def __init__(
        self,
        bar: NoticeBar,
        *,
        chat: ChatController,
        library: LibraryController,
        settings: SettingsController,
        connections: ConnectionController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._chat = chat
        self._library = library
        self._settings = settings
        self._connections = connections
        self._failure: TurnFailure | None = None
        self._connection_id = settings.settings.connection().id
        bar.remedy_chosen.connect(self._on_remedy_chosen)
        self._connect()

    def tell_link_refused(self, text: str) -> None:
        """Say that a link is not opened."""
        sentence = self.tr("This link is not opened, since it is not a plain web or mail address: {text}")
        self._bar.tell(Notice(Topic.LINK, NoticeKind.INFO, sentence.format(text=text[:200])))

    def tell_image_refused(self, error: PictureRefused) -> None:
        """Say that a picture is not attached."""
        self._bar.tell(Notice(Topic.IMAGE, NoticeKind.INFO, picture_sentence(error)))

    def tell_fault(self, error: ChatDeskError) -> None:
        """Say that something failed that nobody waited for: a write, or a defect of ours."""
        wording = error_wording(error, self._settings.settings.connection())
        self._bar.tell(Notice(Topic.FAULT, NoticeKind.ERROR, wording.sentence))

    def tell_unsaved(self) -> None:
        """Say that quitting now would lose messages."""
        sentence = self.tr(
            "Some messages are in memory only, since the disk can't be written to. "
            "Free some space first; closing the window again loses them."
        )
        self._bar.tell(Notice(Topic.STORAGE, NoticeKind.ERROR, sentence))

    def _connect(self) -> None:
        self._chat.turn_failed.connect(self._on_turn_failed)
        self._chat.retry_scheduled.connect(self._on_retry_scheduled)
        self._chat.turns_omitted.connect(self._on_turns_omitted)
        self._chat.notice_cleared.connect(self._on_notice_cleared)
        self._chat.conversation_opened.connect(self._on_conversation_opened)
        self._chat.conversation_cleared.connect(self._tell_cleared)
        self._chat.message_added.connect(self._on_message_added)
        self._chat.storage_failed.connect(self._on_storage_failed)
        self._chat.storage_recovered.connect(self._on_storage_recovered)
        self._library.deleted.connect(self._on_deleted)
        self._library.history_opened.connect(self._on_history_opened)
        self._settings.settings_changed.connect(self._on_settings_changed)
        self._settings.settings_failed.connect(self._on_settings_failed)
        self._settings.settings_set_aside.connect(self._on_settings_set_aside)
        self._connections.key_changed.connect(self._on_key_changed)
        self._connections.keyring_waiting.connect(self._on_keyring_waiting)
        self._connections.local_state_changed.connect(self._on_local_state_changed)

    def _on_turn_failed(self, failure: TurnFailure) -> None:
        self._failure = failure
        wording = turn_wording(failure, self._settings.settings.connection())
        self._bar.tell(Notice(Topic.TURN, NoticeKind.ERROR, wording.sentence, wording.remedies[:_MOST_REMEDIES]))

    def _on_retry_scheduled(self, retry: RetryScheduled) -> None:
        sentence = retry_sentence(retry.error, self._settings.settings.connection())
        seconds = max(1, round(retry.seconds))
        self._bar.tell(Notice(Topic.TURN, NoticeKind.INFO, sentence, (Remedy.CANCEL,), seconds))

    def _on_turns_omitted(self, count: int) -> None:
        if count == 0:
            self._bar.withdraw(Topic.OMITTED)
            return
        sentence = self.tr(
            "Messages left out of this request, oldest first: {count}. "
            "The model's context window holds no more; the history keeps them."
        )
        self._bar.tell(Notice(Topic.OMITTED, NoticeKind.INFO, sentence.format(count=count)))

    def _on_notice_cleared(self) -> None:
        self._failure = None
        self._bar.withdraw(Topic.TURN)

    def _on_conversation_opened(self, opened: ConversationOpened) -> None:
        self._failure = None
        self._bar.withdraw(Topic.TURN, Topic.OMITTED, Topic.LINK, Topic.IMAGE)
        if opened.record.can_undo_clear:
            self._tell_cleared()
        else:
            self._bar.withdraw(Topic.CLEARED)

    def _tell_cleared(self) -> None:
        sentence = self.tr("The chat was cleared.")
        self._bar.tell(Notice(Topic.CLEARED, NoticeKind.UNDO, sentence, (Remedy.UNDO_CLEAR,)))

    def _on_message_added(self) -> None:
        self._bar.withdraw(Topic.CLEARED, Topic.DELETED, Topic.LINK, Topic.IMAGE)

    def _on_storage_failed(self, error: ChatDeskError) -> None:
        wording = error_wording(error, self._settings.settings.connection())
        self._bar.tell(Notice(Topic.STORAGE, NoticeKind.ERROR, wording.sentence))

    def _on_storage_recovered(self) -> None:
        self._bar.withdraw(Topic.STORAGE)

    def _on_deleted(self, summary: ConversationSummary) -> None:
        title = summary.title or self.tr("New chat")
        sentence = self.tr("“{title}” was deleted.").format(title=title)
        self._bar.tell(Notice(Topic.DELETED, NoticeKind.UNDO, sentence, (Remedy.UNDO_DELETE,)))

    def _on_history_opened(self, report: StoreReport) -> None:
        if report.read_only is not None:
            wording = error_wording(report.read_only, self._settings.settings.connection())
            self._bar.tell(Notice(Topic.STORAGE, NoticeKind.ERROR, wording.sentence))
        elif report.set_aside is not None:
            sentence = self.tr(
                "The history file was damaged. It was kept as {path}; messages that could be read and are here again: {count}."
            )
            text = sentence.format(path=report.set_aside, count=report.salvaged)
            self._bar.tell(Notice(Topic.STORAGE, NoticeKind.ERROR, text))

    def _on_settings_changed(self, settings: Settings) -> None:
        self._bar.withdraw(Topic.SETTINGS)
        connection = settings.connection()
        has_switched = connection.id != self._connection_id
        self._connection_id = connection.id
        is_about_it = self._failure is not None and self._failure.message_id is None
        if (has_switched and is_about_it) or (settings.local_model_path and self._is_failure(LocalModelMissing)):
            self._on_notice_cleared()

    def _on_settings_failed(self, error: ChatDeskError) -> None:
        wording = error_wording(error, self._settings.settings.connection())
        self._bar.tell(Notice(Topic.SETTINGS, NoticeKind.ERROR, wording.sentence, wording.remedies[:_MOST_REMEDIES]))

    def _on_settings_set_aside(self, path: str) -> None:
        sentence = self.tr("The settings file was damaged. It was kept as {path}; the settings begin afresh.")
        self._bar.tell(Notice(Topic.SETTINGS, NoticeKind.INFO, sentence.format(path=path)))

    def _on_key_changed(self, state: KeyState) -> None:
        if state.place is not KeyPlace.NONE and self._is_failure(KeyMissing, KeyMalformed, KeyRefused):
            failure = self._failure
            if failure is None or failure.message_id is None:
                self._on_notice_cleared()

    def _on_keyring_waiting(self, is_waiting: bool) -> None:
        if is_waiting:
            self._bar.tell(Notice(Topic.KEYRING, NoticeKind.INFO, self.tr("Waiting for your keyring. Unlock it if it asks.")))
        else:
            self._bar.withdraw(Topic.KEYRING)

    def _on_local_state_changed(self, state: LocalState) -> None:
        if state is LocalState.CRASHED:
            sentence = self.tr("The model on this computer ended unexpectedly. It starts again with your next message.")
            self._bar.tell(Notice(Topic.LOCAL, NoticeKind.INFO, sentence))
        else:
            self._bar.withdraw(Topic.LOCAL)

    def _is_failure(self, *kinds: type[ChatDeskError]) -> bool:
        return self._failure is not None and isinstance(self._failure.error, kinds)

    def _on_remedy_chosen(self, remedy: Remedy) -> None:
        match remedy:
            case Remedy.TRY_AGAIN if self._failure is not None and self._failure.message_id is not None:
                self._chat.try_again(self._failure.message_id)
            case Remedy.TRY_AGAIN:
                self.resend_requested.emit()
            case Remedy.CONTINUE if self._failure is not None and self._failure.message_id is not None:
                self._chat.continue_reply(self._failure.message_id)
            case Remedy.CANCEL:
                self._chat.stop()
            case Remedy.UNDO_CLEAR:
                self._bar.withdraw(Topic.CLEARED)
                self._chat.undo_clear()
            case Remedy.UNDO_DELETE:
                self._bar.withdraw(Topic.DELETED)
                self._library.undo_delete()
            case Remedy.USE_LOCAL:
                was_refused = self._failure is not None and self._failure.message_id is None
                self._connections.use_local_model()
                if was_refused:
                    self.resend_requested.emit()
            case _:
                self.remedy_requested.emit(remedy)
