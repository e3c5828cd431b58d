"""The tree of messages and its active branch."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from chatdesk.core.conversation import MessageTree
from chatdesk.core.message import Message, MessageOutline, ReasoningPart, Role, Status, TextPart, new_id, now_ms


def outline(message_id: str, parent: str | None, role: Role = Role.USER, at: int = 0) -> MessageOutline:
    return MessageOutline(message_id, parent, role, Status.COMPLETE, at, "", 0, 0)


@given(st.lists(st.integers(0, 10), max_size=20))
def test_branch_ends_at_the_head_and_follows_parents(parents: list[int]) -> None:
    tree = MessageTree()
    for index, parent in enumerate(parents):
        tree.add(outline(str(index), str(parent) if parent < index else None))
    branch = tree.branch()
    assert [o.parent_id for o in branch] == [None, *[o.id for o in branch[:-1]]][: len(branch)]
    assert not parents or branch[-1].id == tree.head_id


def test_damaged_history_ends_the_walk() -> None:
    loop = MessageTree([outline("a", "b"), outline("b", "a")], "a")
    assert {o.id for o in loop.branch()} == {"a", "b"}
    assert [o.id for o in MessageTree([outline("a", "gone")], "a").branch()] == ["a"]
    assert MessageTree([], "gone").branch() == ()


def test_siblings_are_answers_to_the_same_question_oldest_first() -> None:
    tree = MessageTree([outline("q", None)])
    for at, name in enumerate(("one", "two")):
        tree.add(outline(name, "q", Role.ASSISTANT, at))
    assert tree.siblings("two") == ("one", "two")
    assert tree.alternatives() == {"two": (2, 2)}
    tree.add(outline("next", "one", at=9))
    assert tree.leaf_below("one") == "next"
    assert tree.leaf_below("two") == "two"


def test_ids_are_uuid7_and_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(2_000)]
    assert ids == sorted(set(ids))
    first = uuid.UUID(ids[0])
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert abs((first.int >> 80) - now_ms()) < 60_000


def test_outline_counts_visible_text_only() -> None:
    message = Message("m", None, Role.ASSISTANT, (ReasoningPart("hm\n\n"), TextPart("a\nb"), TextPart("c")), 0)
    assert (message.text, message.reasoning) == ("a\nbc", "hm\n\n")
    assert (message.outline().characters, message.outline().newlines) == (4, 1)
