"""An X server whose picture can be read from a file: it shows from outside when a program has painted."""

import mmap
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

LIMIT_SECONDS = 60.0
LOOK_SECONDS = 0.002
ROW = 1280 * 4
"""Bytes in a line of the screen."""


class Framebuffer:
    """Starts Xvfb for a ``with`` block; nothing else is on it, so that whatever is not black was painted by a program."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="chatdesk-bench-screen-")
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset"]
        command += ["-fbdir", self._folder.name]
        self._process = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.display = f":{pipe.readline().strip()}"
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._picture = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        return self

    def __exit__(self, *_: object) -> None:
        self._picture.close()
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    def await_painted(self, process: "subprocess.Popen[bytes]") -> float:
        """Wait until the middle of the screen is painted; return the time (monotonic seconds)."""
        return self._await(process, is_painted=True)

    def await_black(self, process: "subprocess.Popen[bytes]") -> float:
        """Wait until the program's window is gone."""
        return self._await(process, is_painted=False)

    def _await(self, process: "subprocess.Popen[bytes]", *, is_painted: bool) -> float:
        deadline = time.monotonic() + LIMIT_SECONDS
        while self._is_painted() != is_painted:
            if (is_painted and process.poll() is not None) or time.monotonic() > deadline:
                raise RuntimeError(f"nothing was painted; exit status {process.poll()}")
            time.sleep(LOOK_SECONDS)
        return time.monotonic()

    def _is_painted(self) -> bool:
        """Look at a line a third down the screen; its bytes come after a header of some KB, which moves it by a line or two."""
        start = len(self._picture) // 3
        return any(self._picture[start : start + ROW])
