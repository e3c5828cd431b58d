"""Conversations to show, and how to look at what a view shows."""

import random
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from chatdesk.core.conversation import ReadingPlace
from chatdesk.core.message import FinishReason, Message, ReasoningPart, Role, Status, TextPart
from chatdesk.ui.palette import OWN_ACCENT, own_palette
from chatdesk.ui.theme import Theme, make_theme
from chatdesk.ui.transcript.view import TranscriptView

GREETING = "Hello, how can I help you?"
_WORDS = """the force of law motion energy 力学 运动 定律 物体 速度 python list value return function because between"""
WORDS = _WORDS.split()
RICH = """# Sorting

Use **`sorted()`** for a *new* list. See [the docs](https://docs.python.org/3/howto/sorting.html).

1. First item
2. Second item
   - nested

> A quotation.

| a | b |
|---|--:|
| 1 | two |

---

```python
def key(item):
    return item
```

排序😀是基本操作。
"""


def theme(*, is_dark: bool = False, percent: int = 100) -> Theme:
    """Return the app's own theme."""
    return make_theme(own_palette(is_dark, OWN_ACCENT), QApplication.font(), percent)


def user(message_id: str, text: str) -> Message:
    """Return a person's message."""
    return Message(message_id, None, Role.USER, (TextPart(text),), 1_700_000_000_000)


def reply(
    message_id: str,
    text: str = "",
    status: Status = Status.COMPLETE,
    *,
    reasoning: str = "",
    finish_reason: FinishReason | None = FinishReason.STOP,
    damaged_events: int = 0,
) -> Message:
    """Return an assistant's message."""
    parts = [ReasoningPart(reasoning)] if reasoning else []
    return Message(
        message_id,
        None,
        Role.ASSISTANT,
        (*parts, TextPart(text)) if text else tuple(parts),
        1_700_000_000_000,
        status=status,
        model="a-model",
        finish_reason=finish_reason,
        damaged_events=damaged_events,
    )


def prose(chance: random.Random, words: int) -> str:
    """Return words in a row."""
    return " ".join(chance.choice(WORDS) for _ in range(words))


def long_conversation(count: int, seed: int = 1) -> list[Message]:
    """Return messages of very different heights."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        if number % 2 == 0:
            found.append(user(f"m{number}", prose(chance, chance.randint(3, 40))))
            continue
        parts = [
            prose(chance, chance.randint(5, 120)),
            "- " + "\n- ".join(prose(chance, 6) for _ in range(chance.randint(1, 9))),
            "```python\n" + "\n".join(f"x = {line}" for line in range(chance.randint(1, 30))) + "\n```",
            "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * chance.randint(1, 6),
        ]
        found.append(reply(f"m{number}", "\n\n".join(parts[: chance.randint(1, 4)])))
    return found


class Shelf:
    """Answers a view's wish for texts from the messages it holds, and notes what was asked for."""

    def __init__(self, view: TranscriptView, messages: Sequence[Message]) -> None:
        self._view = view
        self._messages = {message.id: message for message in messages}
        self.asked: list[str] = []
        self._waiting: list[str] = []
        view.texts_wanted.connect(self._on_wanted)

    def _on_wanted(self, ids: list[str]) -> None:
        self.asked += ids
        self._waiting += ids

    def serve(self) -> None:
        """Give what was asked for."""
        while self._waiting:
            ids, self._waiting = self._waiting, []
            self._view.provide([self._messages[message_id] for message_id in ids])


def wheel(view: TranscriptView, pixels: int) -> None:
    """Turn the wheel by pixels; up is positive."""
    at = QPointF(50, 50)
    no_button, no_modifier = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at, at, QPoint(0, pixels), QPoint(0, pixels), no_button, no_modifier, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.viewport(), event)


def read_code(view: TranscriptView) -> None:
    """Let all code in view get its colors, and be painted."""
    while view._reading.isActive():
        QApplication.processEvents()
    QApplication.processEvents()


def row_tops(view: TranscriptView) -> dict[tuple[str, int], int]:
    """Return where in the viewport every laid-out visible row begins."""
    page = view.page
    scroll, height = page.position.scroll, page.position.height
    found = {}
    for number in page.flow.visible(scroll, scroll + height):
        item = page.flow.items[number]
        for row in page.flow.visible_rows(number, scroll, scroll + height):
            if item.rows is not None and item.rows.rows[row].box is not None:
                found[item.id, row] = page.flow.row_top(number, row) - scroll
    return found


def shifts(before: dict[tuple[str, int], int], after: dict[tuple[str, int], int]) -> set[int]:
    """Return by how many pixels the rows that are in both pictures moved."""
    return {after[key] - before[key] for key in before.keys() & after.keys()}


def on_screen(view: TranscriptView) -> QImage:
    """Return what the window shows, without painting anything."""
    window = view.window().windowHandle()
    assert window is not None
    picture = window.screen().grabWindow(view.window().winId()).toImage()
    origin = view.viewport().mapTo(view.window(), QPoint(0, 0))
    return picture.copy(origin.x(), origin.y(), view.viewport().width(), view.viewport().height())


def colors_in(image: QImage) -> set[str]:
    """Return the colors of every third pixel."""
    return {image.pixelColor(x, y).name() for x, y in _grid(image)}


def _grid(image: QImage) -> Iterator[tuple[int, int]]:
    for y in range(0, image.height(), 3):
        for x in range(0, image.width(), 3):
            yield x, y


def prose_reply() -> str:
    """Return a reply of some length, always the same."""
    chance = random.Random(5)
    return "\n\n".join(prose(chance, 60) for _ in range(12))


def shelved(view: TranscriptView, messages: Sequence[Message], place: ReadingPlace | None = None) -> Shelf:
    """Open a conversation, with the texts that it asks for."""
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages], place=place)
    shelf.serve()
    return shelf
