"""The settings dock: a key that shows itself to nobody, an address, a model, the model on this computer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from chatdesk.control.facts import CheckResult, LocalState, ModelList
from chatdesk.core.errors import AddressInvalid, KeyMalformed, KeyRefused, Unreachable
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.settings import ModelInfo, Settings
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.settings_dock import SettingsDock
from tests.fake_controllers import LOCAL, OPENAI, OTHER, Controllers
from tests.ui.conftest import World
from tests.ui.input_method import compose


@pytest.fixture
def window(world: World) -> MainWindow:
    return world.window()


@pytest.fixture
def dock(window: MainWindow) -> SettingsDock:
    return window.settings_dock


@pytest.fixture
def controllers(world: World) -> Controllers:
    return world.controllers


def shown_text(dock: SettingsDock) -> str:
    return "\n".join(label.text() for label in dock.findChildren(type(dock.panel.form.key.result)) if label.isVisible())


def test_names_of_the_contract(dock: SettingsDock) -> None:
    assert dock.objectName() == "settingsDock"
    key = dock.findChild(QLineEdit, "apiKeyEdit")
    assert key is dock.panel.form.key.edit
    assert key.accessibleName() == "API key"
    assert key.echoMode() == QLineEdit.EchoMode.Password
    model = dock.findChild(type(dock.panel.form.model), "modelCombo")
    assert model.accessibleName() == "Model"
    assert dock.panel.form.provider.accessibleName() == "Provider"


def test_key_is_taken_with_enter_and_the_field_emptied(dock: SettingsDock, controllers: Controllers) -> None:
    edit = dock.panel.form.key.edit
    edit.setFocus()
    QTest.keyClicks(edit, "sk-canary-1")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert controllers.connections.calls == [("enter_key", "sk-canary-1")]
    controllers.connections.put_key(KeyPlace.KEYRING)
    assert edit.text() == ""
    assert "keyring" in shown_text(dock)
    assert "canary" not in shown_text(dock)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert len(controllers.connections.calls) == 1


def test_key_is_taken_when_the_field_is_left(window: MainWindow, dock: SettingsDock, controllers: Controllers) -> None:
    window.activateWindow()
    dock.panel.form.key.edit.setFocus()
    QTest.keyClicks(dock.panel.form.key.edit, "sk-canary-2")
    window.panel.composer.edit.setFocus()
    assert controllers.connections.calls == [("enter_key", "sk-canary-2")]


def test_key_put_in_without_the_keyboard_is_taken(qtbot: object, dock: SettingsDock, controllers: Controllers) -> None:
    dock.panel.form.key.edit.clearFocus()
    dock.panel.form.key.edit.setText("sk-canary-3")
    qtbot.waitUntil(lambda: controllers.connections.calls == [("enter_key", "sk-canary-3")])  # type: ignore[attr-defined]


def test_sending_takes_a_key_that_was_typed(window: MainWindow, dock: SettingsDock, controllers: Controllers) -> None:
    dock.panel.form.key.edit.setText("sk-canary-4")
    QTest.keyClicks(window.panel.composer.edit, "Hi")
    QTest.keyClick(window.panel.composer.edit, Qt.Key.Key_Return)
    assert ("enter_key", "sk-canary-4") in controllers.connections.calls
    assert ("send", "Hi") in controllers.chat.calls


def test_enter_of_an_input_method_does_not_take_a_key(dock: SettingsDock, controllers: Controllers) -> None:
    edit = dock.panel.form.key.edit
    edit.setFocus()
    QTest.keyClicks(edit, "sk")
    compose(edit, "x")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert controllers.connections.calls == []


def test_show_and_hide_apply_to_what_is_typed(dock: SettingsDock, controllers: Controllers) -> None:
    edit = dock.panel.form.key.edit
    edit.setText("sk-x")
    reveal = dock.panel.form.key.reveal_button
    assert reveal.accessibleName() == "Show the key"
    reveal.click()
    assert edit.echoMode() == QLineEdit.EchoMode.Normal
    assert reveal.accessibleName() == "Hide the key"
    dock.panel.form.key.commit()
    controllers.connections.put_key(KeyPlace.SESSION, SessionReason.NO_KEYRING)
    assert edit.echoMode() == QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("place", "reason", "words"),
    [
        (KeyPlace.NONE, None, "No key yet."),
        (KeyPlace.KEYRING, None, "keyring"),
        (KeyPlace.ENVIRONMENT, None, "OPENAI_API_KEY"),
        (KeyPlace.SESSION, SessionReason.NO_KEYRING, "no keyring service"),
        (KeyPlace.SESSION, SessionReason.LOCKED, "locked"),
    ],
)
def test_where_the_key_is_in_words(
    dock: SettingsDock, controllers: Controllers, place: KeyPlace, reason: SessionReason | None, words: str
) -> None:
    controllers.connections.put_key(place, reason)
    assert words in shown_text(dock)
    assert dock.panel.form.key.remove_button.isEnabled() == (place in (KeyPlace.KEYRING, KeyPlace.SESSION))


def test_refused_text_is_said_and_can_be_corrected(dock: SettingsDock, controllers: Controllers) -> None:
    edit = dock.panel.form.key.edit
    edit.setText("schlüssel")
    dock.panel.form.key.commit()
    controllers.connections.key_refused.emit(KeyMalformed("character"))
    assert "can't be an API key" in shown_text(dock)
    assert edit.text() == "schlüssel"


def test_check_says_what_is_wrong_in_words(dock: SettingsDock, controllers: Controllers) -> None:
    dock.panel.form.key.check_button.click()
    assert controllers.connections.calls == [("check",)]
    controllers.connections.check_started.emit()
    assert not dock.panel.form.key.check_button.isEnabled()
    controllers.connections.check_finished.emit(CheckResult(OPENAI.id, KeyRefused("api.openai.com")))
    assert "api.openai.com does not accept the API key" in shown_text(dock)
    controllers.connections.check_finished.emit(CheckResult(OPENAI.id, Unreachable("api.openai.com")))
    assert "Can't reach api.openai.com" in shown_text(dock)
    controllers.connections.check_finished.emit(CheckResult(OPENAI.id, None, 42))
    assert "42" in shown_text(dock)
    assert dock.panel.form.key.check_button.isEnabled()


def test_result_of_another_connection_is_not_shown(dock: SettingsDock, controllers: Controllers) -> None:
    controllers.connections.check_started.emit()
    controllers.connections.check_finished.emit(CheckResult("another", KeyRefused("other.example")))
    assert "other.example" not in shown_text(dock)


def test_remove_asks_for_it(dock: SettingsDock, controllers: Controllers) -> None:
    controllers.connections.put_key(KeyPlace.KEYRING)
    dock.panel.form.key.remove_button.click()
    assert controllers.connections.calls == [("remove_key",)]


def test_link_opens_the_page_of_the_provider(
    dock: SettingsDock, controllers: Controllers, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) is None)
    assert dock.panel.form.key.link.text() == "Get an OpenAI API key"
    dock.panel.form.key.link.click()
    assert opened == ["https://platform.openai.com/account/api-keys"]
    controllers.settings.choose_connection(OTHER.id)
    assert not dock.panel.form.key.link.isVisible()


def test_provider_and_model_follow_in_dock_and_toolbar(
    window: MainWindow, dock: SettingsDock, controllers: Controllers
) -> None:
    toolbar = window.provider_combo
    toolbar.activated.emit(toolbar.findData(OTHER.id))
    assert controllers.settings.connection.id == OTHER.id
    assert dock.panel.form.provider.currentData() == OTHER.id
    assert [combo.currentText() for combo in (dock.panel.form.model, window.model_combo)] == ["moon-1", "moon-1"]
    dock.panel.form.model.setEditText("any-name")
    dock.panel.form.model.lineEdit().editingFinished.emit()
    assert controllers.settings.connection.model == "any-name"
    assert window.model_combo.currentText() == "any-name"


def test_models_are_listed_when_the_list_opens(window: MainWindow, controllers: Controllers) -> None:
    combo = window.model_combo
    combo.showPopup()
    assert controllers.connections.calls == [("list_models",)]
    controllers.connections.models_listed.emit(ModelList(OPENAI.id, (ModelInfo("m-1"), ModelInfo("m-2"))))
    assert [combo.itemText(row) for row in range(combo.count())] == [OPENAI.model, "m-1", "m-2"]
    assert combo.currentText() == OPENAI.model
    combo.hidePopup()
    combo.showPopup()
    assert controllers.connections.calls == [("list_models",)]
    combo.hidePopup()


def test_models_are_asked_for_again_after_a_failure(window: MainWindow, controllers: Controllers) -> None:
    window.model_combo.showPopup()
    controllers.connections.models_listed.emit(ModelList(OPENAI.id, (), Unreachable("h")))
    window.model_combo.hidePopup()
    window.model_combo.showPopup()
    assert controllers.connections.calls == [("list_models",), ("list_models",)]
    window.model_combo.hidePopup()


def test_models_on_this_computer_are_files(window: MainWindow, controllers: Controllers) -> None:
    combo = window.model_combo
    controllers.settings.choose_connection(LOCAL.id)
    assert combo.currentText() == "Starter model (SmolLM2 135M)"
    assert combo.lineEdit().isReadOnly()
    combo.showPopup()
    combo.hidePopup()
    assert controllers.connections.calls == []
    controllers.settings.set_local_model_path("/models/big.gguf")
    assert combo.currentText() == "big.gguf"
    assert "big.gguf" in window.panel.composer.status.accessibleName()
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert controllers.settings.settings.local_model_path == ""
    assert controllers.settings.connection.model == LOCAL.model
    controllers.settings.choose_connection(OPENAI.id)
    assert combo.currentText() == OPENAI.model
    assert not combo.lineEdit().isReadOnly()


def test_an_empty_model_name_changes_nothing(dock: SettingsDock, controllers: Controllers) -> None:
    dock.panel.form.model.setEditText("  ")
    dock.panel.form.model.lineEdit().editingFinished.emit()
    assert controllers.settings.connection.model == OPENAI.model
    assert dock.panel.form.model.currentText() == OPENAI.model


def test_base_url_can_be_changed_and_a_bad_one_is_refused(
    window: MainWindow, dock: SettingsDock, controllers: Controllers
) -> None:
    field = dock.panel.form.base_url
    field.setText("http://localhost:8080/v1")
    field.editingFinished.emit()
    assert controllers.settings.connection.base_url == "http://localhost:8080/v1"
    refused: list[object] = []
    controllers.settings.settings_failed.connect(refused.append)
    field.setText("ftp://x y")
    field.editingFinished.emit()
    assert isinstance(refused[0], AddressInvalid)
    assert controllers.settings.connection.base_url == "http://localhost:8080/v1"
    assert "base URL" in window.panel.notice_bar.accessibleName()


def test_plain_http_to_the_internet_is_warned_of(dock: SettingsDock, controllers: Controllers) -> None:
    exposed = dock.panel.form.exposed
    assert not exposed.isVisible()
    controllers.settings.set_base_url("http://llm.example.org/v1")
    assert exposed.isVisible()
    assert "can be read on the way" in exposed.text()
    assert dock.panel.form.base_url.accessibleDescription() == exposed.text()
    for address in ("https://llm.example.org/v1", "http://localhost:11434/v1", "http://192.168.1.20/v1"):
        controllers.settings.set_base_url(address)
        assert not exposed.isVisible(), address
    assert dock.panel.form.base_url.accessibleDescription() == ""
    controllers.settings.set_base_url("http://llm.example.org/v1")
    controllers.settings.choose_connection(LOCAL.id)
    assert not exposed.isVisible()


def test_base_url_of_the_environment_is_read_only(world: World) -> None:
    world.controllers = Controllers(environment_base_url="https://gateway.example/v1")
    dock = world.window().settings_dock
    assert dock.panel.form.base_url.isReadOnly()
    assert dock.panel.form.base_url.text() == "https://gateway.example/v1"
    assert "OPENAI_BASE_URL" in dock.panel.form.base_url.toolTip()
    world.controllers.settings.choose_connection(OTHER.id)
    assert not dock.panel.form.base_url.isReadOnly()
    assert dock.panel.form.base_url.text() == OTHER.base_url


def test_context_window_is_automatic_at_zero(dock: SettingsDock, controllers: Controllers) -> None:
    assert dock.panel.form.context.text() == "Automatic"
    dock.panel.form.context.setValue(32_768)
    assert controllers.settings.connection.context_tokens == 32_768
    dock.panel.form.context.setValue(0)
    assert controllers.settings.connection.context_tokens is None


def test_local_connection_shows_its_model_and_no_key(dock: SettingsDock, controllers: Controllers) -> None:
    controllers.settings.choose_connection(LOCAL.id)
    QApplication.processEvents()
    assert not dock.panel.form.key.isVisible()
    assert not dock.panel.form.base_url.isVisible()
    assert "tiny, English only, to try the app" in shown_text(dock)
    controllers.connections.local_state_changed.emit(LocalState.MODEL_MISSING)
    assert "GGUF" in shown_text(dock)
    controllers.settings.set_local_model_path("/models/big.gguf")
    assert "big.gguf" in shown_text(dock)
    assert "tiny" not in shown_text(dock)
    dock.panel.form.local.starter_button.click()
    assert controllers.settings.settings.local_model_path == ""


def test_model_file_is_chosen_in_a_dialog_that_does_not_block(dock: SettingsDock, controllers: Controllers) -> None:
    controllers.settings.choose_connection(LOCAL.id)
    dock.panel.form.local.choose_button.click()
    dialog = dock.window().findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.fileSelected.emit("/models/other.gguf")
    dialog.close()
    assert controllers.settings.settings.local_model_path == "/models/other.gguf"


def test_instructions_are_kept_for_the_open_chat(window: MainWindow, dock: SettingsDock, controllers: Controllers) -> None:
    dock.panel.system_prompt.setPlainText("Answer in rhymes.")
    window.flush()
    assert ("set_system_prompt", "Answer in rhymes.") in controllers.chat.calls
    controllers.chat.calls.clear()
    dock.show_system_prompt("Another chat's.")
    window.flush()
    assert ("set_system_prompt", "Another chat's.") not in controllers.chat.calls


def test_no_connection_at_hand_is_no_crash(world: World) -> None:
    window = world.window(settings=Settings(connections=(LOCAL,), connection_id="gone"))
    assert window.provider_combo.currentText() == "This computer"
