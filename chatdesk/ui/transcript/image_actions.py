"""What can be done with the pictures of a message, by click, menu, keyboard and screen reader.

An action's name is "image:NUMBER" to show an attached picture large, "load:ADDRESS" to load a linked one, and
"linked:ADDRESS" to show that large once it is loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from chatdesk.control.facts import LinkedState
from chatdesk.ui.picture_wording import described, load_label, show_label
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.shelf import PictureShelf

MOST_LINKED = 12
"""Linked pictures that a menu offers; all have their cards."""


@dataclass(frozen=True, slots=True)
class ImageAction:
    """An action with what people call it, and what programs call it, in English whatever the language."""

    action: str
    label: str
    name: str


def image_actions(item: Item, shelf: PictureShelf) -> list[ImageAction]:
    """Return what can be done with the pictures of a message now."""
    shown = [
        ImageAction(f"image:{number}", show_label(image.name), f"Show image {number + 1}")
        for number, image in enumerate(item.images)
    ]
    linked = []
    for number, image in enumerate(item.linked_images()[:MOST_LINKED], start=1):
        match shelf.linked(image.address).state:
            case LinkedState.LOADED:
                linked.append(ImageAction(f"linked:{image.address}", show_label(image.alt), f"Show linked image {number}"))
            case LinkedState.NOT_LOADED | LinkedState.FAILED:
                linked.append(ImageAction(f"load:{image.address}", load_label(image.host), f"Load image {number}"))
            case LinkedState.LOADING:
                pass
    return [*shown, *linked]


def add_images(menu: QMenu, item: Item, shelf: PictureShelf, do: Callable[[str, str], None]) -> None:
    """Add them to the menu of a message; ``do`` gets the chosen action and the message's id."""
    for number, action in enumerate(image_actions(item, shelf)):
        if not number:
            menu.addSeparator()
        entry = menu.addAction(action.label.replace("&", "&&"))
        entry.triggered.connect(lambda _=False, chosen=action.action: do(chosen, item.id))


def image_hint(action: str, item: Item) -> str:
    """Return what is told of the picture that an action is about: its name and size, or its true address; "" for others."""
    kind, _, which = action.partition(":")
    if kind == "image":
        return described(item.images[int(which)])
    return which if kind in ("load", "linked") else ""


def is_image_action(action: str) -> bool:
    """Return whether an action's name is one of these."""
    return action.partition(":")[0] in ("image", "load", "linked")
