"""An X server for measurements: nothing else runs on it."""

import os
import shutil
import subprocess
from typing import Self


class Screen:
    """Starts Xvfb for a ``with`` block and points Qt at it."""

    @staticmethod
    def is_possible() -> bool:
        """Say whether Xvfb is installed."""
        return shutil.which("Xvfb") is not None

    def __enter__(self) -> Self:
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset"]
        self._process = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        os.environ |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
