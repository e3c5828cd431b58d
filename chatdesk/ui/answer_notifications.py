"""Says that an answer is done, or failed, while another window is in front: by the title of its chat, never by its text."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtWidgets import QApplication

from chatdesk.control.library import LibraryController
from chatdesk.control.settings import SettingsController
from chatdesk.control.turns import Turns
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.message import Message, Status
from chatdesk.core.paths import APP_NAME
from chatdesk.ui.main_window import MainWindow


class Notifier(Protocol):
    """What shows notifications: the desktop, or an icon in the tray."""

    activated: SignalInstance

    def show(self, key: str, title: str, body: str) -> None:
        """Show a notification in place of the one of this key."""
        ...

    def clear(self) -> None:
        """Take back what is shown."""
        ...


class AnswerNotifications(QObject):
    """Marks the window in the task bar, and has a notification shown that leads to the chat."""

    def __init__(
        self,
        window: MainWindow,
        notifier: Notifier,
        *,
        turns: Turns,
        library: LibraryController,
        settings: SettingsController,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._notifier = notifier
        self._library = library
        self._settings = settings
        self._titles: dict[str, str] = {}
        turns.ended.connect(self._on_ended)
        library.listed.connect(self._on_listed)
        notifier.activated.connect(self._on_activated)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the notifications back when the window comes to the front."""
        if event.type() == QEvent.Type.WindowActivate:
            self._notifier.clear()
        return False

    def _on_listed(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self._titles = {summary.id: summary.title for summary in summaries}

    def _on_ended(self, conversation_id: str, message: Message, _error: ChatDeskError | None) -> None:
        is_news = message.status in (Status.COMPLETE, Status.FAILED)
        if not (is_news and self._settings.settings.notifies) or QApplication.activeWindow() is not None:
            return
        QApplication.alert(self._window)
        is_done = message.status is Status.COMPLETE
        body = self.tr("The answer is ready.") if is_done else self.tr("The answer could not be finished.")
        self._notifier.show(conversation_id, self._titles.get(conversation_id) or APP_NAME, body)

    def _on_activated(self, conversation_id: str, token: str) -> None:
        self._window.come_to_front(token)
        if conversation_id in self._titles and conversation_id != self._library.selected_id:
            self._window.panel.flush()
            self._library.select(conversation_id)
