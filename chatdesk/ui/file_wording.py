"""The sentences about files that cannot be written."""

from PySide6.QtCore import QCoreApplication

from chatdesk.core.errors import ExportFailed, FileNotSaved

translate = QCoreApplication.translate


def file_not_saved(error: FileNotSaved | ExportFailed) -> str:
    """Return that a file was not written."""
    return translate("Wording", "{name} was not saved.").replace("{name}", error.name)


def file_not_saved_advice(error: FileNotSaved | ExportFailed) -> str:
    """Return what can be done about it."""
    if isinstance(error, ExportFailed):
        return translate("Wording", "Making the file failed: try again, or choose another format.")
    if error.is_full:
        return translate("Wording", "The disk is full: free some space, or choose another place.")
    return translate("Wording", "ChatDesk may not write there: choose another place.")
