"""The driver itself, tried on a sample window."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.atspi import BUTTONS, NotFound, Role, State
from tests.e2e.desktop import Desktop, Program

pytestmark = pytest.mark.e2e
SAMPLE = str(Path(__file__).parent / "sample_window.py")


@pytest.fixture
def sample(desktop: Desktop) -> Program:
    return desktop.start_program(sys.executable, SAMPLE)


def test_finds_by_role_and_name(sample: Program) -> None:
    root = sample.root()
    assert root.expect(Role.FRAME, lambda name: "Sample" in name).has(State.SHOWING)
    assert root.expect(Role.PASSWORD_TEXT, "API key").has(State.EDITABLE)
    assert root.expect(Role.COMBO_BOX, "one"), "on Unix, Qt names a plain combo box after its value"
    chats = root.expect(Role.LIST, "Chats")
    assert [item.name for item in chats.children()] == [f"item {number}" for number in range(5)]


def test_says_what_was_there_instead(sample: Program) -> None:
    with pytest.raises(NotFound, match="BUTTON 'Copy'"):
        sample.root().expect(BUTTONS, "Paste", seconds=0.3)


def test_sets_text_and_does_actions(sample: Program) -> None:
    root = sample.root()
    field = root.expect(Role.TEXT, "Message")
    field.set_text("牛顿 and apples")
    assert field.text == "牛顿 and apples"
    root.expect(BUTTONS, "Copy").do()
    root.expect(Role.LABEL, "牛顿 and apples")


def test_types_on_the_keyboard(sample: Program, desktop: Desktop, tmp_path: Path) -> None:
    field = sample.root().expect(Role.TEXT, "Message")
    field.set_text("")
    field.focus()
    desktop.type("Hello there")
    desktop.press("Return", "x")
    assert field.expect(Role.TEXT).text == "Hello there\nx"
    assert desktop.active_window() == "Sample window"
    assert desktop.screenshot(tmp_path / "screen.png").stat().st_size > 2000


def test_secret_service_keeps_a_secret(desktop: Desktop) -> None:
    program = """
import keyring
keyring.set_password("e2e", "a", "b")
print(type(keyring.get_keyring()), keyring.get_password("e2e", "a"))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=desktop.environment, capture_output=True, text=True, check=False)
    assert "SecretService" in done.stdout, done.stderr
    assert done.stdout.endswith("b\n")
