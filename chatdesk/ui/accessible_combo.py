"""Combo boxes that a screen reader knows by their names.

On Unix, Qt names a combo box after its value and leaves the name to a label beside it; ours stand in a toolbar without one. Qt
keeps what a factory makes by pointer, so Python keeps it, too, until the combo box is gone.
"""

from typing import cast

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox, QWidget

_SHOW_MENU, _PRESS = "ShowMenu", "Press"
"""The actions' names, as Qt's own combo boxes have them."""

_made: dict[int, "AccessibleCombo"] = {}
_classes: set[str] = set()


def use_accessible_name(combo: QComboBox) -> None:
    """Have a combo box, and all others of its class, be known by their accessible names."""
    if not _classes:
        QAccessible.installFactory(_make)
    _classes.add(combo.metaObject().className())


def _make(key: str, thing: QObject | None) -> QAccessibleInterface | None:
    if key not in _classes or not isinstance(thing, QComboBox):
        return None
    for number in [number for number, made in _made.items() if not shiboken6.isValid(made)]:
        del _made[number]
    interface = AccessibleCombo(thing)
    _made[id(interface)] = interface
    return interface


class AccessibleCombo(QAccessibleWidget):
    """A combo box with its name, its value, its list and its text field."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo, QAccessible.Role.ComboBox)

    def _combo(self) -> QComboBox:
        return cast(QComboBox, self.widget())

    def text(self, kind: QAccessible.Text) -> str:
        """Return the accessible name, and the choice as the value."""
        if kind == QAccessible.Text.Name:
            return self._combo().accessibleName()
        return self._combo().currentText() if kind == QAccessible.Text.Value else super().text(kind)

    def state(self) -> QAccessible.State:
        """Return the state of a widget, and that there is a list to open."""
        state, combo = super().state(), self._combo()
        state.expandable = state.hasPopup = True
        state.expanded, state.collapsed = combo.view().isVisible(), not combo.view().isVisible()
        state.editable = combo.isEditable()
        return state

    def _parts(self) -> list[QWidget]:
        combo = self._combo()
        return [part for part in (combo.view(), combo.lineEdit()) if part is not None]

    def childCount(self) -> int:
        """Return the number of parts: the list, and the text field of one that can be typed in."""
        return len(self._parts())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes null for no child
        """Return a part."""
        parts = self._parts()
        return QAccessible.queryAccessibleInterface(parts[index]) if 0 <= index < len(parts) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the number of a part."""
        thing = child.object()
        return next((number for number, part in enumerate(self._parts()) if part is thing), -1)

    def actionNames(self) -> list[str]:
        """Return what can be done: open or close the list."""
        return [_SHOW_MENU, _PRESS]

    def doAction(self, name: str) -> None:
        """Open the list, or close it if it is open."""
        combo = self._combo()
        if name in (_SHOW_MENU, _PRESS):
            if combo.view().isVisible():
                combo.hidePopup()
            else:
                combo.showPopup()
