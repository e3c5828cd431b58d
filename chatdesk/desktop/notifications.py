"""Notifications by the freedesktop.org specification, version 1.2, over the session's bus: Linux and other free systems.

jeepney speaks D-Bus here, since PySide6's QtDBus cannot send the unsigned integer that ``Notify`` begins with.
"""

import asyncio
from contextlib import suppress
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, MatchRule, Message, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection
from jeepney.io.common import RouterClosed
from jeepney.wrappers import unwrap_msg

NAME = "org.freedesktop.Notifications"
ADDRESS = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)

ANSWER_SECONDS = 5.0
"""How long the bus and the service of notifications may take."""

_FAILURES = (OSError, KeyError, ValueError, RuntimeError, EOFError, RouterClosed, DBusErrorResponse, TimeoutError)
"""No bus, a bus that does not speak, a bus that went away; no service of notifications, or one that refuses."""


class DesktopNotifications:
    """Shows at most one notification a key. All methods belong to one event loop."""

    def __init__(self) -> None:
        self._connection: DBusConnection | None = None
        self._router: DBusRouter | None = None
        self._signals: asyncio.Queue[Message] = asyncio.Queue()
        self._shown: dict[str, int] = {}
        self._token = ""

    async def show(self, key: str, title: str, body: str) -> bool:
        """Show texts in place of the notification of this key; return whether the desktop took them.

        Many services read the body as markup, so it must hold neither ``<`` nor ``&``; the title may.
        """
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                router = await self._connected()
                hints = {"desktop-entry": ("s", "chatdesk"), "category": ("s", "im.received")}
                values = ("ChatDesk", self._shown.get(key, 0), "chatdesk", title, body, ["default", ""], hints, -1)
                [shown] = await _call(router, "Notify", "susssasa{sv}i", values)
        except _FAILURES:
            await self.close()
            return False
        self._shown[key] = shown
        return True

    async def clicked(self) -> tuple[str, str]:
        """Wait until a notification is clicked; return its key and the token with which its window may come to the front."""
        while True:
            signal = await self._signals.get()
            number, word = signal.body
            key = next((key for key, shown in self._shown.items() if shown == number), None)
            match signal.header.fields[HeaderFields.member]:
                case "ActivationToken" if key is not None:
                    self._token = word
                case "ActionInvoked" if key is not None:
                    token, self._token = self._token, ""
                    return key, token
                case "NotificationClosed" if key is not None:
                    del self._shown[key]
                case _:
                    pass  # another program's

    async def clear(self) -> None:
        """Take back what is shown."""
        shown, self._shown = self._shown, {}
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                for number in shown.values() if self._router is not None else ():
                    await _call(self._router, "CloseNotification", "u", (number,))
        except _FAILURES:
            await self.close()

    async def close(self) -> None:
        """Leave the bus; the next ``show`` comes back to it."""
        router, self._router = self._router, None
        connection, self._connection = self._connection, None
        self._shown.clear()
        with suppress(*_FAILURES):
            if router is not None:
                await router.__aexit__(None, None, None)  # raises what ended it, if it did not end here
        with suppress(*_FAILURES):
            if connection is not None:
                await connection.close()

    async def _connected(self) -> DBusRouter:
        if self._router is None:
            self._connection = await open_dbus_connection("SESSION")
            self._router = DBusRouter(self._connection)
            rule = MatchRule(type="signal", interface=NAME, path=ADDRESS.object_path)
            self._router.filter(rule, queue=self._signals)  # for as long as the router lives
            unwrap_msg(await self._router.send_and_get_reply(message_bus.AddMatch(rule)))
        return self._router


async def _call(router: DBusRouter, method: str, signature: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    answer: tuple[Any, ...] = unwrap_msg(await router.send_and_get_reply(new_method_call(ADDRESS, method, signature, values)))
    return answer
