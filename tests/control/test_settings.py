"""Settings and connections."""

import asyncio
from dataclasses import replace

from chatdesk.control.facts import LocalState
from chatdesk.core.errors import (
    AddressInvalid,
    HostNotFound,
    KeyMalformed,
    KeyMissing,
    LocalModelMissing,
    LocalServerFailed,
    ProxyRefused,
    StorageError,
)
from chatdesk.core.settings import DEFAULT_CONTEXT_TOKENS, ModelInfo, Settings
from tests.fake_ports import LOCAL, OPENAI, OTHER, Desk, FakeSecrets, run


def test_changes_are_told_at_once_and_saved() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.set_text_percent(500)
        desk.settings.set_model(" gpt-other ")
        assert desk.settings.settings.text_percent == 200
        await desk.tasks.settle()
        assert desk.settings_store.saved == desk.settings.settings
        assert desk.settings_store.saved.connection().model == "gpt-other"
        count = len(desk.all("settings_changed"))
        desk.settings.set_text_percent(200)
        assert len(desk.all("settings_changed")) == count

    run(work())


def test_address_that_cannot_be_right_is_refused() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.set_base_url("ftp://example.com")
        desk.settings.add_connection("Mine", "not an address")
        assert [type(error) for error in desk.all("settings_failed")] == [AddressInvalid, AddressInvalid]
        assert desk.settings.connection == OPENAI
        desk.settings.set_base_url("my.server.example/v1/chat/completions")
        assert desk.settings.connection.base_url == "https://my.server.example/v1"
        await desk.tasks.settle()

    run(work())


def test_proxy_with_a_password_is_refused() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.set_proxy("http://me:secret@proxy.example:8080")
        assert isinstance(desk.all("settings_failed")[0], ProxyRefused)
        desk.settings.set_proxy(" http://proxy.example:8080 ")
        assert desk.settings.settings.proxy == "http://proxy.example:8080"
        await desk.tasks.settle()

    run(work())


def test_own_connection_is_added_chosen_and_removed() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.add_connection(" Mine ", "localhost:1234/v1")
        assert (desk.settings.connection.name, desk.settings.connection.base_url) == ("Mine", "http://localhost:1234/v1")
        desk.settings.remove_connection(desk.settings.connection.id)
        assert desk.settings.connection == OPENAI
        await desk.tasks.settle()

    run(work())


def test_settings_that_cannot_be_saved_are_told() -> None:
    class Full(Desk):
        def __post_init__(self) -> None:
            super().__post_init__()

            def save(settings: Settings) -> None:
                raise StorageError

            self.settings_store.save = save  # type: ignore[method-assign]  # a full disk in one line

    async def work() -> None:
        desk = Full()
        desk.settings.set_language("en")
        await desk.tasks.settle()
        assert isinstance(desk.all("settings_failed")[0], StorageError)

    run(work())


def test_pasted_nonsense_is_refused_and_the_key_stays() -> None:
    async def work() -> None:
        desk = Desk()
        await desk.start()
        desk.connections.enter_key("ключ")
        assert isinstance(desk.all("key_refused")[0], KeyMalformed)
        assert desk.secrets.keys == {OPENAI.id: "sk-test"}

    run(work())


def test_slow_keyring_is_told() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets(delay=0.6))
        desk.connections.start()
        await desk.tasks.settle()
        assert desk.all("keyring_waiting") == [True, False]

    run(work())


def test_check_lists_models_and_spends_nothing() -> None:
    async def work() -> None:
        desk = Desk()
        desk.provider.listed = (ModelInfo("gpt-test", 1_000), ModelInfo("b"))
        await desk.start()
        desk.connections.check()
        result = await desk.until("check_finished")
        assert (result.error, result.model_count) == (None, 2)
        assert desk.connections.context_tokens() == 1_000
        assert desk.provider.requests == []
        desk.provider.listed = HostNotFound("api.example")
        desk.connections.check()
        result = await desk.until("check_finished", 2)
        assert isinstance(result.error, HostNotFound)
        await desk.tasks.settle()

    run(work())


def test_server_without_a_chosen_model_is_asked_for_its_first() -> None:
    async def work() -> None:
        nameless = replace(OTHER, model="", needs_key=False)
        values = Settings(connections=(nameless,), connection_id=nameless.id)
        desk = Desk(secrets=FakeSecrets(), settings_values=values)
        desk.provider.listed = (ModelInfo("first", 4_000), ModelInfo("second"))
        await desk.start()
        await desk.say("Hello")
        assert desk.provider.requests[0].model == desk.settings.connection.model == "first"
        desk.provider.listed = HostNotFound("other.example")
        desk.settings.add_connection("Silent", "silent.example/v1")
        desk.connections.enter_key("sk-key")
        await desk.say("Anyone?")
        assert desk.provider.requests[1].model == ""

    run(work())


def test_check_without_a_key_says_so_and_asks_nobody() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets())
        desk.connections.check()
        result = await desk.until("check_finished")
        assert isinstance(result.error, KeyMissing)
        assert desk.provider.endpoints == []

    run(work())


def test_context_window_is_the_persons_figure_then_what_is_known() -> None:
    async def work() -> None:
        desk = Desk()
        assert desk.connections.context_tokens() == DEFAULT_CONTEXT_TOKENS
        desk.settings.set_context_tokens(100)
        assert desk.connections.context_tokens() == 100
        desk.settings.choose_connection(LOCAL.id)
        await desk.start()
        await desk.say("Hello")
        assert desk.connections.context_tokens() == 2_048

    run(work())


def test_local_state_is_told() -> None:
    async def work() -> None:
        desk = Desk()
        desk.settings.choose_connection(LOCAL.id)
        await desk.start()
        await desk.say("Hello")
        desk.local_server.crash()
        desk.local_server.fault = LocalServerFailed()
        await desk.say("Hello?")
        desk.model_path = None
        await desk.say("Anyone?")
        assert desk.all("local_state_changed") == [
            LocalState.STARTING,
            LocalState.READY,
            LocalState.CRASHED,
            LocalState.STARTING,
            LocalState.STOPPED,
            LocalState.MODEL_MISSING,
        ]
        assert isinstance(desk.all("turn_failed")[-1].error, LocalModelMissing)

    run(work())


def test_environment_address_rules_openai_and_no_other() -> None:
    async def work() -> None:
        desk = Desk(secrets=FakeSecrets({OPENAI.id: "sk-a", OTHER.id: "sk-b"}))
        desk.settings.environment_base_url = "https://proxy.example/v1"
        await desk.start()
        assert (await desk.connections.endpoint()).base_url == "https://proxy.example/v1"
        desk.settings.choose_connection(OTHER.id)
        assert (await desk.connections.endpoint()).base_url == OTHER.base_url
        await asyncio.sleep(0)
        await desk.tasks.settle()

    run(work())
