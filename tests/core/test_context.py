"""Counting tokens, and choosing the turns that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core.context import MESSAGE_OVERHEAD_TOKENS, estimate_tokens, fit_turns, image_tokens


@given(st.text())
def test_estimate_grows_with_the_text(text: str) -> None:
    assert 0 <= estimate_tokens(text) <= estimate_tokens(text + "a")
    assert (estimate_tokens(text) == 0) == (text == "")


def test_estimate_by_script() -> None:
    assert estimate_tokens("a" * 350) == 100
    assert estimate_tokens("牛顿" * 50) == 100
    assert estimate_tokens("\ud800") >= 1


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=40),
    st.integers(0, 200),
    st.integers(64, 8_000),
    st.data(),
)
def test_what_fits_is_the_newest_whole_turns(tokens: list[int], fixed: int, window: int, data: st.DataObject) -> None:
    starts = sorted(data.draw(st.sets(st.integers(0, len(tokens) - 1))))
    fit = fit_turns(tokens, starts, fixed, window)
    bounds = sorted({0, *starts})
    assert fit.first in bounds
    cost = sum(tokens[fit.first :]) + MESSAGE_OVERHEAD_TOKENS * (len(tokens) - fit.first + 1) + fixed
    assert fit.tokens == cost
    is_last_turn_alone = fit.first == bounds[-1]
    assert is_last_turn_alone or cost <= window
    if fit.first:
        earlier = bounds[bounds.index(fit.first) - 1]
        more = cost + sum(tokens[earlier : fit.first]) + MESSAGE_OVERHEAD_TOKENS * (fit.first - earlier)
        assert more > window - min(window // 4, 4_096)


def test_nothing_said_fits() -> None:
    assert fit_turns([], [], 10, 100).first == 0


@pytest.mark.parametrize(
    ("width", "height", "tokens"),
    [
        (1_024, 1_024, 1_024),  # OpenAI's examples: 765 by tiles, 1,024 by patches
        (2_048, 4_096, 1_536),  # 1,105 by tiles, patches at their cap
        (512, 512, 256),  # 255 by tiles
        (100, 40, 255),
        (1, 1, 255),
        (1, 30_000, 938),
    ],
)
def test_pictures_count_by_the_dearer_of_the_published_rules(width: int, height: int, tokens: int) -> None:
    assert image_tokens(width, height) == tokens
