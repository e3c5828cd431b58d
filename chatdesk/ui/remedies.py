"""What a notice's button does, and what stands on it."""

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class Remedy(StrEnum):
    """What a notice's button does."""

    ENTER_KEY = "enter key"
    USE_LOCAL = "use local"
    TRY_AGAIN = "try again"
    CONTINUE = "continue"
    CHECK_ADDRESS = "check address"
    CHOOSE_MODEL = "choose model"
    CHOOSE_FILE = "choose file"
    MODELS = "models"
    NETWORK = "network"
    NEW_CHAT = "new chat"
    CANCEL = "cancel"
    UNDO_CLEAR = "undo clear"
    UNDO_DELETE = "undo delete"
    CANCEL_EXPORT = "cancel export"
    EXPORT_AGAIN = "export again"
    OPEN_FILE = "open file"
    SHOW_IN_FOLDER = "show in folder"
    SHOW_REPORT = "show report"


def remedy_label(remedy: Remedy) -> str:
    """Return what stands on the button, in the language in use."""
    return _labels()[remedy]


def _labels() -> dict[Remedy, str]:
    return {
        Remedy.ENTER_KEY: translate("Remedy", "Enter the key"),
        Remedy.USE_LOCAL: translate("Remedy", "Use the model on this computer"),
        Remedy.TRY_AGAIN: translate("Remedy", "Try again"),
        Remedy.CONTINUE: translate("Remedy", "Continue"),
        Remedy.CHECK_ADDRESS: translate("Remedy", "Check the address"),
        Remedy.CHOOSE_MODEL: translate("Remedy", "Choose a model"),
        Remedy.CHOOSE_FILE: translate("Remedy", "Choose a GGUF file…"),
        Remedy.MODELS: translate("Remedy", "Models…"),
        Remedy.NETWORK: translate("Remedy", "Network settings"),
        Remedy.NEW_CHAT: translate("Remedy", "New chat"),
        Remedy.CANCEL: translate("Remedy", "Cancel"),
        Remedy.UNDO_CLEAR: translate("Remedy", "Undo"),
        Remedy.UNDO_DELETE: translate("Remedy", "Undo"),
        Remedy.CANCEL_EXPORT: translate("Remedy", "Cancel"),
        Remedy.EXPORT_AGAIN: translate("Remedy", "Export again…"),
        Remedy.OPEN_FILE: translate("Remedy", "Open"),
        Remedy.SHOW_IN_FOLDER: translate("Remedy", "Show in folder"),
        Remedy.SHOW_REPORT: translate("Remedy", "Show report"),
    }
