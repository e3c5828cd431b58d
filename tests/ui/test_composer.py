"""The composer: whose Enter it is, what stays, what grows."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.ui.composer import Composer
from chatdesk.ui.composition import CONFIRMING_SECONDS, Composition
from chatdesk.ui.message_edit import MAX_LINES
from chatdesk.ui.theme import Theme
from tests.ui.input_method import commit, compose


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def composer(qtbot: QtBot, theme: Theme) -> Iterator[Composer]:
    made = Composer(theme)
    made.resize(600, 80)
    made.show()
    made.edit.setFocus()
    yield made
    made.flush_draft()
    made.close()
    made.deleteLater()


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.submitted.connect(texts.append)
    return texts


def press(composer: Composer, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(composer.edit, key, modifier)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_submits_and_the_text_stays_until_accepted(composer: Composer, sent: list[str], key: Qt.Key) -> None:
    QTest.keyClicks(composer.edit, "Hello")
    press(composer, key)
    assert sent == ["Hello"]
    assert composer.text == "Hello"
    composer.accept_draft()
    assert composer.text == ""


def test_shift_enter_makes_a_line(composer: Composer, sent: list[str]) -> None:
    QTest.keyClicks(composer.edit, "a")
    press(composer, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.edit, "b")
    assert composer.text == "a\nb"
    assert sent == []
    press(composer, Qt.Key.Key_Return)
    assert sent == ["a\nb"]


def test_nothing_is_sent_of_blanks(composer: Composer, sent: list[str]) -> None:
    QTest.keyClicks(composer.edit, "   ")
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.send_button.isEnabled()
    QTest.keyClicks(composer.edit, "x")
    assert composer.send_button.isEnabled()


def test_enter_during_a_composition_does_not_send(composer: Composer, sent: list[str]) -> None:
    compose(composer.edit, "ni hao")
    press(composer, Qt.Key.Key_Return)
    commit(composer.edit, "你好")
    assert sent == []
    assert composer.text == "你好"
    press(composer, Qt.Key.Key_Return)
    assert sent == ["你好"]


def test_enter_that_arrives_right_after_its_commit_does_not_send(composer: Composer, sent: list[str]) -> None:
    clock = Clock()
    composer.edit.composition = Composition(clock)
    compose(composer.edit, "안녕")
    commit(composer.edit, "안녕")
    clock.now += CONFIRMING_SECONDS / 2
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    assert composer.text == "안녕"
    clock.now += CONFIRMING_SECONDS
    press(composer, Qt.Key.Key_Return)
    assert sent == ["안녕"]


def test_enter_a_moment_after_a_commit_sends(composer: Composer, sent: list[str]) -> None:
    clock = Clock()
    composer.edit.composition = Composition(clock)
    compose(composer.edit, "ni")
    commit(composer.edit, "你")
    clock.now += CONFIRMING_SECONDS * 2
    press(composer, Qt.Key.Key_Return)
    assert sent == ["你"]


def test_commit_without_a_composition_leaves_enter_alone(composer: Composer, sent: list[str]) -> None:
    commit(composer.edit, "é")
    press(composer, Qt.Key.Key_Return)
    assert sent == ["é"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["compose", "commit", "cancel", "enter", "wait"]), max_size=12))
def test_no_enter_while_a_preedit_stands_is_ever_meant(steps: list[str]) -> None:
    from PySide6.QtGui import QInputMethodEvent

    clock = Clock()
    composition = Composition(clock)
    is_composing = False
    for step in steps:
        if step == "enter":
            assert composition.takes_enter() or not is_composing
        elif step == "wait":
            clock.now += 1
        else:
            is_composing = step == "compose"
            event = QInputMethodEvent("x" if is_composing else "", [])
            if step == "commit":
                event.setCommitString("x")
            composition.follow(event)
    clock.now += 1
    assert composition.takes_enter() == is_composing


def test_enter_while_replying_keeps_the_text(composer: Composer, sent: list[str]) -> None:
    composer.set_replying(True)
    QTest.keyClicks(composer.edit, "next question")
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    assert composer.text == "next question"
    composer.set_replying(False)
    press(composer, Qt.Key.Key_Return)
    assert sent == ["next question"]


def test_send_turns_into_stop_in_the_same_place(qtbot: QtBot, composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "x")
    QApplication.processEvents()
    place = composer.send_button.geometry()
    composer.set_replying(True)
    QApplication.processEvents()
    assert composer.stop_button.isVisible()
    assert not composer.send_button.isVisible()
    assert composer.stop_button.geometry() == place
    with qtbot.waitSignal(composer.stop_requested):
        composer.stop_button.click()
    with qtbot.waitSignal(composer.stop_requested):
        press(composer, Qt.Key.Key_Escape)


def test_focus_goes_back_to_the_field_when_the_focused_button_goes(composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "x")
    composer.send_button.setFocus()
    composer.set_replying(True)
    assert composer.edit.hasFocus() or QApplication.focusWidget() is None


def test_what_is_typed_after_submitting_stays(composer: Composer, sent: list[str]) -> None:
    composer.edit.setPlainText("sent 😀")
    press(composer, Qt.Key.Key_Return)
    composer.edit.setPlainText("sent 😀 and more")
    composer.accept_draft()
    assert composer.text == " and more"
    assert sent == ["sent 😀"]


def test_field_grows_to_ten_lines_and_then_scrolls(composer: Composer) -> None:
    heights = []
    for lines in (1, 2, MAX_LINES, MAX_LINES + 5):
        composer.edit.setPlainText("\n".join(["x"] * lines))
        QApplication.processEvents()
        heights.append(composer.edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert composer.edit.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
    composer.edit.clear()
    QApplication.processEvents()
    assert composer.edit.height() == heights[0]


def test_long_line_that_wraps_makes_the_field_grow(composer: Composer) -> None:
    before = composer.edit.height()
    composer.edit.setPlainText("word " * 60)
    QApplication.processEvents()
    assert composer.edit.height() > before


def test_pasting_takes_the_plain_text_only(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='file:///etc/hostname'>")
    data.setText("bold\0 text")
    composer.edit.insertFromMimeData(data)
    assert composer.text == "bold text"


def test_draft_is_kept_when_typing_pauses(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.waitSignal(composer.draft_changed, timeout=5_000) as kept:
        QTest.keyClicks(composer.edit, "half a thou")
    assert kept.args == ["half a thou"]


def test_draft_is_flushed_once_and_not_after_it_was_sent(composer: Composer) -> None:
    drafts: list[str] = []
    composer.draft_changed.connect(drafts.append)
    QTest.keyClicks(composer.edit, "x")
    composer.flush_draft()
    composer.flush_draft()
    assert drafts == ["x"]
    QTest.keyClicks(composer.edit, "y")
    press(composer, Qt.Key.Key_Return)
    composer.accept_draft()
    composer.flush_draft()
    assert drafts == ["x"]


def test_shown_draft_is_not_kept_again(composer: Composer) -> None:
    drafts: list[str] = []
    composer.draft_changed.connect(drafts.append)
    composer.set_draft("from the history")
    composer.flush_draft()
    assert composer.text == "from the history"
    assert drafts == []


def test_names_of_the_contract(composer: Composer) -> None:
    assert composer.edit.objectName() == "composer"
    assert composer.edit.accessibleName() == "Message"
    assert (composer.send_button.objectName(), composer.send_button.accessibleName()) == ("sendButton", "Send")
    assert (composer.stop_button.objectName(), composer.stop_button.accessibleName()) == ("stopButton", "Stop")
