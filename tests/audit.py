"""Watches what a whole test run does to the world: where it connects, and which modules of ChatDesk start a process.

Python's audit hooks (PEP 578) see every such call of Python code, whichever library makes it; C libraries that do their
own are not seen.
"""

import ipaddress
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

PACKAGE = str(Path(__file__).resolve().parent.parent / "chatdesk") + os.sep
MAY_START_PROCESSES = frozenset(
    {
        *("providers/local_server.py", "providers/llama_process.py", "formulas/drawer.py"),
        *("storage/keyring_process.py", "exchange/page_process.py"),
    }
)
STARTS = frozenset(
    {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.forkpty", "os.startfile"}
)
RESERVED_NAMES = (".invalid", ".test", ".example", ".localhost")
"""Names that no resolver may know (RFC 2606, RFC 6761): asking for one tells nobody anything."""


def is_loopback(host: object) -> bool:
    """Say whether an address or a name means this computer."""
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        text = host.decode() if isinstance(host, bytes) else str(host)
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def offending_module(frame: FrameType | None) -> str | None:
    """Return the innermost module of ChatDesk on the stack if it is one that may not start processes."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(PACKAGE):
            module = path.removeprefix(PACKAGE).replace(os.sep, "/")
            return None if module in MAY_START_PROCESSES else module
        frame = frame.f_back
    return None


class Audit:
    """Collects what a run does and should not."""

    def __init__(self) -> None:
        self.offences: list[str] = []

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Take an audit event; called on whichever thread makes it, for each of thousands of kinds."""
        if event == "socket.connect":
            self._on_connect(args[1])
        elif event == "socket.getaddrinfo":
            self._on_name(args[0])
        elif event in STARTS:
            module = offending_module(sys._getframe(1))
            if module:
                self.offences.append(f"chatdesk/{module} started a process ({event})")

    def take(self) -> list[str]:
        """Return what was collected since the last call."""
        taken, self.offences = self.offences, []
        return taken

    def _on_connect(self, address: object) -> None:
        if isinstance(address, tuple) and not is_loopback(address[0]):
            self.offences.append(f"a connection went to {address[0]}")

    def _on_name(self, host: object) -> None:
        text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
        if not is_loopback(host) and not text.rstrip(".").endswith(RESERVED_NAMES) and not _is_address(text):
            self.offences.append(f"the name {text} was looked up")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
