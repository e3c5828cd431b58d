"""What the drawing process answers is believed only as far as it is a drawing."""

import json
from typing import Any

import pytest

from chatdesk.core.formula import Letters, Shape, Undrawable
from chatdesk.formulas.answer import MOST_NUMBERS, MOST_WORDS, read_drawing


def answer(**changes: Any) -> bytes:
    """Return the answer for a bar with a letter, with some of it changed."""
    good = {
        "size": [500, 300, 20],
        "shapes": [["", "MLZ", [0, 0, 5, 5]]],
        "letters": [["速", 1, 2, 3, 4, "red"]],
    }
    return json.dumps({**good, **changes}).encode()


def test_good_answer_is_a_drawing() -> None:
    drawing = read_drawing(answer())
    assert (drawing.width, drawing.ascent, drawing.descent) == (500, 300, 20)
    assert drawing.shapes == (Shape("MLZ", (0, 0, 5, 5)),)
    assert drawing.letters == (Letters("速", 1, 2, 3, 4, "red"),)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nothing",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        answer(undrawable="ParseError"),
        answer(size=[1, 2]),
        answer(size=[-1, 2, 3]),
        answer(size=[1.5, 2, 3]),
        answer(size=[float("nan"), 2, 3]),
        answer(size=[10**9, 2, 3]),
        answer(shapes=[["", "A", [1, 2]]]),
        answer(shapes=[["", "M", [1]]]),
        answer(shapes=[["", "M", [1, 2, 3]]]),
        answer(shapes=[["", ["M"], [1, 2]]]),
        answer(shapes=[["", 7, [1, 2]]]),
        answer(shapes=[["", "M", [1, "2"]]]),
        answer(shapes=[["", "M", [1, 2.5]]]),
        answer(shapes=[["", "M", "12"]]),
        answer(shapes=[["", "M", [1, 10**12]]]),
        answer(shapes=[["", "M", [1, 10**30]]]),
        answer(shapes=[["", "M", [-(10**9), 1]]]),
        answer(shapes=[["", "M"]]),
        answer(shapes=[[7, "", []]]),
        answer(shapes=[["x" * 100, "", []]]),
        answer(shapes=[["", "Z" * MOST_NUMBERS, []], ["", "Z", []]]),
        answer(letters=[["\n", 1, 2, 3, 4, ""]]),
        answer(letters=[["long text", 1, 2, 3, 4, ""]]),
        answer(letters=[["a", 1, 2, 3]]),
        answer(letters=[["a", 1, 2, 3, 4, ""]] * (MOST_WORDS + 1)),
    ],
)
def test_anything_else_is_none(line: bytes) -> None:
    with pytest.raises(Undrawable):
        read_drawing(line)


def test_color_that_is_no_name_is_left_out() -> None:
    assert read_drawing(answer(shapes=[["url(file:///x)", "", []]])).shapes == (Shape("", ()),)
    assert read_drawing(answer(shapes=[["#ff0000", "", []]])).shapes == (Shape("", (), "#ff0000"),)
