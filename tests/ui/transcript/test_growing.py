"""What grows costs only what is new: the parts above it keep their layout and are not painted again."""

import pytest

from chatdesk.core.message import Status
from chatdesk.markup.parse import parse
from chatdesk.ui.transcript import canvas
from chatdesk.ui.transcript.damage import Damage, Piece, compare
from chatdesk.ui.transcript.fragments import fragments
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import read_code, reply

TABLE = "| number | **name** |\n|--:|---|\n" + "".join(f"| {row} | `row {row}` of it |\n" for row in range(300))
CODE = "```python\n" + "".join(f"value_{number} = compute({number})\n" for number in range(300))


def grow(view: TranscriptView, text: str, size: int = 120) -> None:
    """Let a reply grow."""
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(text), size):
        view.grow_reply("1", text[start : start + size], "")


def test_a_table_that_grew_is_cut_like_the_whole_one_and_keeps_its_parts(view: TranscriptView) -> None:
    half = TABLE.index("| 200 ")
    grow(view, TABLE[:half])
    item = view.item("1")
    assert item is not None
    before = item.fragments()
    for start in range(half, len(TABLE), 120):
        view.grow_reply("1", TABLE[start : start + 120], "")
    after = item.fragments()
    assert len(after) > len(before) > 3
    assert all(old is new for old, new in zip(before[:-1], after, strict=False))
    assert after == [part for block in parse(TABLE) for part in fragments(block)]


def test_a_table_whose_beginning_changes_keeps_nothing(view: TranscriptView) -> None:
    (block,) = parse(TABLE)
    (other,) = parse(TABLE.replace("|--:|", "|:--|"))
    known = list(fragments(block))
    assert list(fragments(other, known=known)) == list(fragments(other))


@pytest.mark.parametrize("text", [TABLE, CODE], ids=["table", "code"])
def test_only_what_grew_is_painted(view: TranscriptView, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    half = len(text) // 2
    grow(view, text[:half])
    read_code(view)
    seen: list[Damage | None] = []
    monkeypatch.setattr(canvas, "compare", lambda *given: seen.append(compare(*given)) or seen[-1])
    for start in range(half, len(text), 120):
        view.grow_reply("1", text[start : start + 120], "")
    lines = [damage.strips for damage in seen if damage is not None]
    assert len(lines) == len(seen)
    heights = sorted(sum(bottom - top for top, bottom in strips) for strips in lines)
    assert heights[len(heights) // 2] < view.viewport().height() // 2


def test_a_piece_that_grew_since_it_was_painted_is_painted_from_there() -> None:
    old = {("a", 0): Piece(0, 100, ("look", 1))}
    grown = {("a", 0): Piece(-20, 110, ("look", 2), ("look", 1), 70)}
    assert compare(old, grown, 500) == Damage(-20, ((70, 110),))


def test_a_piece_that_grew_twice_since_it_was_painted_is_painted_whole() -> None:
    old = {("a", 0): Piece(0, 100, ("look", 1)), ("a", 1): Piece(100, 120, ())}
    grown = {("a", 0): Piece(0, 130, ("look", 3), ("look", 2), 120), ("a", 1): Piece(130, 150, ())}
    damage = compare(old, grown, 500)
    assert damage is None or (0, 130) in damage.strips or (30, 160) in damage.strips
