"""ChatDesk's window as a person with a screen reader uses it: by the accessible names of the design's contract."""

from jeepney import DBusErrorResponse

from tests.e2e.atspi import BUTTONS, TEXT_FIELDS, WAIT_SECONDS, Accessible, Role, State, poll
from tests.e2e.desktop import Desktop, Program

MODEL_SECONDS = 180.0
"""A small model on a small, busy computer is slow to load and to speak."""


class ChatWindow:
    """Finds things in the window anew each time, since what is found may be replaced."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.desktop: Desktop = program.desktop
        self.root = program.root()
        self.frame = self.root.expect((Role.FRAME, Role.DIALOG), lambda name: "ChatDesk" in name)

    def button(self, name: str, seconds: float = WAIT_SECONDS) -> Accessible:
        """Return a button that shows."""
        return self.root.expect(BUTTONS, name, seconds=seconds)

    def field(self, name: str) -> Accessible:
        """Return a text field that shows."""
        return self.root.expect(TEXT_FIELDS, name)

    def has(self, roles: Role | tuple[Role, ...], name: str) -> bool:
        """Say whether something like that shows now."""
        return self.root.find(roles, name) is not None

    def items(self) -> list[str]:
        """Return the names of the messages, oldest first."""
        conversation = self.root.expect(Role.LIST, "Conversation")
        try:
            return [item.name for item in conversation.children() if item.role == Role.LIST_ITEM]
        except DBusErrorResponse:
            return []

    def await_items(self, *starts: str, seconds: float = WAIT_SECONDS) -> list[str]:
        """Wait until there are so many messages that begin like this, and return their names."""

        def fitting() -> list[str]:
            names = self.items()
            fits = len(names) == len(starts) and all(map(str.startswith, names, starts))
            return names if fits else []

        found = poll(fitting, seconds)
        assert found, f"{self.items()} instead of {starts}"
        return found

    def chats(self) -> list[str]:
        """Return the names in the list of chats."""
        return [item.name for item in self.root.expect(Role.LIST, "Chats").children()]

    def send(self, text: str) -> None:
        """Write a message and press Enter."""
        message = self.field("Message")
        message.focus()
        message.set_text(text)
        self.desktop.press("Return")

    def await_reply_end(self, seconds: float = MODEL_SECONDS) -> str:
        """Wait until the reply under way has ended; return the name of its item."""
        assert poll(lambda: self.items()[-1].startswith("Assistant:") and self.has(BUTTONS, "Send"), seconds)
        return self.items()[-1]

    def await_streaming(self, seconds: float = MODEL_SECONDS) -> str:
        """Wait until the reply under way has some words; return them."""

        def words() -> str:
            newest = self.items()[-1].removeprefix("Assistant:").strip()
            return newest if self.has(BUTTONS, "Stop") and len(newest) > 20 else ""

        found = poll(words, seconds)
        assert found, f"no reply streams: {self.items()[-1]!r}"
        return found

    def use_local_model(self) -> None:
        """Switch to the model on this computer, by the button that is offered."""
        offer = "Use the model on this computer"
        self.button(offer).do()
        assert poll(lambda: not self.has(BUTTONS, offer)), "the offer stays after it was taken"

    def is_focused(self, node: Accessible) -> bool:
        """Say whether the keyboard is there, or gets there soon."""
        return bool(poll(lambda: node.has(State.FOCUSED), 5))
