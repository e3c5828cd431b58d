"""The child process that draws: pure Python over hostile text, so it may neither last, nor grow, nor open anything.

Protocol, one JSON object a line, ASCII. The child says first that it can draw::

    {"ready": true}

The parent then writes requests to standard input, and each is answered on standard output before the next::

    {"tex": "\\\\frac{1}{2}", "display": true}
    {"size": [width, ascent, descent], "shapes": [[color, "MLQCZ…", [x, y, …]], …],
     "letters": [[text, x, y, width, size, color], …]}
    {"undrawable": "why"}

The process ends when standard input closes, so a killed app takes it along; a drawing that takes too long ends it, too.
"""

import json
import os
import signal
import sys
import threading
from queue import SimpleQueue
from typing import Any

_MEMORY_BYTES = 768 * 1024 * 1024
"""Address space, of which ziamath takes a tenth."""
_ALARM_SECONDS = 15
"""A drawing after which the process ends by itself, should the parent, which waits for less, be gone."""


def main() -> int:
    """Draw until standard input closes."""
    answers = _private_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    _limit_memory()
    # A third of a second and 25 MB, and it must find the limits in force.
    from chatdesk.formulas import outlines

    outlines.prepare()
    _shut_files()
    _answer(answers, {"ready": True})
    while True:
        _answer(answers, _drawn(requests.get()))


def _private_stdout() -> int:
    """Return a descriptor for the answers alone; whatever else is printed joins standard error."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _read(requests: "SimpleQueue[bytes]") -> None:
    """Pass lines on, and end the process with them: also in the middle of a drawing."""
    with os.fdopen(0, "rb", closefd=False) as lines:
        for line in lines:
            requests.put(line)
    os._exit(0)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    if sys.platform == "linux":  # macOS does not heed it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _shut_files() -> None:
    """Let no file and no socket be opened from here on: everything is loaded."""
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _drawn(line: bytes) -> dict[str, Any]:
    from chatdesk.formulas import outlines  # loaded already

    request = json.loads(line)
    if sys.platform != "win32":
        signal.alarm(_ALARM_SECONDS)
    try:
        return outlines.as_json(outlines.draw(request["tex"], is_display=request["display"]))
    except Exception as error:  # noqa: BLE001 - the libraries raise anything, bare Exception and AssertionError among it
        return {"undrawable": type(error).__name__}
    finally:
        if sys.platform != "win32":
            signal.alarm(0)


def _answer(descriptor: int, answer: dict[str, Any]) -> None:
    line = json.dumps(answer, separators=(",", ":")).encode("ascii") + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]
