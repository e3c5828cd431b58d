"""What an input method sends to a field."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget


def compose(field: QWidget, preedit: str) -> None:
    """Show a text that is not chosen yet."""
    QCoreApplication.sendEvent(field, QInputMethodEvent(preedit, []))


def commit(field: QWidget, text: str, preedit: str = "") -> None:
    """Put a chosen text into the field."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    QCoreApplication.sendEvent(field, event)
