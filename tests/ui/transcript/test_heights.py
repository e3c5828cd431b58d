"""The Fenwick tree against a plain list."""

from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.ui.transcript.heights import HeightTree

heights_lists = st.lists(st.integers(0, 500), max_size=60)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 500), st.just(0)),
        st.tuples(st.just("set"), st.integers(0, 500), st.integers(0, 1_000)),
        st.tuples(st.just("replace"), st.integers(0, 80), st.integers(0, 60)),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(heights_lists, operations)
def test_tree_agrees_with_a_list_after_any_changes(heights: list[int], changes: list[tuple[str, int, int]]) -> None:
    tree, plain = HeightTree(heights), list(heights)
    for kind, value, where in changes:
        if kind == "append":
            tree.append(value)
            plain.append(value)
        elif kind == "replace":
            count = min(value, len(plain))
            tree.replace_from(count, list(range(where)))
            plain[count:] = range(where)
        elif plain:
            tree.set(where % len(plain), value)
            plain[where % len(plain)] = value
    tops = [0, *accumulate(plain)]
    assert [tree.top(row) for row in range(len(plain) + 1)] == tops
    assert tree.total == sum(plain)
    assert len(tree) == len(plain)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=60), st.integers(-50, 20_000))
def test_find_returns_the_row_that_covers_a_y(heights: list[int], y: int) -> None:
    tree = HeightTree(heights)
    row = tree.find(y)
    if y < 0:
        assert row == 0
    elif y >= tree.total:
        assert row == len(heights) - 1
    else:
        assert tree.top(row) <= y < tree.top(row + 1)


def test_rows_without_height_are_passed_over() -> None:
    tree = HeightTree([0, 10, 0, 0, 5])
    assert tree.find(0) == 1
    assert tree.find(10) == 4
