"""A desktop of its own for a test: X server, window manager, session bus, accessibility bus and Secret Service.

Everything runs in temporary folders, is started here, and is ended here by its process handle; the person's own desktop,
keyring and display are not touched.
"""

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.e2e.atspi import WAIT_SECONDS, Accessible, Bus, poll
from tests.e2e.debian_packages import launcher

ROOT = Path(__file__).resolve().parent.parent.parent
END_SECONDS = 10.0


class Desktop:
    """Starts the desktop on entry, ends all that it started on exit."""

    def __init__(self, *, size: str = "1280x860", with_keyring: bool = True) -> None:
        self._size = size
        self._with_keyring = with_keyring
        self._stack = ExitStack()
        self._started: list[subprocess.Popen[bytes]] = []
        self.folder = Path()
        self.environment: dict[str, str] = {}
        self.bus: Bus

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="chatdesk-e2e-")))
        self.environment = self._bare_environment()
        try:
            self._start_all()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if hasattr(self, "bus"):
            self.bus.close()
        for process in reversed(self._started):
            end(process)
        self._stack.close()

    def start(
        self, *command: str, environment: dict[str, str] | None = None, stdin: bytes | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a program on this desktop; it is ended with it. Its output goes to a file in ``folder``."""
        log = self._stack.enter_context((self.folder / f"{len(self._started)}-{Path(command[0]).name}.log").open("wb"))
        process = subprocess.Popen(
            command,
            env=self.environment if environment is None else environment,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
        self._started.append(process)
        if process.stdin and stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
        return process

    def start_chatdesk(self, profile: Path, *arguments: str, **variables: str) -> "Program":
        """Start the real app on a profile."""
        command = (sys.executable, "-m", "chatdesk", "--profile", str(profile), *arguments)
        return self.start_program(*command, environment=self.environment | variables)

    def start_program(self, *command: str, environment: dict[str, str] | None = None) -> "Program":
        """Start a program with a window."""
        return Program(self, self.start(*command, environment=environment))

    def press(self, *keys: str) -> None:
        """Press keys, named as xdotool names them, as if on the keyboard (XTEST)."""
        self._run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text of ASCII characters on the keyboard."""
        self._run("xdotool", "type", "--delay", "8", "--", text)

    def click(self, node: Accessible) -> None:
        """Click in the middle of a node."""
        x, y, width, height = node.extents
        self._run("xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1")

    def turn_wheel(self, node: Accessible, notches: int) -> None:
        """Turn the wheel in the middle of a node; up is positive."""
        x, y, width, height = node.extents
        button = "4" if notches > 0 else "5"
        place = (str(x + width // 2), str(y + height // 2))
        self._run("xdotool", "mousemove", *place, "click", "--repeat", str(abs(notches)), "--delay", "20", button)

    def screenshot(self, path: Path) -> Path:
        """Keep a picture of the whole screen."""
        self._run("import", "-window", "root", str(path))
        return path

    def active_window(self) -> str:
        """Return the title of the window that has the keyboard."""
        return self._run("xdotool", "getactivewindow", "getwindowname").strip()

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode:
            raise AssertionError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return done.stdout

    def _bare_environment(self) -> dict[str, str]:
        kept = ("PATH", "HOME", "TMPDIR", "XDG_DATA_HOME", "VIRTUAL_ENV")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            folder = self.folder / name
            folder.mkdir(mode=0o700)
            environment[name] = str(folder)
        return environment | {
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "XDG_CURRENT_DESKTOP": "test",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }

    def _start_all(self) -> None:
        self._start_screen()
        self._start_session_bus()
        if shutil.which("openbox"):
            self.start("openbox", "--sm-disable")
        if self._with_keyring:
            self._start_keyring()
        self.start(launcher() or "at-spi-bus-launcher", "--launch-immediately")
        self.bus = Bus(self.environment["DBUS_SESSION_BUS_ADDRESS"])

    def _start_screen(self) -> None:
        with _pipe() as (reader, writer):
            options = ("-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset")
            command = ("Xvfb", "-displayfd", str(writer.fileno()), *options)
            log = self._stack.enter_context((self.folder / "Xvfb.log").open("wb"))
            self._started.append(subprocess.Popen(command, pass_fds=[writer.fileno()], stdout=log, stderr=log))
            self.environment["DISPLAY"] = f":{_line(reader, 'Xvfb')}"

    def _start_session_bus(self) -> None:
        with _pipe() as (reader, writer):
            command = ("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writer.fileno()}")
            log = self._stack.enter_context((self.folder / "dbus-daemon.log").open("wb"))
            process = subprocess.Popen(command, env=self.environment, pass_fds=[writer.fileno()], stdout=log, stderr=log)
            self._started.append(process)
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = _line(reader, "dbus-daemon")

    def _start_keyring(self) -> None:
        private = self.environment | {"XDG_DATA_HOME": str(self.folder / "keyring"), "HOME": str(self.folder)}
        command = ("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
        self.start(*command, environment=private, stdin=b"password of a test\n")


class Program:
    """A running program with a window, seen from outside."""

    def __init__(self, desktop: Desktop, process: "subprocess.Popen[bytes]") -> None:
        self.desktop = desktop
        self.process = process

    def root(self, seconds: float = WAIT_SECONDS) -> Accessible:
        """Return the program's node on the accessibility bus, once it has a window."""
        found = poll(lambda: self._root_with_window(), seconds)
        assert found, f"no window within {seconds} s; exit status {self.process.poll()}\n{self.output()}"
        return found

    def output(self) -> str:
        """Return what all programs of the desktop printed, for a failing test's message."""
        logs = sorted(self.desktop.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)

    def command_line(self) -> bytes:
        """Return the process arguments, as any other program can read them."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    def quit(self, seconds: float = WAIT_SECONDS) -> int:
        """Ask the program to quit by its shortcut and return its exit status."""
        self.desktop.press("ctrl+q")
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End it at once, without a chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def _root_with_window(self) -> Accessible | None:
        if self.process.poll() is not None:
            return None
        root = self.desktop.bus.program(self.process.pid)
        return root if root and root.children() else None


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that was started here: politely, then at once."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class _pipe:  # noqa: N801  # used as a function
    """A pipe whose both ends are closed at the end of the block."""

    def __enter__(self) -> tuple[IO[bytes], IO[bytes]]:
        reader, writer = os.pipe()
        self._ends = os.fdopen(reader, "rb", buffering=0), os.fdopen(writer, "wb", buffering=0)
        return self._ends

    def __exit__(self, *_: object) -> None:
        for stream in self._ends:
            stream.close()


def _line(reader: IO[bytes], program: str) -> str:
    """Read the one line that a program writes to its pipe."""
    text, deadline = b"", time.monotonic() + WAIT_SECONDS
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        piece = reader.read(4096) if ready else b""
        if not piece:
            raise AssertionError(f"{program} did not start")
        text += piece
    return text.decode().strip()
