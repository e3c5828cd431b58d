"""Which hit is beside which, against a list of all hits."""

from hypothesis import given
from hypothesis import strategies as st

from chatdesk.control.tally import Gap, Hit, Tally

COUNTS = st.lists(st.integers(0, 3), min_size=1, max_size=8)


def counted(counts: list[int]) -> Tally:
    tally = Tally([str(place) for place in range(len(counts))])
    tally.take(range(len(counts)), {str(place): count for place, count in enumerate(counts)})
    return tally


def all_hits(counts: list[int]) -> list[Hit]:
    return [Hit(str(place), index) for place, count in enumerate(counts) for index in range(count)]


@given(COUNTS)
def test_steps_visit_every_hit_in_order_and_go_around(counts: list[int]) -> None:
    tally, hits = counted(counts), all_hits(counts)
    assert tally.total == len(hits)
    for number, hit in enumerate(hits):
        assert tally.rank(hit) == number + 1
        assert tally.beside(hit, 1) == (hits[(number + 1) % len(hits)], number + 1 == len(hits))
        assert tally.beside(hit, -1) == (hits[number - 1], number == 0)


@given(COUNTS, st.integers(0, 7), st.integers(0, 3))
def test_search_begins_at_the_reader_or_goes_back(counts: list[int], place: int, index: int) -> None:
    near, hits = Hit(str(place % len(counts)), index), all_hits(counts)
    later = [hit for hit in hits if (int(hit.message_id), hit.index) >= (int(near.message_id), near.index)]
    assert counted(counts).at_or_after(near) == (later[0] if later else hits[-1] if hits else None)


@given(COUNTS, st.data())
def test_what_is_not_known_is_a_gap_and_no_wrong_answer(counts: list[int], data: st.DataObject) -> None:
    ids = [str(place) for place in range(len(counts))]
    known = data.draw(st.sets(st.integers(0, len(counts) - 1)))
    tally, full = Tally(ids, {str(place): counts[place] for place in known}), counted(counts)
    assert tally.known() == {str(place): counts[place] for place in known}
    assert set(tally.unknown(0)) == set(range(len(counts))) - known
    for hit in all_hits(counts):
        if int(hit.message_id) in known:
            for step in (1, -1):
                found, has_wrapped = tally.beside(hit, step)
                assert isinstance(found, Gap) or (found, has_wrapped) == full.beside(hit, step)


def test_message_that_grows_keeps_its_count_until_it_is_read() -> None:
    tally = counted([1, 2])
    tally.add("1")
    tally.add("2")
    assert (tally.total, tally.unread) == (3, {1, 2})
    tally.note(1, 5)
    tally.note(2, 1)
    assert (tally.total, tally.unread, tally.known()) == (7, set(), {"0": 1, "1": 5, "2": 1})
