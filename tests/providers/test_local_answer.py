"""Whatever the child process says, it is understood or it is an error with a reason."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.errors import (
    ChatDeskError,
    LocalMemoryShort,
    LocalModelMissing,
    LocalModelUnreadable,
    LocalRuntimeMissing,
    LocalServerFailed,
)
from chatdesk.core.secret import Secret
from chatdesk.providers.local_answer import Ready, explained, read_answer

KEY = Secret("canary-key-of-the-server")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["port", "context", "error", "detail"]), inner),
    max_leaves=8,
)


def test_ready_answer_is_an_endpoint_on_loopback() -> None:
    ready = read_answer(b'{"port": 40123, "context": 4096, "model": "m"}\n', KEY)
    assert isinstance(ready, Ready)
    assert ready.endpoint.base_url == "http://127.0.0.1:40123/v1"
    assert ready.endpoint.key == KEY
    assert ready.endpoint.first_token_seconds >= 60
    assert ready.context_tokens == 4096


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("missing", LocalModelMissing),
        ("unreadable", LocalModelUnreadable),
        ("runtime", LocalRuntimeMissing),
        ("failed", LocalServerFailed),
        ("unheard of", LocalServerFailed),
    ],
)
def test_error_words_become_errors(word: str, kind: type[ChatDeskError]) -> None:
    assert type(read_answer(json.dumps({"error": word, "detail": "d"}).encode(), KEY)) is kind


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_read_without_a_fault(line: bytes) -> None:
    outcome = read_answer(line, KEY)
    assert isinstance(outcome, Ready | ChatDeskError)
    if isinstance(outcome, ChatDeskError):
        told = explained(outcome, KEY, (), 1)
        assert type(told) is type(outcome)
        assert told.detail or isinstance(told, LocalModelUnreadable)


LOADING = "0.00.072 E llama_model_load: error loading model: unknown model architecture: 'zzzzz'"
SHORTAGE = "0.00.5 E ggml_aligned_malloc: insufficient memory (attempted to allocate 4398.75 MB)"


def test_unreadable_model_is_explained_in_the_runtime_s_words() -> None:
    error = explained(LocalModelUnreadable("Failed to init server"), KEY, (LOADING, "0.1 E srv: exiting"), 1)
    assert type(error) is LocalModelUnreadable
    assert error.detail == "unknown model architecture: 'zzzzz'"


def test_lack_of_memory_is_not_taken_for_a_broken_file() -> None:
    error = explained(LocalModelUnreadable("Failed to init server"), KEY, (SHORTAGE, "0.1 E srv: exiting"), 1)
    assert type(error) is LocalMemoryShort
    assert error.detail == "insufficient memory (attempted to allocate 4398.75 MB)"


@pytest.mark.parametrize(
    "line",
    [
        "0.1 E llama_model_load: error loading model: mmap failed: Cannot allocate memory",
        "0.1 E alloc: failed to allocate CPU buffer of size 100",
        "terminate called after throwing an instance of 'std::bad_alloc'",
    ],
)
def test_every_way_to_say_that_memory_ran_out_is_known(line: str) -> None:
    assert type(explained(LocalModelUnreadable("Failed to init server"), KEY, (line,), 1)) is LocalMemoryShort


def test_a_process_that_is_killed_while_it_loads_lacked_memory() -> None:
    error = explained(LocalServerFailed(), KEY, (), -9)
    assert type(error) is LocalMemoryShort
    assert error.detail == "no answer, exit code -9"
    assert type(explained(LocalServerFailed(), KEY, (), -11)) is LocalServerFailed
    assert type(explained(LocalServerFailed("as told"), KEY, (), -9)) is LocalServerFailed


def test_detail_is_short_and_without_the_key() -> None:
    error = explained(LocalServerFailed(), KEY, (f"key {KEY.reveal()} " + "x" * 1_000,), -6)
    assert error.detail.startswith("no answer, exit code -6 key …")
    assert len(error.detail) == 300
