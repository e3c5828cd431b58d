"""The find bar in the window: opening, prefilling, keys, closing, and what it tells; controllers only note."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from chatdesk.control.find import FindController, FindState
from chatdesk.control.tally import Hit
from chatdesk.core.message import Role
from chatdesk.core.wanted import Wanted
from chatdesk.ui.find_bar import FindBar
from chatdesk.ui.main_window import MainWindow
from tests.fake_controllers import said
from tests.ui.conftest import World
from tests.ui.input_method import commit, compose

F3, ENTER, ESCAPE = Qt.Key.Key_F3, Qt.Key.Key_Return, Qt.Key.Key_Escape
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class FakeFind(FindController):
    """Notes what it is asked, and says what a test tells it to."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.calls: list[tuple[object, ...]] = []
        self.known = FindState()

    @property
    def state(self) -> FindState:
        return self.known

    def search(self, wanted: Wanted, near: Hit) -> None:
        self.calls.append(("search", wanted, near))
        self.tell(FindState(None if wanted.is_blank else wanted))

    def step(self, step: int) -> None:
        self.calls.append(("step", step))

    def stop(self) -> None:
        self.calls.append(("stop",))
        self.tell(FindState())

    def tell(self, state: FindState) -> None:
        self.known = state
        self.changed.emit(state)


class Finding:
    """A window with a conversation, and what its finder asks."""

    def __init__(self, world: World, qtbot: QtBot) -> None:
        self.find = FakeFind()
        self.window: MainWindow = world.window()
        self.window.panel.finding.take(lambda: self.find)
        self.chat = world.controllers.chat
        self.chat.open_with(said("1", Role.USER, "find the needle"), said("2", Role.ASSISTANT, "a **nee**dle"))
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.qtbot = qtbot

    @property
    def bar(self) -> FindBar:
        bar = self.window.findChild(FindBar)
        assert bar is not None
        return bar

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)

    def open(self) -> None:
        self.window.actions_.find.trigger()

    def type(self, text: str) -> None:
        """Type, and wait until it is looked for."""
        self.bar.field.setText(text)
        self.qtbot.waitUntil(lambda: bool(self.searches()) and self.searches()[-1].text == text)

    def searches(self) -> list[Wanted]:
        return [call[1] for call in self.find.calls if call[0] == "search"]  # type: ignore[misc]

    def count(self) -> str:
        return self.bar.findChild(QWidget, "findCount").accessibleName()  # type: ignore[union-attr]


@pytest.fixture
def finding(world: World, qtbot: QtBot) -> Iterator[Finding]:
    yield Finding(world, qtbot)
    QGuiApplication.clipboard().clear()


def test_bar_opens_with_the_focus_and_gives_it_back(finding: Finding) -> None:
    composer = finding.window.panel.composer.edit
    composer.setFocus()
    finding.open()
    assert finding.bar.isVisible()
    assert finding.bar.field.hasFocus()
    assert finding.bar.field.accessibleName() == "Find in chat"
    finding.press(ESCAPE)
    assert not finding.bar.isVisible()
    assert composer.hasFocus()
    finding.window.panel.transcript.setFocus()
    finding.open()
    finding.bar.findChild(QWidget, "findCloseButton").click()  # type: ignore[union-attr]
    assert finding.window.panel.transcript.hasFocus()


def test_typing_searches_once_it_rests_and_blank_searches_nothing(finding: Finding) -> None:
    finding.open()
    for letter in "needle":
        finding.bar.field.insert(letter)
    finding.type("needle")
    assert finding.searches()[-1] == Wanted("needle")
    assert len(finding.searches()) <= 2
    finding.bar.findChild(QWidget, "findCaseButton").click()  # type: ignore[union-attr]
    finding.qtbot.waitUntil(lambda: finding.searches()[-1] == Wanted("needle", is_case_sensitive=True))
    finding.type("  ")
    assert finding.count() == ""


def test_selection_is_taken_for_what_to_look_for(finding: Finding) -> None:
    composer = finding.window.panel.composer.edit
    composer.setPlainText("two\nlines")
    composer.setFocus()
    composer.selectAll()
    finding.open()
    assert finding.bar.field.text() == ""
    finding.press(ESCAPE)
    composer.setPlainText("one line")
    composer.selectAll()
    finding.open()
    assert finding.bar.field.selectedText() == "one line"


def test_keys_step(finding: Finding) -> None:
    finding.open()
    finding.type("needle")
    finding.find.calls.clear()
    finding.press(ENTER)
    finding.press(ENTER, SHIFT)
    finding.press(F3)
    finding.press(F3, SHIFT)
    finding.press(Qt.Key.Key_G, CONTROL)
    finding.press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert finding.find.calls == [("step", step) for step in (1, -1, 1, -1, 1, -1)]


def test_enter_before_the_search_began_begins_it(finding: Finding) -> None:
    finding.open()
    finding.bar.field.setText("needle")
    finding.press(ENTER)
    assert finding.find.calls[-1][:2] == ("search", Wanted("needle"))


def test_enter_of_an_input_method_does_not_step(finding: Finding) -> None:
    finding.open()
    compose(finding.bar.field, "xun")
    finding.press(ENTER)
    commit(finding.bar.field, "寻找")
    finding.qtbot.waitUntil(lambda: Wanted("寻找") in finding.searches())
    assert ("step", 1) not in finding.find.calls


def test_find_next_without_the_bar_opens_it_with_the_last_search(finding: Finding) -> None:
    finding.open()
    finding.type("needle")
    finding.press(ESCAPE)
    finding.find.calls.clear()
    finding.window.actions_.find_next.trigger()
    finding.qtbot.waitUntil(lambda: finding.searches() == [Wanted("needle")])
    assert finding.bar.isVisible()


def test_hit_is_selected_when_the_bar_closes_and_ctrl_c_copies_it(finding: Finding) -> None:
    finding.window.panel.composer.edit.setFocus()
    finding.open()
    finding.type("NEEDLE")
    hit = Hit("2", 0)
    finding.find.tell(FindState(Wanted("NEEDLE"), hit, 2, 2))
    finding.press(ESCAPE)
    assert finding.window.panel.transcript.selected_text() == "needle"
    finding.press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "needle"


def test_count_is_told(finding: Finding) -> None:
    finding.open()
    wanted, hit = Wanted("x"), Hit("2", 0)
    told = [
        (FindState(wanted), "No matches"),
        (FindState(wanted, is_counting=True), "Looking…"),
        (FindState(wanted, hit, 3, 120, is_counting=True), "3 of 120 or more"),
        (FindState(wanted, None, 0, 120, is_counting=True), "120 or more"),
        (FindState(wanted, hit, 3, 17), "3 of 17"),
        (FindState(wanted, None, 0, 17), "Matches: 17"),
        (FindState(wanted, hit, 1, 17, has_wrapped=True), "1 of 17, from the start again"),
        (FindState(wanted, hit, 17, 17, has_wrapped=True), "17 of 17, from the end again"),
        (FindState(), ""),
    ]
    for state, text in told:
        finding.find.tell(state)
        assert finding.count() == text
        assert finding.bar.findChild(QWidget, "findNextButton").isEnabled() is (state.total > 0)  # type: ignore[union-attr]


def test_count_is_announced_when_it_is_certain(finding: Finding, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    finding.open()
    wanted, hit = Wanted("x"), Hit("2", 0)
    finding.find.tell(FindState(wanted, hit, 1, 5, is_counting=True))
    finding.find.tell(FindState(wanted, hit, 1, 17))
    finding.find.tell(FindState(wanted, hit, 1, 17))
    finding.find.tell(FindState(wanted, hit, 2, 17))
    assert said == ["1 of 17", "2 of 17"]


def test_another_conversation_closes_the_bar(finding: Finding) -> None:
    finding.open()
    finding.type("needle")
    finding.find.left.emit()
    assert not finding.bar.isVisible()
    assert not finding.bar.isAncestorOf(QApplication.focusWidget())


def test_bar_fits_a_narrow_window_in_both_languages_and_all_sizes(world: World, finding: Finding) -> None:
    finding.open()
    finding.find.tell(FindState(Wanted("x"), Hit("2", 0), 1, 12_345, has_wrapped=True))
    for language in ("en", "zh_CN"):
        world.languages.use(language)
        finding.window.retranslate()
        for percent in (80, 100, 200):
            world.controllers.settings.set_text_percent(percent)
            finding.window.resize(480, 600)
            QApplication.processEvents()
            children = [child for child in finding.bar.findChildren(QWidget) if child.isVisible()]
            right = finding.bar.mapToGlobal(finding.bar.rect().topRight()).x()
            assert all(child.mapToGlobal(child.rect().topRight()).x() <= right for child in children)
            assert finding.bar.field.width() > 60
            assert finding.bar.minimumSizeHint().width() < 400
