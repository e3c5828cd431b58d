"""Every error has a sentence of its own in both languages, and remedies that fit."""

import inspect
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from chatdesk.control.facts import KeyState, LocalState, TurnFailure
from chatdesk.core import errors
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.ui.language import CHINESE
from chatdesk.ui.notice import SECONDS_PLACEHOLDER
from chatdesk.ui.remedies import Remedy, remedy_label
from chatdesk.ui.wording import error_wording, retry_sentence, turn_wording
from chatdesk.ui.wording_states import key_place_sentence, local_state_sentence
from tests.fake_controllers import LOCAL, OPENAI, OTHER
from tests.ui.conftest import World

BASES = (errors.ChatDeskError, errors.ServiceError)


def samples() -> Iterator[ChatDeskError]:
    """Yield an error of each class, with facts in it."""
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if not issubclass(kind, ChatDeskError) or kind in BASES:
            continue
        if issubclass(kind, errors.NoAnswer):
            yield kind("api.example", 60.0, had_content=True)
            yield kind("api.example", 60.0)
        elif issubclass(kind, errors.RateLimited):
            yield kind("api.example", "slow down", retry_after=7.0)
            yield kind("api.example", "slow down")
        elif issubclass(kind, errors.Redirected):
            yield kind("api.example", "https://elsewhere.example/v1")
        elif issubclass(kind, errors.EnvironmentFault):
            yield kind("HTTPS_PROXY")
        elif issubclass(kind, errors.NoRoomForModel):
            yield kind(2_500_000_000, 1_000_000_000)
            yield kind()
        elif issubclass(kind, errors.PictureRefused):
            yield from (kind(flaw, "cat.png") for flaw in errors.PictureFlaw)
        elif issubclass(kind, errors.ServiceError):
            yield kind("api.example", "the service's own words")
        else:
            yield kind("a detail")


ALL = list(samples())


@pytest.fixture(params=["en", CHINESE])
def language(request: pytest.FixtureRequest, world: World) -> str:
    world.speak(request.param)
    return str(request.param)


def name_of(error: ChatDeskError) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", ALL, ids=name_of)
def test_every_error_has_a_sentence(error: ChatDeskError, language: str) -> None:
    wording = error_wording(error, OPENAI)
    assert wording.happened
    assert "{" not in wording.sentence
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in wording.happened)
    assert is_chinese == (language == CHINESE)
    assert not any(mark in wording.sentence for mark in ("!", "！"))


def test_no_two_errors_share_a_sentence(world: World) -> None:
    sentences = [error_wording(error, OPENAI).sentence for error in ALL]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("error", [e for e in ALL if not isinstance(e, errors.UnexpectedFault)], ids=name_of)
def test_only_a_defect_of_ours_is_called_one(error: ChatDeskError, world: World) -> None:
    assert "went wrong inside" not in error_wording(error, OPENAI).sentence


@pytest.mark.parametrize(
    "error", [e for e in ALL if isinstance(e, errors.ServiceError) and not isinstance(e, errors.ContextTooLong)], ids=name_of
)
def test_a_fault_of_a_service_names_its_host(error: ChatDeskError, language: str) -> None:
    assert "api.example" in error_wording(error, OPENAI).happened


def test_the_reminder_of_the_key_is_the_promised_one(language: str) -> None:
    wording = turn_wording(TurnFailure(errors.KeyMissing(), None, has_text=False), OPENAI)
    expected = {"en": "Please enter your OpenAI API key", CHINESE: "请输入你的OpenAI API Key"}
    assert wording.sentence == expected[language]
    assert wording.remedies == (Remedy.ENTER_KEY, Remedy.USE_LOCAL)


def test_the_reminder_for_another_connection_names_it(world: World) -> None:
    assert error_wording(errors.KeyMissing(), OTHER).sentence == "Please enter your API key for Moon & <b>Sun</b>"


def test_a_wait_is_told_in_seconds(world: World) -> None:
    assert "7 s" in error_wording(errors.RateLimited("h", retry_after=7.2), OPENAI).sentence
    assert "60 s" in error_wording(errors.NoAnswer("h", 60.0), OPENAI).sentence


@pytest.mark.parametrize("error", ALL, ids=name_of)
def test_a_cut_reply_with_text_can_be_continued(error: ChatDeskError, world: World) -> None:
    wording = turn_wording(TurnFailure(error, "id", has_text=True), LOCAL)
    assert "What has arrived is kept." in wording.sentence
    if Remedy.TRY_AGAIN in error_wording(error, LOCAL).remedies:
        assert wording.remedies == (Remedy.CONTINUE, Remedy.TRY_AGAIN)


def test_a_failed_turn_without_text_says_that_the_message_is_kept(world: World) -> None:
    wording = turn_wording(TurnFailure(errors.Unreachable("h"), "id", has_text=False), OPENAI)
    assert "Your message is kept." in wording.sentence
    assert wording.remedies[0] is Remedy.TRY_AGAIN


def test_chinese_sentences_follow_without_a_space(world: World) -> None:
    world.speak(CHINESE)
    assert "。 " not in turn_wording(TurnFailure(errors.Unreachable("h"), "id", has_text=False), OPENAI).sentence


def test_the_retry_sentence_counts(language: str) -> None:
    sentence = retry_sentence(errors.ServiceBusy("api.example"), OPENAI)
    assert SECONDS_PLACEHOLDER in sentence
    assert "api.example" in sentence


def test_words_for_remedies_and_states_are_whole(language: str) -> None:
    words = [remedy_label(remedy) for remedy in Remedy]
    words += [local_state_sentence(state) for state in LocalState]
    words += [key_place_sentence(KeyState("x", place), needs_key=True) for place in KeyPlace]
    session = [key_place_sentence(KeyState("x", KeyPlace.SESSION, r), needs_key=True) for r in (None, *SessionReason)]
    assert all(words)
    assert len(set(session)) == len(session)


def test_details_with_braces_do_no_harm(qapp: QApplication, world: World) -> None:
    sentence = error_wording(errors.ServiceReported("h{0}", "{x} {seconds}"), OPENAI).sentence
    assert "{x}" in sentence
