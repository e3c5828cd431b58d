"""The packaged app where Python is not: moved away from where it was built, with an empty environment and a fresh home."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from chatdesk import __version__
from chatdesk.core.export import ExportFormat
from chatdesk.core.message import Role
from chatdesk.exchange.page_process import ExportToPages
from chatdesk.storage.new_file import NewFile
from tests.e2e.atspi import Accessible, poll
from tests.e2e.atspi import Role as SeenRole
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desktop import ROOT, Desktop, Program, end
from tests.e2e.traces import children_of, files_with, secrets_of
from tests.exchange.conversations import HEAD, said
from tests.fake_server import FakeServer, answer
from tests.profiles import write_settings

pytestmark = pytest.mark.e2e

Start = Callable[..., Program]
BUILT = ROOT / "dist" / "ChatDesk"
GREETING = "Assistant: "
CANARY = "sk-proj-CanaryOfThePackage0123456789abcdefghij"
ANSWER = "A formula:\n\n$$\\frac{a}{b}$$\n\nCode:\n\n```python\ndef double(x):\n    return 2 * x  # twice\n```\n"
COLORFUL = 60
"""How far the channels of a pixel, 0 to 255, are apart in a color that is no gray."""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The app's program, in a folder whose name has a space and is not ASCII; the files are linked, not copied."""
    moved = tmp_path / "My 应用" / "ChatDesk"
    shutil.copytree(BUILT, moved, symlinks=True, copy_function=_link_or_copy)
    return moved / "ChatDesk"


@pytest.fixture
def environment(desktop: Desktop, tmp_path: Path) -> dict[str, str]:
    """What a desktop gives a program at the least: where the screen and the bus are, a home, and no Python on the path."""
    home, programs = tmp_path / "home", tmp_path / "no-programs"
    home.mkdir()
    programs.mkdir()
    kept = {name: desktop.environment[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
    return kept | {"HOME": str(home), "PATH": str(programs), "LANG": "C.UTF-8", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}


@pytest.fixture
def open_app(desktop: Desktop, app: Path, environment: dict[str, str]) -> Iterator[Start]:
    """Start the packaged app: ``open_app(*arguments)``."""
    programs: list[Program] = []

    def open_one(*arguments: str) -> Program:
        programs.append(desktop.start_program(str(app), *arguments, environment=environment))
        return programs[-1]

    yield open_one
    for program in programs:
        end(program.process)


def test_it_says_its_version(app: Path) -> None:
    said = subprocess.run([app, "--version"], env={}, capture_output=True, text=True, check=True).stdout
    assert said == f"ChatDesk {__version__}\n"


def test_it_has_what_the_about_box_shows(app: Path) -> None:
    inside = app.parent / "_internal"
    assert (inside / "chatdesk/resources/LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")
    assert "LGPL" in (app.parent / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    assert (app.parent / "licenses" / "LGPL-3.0.txt").is_file()
    assert list(inside.glob("openai-*.dist-info/METADATA"))
    assert list(inside.glob("xllamacpp-*.dist-info/METADATA"))


def test_first_start_talks_with_the_model_that_came_with_it(open_app: Start, desktop: Desktop, tmp_path: Path) -> None:
    program = open_app()
    window = ChatWindow(program)
    window.await_items(GREETING)
    window.use_local_model()
    window.send("What is the capital of France?")
    window.await_items(GREETING, "You: What is the capital", "Assistant:")
    first = window.await_reply_end()
    assert len(first) > len("Assistant: ")
    window.send("What was my last question?")
    window.await_items(GREETING, "You: What is the capital", first, "You: What was my last", "Assistant:")
    window.await_reply_end()
    said = window.items()
    assert files_mapped_by(program.process.pid).isdisjoint(python_files())
    assert program.quit() == 0
    assert (tmp_path / "home/.local/share/ChatDesk/history.sqlite3").is_file()
    assert not list((tmp_path / "home").rglob("*.gguf")), "the model is read where it came with the app"

    again = ChatWindow(open_app())
    assert again.await_items(*said) == said
    assert again.chats() == ["What is the capital of France?"]
    sample = desktop.start_program(sys.executable, str(Path(__file__).parent / "sample_window.py"))
    sample.root()
    assert poll(lambda: desktop.active_window() == "Sample window")
    assert open_app().process.wait(30) == 0
    assert poll(lambda: "ChatDesk" in desktop.active_window()), "a second start raises the first window"


def test_key_goes_to_the_secret_service(open_app: Start, desktop: Desktop, tmp_path: Path) -> None:
    program = open_app()
    window = ChatWindow(program)
    window.await_items(GREETING)
    key = window.root.expect(SeenRole.PASSWORD_TEXT, "API key")
    key.focus()
    assert window.is_focused(key)
    desktop.type(CANARY)
    desktop.press("Return")
    assert poll(lambda: CANARY in secrets_of(desktop)), "the Secret Service does not hold the key"
    assert program.quit() == 0
    assert files_with(tmp_path / "home", CANARY) == []

    again = ChatWindow(open_app())
    again.await_items(GREETING)
    assert poll(lambda: again.root.find((), lambda name: "keyring" in name.lower())), "the dock does not say where the key is"


def test_formulas_are_drawn_and_code_is_in_color(open_app: Start, desktop: Desktop, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with FakeServer(answer(ANSWER)) as server:
        write_settings(profile, server.base_url)
        program = open_app("--profile", str(profile), "--lang", "en")
        window = ChatWindow(program)
        window.await_items(GREETING)
        window.send("Show me.")
        window.await_items(GREETING, "You: Show me.", "Assistant: A formula")
        window.await_reply_end()
    reply = window.root.expect(SeenRole.LIST, "Conversation").children()[-1]
    assert poll(lambda: "--formula-drawer" in children_commands(program.process.pid)), "no process draws formulas"
    assert poll(lambda: colorful_pixels(desktop.screenshot(tmp_path / "screen.png"), reply) > 50), "the code has no colors"


def test_a_conversation_becomes_a_pdf(app: Path, tmp_path: Path) -> None:
    path = tmp_path / "far.pdf"
    open_file = partial(NewFile, path, is_private=True)
    made = ExportToPages(open_file, ExportFormat.PDF, HEAD, path.name, [str(app), "--page-maker"])
    made.begin()
    made.add([said(Role.ASSISTANT, "Not far. 不远。\n\n```python\nx = 1\n```")], {})
    made.finish()
    data = path.read_bytes()
    assert data.startswith(b"%PDF-1.")
    assert b"/FontFile" in data


def files_mapped_by(pid: int) -> set[str]:
    """Return the files that a process has loaded."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {line.split(maxsplit=5)[5] for line in lines if len(line.split(maxsplit=5)) == 6}


def python_files() -> set[str]:
    """Return the libraries of the Python that runs the tests, and of its environment."""
    folders = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve() / "lib"}
    return {str(path) for folder in folders for path in folder.rglob("*.so*")}


def children_commands(pid: int) -> str:
    """Return the command lines of the processes that a process started."""
    return "\n".join((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode() for folder in children_of(pid))


def colorful_pixels(picture: Path, node: Accessible) -> int:
    """Count the pixels of a node on the screen that are neither gray nor nearly so."""
    image = QImage(str(picture)).copy(*node.extents)
    colors = (image.pixelColor(x, y).getRgb()[:3] for y in range(image.height()) for x in range(image.width()))
    return sum(max(color) - min(color) > COLORFUL for color in colors)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
