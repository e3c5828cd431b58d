"""The notice bar: one sentence at a time, the greatest first, plain, and without stealing the focus."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from chatdesk.ui.notice import Notice, NoticeBar, NoticeKind, Topic
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.theme import Theme

ERROR = Notice(Topic.TURN, NoticeKind.ERROR, "It broke.", (Remedy.CONTINUE, Remedy.TRY_AGAIN))
INFO = Notice(Topic.OMITTED, NoticeKind.INFO, "By the way.")
UNDO = Notice(Topic.DELETED, NoticeKind.UNDO, "Gone.", (Remedy.UNDO_DELETE,))


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> Iterator[NoticeBar]:
    window = QWidget()
    layout = QVBoxLayout(window)
    field = QLineEdit()
    made = NoticeBar(theme)
    layout.addWidget(made)
    layout.addWidget(field)
    window.resize(700, 200)
    window.show()
    field.setFocus()
    yield made
    made.withdraw(*Topic)
    window.close()
    window.deleteLater()


def buttons(bar: NoticeBar) -> list[QPushButton]:
    return [button for button in bar.findChildren(QPushButton) if not button.isHidden()]


def test_bar_is_named_by_its_sentence_and_hidden_without_one(bar: NoticeBar) -> None:
    assert bar.objectName() == "noticeBar"
    assert bar.isHidden()
    bar.tell(INFO)
    assert bar.isVisible()
    assert bar.accessibleName() == "By the way."
    bar.withdraw(Topic.OMITTED)
    assert bar.isHidden()


def test_error_is_not_replaced_by_an_info(bar: NoticeBar) -> None:
    bar.tell(ERROR)
    bar.tell(INFO)
    assert bar.notice is ERROR
    bar.close_notice()
    assert bar.notice is INFO


def test_undo_is_shown_at_once_and_gives_the_error_back(bar: NoticeBar) -> None:
    bar.tell(ERROR)
    bar.tell(UNDO)
    assert [button.text() for button in buttons(bar)] == ["Undo"]
    bar.withdraw(Topic.DELETED)
    assert bar.notice is ERROR


def test_newer_of_two_equals_is_shown(bar: NoticeBar) -> None:
    bar.tell(ERROR)
    storage = Notice(Topic.STORAGE, NoticeKind.ERROR, "The disk is full.")
    bar.tell(storage)
    assert bar.notice is storage


def test_a_topic_has_one_notice(bar: NoticeBar) -> None:
    bar.tell(ERROR)
    bar.tell(Notice(Topic.TURN, NoticeKind.INFO, "Trying again."))
    bar.close_notice()
    assert bar.notice is None


def test_remedies_are_buttons_that_say_which(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.tell(ERROR)
    assert [button.text() for button in buttons(bar)] == ["Continue", "Try again"]
    with qtbot.waitSignal(bar.remedy_chosen) as chosen:
        buttons(bar)[1].click()
    assert chosen.args == [Remedy.TRY_AGAIN]


def test_countdown_counts_and_stops_at_zero(bar: NoticeBar) -> None:
    bar.tell(Notice(Topic.TURN, NoticeKind.INFO, "Again in {seconds} s.", (Remedy.CANCEL,), seconds=2))
    sentences = [bar.accessibleName()]
    for _ in range(3):
        bar.on_second()
        sentences.append(bar.accessibleName())
    assert sentences == ["Again in 2 s.", "Again in 1 s.", "Again in 0 s.", "Again in 0 s."]


def test_notice_takes_no_focus(bar: NoticeBar) -> None:
    before = bar.window().focusWidget()
    bar.tell(ERROR)
    assert bar.window().focusWidget() is before
    assert all(button.focusPolicy() == Qt.FocusPolicy.TabFocus for button in buttons(bar))


def test_words_of_a_service_stay_plain(bar: NoticeBar) -> None:
    text = "It says: “<img src='file:///etc/hostname'><b>no</b>”."
    bar.tell(Notice(Topic.TURN, NoticeKind.ERROR, text))
    assert bar.label.textFormat() == Qt.TextFormat.PlainText
    assert bar.label.text() == text


def test_other_words_leave_the_buttons_and_say_nothing_aloud(bar: NoticeBar) -> None:
    said: list[str] = []
    bar.changed.connect(lambda: said.append(bar.accessibleName()))
    first = Notice(Topic.EXPORT, NoticeKind.INFO, "1 %", (Remedy.CANCEL_EXPORT,))
    bar.reword(first)
    (button,) = buttons(bar)
    bar.reword(replace(first, sentence="2 %"))
    assert buttons(bar) == [button]
    assert (bar.label.text(), bar.accessibleName(), said) == ("2 %", "2 %", ["1 %"])
    bar.reword(replace(first, sentence="Done", remedies=()))
    assert (buttons(bar), said) == ([], ["1 %", "Done"])


def test_other_words_of_a_notice_that_is_covered_wait(bar: NoticeBar) -> None:
    quiet = Notice(Topic.EXPORT, NoticeKind.INFO, "1 %")
    bar.tell(quiet)
    bar.tell(Notice(Topic.STORAGE, NoticeKind.ERROR, "The disk is full."))
    bar.reword(replace(quiet, sentence="2 %"))
    assert bar.label.text() == "The disk is full."
    bar.withdraw(Topic.STORAGE)
    assert bar.label.text() == "2 %"
