"""The child process: llama.cpp's server on loopback, for as long as the parent holds its standard input open.

Protocol, one JSON object a line, ASCII. The parent writes to standard input::

    {"model": "/path/model.gguf", "key": "…", "context": 8192, "threads": 0}

``context`` is the wanted context window in tokens; the model's trained one caps it. ``threads`` 0 means one a physical
core but one. The child answers on standard output once, when requests can be sent or when it is sure that they never can::

    {"port": 40123, "context": 8192, "model": "model"}
    {"error": "missing" | "unreadable" | "runtime" | "failed", "detail": "…"}

llama.cpp's own log, errors only, goes to standard error. The process ends when standard input closes, so a killed app
takes it along, and on SIGTERM. It imports nothing of ChatDesk, and no Qt.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

CHILD_FLAG = "--local-model-server"
"""The hidden argument with which a packaged app becomes this process."""

_BATCH_TOKENS = 256
"""llama.cpp sees a cancelled request between batches only: 2,048 held one up for 13 s, 256 costs 5 % of the reading speed."""

_PROMPT_CACHE_MIB = 256
"""What prompts of other conversations may take to be resumed without reading them again; llama.cpp's default is 8 GiB."""

_SPINS = "1000"
"""How long a thread of llama.cpp's waits busily for the others (libgomp). With another program on one of 2 cores, the default
brought 1 token a second, this 29; with none, both the same."""


class _Refusal(Exception):
    """The server cannot run; ``kind`` is one of the protocol's error words."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def main() -> int:
    """Serve until standard input closes; return 1 if the server could not start."""
    answers = _private_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    line = _read_line()
    _end_when_stdin_closes()
    try:
        server, answer = _serve(json.loads(line))
    except _Refusal as refusal:
        _answer(answers, {"error": refusal.kind, "detail": refusal.detail})
        return 1
    except (ValueError, KeyError, TypeError) as error:
        _answer(answers, {"error": "failed", "detail": f"request not understood: {type(error).__name__}"})
        return 1
    _answer(answers, answer)
    while os.read(0, 4096):
        pass
    del server
    return 0


def _private_stdout() -> int:
    """Return a descriptor for the answer alone; whatever else is printed joins standard error."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _read_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 4096)
        if not piece:
            break
        line += piece
    return line


def _end_when_stdin_closes() -> None:
    """Let the kernel end this process when the parent's end of the pipe closes.

    llama.cpp holds the interpreter's lock while it loads a model, so no Python code can watch the pipe then. Linux alone has a
    signal that does it; on macOS, which ignores SIGIO, and on Windows an orphan ends as soon as its model is loaded.
    """
    if sys.platform != "linux":
        return
    import fcntl  # not on Windows

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)


def _serve(request: dict[str, Any]) -> tuple[Any, dict[str, object]]:
    """Start llama.cpp's server; return it, to be kept, and the answer. Raises _Refusal."""
    path = Path(request["model"])
    if not path.is_file():
        raise _Refusal("missing", path.name)
    os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
    try:
        import xllamacpp  # 106 MB: not before the request is known to be good
    except ImportError as error:
        raise _Refusal("runtime", str(error)) from error
    parameters = _parameters(xllamacpp.CommonParams(), request)
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise _Refusal("unreadable", str(error)) from error
    port = int(server.listening_address.rpartition(":")[2])
    return server, {"port": port, "context": _context_tokens(port, request["key"]), "model": path.stem}


def _parameters(parameters: Any, request: dict[str, Any]) -> Any:
    """Fill llama.cpp's parameters: one conversation at a time, on loopback only, and no page but the API."""
    path = Path(request["model"])
    threads = int(request["threads"]) or _spare_cores()
    parameters.model.path = str(path)
    parameters.model_alias = {path.stem}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [request["key"]]
    parameters.n_ctx = int(request["context"])
    parameters.n_parallel = 1
    parameters.n_batch = _BATCH_TOKENS
    parameters.n_ubatch = _BATCH_TOKENS
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.offline = True
    parameters.verbosity = 1
    return parameters


def _spare_cores() -> int:
    """Return the physical cores this process may use but one, which is the window's; at least 1.

    llama.cpp's threads wait for each other at every step, so that sharing a core with anything stalls them all. -1, which
    leaves the count to llama.cpp, where the cores are unknown.
    """
    if sys.platform != "linux":
        return -1
    usable = len(os.sched_getaffinity(0))
    try:
        is_multithreaded = Path("/sys/devices/system/cpu/smt/active").read_text("ascii").strip() == "1"
    except OSError:
        is_multithreaded = False
    return max(1, (usable // 2 if is_multithreaded else usable) - 1)


def _context_tokens(port: int, key: str) -> int:
    """Ask the server itself for its context window, which also shows that it answers. Raises _Refusal."""
    # Here and not above: ChatDesk itself imports this module, for its flag, and 10 ms of CPU count at its start.
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/props", headers={"Authorization": f"Bearer {key}"})
        with connection.getresponse() as response:
            properties = json.load(response)
        return int(properties["default_generation_settings"]["n_ctx"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise _Refusal("failed", f"the server does not answer: {type(error).__name__}") from error
    finally:
        connection.close()


def _answer(descriptor: int, answer: dict[str, object]) -> None:
    os.write(descriptor, json.dumps(answer).encode("ascii") + b"\n")
    os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
