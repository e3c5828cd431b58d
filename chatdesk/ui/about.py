"""The About box: versions and licenses, as plain text that can be copied."""

import platform
import sys

from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from chatdesk import __version__

translate = QCoreApplication.translate


def show_about(parent: QWidget) -> QMessageBox:
    """Open the About box; it deletes itself when it is closed."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translate("About", "About ChatDesk"))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    box.setText(translate("About", "ChatDesk {version}").format(version=__version__))
    box.setInformativeText(
        "\n\n".join(
            (
                translate("About", "A native desktop chat with language models. MIT License."),
                "\n".join(_versions()),
                translate("About", "Qt and PySide6 are used under the LGPL 3; the licenses of all parts come with ChatDesk."),
            )
        )
    )
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.button(QMessageBox.StandardButton.Close).setIcon(QIcon())
    box.open()
    return box


def _versions() -> tuple[str, ...]:
    return (
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        f"{platform.system()} {platform.release()} ({sys.platform}, {platform.machine()})",
    )
