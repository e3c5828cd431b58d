"""The words for what can be done with code and tables, in the language of the interface."""

from PySide6.QtCore import QCoreApplication, QLocale


def block_action_label(action: str) -> str:
    """Return what an action of a block is called."""
    translate = QCoreApplication.translate
    labels = {
        "copy-code": translate("Transcript", "Copy"),
        "copy-table": translate("Transcript", "Copy"),
        "wrap-code": translate("Transcript", "Wrap lines"),
        "unwrap-code": translate("Transcript", "Don't wrap lines"),
        "save-code": translate("Transcript", "Save as…"),
        "unfold-code": translate("Transcript", "Show all lines"),
        "fold-code": translate("Transcript", "Show fewer lines"),
        "copy-tsv": translate("Transcript", "Copy as TSV"),
        "copy-csv": translate("Transcript", "Copy as CSV"),
        "copy-markdown": translate("Transcript", "Copy as Markdown"),
    }
    return labels[action]


def fold_label(lines: int, *, is_folded: bool) -> str:
    """Return what the line below long code says."""
    if not is_folded:
        return block_action_label("fold-code")
    return QCoreApplication.translate("Transcript", "Show all {count} lines").format(count=QLocale().toString(lines))


def code_title(number: int, language: str) -> str:
    """Return what tells a block of code from the others of its message, which are numbered from 1."""
    if language:
        return QCoreApplication.translate("Transcript", "Code {number}: {language}").format(number=number, language=language)
    return QCoreApplication.translate("Transcript", "Code {number}").format(number=number)


def table_title(number: int) -> str:
    """Return what tells a table from the others of its message, which are numbered from 1."""
    return QCoreApplication.translate("Transcript", "Table {number}").format(number=number)


def block_action_title(block: str, action: str) -> str:
    """Return what an action is called where it is not seen which block it is about."""
    return QCoreApplication.translate("Transcript", "{block} — {action}").format(block=block, action=action)


def save_title() -> str:
    """Return the title of the dialog that asks where to save code."""
    return QCoreApplication.translate("Transcript", "Save code")
