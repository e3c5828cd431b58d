"""Pictures in the conversation: in their places before they come, loaded on a click only, named for who can't see them."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from chatdesk.control.facts import LinkedPicture, LinkedState
from chatdesk.core.errors import HostNotFound, PictureFlaw, PictureRefused, RequestRefused
from chatdesk.core.message import ImagePart, Message, Role, Status, TextPart
from chatdesk.ui.transcript.chip import ChipBox
from chatdesk.ui.transcript.gallery import GalleryBox
from chatdesk.ui.transcript.image_actions import image_actions
from chatdesk.ui.transcript.shelf import PictureShelf
from chatdesk.ui.transcript.view import TranscriptView
from tests import pictures
from tests.hostile_texts import TEXTS
from tests.ui.transcript.samples import Shelf, long_conversation, reply, row_tops, theme

ADDRESS = "https://pictures.example/cat.png"
CAT = f"Look:\n\n![a cat]({ADDRESS})\n\nNice, is it not?"


def part(name: str, width: int = 800, height: int = 600) -> ImagePart:
    return ImagePart(name.ljust(64, "0"), "image/png", width, height, 1_000, f"{name}.png")


def shown(message_id: str, *images: ImagePart, text: str = "What is it?") -> Message:
    return Message(message_id, None, Role.USER, (*images, TextPart(text)), 1_700_000_000_000)


def box_of(view: TranscriptView, message_id: str, row: int) -> Any:
    item = view.item(message_id)
    assert item is not None
    assert item.rows is not None
    return item.rows.rows[row].box


def place_of(view: TranscriptView, message_id: str, row: int) -> QPoint:
    """Return where a row begins in the viewport."""
    number = view.number_of(message_id)
    assert number is not None
    rows = view.items[number].rows
    assert rows is not None
    origin = view.page.bubbles.rows_origin(number)
    y = origin.y() + rows.tops.top(row) + rows.rows[row].space - view.page.position.scroll
    return QPoint(round(origin.x()), round(y))


def click_on(view: TranscriptView, message_id: str, row: int, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, message_id, row) + at)


def loaded(width: int = 400, height: int = 300, address: str = ADDRESS) -> LinkedPicture:
    return LinkedPicture(address, LinkedState.LOADED, width, height, "cdn.example")


def show_reply(view: TranscriptView, text: str = CAT) -> None:
    view.start_reply(reply("r", status=Status.STREAMING))
    view.grow_reply("r", text, "")
    view.finish_reply(reply("r", text))


# ---- attached -----------------------------------------------------------------------------------------------------


def test_thumbnails_have_their_places_before_they_come(view: TranscriptView, qtbot: QtBot) -> None:
    wanted: list[tuple[str, int, int]] = []
    view.shelf.wanted.connect(lambda *what: wanted.append(what))
    view.add_message(shown("u", part("a"), part("b", 300, 900), part("c", 2_000, 100)))
    view.viewport().repaint()
    before = row_tops(view), view.page.flow.total
    assert [key[0] for key, _, _ in wanted] == ["a", "b", "c"]
    for key, width, height in wanted:
        view.shelf.put(key, width, height, pictures.image(width, height))
    view.viewport().repaint()
    assert (row_tops(view), view.page.flow.total) == before
    assert len(wanted) == 3


def test_a_thumbnail_is_painted_when_it_comes(view: TranscriptView) -> None:
    view.add_message(shown("u", part("a", 200, 150)))
    picture = QImage(200, 150, QImage.Format.Format_RGB32)
    picture.fill(QColor("magenta"))
    view.viewport().repaint()
    spot = place_of(view, "u", 0) + QPoint(100, 75)
    assert view.viewport().grab().toImage().pixelColor(spot) != QColor("magenta")
    view.shelf.put(part("a").sha256, 200, 150, picture)
    assert view.viewport().grab().toImage().pixelColor(spot) == QColor("magenta")


def test_thumbnails_wrap_and_stay_in_the_bubble(view: TranscriptView) -> None:
    view.resize(480, 700)
    view.add_message(shown("u", *(part(name, 900, 600) for name in "abcdef")))
    box = box_of(view, "u", 0)
    assert isinstance(box, GalleryBox)
    number = view.number_of("u")
    assert number is not None
    bubble = view.page.bubbles.bubble_rect(number)
    assert len({rect.top() for rect in box._rects}) > 1
    assert box.natural_width <= bubble.width() - 2 * view.page.flow.measures.pad_x
    rects = [QRect(rect.toRect()) for rect in box._rects]
    assert not any(one.intersects(other) for one in rects for other in rects if one is not other)


@pytest.mark.parametrize("size", [(1, 1), (30_000, 10), (10, 30_000)])
def test_strange_proportions_can_be_clicked(view: TranscriptView, size: tuple[int, int]) -> None:
    view.add_message(shown("u", part("a", *size)))
    (rect,) = box_of(view, "u", 0)._rects
    assert rect.width() >= 40
    assert rect.height() >= 40
    assert rect.width() <= 400
    assert rect.height() <= 300
    view.viewport().repaint()


def test_a_click_or_the_menu_shows_a_picture_large(view: TranscriptView) -> None:
    asked: list[tuple[str, str]] = []
    view.image_requested.connect(lambda *what: asked.append(what))
    view.add_message(shown("u", part("a"), part("b")))
    second = box_of(view, "u", 0)._rects[1]
    click_on(view, "u", 0, second.center().toPoint())
    assert asked == [("u", "image:1")]
    item = view.item("u")
    assert item is not None
    assert [(action.action, action.label) for action in image_actions(item, view.shelf)] == [
        ("image:0", "Show a.png"),
        ("image:1", "Show b.png"),
    ]
    view.walk(-1)
    view.open_focused_menu()
    (menu,) = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    next(entry for entry in menu.actions() if entry.text() == "Show a.png").trigger()
    menu.close()
    assert asked[-1] == ("u", "image:0")


def test_the_mouse_is_told_what_it_is_on(view: TranscriptView, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: told.append(text))
    view.add_message(shown("u", part("cat")))
    show_reply(view)
    first = box_of(view, "u", 0)._rects[0].center().toPoint()
    load = box_of(view, "r", 1)._links[0][2].center().toPoint()
    for message_id, row, at in (("u", 0, first), ("r", 1, load)):
        QTest.mouseMove(view.viewport(), place_of(view, message_id, row) + at)
    assert told[-2:] == ["Image, cat.png, 800 by 600", ADDRESS]


def test_a_screen_reader_hears_names_sizes_and_actions(view: TranscriptView) -> None:
    view.add_message(shown("u", part("cat"), ImagePart("f" * 64, "image/png", 80, 60, 9)))
    root = QAccessible.queryAccessibleInterface(view)
    assert root is not None
    message = root.child(1)
    assert message.text(QAccessible.Text.Name) == "You: Image, cat.png, 800 by 600\nImage, 80 by 60\nWhat is it?"
    actions = message.actionInterface()
    assert actions is not None
    assert {"Show image 1", "Show image 2"} <= set(actions.actionNames())
    asked: list[tuple[str, str]] = []
    view.image_requested.connect(lambda *what: asked.append(what))
    actions.doAction("Show image 2")
    assert asked == [("u", "image:1")]


def test_a_copy_names_the_pictures(view: TranscriptView) -> None:
    view.add_message(shown("u", part("cat"), part("dog")))
    view.do_action("copy", "u")
    assert QGuiApplication.clipboard().text() == "cat.png\ndog.png\n\nWhat is it?"
    view.selectAll()
    assert "cat.png\ndog.png\n\nWhat is it?" in view.selected_text()


def test_a_lost_picture_leaves_its_place_and_is_not_asked_for_again(view: TranscriptView) -> None:
    wanted: list[str] = []
    view.shelf.wanted.connect(lambda key, _width, _height: wanted.append(key))
    view.add_message(shown("u", part("a")))
    view.viewport().repaint()
    view.shelf.lose(part("a").sha256)
    for _ in range(3):
        view.viewport().repaint()
    assert len(wanted) == 1


def test_pictures_kept_in_memory_are_bounded_but_for_those_in_view(qtbot: QtBot) -> None:
    now = 0.0
    shelf = PictureShelf(clock=lambda: now)
    for number in range(40):
        now += 10.0
        shelf.put(f"key {number}", 1_000, 1_000, pictures.image(1_000, 1_000))
    kept = shelf._pixmaps
    assert list(kept) == [f"key {number}" for number in range(40 - len(kept), 40)]
    assert 60_000_000 < shelf._bytes == sum(p.width() * p.height() * 4 for p in kept.values()) <= 64 << 20
    wanted: list[str] = []
    shelf.wanted.connect(lambda key, _width, _height: wanted.append(key))
    now += 10.0
    in_view = [f"large {number}" for number in range(4)]
    for _ in range(3):  # paint, get what lacks, paint again
        for key in in_view:
            if shelf.get(key, QSize(3_000, 2_000)) is None:
                shelf.put(key, 3_000, 2_000, pictures.image(3_000, 2_000))
    assert wanted == in_view


# ---- linked -------------------------------------------------------------------------------------------------------


def test_a_linked_picture_is_a_card_until_it_is_clicked(view: TranscriptView) -> None:
    asked: list[tuple[str, str]] = []
    view.image_requested.connect(lambda *what: asked.append(what))
    show_reply(view)
    box = box_of(view, "r", 1)
    assert isinstance(box, ChipBox)
    assert [text for text, _, _ in box._links] == ["Load image (pictures.example)", "Open in browser"]
    assert asked == []
    click_on(view, "r", 1, QPoint(20, 12))  # beside the words nothing happens
    assert asked == []
    click_on(view, "r", 1, box._links[0][2].center().toPoint())
    assert asked == [("r", f"load:{ADDRESS}")]
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    click_on(view, "r", 1, box._links[1][2].center().toPoint())
    assert opened == [ADDRESS]


@pytest.mark.parametrize(
    ("source", "address", "host"),
    [
        ("![a](https://e.example/x)", "https://e.example/x", "e.example"),
        ("![a](http://127.0.0.1:8080/x)", "http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("![a](//e.example/x)", "", ""),
        ("![a](file:///etc/passwd)", "", ""),
        ("![a](/etc/passwd)", "", ""),
        ("![a](x.png)", "", ""),
        ("![a](\\\\srv\\share\\x.png)", "", ""),
        ("![a](data:image/png;base64,iVBORw0KGgo=)", "", ""),
        ("![a](javascript:alert(1))", "", ""),
        ("![a](https://user:pw@e.example/x)", "", ""),
        ("![a](mailto:a@e.example)", "", ""),
        ('<img src="https://e.example/x">', "", ""),
    ],
)
def test_only_web_pictures_can_be_loaded(view: TranscriptView, source: str, address: str, host: str) -> None:
    show_reply(view, source)
    item = view.item("r")
    assert item is not None
    assert [(image.address, image.host) for image in item.linked_images()] == ([(address, host)] if address else [])
    assert any(action.action.startswith("load:") for action in image_actions(item, view.shelf)) is bool(address)


def test_a_linked_badge_loads_its_picture_and_opens_its_link(view: TranscriptView) -> None:
    show_reply(view, "[![build](https://badge.example/b.png)](https://ci.example/run)")
    (image,) = view.items[-1].linked_images()
    assert (image.alt, image.address, image.href) == ("build", "https://badge.example/b.png", "https://ci.example/run")


def test_what_happens_to_a_linked_picture_is_told(view: TranscriptView) -> None:
    show_reply(view)
    view.show_linked(LinkedPicture(ADDRESS, LinkedState.LOADING))
    assert box_of(view, "r", 1)._sentence == "Loading from pictures.example…"
    assert box_of(view, "r", 1)._links == []
    for error, sentence in (
        (HostNotFound("pictures.example"), "Can't find pictures.example."),
        (RequestRefused("cdn.example", status=404), "cdn.example does not have this image."),
        (PictureRefused(PictureFlaw.NOT_A_PICTURE), "What pictures.example gives is not an image that can be shown."),
    ):
        view.show_linked(LinkedPicture(ADDRESS, LinkedState.FAILED, error=error))
        box = box_of(view, "r", 1)
        assert box._sentence == sentence
        assert [text for text, _, _ in box._links] == ["Try again", "Open in browser"]
        assert box._links[0][1].action == f"load:{ADDRESS}"
        view.viewport().repaint()
    view.show_linked(loaded())
    assert box_of(view, "r", 1)._picture.width() == 400
    asked: list[tuple[str, str]] = []
    view.image_requested.connect(lambda *what: asked.append(what))
    click_on(view, "r", 1, QPoint(100, 100))
    assert asked == [("r", f"linked:{ADDRESS}")]
    view.show_linked(LinkedPicture(ADDRESS, LinkedState.NOT_LOADED))  # its memory was needed
    assert box_of(view, "r", 1)._links[0][1].action == f"load:{ADDRESS}"


def test_a_loaded_picture_fits_the_column(view: TranscriptView) -> None:
    show_reply(view)
    view.show_linked(loaded(8_000, 1_000))
    box = box_of(view, "r", 1)
    assert box._picture.width() <= view.page.flow.column
    view.resize(480, 700)
    assert box_of(view, "r", 1)._picture.width() <= view.page.flow.column
    view.set_theme(theme(is_dark=True, percent=200))
    view.viewport().repaint()


@pytest.mark.parametrize("step", [0, 900, 2_500, 6_000])
def test_a_late_picture_above_or_below_moves_nothing_that_is_read(view: TranscriptView, step: int) -> None:
    messages = long_conversation(60)
    addresses = [f"https://pictures.example/{number}.png" for number in range(0, 60, 3)]
    for index, address in enumerate(addresses):
        old = messages[index * 3]
        messages[index * 3] = reply(old.id, f"before\n\n![{index}]({address})\n\nafter")
    shelf = Shelf(view, messages)
    view.show_conversation([message.outline() for message in messages])
    shelf.serve()
    for _ in range(step // 100):
        view.scroll_by(-100)
        shelf.serve()
    view.page.position.stay()
    held = view.page.flow.first_exact(view.page.position.scroll, view.page.position.scroll + view.page.position.height)
    assert held is not None
    for address in addresses:
        before = view.page.flow.y_of(held)
        assert before is not None
        before -= view.page.position.scroll
        view.show_linked(loaded(600, 400, address))
        after = view.page.flow.y_of(held)
        assert after is not None
        assert after - view.page.position.scroll == before


def test_a_finished_reply_looks_as_if_it_had_come_at_once(view: TranscriptView) -> None:
    inside = [f"- x ![c]({ADDRESS}?c) y", f"> ![]({ADDRESS}?d)", f"# ![e]({ADDRESS}?e)", f"| ![f]({ADDRESS}) |\n|---|"]
    text = "\n\n".join([f"one ![a]({ADDRESS}) two\n![b]({ADDRESS}) ", *inside, ""])
    view.start_reply(reply("r", status=Status.STREAMING))
    for character in text:
        view.grow_reply("r", character, "")
    view.finish_reply(reply("r", text))
    view.start_reply(reply("s", status=Status.STREAMING))
    view.grow_reply("s", text, "")
    view.finish_reply(reply("s", text))
    first, second = view.item("r"), view.item("s")
    assert first is not None
    assert second is not None
    assert first.fragments() == second.fragments()
    assert [image.alt for image in first.linked_images()] == ["a", "b", "c", "", "e"]


def test_text_around_pictures_is_copied_in_order(view: TranscriptView) -> None:
    show_reply(view, f"one ![a cat]({ADDRESS}) two")
    view.do_action("copy", "r")
    assert QGuiApplication.clipboard().text() == "one\n🖼 a cat (pictures.example)\ntwo"
    view.do_action("markdown", "r")
    assert QGuiApplication.clipboard().text() == f"one ![a cat]({ADDRESS}) two"


EVENTS = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.listdir", "os.scandir")


class Watch:
    """Notes which files are opened and which connections are made while it is on."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        is_import = event == "open" and str(args[0]).endswith((".py", ".pyc"))  # as of the parser
        if self.is_on and event in EVENTS and not is_import:
            self.seen.append(f"{event} {args[:1]}")


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    made = Watch()
    yield made
    made.is_on = False


def test_painting_touches_neither_files_nor_network(view: TranscriptView, watch: Watch, qtbot: QtBot) -> None:
    show_reply(view)
    texts = [CAT, "![x](file:///etc/passwd)", "![x](//host/share/x.png)", "![x](data:image/png;base64,AAAA)", *TEXTS.values()]
    watch.is_on = True
    for number, text in enumerate(texts):
        text = text[:3_000] + f"\n\n![{number}](http://tracker.invalid/{number}.png?secret)"
        view.add_message(shown(f"u{number}", part(f"p{number}"), text=text))
        view.start_reply(reply(f"a{number}", text, Status.STREAMING))
        view.finish_reply(reply(f"a{number}", text))
        view.viewport().repaint()
        QTest.mouseMove(view.viewport(), QPoint(200, 300))
    qtbot.wait(1)
    watch.is_on = False
    assert watch.seen == []
