"""Notifications over a session bus of the test's own, with a service as strict as desktops; and when the app has one shown."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from chatdesk.desktop.door import DesktopDoor
from chatdesk.desktop.notifications import DesktopNotifications
from tests import profiles
from tests.fake_server import FakeServer, answer, api_error
from tests.running_app import RunningApp, run_app

SERVICE = Path(__file__).with_name("notification_service.py")

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no session bus can be started here")


class Service:
    """The service in its process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def read(self) -> list[Any]:
        """Return the next call as method, signature and values; blocks."""
        assert self._process.stdout is not None
        return list(json.loads(self._process.stdout.readline()))

    async def next_call(self) -> list[Any]:
        """Return the next call."""
        return await asyncio.to_thread(self.read)

    def order(self, what: str) -> None:
        """Have it do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Let the desktop have no service any more."""
        self._process.kill()
        self._process.wait()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={tmp_path / 'bus'}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.kill()


@pytest.fixture
def service(bus: str) -> Iterator[Service]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, str(SERVICE)], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Service(process)
        process.kill()


def test_notification_is_shown_clicked_replaced_and_taken_back(service: Service) -> None:
    async def main() -> None:
        desktop = DesktopNotifications()
        assert await desktop.show("a", "Light & <b>sound", "The answer is ready.")
        method, signature, values = await service.next_call()
        assert (method, signature) == ("Notify", "susssasa{sv}i")
        assert values[:6] == ["ChatDesk", 0, "chatdesk", "Light & <b>sound", "The answer is ready.", ["default", ""]]
        service.order("click another's")
        service.order("click")
        async with asyncio.timeout(10):
            assert await desktop.clicked() == ("a", "a token")
        assert await desktop.show("a", "Light", "Again.")
        assert (await service.next_call())[2][1] == 7, "in place of the former one"
        await desktop.clear()
        assert await service.next_call() == ["CloseNotification", "u", [7]]
        await desktop.close()

    asyncio.run(main())


def test_desktop_without_notifications_is_no_failure(bus: str) -> None:
    async def main() -> None:
        desktop = DesktopNotifications()
        assert not await desktop.show("a", "Light", "The answer is ready.")
        await desktop.clear()
        await desktop.close()

    asyncio.run(main())


def test_service_that_refuses_or_ends_is_no_failure(service: Service) -> None:
    async def main() -> None:
        desktop = DesktopNotifications()
        assert not await desktop.show("a", "refused", "")
        assert await desktop.show("a", "Light", "")
        service.end()
        await desktop.clear()
        assert not await desktop.show("a", "Light", "")
        await desktop.close()

    asyncio.run(main())


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent/bus", "nonsense", "tcp:host=127.0.0.1,port=1"])
def test_no_bus_is_no_failure(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)

    async def main() -> None:
        door = DesktopDoor()
        await door.clear()
        assert not await door.show("a", "Light", "The answer is ready.")
        await door.close()

    asyncio.run(main())


def go_away(run: RunningApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another program's window in front."""
    monkeypatch.setattr(QApplication, "activeWindow", staticmethod(lambda: None))


def test_answer_is_told_by_the_chats_title_and_a_click_leads_to_it(
    qapp: QApplication,
    tmp_path: Path,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FakeServer(answer("A secret answer.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def scenario(run: RunningApp) -> None:
            go_away(run, monkeypatch)
            await run.say("What is light?")
            asked = run.app.chat.conversation_id
            shown = await service.next_call()
            assert shown[2][3:5] == ["What is light?", "The answer is ready."]
            assert "secret" not in str(shown)
            run.app.library.new_chat()
            await run.until(lambda: run.app.chat.conversation_id != asked)
            run.window.showMinimized()
            service.order("click")
            await run.until(lambda: run.app.chat.conversation_id == asked)
            assert not run.window.isMinimized()

        run_app(qapp, tmp_path, scenario)


def test_failure_is_told_and_nothing_while_the_window_is_in_front_or_notifications_are_off(
    qapp: QApplication,
    tmp_path: Path,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FakeServer(answer("First."), answer("Second."), api_error(400, "No.")) as server:
        profiles.write_settings(tmp_path, server.base_url)

        async def scenario(run: RunningApp) -> None:
            run.window.activateWindow()
            await run.until(lambda: QApplication.activeWindow() is not None)
            await run.say("In front")
            go_away(run, monkeypatch)
            run.app.settings.set_notifies(is_wanted=False)
            await run.say("Off")
            run.app.settings.set_notifies(is_wanted=True)
            await run.say("On")
            shown = await service.next_call()
            assert shown[2][4] == "The answer could not be finished."

        run_app(qapp, tmp_path, scenario)
