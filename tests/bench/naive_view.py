"""What ChatDesk's view is measured against: a scroll area with a QTextBrowser for each message, as one would write it first.

``naive_view.py PROFILE ID`` reports the CPU ms of the process from the texts being there to the bottom being painted.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from chatdesk.core.message import Message
from tests.bench import long_chats
from tests.bench.probe import report
from tests.bench.script import cpu_ms


class Bubble(QTextBrowser):
    """One message, as high as its text."""

    def __init__(self, message: Message, width: int) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMarkdown(message.text)
        self.document().setTextWidth(width)
        self.setFixedHeight(round(self.document().size().height()))


class NaiveView(QScrollArea):
    """All messages one below the other, the last one in view."""

    def __init__(self, messages: tuple[Message, ...]) -> None:
        super().__init__()
        self.resize(1_000, 700)
        column = QWidget()
        layout = QVBoxLayout(column)
        for message in messages:
            self.last = Bubble(message, 760)
            layout.addWidget(self.last)
        self.setWidget(column)
        self.setWidgetResizable(True)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))


class LastPaint(QObject):
    """Reports once the last message has been painted."""

    def __init__(self, view: NaiveView, began: float) -> None:
        super().__init__(view)
        self._began = began
        view.last.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        report(cpu=cpu_ms() - self._began)
        QApplication.quit()


def main(profile: Path, conversation_id: str) -> int:
    """Build it and show it."""
    application = QApplication(sys.argv[:1])
    messages = long_chats.read(profile, conversation_id)
    began = cpu_ms()
    view = NaiveView(messages)
    LastPaint(view, began)
    view.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
