"""What is sent to the API."""

from chatdesk.core.message import Message, ReasoningPart, Role, TextPart
from chatdesk.core.request import CONTINUE_INSTRUCTION, RequestMessage, request_messages


def said(role: Role, text: str) -> Message:
    return Message(text, None, role, (ReasoningPart("private"), TextPart(text)), 0)


def test_turns_in_order_with_the_system_prompt_first_and_no_reasoning() -> None:
    turns = [said(Role.USER, "q"), said(Role.ASSISTANT, "a"), said(Role.USER, "q2")]
    assert request_messages(turns, "be kind") == (
        RequestMessage(Role.SYSTEM, "be kind"),
        RequestMessage(Role.USER, "q"),
        RequestMessage(Role.ASSISTANT, "a"),
        RequestMessage(Role.USER, "q2"),
    )


def test_empty_replies_are_left_out_and_neighbors_become_one() -> None:
    turns = [said(Role.USER, "q"), said(Role.ASSISTANT, " \n"), said(Role.USER, "again")]
    assert request_messages(turns) == (RequestMessage(Role.USER, "q\n\nagain"),)


def test_continuing_asks_for_the_rest() -> None:
    turns = [said(Role.USER, "q"), said(Role.ASSISTANT, "half")]
    assert request_messages(turns, continuing=True)[-1] == RequestMessage(Role.USER, CONTINUE_INSTRUCTION)
