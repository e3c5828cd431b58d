"""Conversations to be exported, small ones and any ones, and what comes of them."""

import io
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn
from chatdesk.core.message import FinishReason, ImagePart, Message, ReasoningPart, Role, Status, TextPart, Usage
from chatdesk.exchange.formats import WRITERS

AT = 1_790_000_000_123
HEAD = ExportHead(
    ConversationSummary("c1", "Moon = 月", AT, AT + 5), "Moon = 月", "Exported from ChatDesk", "en", "m2", "Be brief."
)
PICTURE = ImagePart("a" * 64, "image/png", 8, 6, 99, "cat.png")

texts = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["=1+1", "-5", "@x", "\t=x", "a\r\nb\rc", '"', ",", "`" * 3, "<script>", "\x00\x1b[31m", "\u202e", "---", "# x", "<!--"]
)
any_texts = texts | st.text(max_size=20)  # with lone surrogates
parts = st.one_of(
    st.builds(TextPart, any_texts),
    st.builds(ReasoningPart, any_texts, st.none() | st.integers(0, 10**9)),
    st.builds(
        ImagePart,
        st.text("0123456789abcdef", min_size=64, max_size=64),
        texts,
        st.integers(1, 9_999),
        st.integers(1, 9_999),
        st.integers(0, 10**9),
        any_texts,
    ),
)
messages = st.builds(
    Message,
    id=st.uuids().map(str),
    parent_id=st.none() | st.uuids().map(str),
    role=st.sampled_from(Role),
    parts=st.lists(parts, max_size=4).map(tuple),
    created_at=st.integers(-(10**16), 10**16),
    status=st.sampled_from(Status),
    model=any_texts,
    finish_reason=st.none() | st.sampled_from(FinishReason),
    usage=st.none() | st.builds(Usage, st.integers(0, 10**9), st.integers(0, 10**9)),
    first_token_ms=st.none() | st.integers(0, 10**9),
    duration_ms=st.none() | st.integers(0, 10**9),
    damaged_events=st.integers(0, 100),
)


def said(role: Role, text: str, **fields: object) -> ExportTurn:
    """Return a turn of plain text."""
    message = Message("m1", None, role, (TextPart(text),), AT)
    speaker = "You" if role is Role.USER else "Assistant · gpt-5"
    return ExportTurn(message, speaker, "2026-09-21 14:13", **fields)  # type: ignore[arg-type]  # by name


def dressed(message: Message) -> ExportTurn:
    """Return any message with plain words around it."""
    return ExportTurn(message, message.role.value, "now", "Thought", "", tuple(image.name for image in message.images))


def exported(
    kind: ExportFormat,
    turns: Sequence[ExportTurn],
    head: ExportHead = HEAD,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the file that is made of these turns, which come in two slices."""
    stream = io.BytesIO()
    writer = WRITERS[kind](head, stream)
    middle = len(turns) // 2
    writer.add(turns[:middle], pictures or {})
    writer.add(turns[middle:], pictures or {})
    writer.finish()
    writer.close()
    return stream.getvalue()
