"""What ChatDesk is measured against: the barest window of its kind, under the same event loop.

Named imports, a main window with a toolbar, a dock and a text edit, under qasync; nothing else.
"""

import asyncio
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTextEdit, QToolBar
from qasync import QEventLoop


def build() -> tuple[QMainWindow, QTextEdit]:
    """Return the window and its text edit."""
    window = QMainWindow()
    window.resize(1100, 760)
    toolbar = QToolBar(window)
    toolbar.addAction(QAction("New", window))
    window.addToolBar(toolbar)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, QDockWidget("Settings", window))
    field = QTextEdit(window)
    window.setCentralWidget(field)
    field.setFocus()
    return window, field


def main(settle_seconds: float, *, types: bool) -> None:
    """Show the window and measure it."""
    application = QApplication(sys.argv)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    window, field = build()

    # Imported here so that the window is built as it would be without anybody watching.
    from tests.bench.probe import watch

    watch(field, settle_seconds, types=types)
    window.show()
    with loop:
        loop.run_forever()


if __name__ == "__main__":
    main(float(sys.argv[1]), types=sys.argv[2] == "type")
