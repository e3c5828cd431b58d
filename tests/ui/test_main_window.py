"""The window: its contract, its place, its docks, and what its actions and notices do."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from chatdesk.control.facts import LocalState, RetryScheduled, TurnFailure
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.errors import AddressInvalid, CutOff, DiskFull, KeyMissing, LocalModelMissing, ModelNotFound, ServiceBusy
from chatdesk.core.message import Role, Status
from chatdesk.core.ports import KeyPlace
from chatdesk.core.settings import ColorScheme, Settings, WindowPlace
from chatdesk.ui.main_window import MainWindow
from tests.fake_controllers import LOCAL, OPENAI, OTHER, Controllers, said
from tests.ui.conftest import World

QUESTION = said("1", Role.USER, "What is light?")
ANSWER = said("2", Role.ASSISTANT, "An electromagnetic wave.", "1")
SUMMARIES = (ConversationSummary("a", "Light", 1, 9), ConversationSummary("b", "Sound", 2, 8))


@pytest.fixture
def window(world: World) -> MainWindow:
    return world.window()


@pytest.fixture
def controllers(world: World, window: MainWindow) -> Controllers:
    return world.controllers


def notice(window: MainWindow) -> str:
    return window.panel.notice_bar.accessibleName() if window.panel.notice_bar.isVisible() else ""


def press_notice(window: MainWindow, text: str) -> None:
    button = next(b for b in window.panel.notice_bar.findChildren(QPushButton) if b.text() == text and not b.isHidden())
    button.click()


class TestContract:
    def test_object_names(self, window: MainWindow) -> None:
        for kind, name in (
            (QPlainTextEdit, "composer"),
            (QToolButton, "sendButton"),
            (QToolButton, "stopButton"),
            (QWidget, "transcript"),
            (QWidget, "settingsDock"),
            (QLineEdit, "apiKeyEdit"),
            (QWidget, "modelCombo"),
            (QAction, "clearChatAction"),
            (QAction, "newChatAction"),
            (QListView, "conversationList"),
            (QWidget, "noticeBar"),
        ):
            found = window.findChildren(kind, name)
            assert len(found) == 1, name

    def test_title_contains_the_name(self, window: MainWindow, controllers: Controllers) -> None:
        assert "ChatDesk" in window.windowTitle()
        controllers.library.listed.emit(SUMMARIES)
        controllers.library.selected.emit("b")
        assert window.windowTitle() == "Sound — ChatDesk"

    def test_toolbar_buttons_have_their_names(self, window: MainWindow) -> None:
        names = {button.text() for button in window.toolbar.buttons}
        assert {"New chat", "Clear chat", "Settings"} <= names

    def test_every_button_and_field_is_reached_by_tab(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with()
        controllers.chat.turn_failed.emit(TurnFailure(KeyMissing(), None, has_text=False))
        kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView)
        for widget in window.findChildren(QWidget):
            if not isinstance(widget, kinds) or not widget.isVisible():
                continue
            is_part_of_another = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit)
            if is_part_of_another or widget.objectName().startswith("qt_"):
                continue
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, (widget, widget.objectName())

    def test_every_text_is_plain(self, world: World, window: MainWindow, controllers: Controllers) -> None:
        window.wiring.open_settings()
        window.wiring.help.show_about()
        for label in QApplication.allWidgets():
            if isinstance(label, QLabel) and label.parentWidget() is not None and label.objectName() != "qt_msgbox_label":
                assert label.textFormat() == Qt.TextFormat.PlainText or not label.text(), label.text()
        box = window.findChild(QMessageBox)
        assert box.textFormat() == Qt.TextFormat.PlainText
        box.close()
        window.wiring.dialog.close()


class TestConversation:
    def test_enter_sends_and_the_draft_goes_when_accepted(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with()
        QTest.keyClicks(window.panel.composer.edit, "Hi")
        QTest.keyClick(window.panel.composer.edit, Qt.Key.Key_Return)
        assert ("send", "Hi") in controllers.chat.calls
        assert window.panel.composer.text == "Hi"
        controllers.chat.draft_accepted.emit()
        assert window.panel.composer.text == ""

    def test_draft_of_the_opened_conversation_is_shown(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(conversation_id="a", draft="for a")
        assert window.panel.composer.text == "for a"
        controllers.chat.open_with(conversation_id="b", draft="")
        assert window.panel.composer.text == ""

    def test_what_is_typed_before_the_history_is_there_stays(self, window: MainWindow, controllers: Controllers) -> None:
        QTest.keyClicks(window.panel.composer.edit, " quick")
        controllers.chat.open_with(draft="kept")
        assert window.panel.composer.text == "kept quick"

    def test_opening_the_same_conversation_again_leaves_the_text(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(QUESTION, ANSWER)
        QTest.keyClicks(window.panel.composer.edit, "half")
        controllers.chat.open_with(can_undo_clear=True)
        assert window.panel.composer.text == "half"

    def test_draft_is_saved_before_another_chat_is_chosen(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with()
        QTest.keyClicks(window.panel.composer.edit, "half")
        window.chats_dock.list.chosen.emit("b")
        assert ("save_draft", "half") in controllers.chat.calls
        assert controllers.library.calls == [("select", "b")]

    def test_stop_and_send_follow_the_reply(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with()
        controllers.chat.replying_changed.emit(True)
        assert window.panel.composer.stop_button.isVisible()
        window.panel.composer.stop_button.click()
        assert ("stop",) in controllers.chat.calls
        controllers.chat.replying_changed.emit(False)
        assert window.panel.composer.send_button.isVisible()

    def test_actions_of_the_transcript_reach_the_controller(self, window: MainWindow, controllers: Controllers) -> None:
        for action in ("continue", "retry", "previous", "next"):
            window.panel.transcript.action_requested.emit(action, "2")
        assert controllers.chat.calls == [
            ("continue_reply", "2"),
            ("try_again", "2"),
            ("select_sibling", "2", -1),
            ("select_sibling", "2", 1),
        ]

    def test_a_link_that_is_no_web_address_is_told_and_not_opened(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[object] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) is None)
        window.panel.transcript.link_activated.emit("file:///etc/passwd")
        assert opened == []
        assert "not opened" in notice(window)

    def test_toolbar_asks_for_new_and_clear(self, window: MainWindow, controllers: Controllers) -> None:
        window.actions_.new_chat.trigger()
        window.actions_.clear_chat.trigger()
        assert controllers.library.calls == [("new_chat",)]
        assert ("clear",) in controllers.chat.calls

    def test_f2_renames_the_row_with_the_focus_or_else_the_open_chat(
        self, window: MainWindow, controllers: Controllers
    ) -> None:
        conversations = window.chats_dock.list
        controllers.library.listed.emit(SUMMARIES)
        controllers.library.selected.emit("b")
        for start, row in ((window.panel.composer.edit, 1), (conversations, 0)):
            start.setFocus()
            if start is conversations:
                QTest.keyClick(conversations, Qt.Key.Key_Up)
            window.actions_.rename_chat.trigger()
            assert conversations.currentIndex().row() == row
            field = conversations.indexWidget(conversations.currentIndex())
            assert isinstance(field, QLineEdit)
            field.setText(f"Renamed {row}")
            QTest.keyClick(field, Qt.Key.Key_Return)
            QApplication.processEvents()
        assert controllers.library.calls == [("rename", "b", "Renamed 1"), ("rename", "a", "Renamed 0")]

    def test_chats_are_stepped_through_by_keyboard(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.library.listed.emit(SUMMARIES)
        controllers.library.selected.emit("a")
        window.actions_.next_chat.trigger()
        window.actions_.previous_chat.trigger()
        assert controllers.library.calls == [("select", "b")]


class TestNotices:
    def test_missing_key_keeps_the_text_and_offers_both_ways(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(draft="What is light?")
        controllers.chat.turn_failed.emit(TurnFailure(KeyMissing(), None, has_text=False))
        assert notice(window) == "Please enter your OpenAI API key"
        assert window.panel.composer.text == "What is light?"
        window.settings_dock.hide()
        press_notice(window, "Enter the key")
        assert window.settings_dock.isVisible()
        assert window.focusWidget() is window.settings_dock.panel.form.key.edit
        press_notice(window, "Use the model on this computer")
        assert controllers.settings.connection.id == LOCAL.id
        assert notice(window) == ""

    def test_entered_key_takes_the_reminder_away(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.turn_failed.emit(TurnFailure(KeyMissing(), None, has_text=False))
        controllers.connections.put_key(KeyPlace.SESSION)
        assert notice(window) == ""

    def test_cut_reply_can_be_continued_or_tried_again(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(QUESTION, ANSWER)
        controllers.chat.turn_failed.emit(TurnFailure(CutOff("api.example"), "2", has_text=True))
        press_notice(window, "Continue")
        press_notice(window, "Try again")
        assert controllers.chat.calls[-2:] == [("continue_reply", "2"), ("try_again", "2")]
        controllers.chat.notice_cleared.emit()
        assert notice(window) == ""

    def test_try_again_of_what_was_never_sent_submits_the_text(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(draft="Hello")
        controllers.chat.turn_failed.emit(TurnFailure(ModelNotFound("api.example"), None, has_text=False))
        press_notice(window, "Try again")
        assert controllers.chat.calls[-1] == ("send", "Hello")

    def test_retry_counts_down_and_can_be_canceled(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.retry_scheduled.emit(RetryScheduled(ServiceBusy("api.example"), 8.0))
        assert "Trying again in 8 s." in notice(window)
        press_notice(window, "Cancel")
        assert controllers.chat.calls[-1] == ("stop",)

    def test_omitted_messages_are_told_and_taken_back(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.turns_omitted.emit(6)
        assert "6" in notice(window)
        controllers.chat.turns_omitted.emit(0)
        assert notice(window) == ""

    def test_clear_can_be_undone_until_the_next_message(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(can_undo_clear=True)
        controllers.chat.conversation_cleared.emit()
        press_notice(window, "Undo")
        assert controllers.chat.calls[-1] == ("undo_clear",)
        controllers.chat.conversation_cleared.emit()
        controllers.chat.message_added.emit(QUESTION)
        assert notice(window) == ""

    def test_undo_of_a_clear_is_offered_after_a_restart(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(can_undo_clear=True)
        assert notice(window) == "The chat was cleared."
        controllers.chat.open_with(conversation_id="b")
        assert notice(window) == ""

    def test_deleted_chat_can_be_brought_back(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.library.deleted.emit(SUMMARIES[0])
        assert notice(window) == "“Light” was deleted."
        press_notice(window, "Undo")
        assert controllers.library.calls == [("undo_delete",)]

    def test_full_disk_stays_told_until_it_is_over(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.storage_failed.emit(DiskFull())
        controllers.chat.turns_omitted.emit(3)
        assert "The disk is full." in notice(window)
        controllers.chat.turns_omitted.emit(0)
        controllers.chat.storage_recovered.emit()
        assert notice(window) == ""

    def test_refused_address_can_be_corrected(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.settings.settings_failed.emit(AddressInvalid())
        press_notice(window, "Check the address")
        assert window.focusWidget() is window.settings_dock.panel.form.base_url

    def test_damaged_settings_are_told(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.settings.settings_set_aside.emit("/profile/settings.json.broken")
        assert "/profile/settings.json.broken" in notice(window)

    def test_slow_keyring_is_told(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.connections.keyring_waiting.emit(True)
        assert "keyring" in notice(window)
        controllers.connections.keyring_waiting.emit(False)
        assert notice(window) == ""

    def test_crash_of_the_local_model_is_told(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.connections.local_state_changed.emit(LocalState.CRASHED)
        assert "ended unexpectedly" in notice(window)
        controllers.connections.local_state_changed.emit(LocalState.READY)
        assert notice(window) == ""

    def test_chosen_model_file_takes_the_missing_model_away(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.settings.choose_connection(LOCAL.id)
        controllers.chat.turn_failed.emit(TurnFailure(LocalModelMissing(), None, has_text=False))
        assert "no model on this computer" in notice(window)
        controllers.settings.set_local_model_path("/x.gguf")
        assert notice(window) == ""


class TestWelcome:
    def test_first_start_offers_both_ways(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with()
        controllers.connections.put_key(KeyPlace.NONE)
        welcome = window.panel.welcome
        assert welcome is not None
        assert welcome.isVisible()
        welcome.key_button.click()
        assert window.focusWidget() is window.settings_dock.panel.form.key.edit
        welcome.local_button.click()
        assert controllers.settings.connection.id == LOCAL.id
        assert not welcome.isVisible()

    def test_no_card_before_it_is_known_whether_there_is_a_key(self, world: World) -> None:
        world.controllers.connections.is_known = False
        window = world.window()
        world.controllers.chat.open_with()
        assert window.panel.welcome is None

    def test_no_card_in_a_conversation_or_with_a_key(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(QUESTION, ANSWER)
        assert window.panel.welcome is None or not window.panel.welcome.isVisible()
        controllers.connections.put_key(KeyPlace.KEYRING)
        controllers.chat.open_with(conversation_id="b")
        assert window.panel.welcome is None or not window.panel.welcome.isVisible()


class TestDocks:
    def test_settings_dock_is_open_at_the_first_start(self, window: MainWindow) -> None:
        assert window.settings_dock.isVisible()
        assert window.dockWidgetArea(window.settings_dock) == Qt.DockWidgetArea.RightDockWidgetArea
        assert window.dockWidgetArea(window.chats_dock) == Qt.DockWidgetArea.LeftDockWidgetArea

    def test_it_opens_when_a_key_is_missing_and_can_be_closed(self, window: MainWindow, controllers: Controllers) -> None:
        window.settings_dock.close()
        controllers.connections.put_key(KeyPlace.NONE)
        assert window.settings_dock.isVisible()
        window.settings_dock.close()
        controllers.connections.put_key(KeyPlace.NONE)
        assert not window.settings_dock.isVisible()
        controllers.settings.choose_connection(OTHER.id)
        controllers.connections.put_key(KeyPlace.NONE)
        assert window.settings_dock.isVisible()

    def test_action_closes_and_brings_it_back(self, window: MainWindow) -> None:
        action = window.actions_.connection_panel
        assert action.isChecked()
        action.trigger()
        assert not window.settings_dock.isVisible()
        assert not action.isChecked()
        action.trigger()
        assert window.settings_dock.isVisible()
        assert action.isChecked()

    def test_narrow_window_hides_docks_and_a_wide_one_shows_them_again(self, window: MainWindow) -> None:
        window.resize(480, 360)
        QApplication.processEvents()
        assert window.size() == QSize(480, 360)
        assert not window.settings_dock.isVisible()
        assert not window.chats_dock.isVisible()
        assert window.stage.width() == 480
        window.resize(1_200, 800)
        QApplication.processEvents()
        assert window.settings_dock.isVisible()
        assert window.chats_dock.isVisible()

    def test_dock_that_a_person_closed_stays_closed(self, window: MainWindow) -> None:
        window.actions_.chats_panel.trigger()
        window.resize(480, 360)
        QApplication.processEvents()
        window.resize(1_200, 800)
        QApplication.processEvents()
        assert not window.chats_dock.isVisible()
        assert window.settings_dock.isVisible()

    def test_key_field_is_reached_in_a_narrow_window(self, window: MainWindow) -> None:
        window.resize(480, 360)
        QApplication.processEvents()
        window.wiring.show_key_field()
        QApplication.processEvents()
        assert window.settings_dock.isVisible()
        assert window.stage.width() >= 300

    def test_text_keeps_its_room_at_every_width(self, window: MainWindow) -> None:
        for width in range(480, 1_300, 60):
            window.resize(width, 600)
            QApplication.processEvents()
            assert window.stage.width() >= min(width, 400), width


class TestPlace:
    def test_place_and_docks_come_back(self, world: World) -> None:
        small_text = Settings((OPENAI, LOCAL), OPENAI.id, text_percent=80)  # the screen of these tests is 800 pixels wide
        world.themes.use(ColorScheme.LIGHT, 80)
        window = world.window(780, 600, small_text)
        window.actions_.chats_panel.trigger()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.settings_dock)
        QApplication.processEvents()
        window.flush()
        place = world.controllers.settings.settings.window
        window.close_now()
        again = world.window(width=0, settings=replace(small_text, window=place))
        assert again.size() == QSize(780, 600)
        assert not again.chats_dock.isVisible()
        assert again.dockWidgetArea(again.settings_dock) == Qt.DockWidgetArea.LeftDockWidgetArea

    def test_docks_of_a_wide_window_come_back_after_a_narrow_one(self, world: World, window: MainWindow) -> None:
        window.flush()
        window.resize(480, 360)
        QApplication.processEvents()
        window.flush()
        place = world.controllers.settings.settings.window
        again = world.window(settings=Settings((OPENAI, LOCAL), OPENAI.id, window=place))
        assert again.settings_dock.isVisible()
        assert again.chats_dock.isVisible()

    @pytest.mark.parametrize("text", ["", "not base64", "////", "💥"])
    def test_damaged_place_is_as_good_as_none(self, world: World, text: str) -> None:
        window = world.window(width=0, settings=Settings((OPENAI,), OPENAI.id, window=WindowPlace(text, text)))
        assert window.width() >= 480
        assert window.settings_dock.isVisible()

    def test_close_waits_until_the_app_says_so(self, qtbot: QtBot, window: MainWindow) -> None:
        with qtbot.waitSignal(window.close_requested):
            assert not window.close()
        assert window.isVisible()
        window.close_now()
        assert not window.isVisible()


class TestLook:
    def test_text_size_by_menu(self, window: MainWindow, controllers: Controllers) -> None:
        height = window.panel.composer.edit.height()
        for _ in range(20):
            window.actions_.larger_text.trigger()
        assert controllers.settings.settings.text_percent == 200
        assert window.panel.composer.edit.height() > 1.5 * height
        window.actions_.normal_text.trigger()
        assert window.panel.composer.edit.height() == height

    def test_dark_and_light_switch_live(self, world: World, window: MainWindow, controllers: Controllers) -> None:
        controllers.settings.set_color_scheme(ColorScheme.DARK)
        assert world.themes.current.is_dark
        assert window.grab().toImage().pixelColor(window.width() // 2, window.height() // 3).lightness() < 60
        controllers.settings.set_color_scheme(ColorScheme.LIGHT)
        assert window.grab().toImage().pixelColor(window.width() // 2, window.height() // 3).lightness() > 200

    def test_language_switches_live(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.settings.set_language("zh_CN")
        assert window.panel.composer.edit.accessibleName() == "消息"
        assert window.actions_.clear_chat.iconText() == "清空对话"
        controllers.settings.set_language("en")
        assert window.panel.composer.edit.accessibleName() == "Message"

    def test_a_streaming_reply_survives_all_of_that(self, window: MainWindow, controllers: Controllers) -> None:
        controllers.chat.open_with(QUESTION)
        controllers.chat.reply_started.emit(said("2", Role.ASSISTANT, "", "1", Status.STREAMING))
        controllers.settings.set_color_scheme(ColorScheme.DARK)
        controllers.settings.set_text_percent(150)
        controllers.settings.set_language("zh_CN")
        controllers.chat.reply_finished.emit(ANSWER)
        QApplication.processEvents()
