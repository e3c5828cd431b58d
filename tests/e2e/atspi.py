"""A small AT-SPI client: what a screen reader sees of a program, and the little that it can do to it.

Speaks the interfaces of at-spi2-core over D-Bus (https://docs.gtk.org/atspi2/), through jeepney, so that it needs nothing
but the virtual environment.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, MatchRule, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

SPI = "org.a11y.atspi."
CALL_SECONDS = 15.0
POLL_SECONDS = 0.1
WAIT_SECONDS = 30.0
Found = TypeVar("Found")


class Role(IntEnum):
    """The roles that the tests ask for (atspi-constants.h)."""

    ALERT = 2
    CHECK_BOX = 7
    COMBO_BOX = 11
    DIALOG = 16
    FRAME = 23
    LABEL = 29
    LIST = 31
    LIST_ITEM = 32
    MENU_ITEM = 35
    PANEL = 39
    PASSWORD_TEXT = 40
    BUTTON = 43
    TEXT = 61
    TOGGLE_BUTTON = 62
    TOOL_BAR = 63
    ENTRY = 79
    LINK = 88
    NOTIFICATION = 101


BUTTONS = (Role.BUTTON, Role.TOGGLE_BUTTON)
TEXT_FIELDS = (Role.TEXT, Role.ENTRY, Role.PASSWORD_TEXT)


class State(IntEnum):
    """The states that the tests ask for (atspi-constants.h)."""

    ACTIVE = 1
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25
    VISIBLE = 30


class NotFound(AssertionError):
    """Nothing like it appeared in time; the text holds the tree as it was."""


class Bus:
    """The accessibility bus of one desktop."""

    def __init__(self, session_address: str) -> None:
        with open_dbus_connection(session_address) as session:
            asked = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
            (address,) = _answer(session, new_method_call(asked, "GetAddress"))
        self._address = address
        self._connection = open_dbus_connection(address)

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def call(self, node: "Accessible", interface: str, method: str, signature: str = "", *body: object) -> Any:
        """Call a method of an accessible and return its results, one alone or a tuple."""
        asked = DBusAddress(node.path, bus_name=node.owner, interface=SPI + interface)
        results = _answer(self._connection, new_method_call(asked, method, signature or None, body))
        return results[0] if len(results) == 1 else results

    def get(self, node: "Accessible", interface: str, name: str) -> Any:
        """Return a property of an accessible."""
        asked = DBusAddress(node.path, bus_name=node.owner, interface=SPI + interface)
        ((_, value),) = _answer(self._connection, Properties(asked).get(name))
        return value

    def program(self, pid: int) -> "Accessible | None":
        """Return the root of the program with this process id, None until it has joined the bus."""
        registry = Accessible(self, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for root in registry.children():
            if self._pid(root.owner) == pid:
                return root
        return None

    def listen(self, event: str) -> "Events":
        """Begin to hear events of a kind, such as ``object:announcement``, of all programs."""
        registry = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
        _answer(self._connection, new_method_call(registry, "RegisterEvent", "s", (event,)))
        return Events(self, self._address, event)

    def _pid(self, owner: str) -> int:
        asked = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
        try:
            (pid,) = _answer(self._connection, new_method_call(asked, "GetConnectionUnixProcessID", "s", (owner,)))
        except DBusErrorResponse:
            return 0
        return int(pid)


@dataclass(frozen=True)
class Event:
    """Something that a program told of one of its nodes; what the fields mean depends on the kind of event."""

    node: "Accessible"
    kind: str
    number: int
    value: Any


class Events:
    """What programs tell of themselves while somebody listens."""

    def __init__(self, bus: Bus, address: str, event: str) -> None:
        group, kind = event.split(":")
        member = "".join(word.title() for word in kind.split("-"))
        rule = MatchRule(type="signal", interface=f"{SPI}Event.{group.title()}", member=member)
        self._bus = bus
        self._connection = open_dbus_connection(address)
        _answer(self._connection, message_bus.AddMatch(rule))
        self._heard = self._connection.filter(rule, bufsize=1_000)

    def close(self) -> None:
        """Listen no more."""
        self._heard.close()
        self._connection.close()

    def wait(self, is_wanted: Callable[[Event], bool], seconds: float = WAIT_SECONDS) -> list[Event]:
        """Return what was told until something that is wanted; fail if that does not come in time."""
        told: list[Event] = []
        deadline = time.monotonic() + seconds
        while not (told and is_wanted(told[-1])):
            try:
                left = max(0.0, deadline - time.monotonic())
                heard = self._connection.recv_until_filtered(self._heard.queue, timeout=left)
            except TimeoutError as err:
                raise NotFound(f"only {told}") from err
            told.append(self._event(heard))
        return told

    def _event(self, message: Any) -> Event:
        fields = message.header.fields
        node = Accessible(self._bus, fields[HeaderFields.sender], fields[HeaderFields.path])
        kind, number, _, (_, value), *_ = message.body
        return Event(node, kind, number, value)


def _answer(connection: DBusConnection, message: Any) -> tuple[Any, ...]:
    reply = connection.send_and_get_reply(message, timeout=CALL_SECONDS)
    if reply.header.message_type.name == "error":
        raise DBusErrorResponse(reply)
    return tuple(reply.body)


@dataclass(frozen=True)
class Accessible:
    """One node of the tree. What it says is asked anew each time."""

    bus: Bus = field(repr=False)
    owner: str
    path: str

    @property
    def name(self) -> str:
        """The accessible name."""
        return str(self.bus.get(self, "Accessible", "Name"))

    @property
    def description(self) -> str:
        """The accessible description."""
        return str(self.bus.get(self, "Accessible", "Description"))

    @property
    def role(self) -> int:
        """The role's number; see ``Role``."""
        return int(self.bus.call(self, "Accessible", "GetRole"))

    @property
    def states(self) -> frozenset[int]:
        """The numbers of all states that hold; see ``State``."""
        words = self.bus.call(self, "Accessible", "GetState")
        return frozenset(32 * index + bit for index, word in enumerate(words) for bit in range(32) if word >> bit & 1)

    @property
    def interfaces(self) -> frozenset[str]:
        """The interfaces' names without their common start, such as ``Text``."""
        return frozenset(name.removeprefix(SPI) for name in self.bus.call(self, "Accessible", "GetInterfaces"))

    @property
    def text(self) -> str:
        """The whole text of a text field."""
        return str(self.bus.call(self, "Text", "GetText", "ii", 0, -1))

    @property
    def extents(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        x, y, width, height = self.bus.call(self, "Component", "GetExtents", "u", 0)
        return x, y, width, height

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of what can be done to it."""
        if "Action" not in self.interfaces:
            return ()
        return tuple(action[0] for action in self.bus.call(self, "Action", "GetActions"))

    @property
    def position(self) -> int:
        """Which of its parent's nodes it is, from 0."""
        return int(self.bus.call(self, "Accessible", "GetIndexInParent"))

    def has(self, *states: State) -> bool:
        """Say whether all these states hold."""
        return self.states.issuperset(states)

    def children(self) -> tuple["Accessible", ...]:
        """Return the nodes below."""
        return tuple(Accessible(self.bus, owner, path) for owner, path in self.bus.call(self, "Accessible", "GetChildren"))

    def do(self, action: str = "") -> None:
        """Do an action by its name, the first one by default."""
        index = self.actions.index(action) if action else 0
        if not self.bus.call(self, "Action", "DoAction", "i", index):
            raise AssertionError(f"{self.name!r} refused {action or 'its first action'}")

    def set_text(self, text: str) -> None:
        """Replace the text of a field."""
        self.bus.call(self, "EditableText", "SetTextContents", "s", text)

    def focus(self) -> None:
        """Give it the keyboard."""
        self.bus.call(self, "Component", "GrabFocus")

    def walk(self, *, into_lists: bool = True) -> Iterator["Accessible"]:
        """Yield this node and all below, parents first; nodes that vanish meanwhile are left out."""
        yield self
        try:
            below = () if not into_lists and self.role == Role.LIST else self.children()
        except DBusErrorResponse:
            return
        for child in below:
            yield from child.walk(into_lists=into_lists)

    def find(
        self, roles: Role | tuple[Role, ...] = (), name: str | Callable[[str], bool] = "", *, showing: bool = True
    ) -> "Accessible | None":
        """Return the first node below of one of the roles and with the name, or a name that the test accepts."""
        wanted = (roles,) if isinstance(roles, Role) else roles
        for node in self.walk(into_lists=not wanted or Role.LIST_ITEM in wanted):
            try:
                if wanted and node.role not in wanted:
                    continue
                if name and not (name(node.name) if callable(name) else node.name == name):
                    continue
                if not showing or node.has(State.SHOWING):
                    return node
            except DBusErrorResponse:
                continue
        return None

    def expect(
        self,
        roles: Role | tuple[Role, ...] = (),
        name: str | Callable[[str], bool] = "",
        *,
        showing: bool = True,
        seconds: float = WAIT_SECONDS,
    ) -> "Accessible":
        """Wait for a node like that and return it."""
        found = poll(lambda: self.find(roles, name, showing=showing), seconds)
        if found is None:
            wanted = name if isinstance(name, str) else "a name that fits"
            raise NotFound(f"no {roles!r} with {wanted!r} within {seconds} s in\n{self.outline()}")
        return found

    def outline(self, depth: int = 0) -> str:
        """Return the tree as text, for a failing test's message."""
        try:
            role, name, states = self.role, self.name, self.states
            below = self.children()
        except DBusErrorResponse:
            return ""
        label = Role(role).name if role in Role._value2member_map_ else str(role)
        line = f"{'  ' * depth}{label} {name[:120]!r}{'' if State.SHOWING in states else ' (hidden)'}\n"
        return line + "".join(child.outline(depth + 1) for child in below)


def poll(look: Callable[[], Found | None], seconds: float = WAIT_SECONDS) -> Found | None:
    """Look until something is there, or the time is over; return what the last look saw."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found or time.monotonic() > deadline:
            return found
        time.sleep(POLL_SECONDS)
