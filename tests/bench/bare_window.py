"""The bare window of ``baseline``, to be packaged as ChatDesk is and looked at from outside."""

import asyncio
import sys

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from tests.bench.baseline import build

if __name__ == "__main__":
    application = QApplication(sys.argv)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    window, _ = build()
    window.show()
    with loop:
        loop.run_forever()
