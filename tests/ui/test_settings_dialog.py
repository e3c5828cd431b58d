"""The settings dialog: each page changes its settings at once, and shows what was changed elsewhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from chatdesk.core.settings import ColorScheme, ConnectionKind
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.settings_dialog.dialog import PAGES, SettingsDialog
from tests.fake_controllers import LOCAL, OPENAI, OTHER, Controllers
from tests.ui.conftest import World


@pytest.fixture
def window(world: World) -> MainWindow:
    return world.window()


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    window.wiring.open_settings("general")
    opened = window.wiring.dialog
    assert opened is not None
    return opened


@pytest.fixture
def controllers(world: World) -> Controllers:
    return world.controllers


def test_it_is_not_modal_and_opens_once(window: MainWindow, dialog: SettingsDialog) -> None:
    assert not dialog.isModal()
    window.actions_.settings.trigger()
    assert window.wiring.dialog is dialog
    window.settings_dock.panel.all_settings.click()
    assert window.wiring.dialog is dialog


def test_each_page_is_reached_by_its_name(dialog: SettingsDialog) -> None:
    for number, page in enumerate(PAGES):
        dialog.open_page(page)
        assert dialog.names.currentRow() == number
    assert [dialog.names.item(row).text() for row in range(len(PAGES))] == [
        "General",
        "Connection",
        "Models",
        "Conversation",
        "Network",
        "Privacy",
    ]


def test_language_scheme_and_size(dialog: SettingsDialog, controllers: Controllers) -> None:
    page = dialog.general
    page.language.setCurrentIndex(page.language.findData("zh_CN"))
    page.language.activated.emit(2)
    assert controllers.settings.settings.language == "zh_CN"
    assert dialog.windowTitle() == "设置"
    page.language.setCurrentIndex(page.language.findData("en"))
    page.language.activated.emit(1)
    assert dialog.windowTitle() == "Settings"
    page.color_scheme.setCurrentIndex(page.color_scheme.findData("dark"))
    page.color_scheme.activated.emit(2)
    assert controllers.settings.settings.color_scheme is ColorScheme.DARK
    page.text_size.setValue(15)
    assert controllers.settings.settings.text_percent == 150


def test_size_chosen_by_menu_is_shown(window: MainWindow, dialog: SettingsDialog) -> None:
    window.actions_.larger_text.trigger()
    assert dialog.general.text_size.value() == 11


def test_connection_page_holds_the_form_of_the_dock(dialog: SettingsDialog, controllers: Controllers) -> None:
    dialog.open_page("connection")
    form = dialog.connection.connection_form
    assert form.key.edit.accessibleName() == "API key"
    assert form.key.edit.objectName() == ""
    form.key.edit.setText("sk-canary")
    form.key.commit()
    assert controllers.connections.calls == [("enter_key", "sk-canary")]


def test_enter_in_a_field_presses_no_button(dialog: SettingsDialog, controllers: Controllers) -> None:
    dialog.open_page("connection")
    form = dialog.connection.connection_form
    form.key.edit.setFocus()
    QTest.keyClicks(form.key.edit, "sk-x")
    QTest.keyClick(form.key.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert controllers.connections.calls == [("enter_key", "sk-x")]
    assert not any(button.autoDefault() for button in dialog.findChildren(QPushButton))


def test_connection_can_be_added_and_removed(dialog: SettingsDialog, controllers: Controllers) -> None:
    page = dialog.connection
    dialog.open_page("connection")
    assert not page.add_button.isEnabled()
    assert not page.remove_button.isVisible()
    page.name.setText("Mine")
    page.address.setText("localhost:8080/v1")
    page.add_button.click()
    added = controllers.settings.connection
    assert (added.kind, added.name, added.base_url) == (ConnectionKind.COMPATIBLE, "Mine", "http://localhost:8080/v1")
    assert page.name.text() == page.address.text() == ""
    QApplication.processEvents()
    assert page.remove_button.isVisible()
    page.remove_button.click()
    assert [c.id for c in controllers.settings.settings.connections] == [OPENAI.id, LOCAL.id, OTHER.id]


def test_refused_address_of_a_new_connection_is_told_and_stays(dialog: SettingsDialog, controllers: Controllers) -> None:
    page = dialog.connection
    dialog.open_page("connection")
    page.name.setText("Mine")
    page.address.setText("ftp://nowhere")
    page.add_button.click()
    assert len(controllers.settings.settings.connections) == 3
    assert page.address.text() == "ftp://nowhere"
    assert "base URL" in page.refusal.text()
    assert page.refusal.isVisible()


def test_instructions_and_proxy_are_taken_when_the_dialog_closes(dialog: SettingsDialog, controllers: Controllers) -> None:
    dialog.conversation.prompt.setPlainText("Be brief.")
    dialog.network.proxy.setText(" http://10.0.0.1:8080 ")
    dialog.close()
    assert controllers.settings.settings.default_system_prompt == "Be brief."
    assert controllers.settings.settings.proxy == "http://10.0.0.1:8080"


def test_wait_is_that_of_the_chosen_connection(dialog: SettingsDialog, controllers: Controllers) -> None:
    dialog.network.first_token.setValue(120)
    assert controllers.settings.settings.connection(OPENAI.id).first_token_seconds == 120
    controllers.settings.choose_connection(LOCAL.id)
    assert dialog.network.first_token.value() == 60
    assert controllers.settings.settings.connection(LOCAL.id).first_token_seconds == 60


def test_privacy_page_speaks_in_sentences(dialog: SettingsDialog) -> None:
    assert len(dialog.privacy.sentences) == 5
    assert all(sentence.text().endswith(".") for sentence in dialog.privacy.sentences)
