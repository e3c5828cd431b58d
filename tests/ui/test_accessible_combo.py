"""A combo box is known by its name and keeps all else that Qt's own interface says of it."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from chatdesk.ui.accessible_combo import use_accessible_name


class Chooser(QComboBox):
    """A class of its own, so that the other combo boxes of the run stay as they are."""

    def __init__(self) -> None:
        super().__init__()
        use_accessible_name(self)
        self.setAccessibleName("Model")
        self.setEditable(True)
        self.addItems(["one", "two"])


def test_name_is_the_name_and_value_the_choice(qtbot: QtBot) -> None:
    chooser = Chooser()
    qtbot.addWidget(chooser)
    seen = QAccessible.queryAccessibleInterface(chooser)
    assert seen.role() == QAccessible.Role.ComboBox
    assert seen.text(QAccessible.Text.Name) == "Model"
    assert seen.text(QAccessible.Text.Value) == "one"
    chooser.setCurrentIndex(1)
    assert seen.text(QAccessible.Text.Value) == "two"


def test_parts_are_the_list_and_the_field(qtbot: QtBot) -> None:
    chooser = Chooser()
    qtbot.addWidget(chooser)
    seen = QAccessible.queryAccessibleInterface(chooser)
    roles = [seen.child(number).role() for number in range(seen.childCount())]
    assert roles == [QAccessible.Role.List, QAccessible.Role.EditableText]
    assert [seen.indexOfChild(seen.child(number)) for number in range(2)] == [0, 1]
    assert seen.child(2) is None


def test_list_can_be_opened_and_closed(qtbot: QtBot) -> None:
    chooser = Chooser()
    qtbot.addWidget(chooser)
    chooser.show()
    seen = QAccessible.queryAccessibleInterface(chooser)
    actions = seen.actionInterface()
    assert actions.actionNames() == ["ShowMenu", "Press"]
    assert seen.state().collapsed
    actions.doAction("ShowMenu")
    assert chooser.view().isVisible()
    assert seen.state().expanded
    actions.doAction("Press")
    qtbot.waitUntil(lambda: not chooser.view().isVisible())


def test_interface_may_outlive_nothing(qtbot: QtBot) -> None:
    for _ in range(50):
        chooser = Chooser()
        qtbot.addWidget(chooser)
        assert QAccessible.queryAccessibleInterface(chooser).text(QAccessible.Text.Name) == "Model"
