"""The About box: versions, as plain text that can be copied."""

import platform
import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from chatdesk import __version__

translate = QCoreApplication.translate


def show_about(parent: QWidget, parts: Sequence[tuple[str, str]]) -> QMessageBox:
    """Open the About box; ``parts`` are libraries and their versions, "" for one that is not installed.

    The box deletes itself when it is closed.
    """
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
                "\n".join(_versions(parts)),
                translate(
                    "About", "Qt and PySide6 are used under the LGPL 3. Help › Licenses shows the licenses of all parts."
                ),
            )
        )
    )
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.button(QMessageBox.StandardButton.Close).setIcon(QIcon())
    box.open()
    return box


def _versions(parts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    none = translate("About", "not installed")
    return (
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        *(f"{name} {version or none}" for name, version in parts),
        f"{platform.system()} {platform.release()} ({sys.platform}, {platform.machine()})",
    )
