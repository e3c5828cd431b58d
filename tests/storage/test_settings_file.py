"""What the settings file keeps, of this version, of another, and after damage."""

import errno
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chatdesk.core.errors import DiskFull, StorageError
from chatdesk.core.settings import ColorScheme, Connection, ConnectionKind, LocalModel, Settings, WindowPlace
from chatdesk.storage.settings_file import SettingsFile

OPENAI = Connection("openai", ConnectionKind.OPENAI, "OpenAI", "https://api.example/v1", "big", "https://keys.example")
LOCAL = Connection("local", ConnectionKind.LOCAL, "Here", "", "small", needs_key=False)
DEFAULTS = Settings(connections=(OPENAI, LOCAL), connection_id="openai")
OWN = Connection("own", ConnectionKind.COMPATIBLE, "Mine", "http://192.0.2.7/v1", "m", context_tokens=4096)


def settings_file(folder: Path, defaults: Settings = DEFAULTS) -> SettingsFile:
    return SettingsFile(folder / "settings.json", defaults)


def test_a_first_start_has_the_defaults_and_writes_nothing(tmp_path: Path) -> None:
    store = settings_file(tmp_path)
    assert store.load() == DEFAULTS
    assert store.set_aside is None
    assert list(tmp_path.iterdir()) == []


def test_settings_come_back(tmp_path: Path) -> None:
    chosen = Settings(
        connections=(replace(OPENAI, model="bigger", base_url="https://proxy.example/v1"), LOCAL, OWN),
        connection_id="own",
        conversation_id="c",
        language="zh_CN",
        color_scheme=ColorScheme.DARK,
        text_percent=150,
        proxy="socks5://127.0.0.1:9",
        local_model_path="/models/模型.gguf",
        local_models=(LocalModel("/models/模型.gguf", 4_096, 3), LocalModel("")),
        local_idle_minutes=45,
        default_system_prompt="Be\nkind.",
        window=WindowPlace("Z2Vv", "c3Q="),
    )
    settings_file(tmp_path).save(chosen)
    assert settings_file(tmp_path).load() == chosen


def test_only_the_owner_reads_the_file_and_no_other_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    settings_file(folder).save(DEFAULTS)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["settings.json"]
    assert stat.S_IMODE((folder / "settings.json").stat().st_mode) == 0o600


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    newer = {
        "aura": {"a": [1]},
        "window": {"geometry": "Z2Vv", "zoom": 2},
        "connections": [
            {"id": "openai", "model": "bigger", "organ": "pipe"},
            {"id": "own", "kind": "compatible", "name": "Mine", "base_url": "http://192.0.2.7/v1", "model": "m", "tint": 7},
            {"id": "quantum", "kind": "teleport", "name": "Later"},
            {"id": "odd", "kind": ["teleport"]},
            "what",
        ],
    }
    path.write_text(json.dumps(newer))
    store = settings_file(tmp_path)
    loaded = store.load()
    assert [connection.id for connection in loaded.connections] == ["openai", "own", "local"]
    store.save(replace(loaded, language="en"))
    store.save(replace(loaded, language="zh_CN"))
    written = json.loads(path.read_text())
    assert written["aura"] == {"a": [1]}
    assert written["window"] == {"geometry": "Z2Vv", "state": "", "zoom": 2}
    assert written["language"] == "zh_CN"
    entries = {entry["id"]: entry for entry in written["connections"] if isinstance(entry, dict)}
    assert entries["openai"] == {"id": "openai", "model": "bigger", "organ": "pipe"}
    assert entries["own"]["tint"] == 7
    assert entries["quantum"] == {"id": "quantum", "kind": "teleport", "name": "Later"}
    assert "what" in written["connections"]


def test_a_new_versions_presets_appear_and_the_persons_changes_win(tmp_path: Path) -> None:
    store = settings_file(tmp_path)
    store.save(replace(DEFAULTS, connections=(replace(OPENAI, model="mine"), LOCAL, OWN)))
    fresh = replace(OWN, id="fresh", name="Fresh")
    newer = replace(DEFAULTS, connections=(replace(OPENAI, model="next", base_url="https://next.example"), LOCAL, fresh))
    loaded = settings_file(tmp_path, newer).load()
    assert loaded.connections == (replace(OPENAI, model="mine", base_url="https://next.example"), LOCAL, OWN, fresh)


def test_a_removed_preset_stays_away_until_it_is_added_again(tmp_path: Path) -> None:
    settings_file(tmp_path).save(replace(DEFAULTS, connections=(LOCAL,)))
    store = settings_file(tmp_path)
    assert store.load().connections == (LOCAL,)
    store.save(replace(DEFAULTS, connections=(LOCAL, OPENAI)))
    assert settings_file(tmp_path).load().connections == (LOCAL, OPENAI)


@pytest.mark.expects_log("the settings cannot be read")
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe\x00", b"[" * 200_000, b'{"language": "\xe4"}', b"\x00" * 4096]
)
def test_a_broken_file_is_kept_aside_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    store = settings_file(tmp_path)
    assert store.load() == DEFAULTS
    assert store.set_aside is not None
    assert store.set_aside.name.startswith("settings.json.broken-")
    assert store.set_aside.read_bytes() == content
    store.save(replace(DEFAULTS, language="en"))
    assert settings_file(tmp_path).load().language == "en"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*Settings.__dataclass_fields__, *Connection.__dataclass_fields__, "removed_presets", "x"])
CONNECTIONS = st.lists(st.dictionaries(NAMES, JSON, max_size=5) | JSON, max_size=3)


@hypothesis_settings(max_examples=150, deadline=None)
@given(document=st.dictionaries(NAMES, JSON | CONNECTIONS, max_size=6))
def test_any_document_gives_settings_that_can_be_saved_and_come_back(
    document: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    (folder / "settings.json").write_text(json.dumps(document))
    store = settings_file(folder)
    loaded = store.load()
    assert store.set_aside is None
    assert 80 <= loaded.text_percent <= 200
    assert loaded.connections
    assert all(connection.first_token_seconds > 0 for connection in loaded.connections)
    store.save(loaded)
    assert settings_file(folder).load() == loaded


def test_a_wrong_type_is_that_fields_default_only(tmp_path: Path) -> None:
    document = {"text_percent": "big", "language": 7, "color_scheme": "plaid", "proxy": "http://p", "window": 3}
    connection = {"id": "openai", "needs_key": "no", "idle_seconds": -1, "context_tokens": "many", "model": "mine"}
    (tmp_path / "settings.json").write_text(json.dumps({**document, "connections": [connection]}))
    loaded = settings_file(tmp_path).load()
    assert loaded == replace(DEFAULTS, proxy="http://p", connections=(replace(OPENAI, model="mine"), LOCAL))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("text", ()),
        ([1, {"context_tokens": 5}, {"path": 7}], ()),
        ([{"path": "a", "threads": -2, "context_tokens": "x"}, {"path": "a", "threads": 1}], (LocalModel("a"),)),
    ],
)
def test_what_is_no_model_in_the_list_of_models_is_left_out(
    tmp_path: Path, written: object, read: tuple[LocalModel, ...]
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"local_models": written, "local_idle_minutes": -1}))
    loaded = settings_file(tmp_path).load()
    assert loaded.local_models == read
    assert loaded.local_idle_minutes == 1


def test_a_full_disk_leaves_the_old_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = settings_file(tmp_path)
    store.save(DEFAULTS)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            store.save(replace(DEFAULTS, language="en"))
    assert settings_file(tmp_path).load() == DEFAULTS
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    store.save(replace(DEFAULTS, language="en"))
    assert settings_file(tmp_path).load().language == "en"


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        settings_file(tmp_path / "file").save(DEFAULTS)


def test_unchanged_settings_are_not_written_again(tmp_path: Path) -> None:
    store = settings_file(tmp_path)
    store.save(DEFAULTS)
    first = (tmp_path / "settings.json").stat().st_ino
    store.save(DEFAULTS)
    other = settings_file(tmp_path)
    other.save(other.load())
    assert (tmp_path / "settings.json").stat().st_ino == first
