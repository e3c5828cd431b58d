"""The presets that come with the app."""

import uuid

import pytest

from chatdesk.core.address import clean_base_url, is_loopback, is_plain_http_to_public
from chatdesk.core.paths import resources_folder
from chatdesk.core.settings import ConnectionKind
from chatdesk.providers.presets import Presets

PRESETS = Presets(resources_folder() / "presets.json")


def test_first_is_openai_with_its_key_page():
    first = PRESETS.connections[0]
    assert first.kind is ConnectionKind.OPENAI
    assert first.base_url == "https://api.openai.com/v1"
    assert first.key_url == "https://platform.openai.com/account/api-keys"
    assert first.model in PRESETS.models(first.id)


def test_there_is_one_openai_and_one_local_connection():
    kinds = [connection.kind for connection in PRESETS.connections]
    assert kinds.count(ConnectionKind.OPENAI) == 1
    assert kinds.count(ConnectionKind.LOCAL) == 1


@pytest.mark.parametrize("preset", PRESETS.connections, ids=lambda preset: preset.name)
def test_preset_is_usable_as_it_is(preset):
    assert str(uuid.UUID(preset.id)) == preset.id
    if preset.kind is not ConnectionKind.LOCAL:
        assert clean_base_url(preset.base_url) == preset.base_url
        assert not is_plain_http_to_public(preset.base_url)
        assert preset.needs_key != is_loopback(preset.base_url)
    if preset.needs_key:
        assert preset.key_url.startswith("https://")
        assert preset.model
    else:
        assert preset.model == ""


def test_ids_and_names_differ():
    for field in ("id", "name"):
        values = [getattr(preset, field) for preset in PRESETS.connections]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("gpt-4", 8_192),
        ("gpt-4-0613", 8_192),
        ("gpt-4o-mini-2024-07-18", 128_000),
        ("gpt-4.1-nano", 1_047_576),
        ("openai/gpt-oss-20b", 131_072),
        ("models/gemini-flash-latest", 1_000_000),
        ("GLM-4.7", 200_000),
        ("my-own-model", None),
        ("", None),
    ],
)
def test_context_window_is_known_by_the_beginning_of_the_name(model, tokens):
    assert PRESETS.known_context(model) == tokens


def test_every_default_model_has_a_known_window_but_a_router():
    unknown = [preset.model for preset in PRESETS.connections if preset.model and PRESETS.known_context(preset.model) is None]
    assert unknown == ["openrouter/auto"]
