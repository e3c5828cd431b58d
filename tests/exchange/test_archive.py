"""The ChatDesk archive: what goes in comes out, and nothing in a file is believed."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.export import ExportFormat, ExportHead
from chatdesk.core.message import ImagePart, Message, Role, TextPart
from chatdesk.exchange.archive_reader import NotAnArchive, read_archive
from chatdesk.exchange.message_json import NoMessage, message_json, message_of
from tests.exchange.conversations import AT, HEAD, any_texts, dressed, exported, messages

quick = settings(max_examples=60, deadline=None)
BLOB = b"a picture"
SHA256 = hashlib.sha256(BLOB).hexdigest()
SHOWN = Message("m2", "m1", Role.USER, (ImagePart(SHA256, "image/png", 1, 1, 9, "猫.png"), TextPart("look")), AT)


def archive(**entries: str | bytes) -> io.BytesIO:
    """Return an archive of these entries; names have "_" for "." and "/"."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream


@quick
@given(
    st.lists(messages, max_size=5, unique_by=lambda message: message.id),
    any_texts,
    any_texts,
    st.none() | st.uuids().map(str),
    st.integers(-(10**16), 10**16),
)
def test_a_conversation_comes_back_equal(
    found: list[Message], title: str, prompt: str, head_id: str | None, created_at: int
) -> None:
    head = ExportHead(ConversationSummary("c1", title, created_at, AT), "shown", head_id=head_id, system_prompt=prompt)
    read = read_archive(io.BytesIO(exported(ExportFormat.ARCHIVE, [dressed(m) for m in found], head)))
    (conversation,) = read.conversations
    assert conversation.messages == tuple(found)
    assert (conversation.summary, conversation.head_id, conversation.system_prompt) == (head.summary, head_id, prompt)
    assert (read.blobs, read.unread) == ({}, 0)


def test_pictures_come_along_once() -> None:
    data = exported(ExportFormat.ARCHIVE, [dressed(SHOWN), dressed(SHOWN)], pictures={SHA256: BLOB, "b" * 64: b"other"})
    assert read_archive(io.BytesIO(data)).blobs == {SHA256: BLOB}
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert sorted(made.namelist()) == [f"blobs/{SHA256}", "conversations.jsonl", "manifest.json"]
        assert {entry.external_attr >> 16 for entry in made.infolist()} == {0o600}
        manifest = json.loads(made.read("manifest.json"))
        line = json.loads(made.read("conversations.jsonl"))
    counts = ("format", "version", "conversations", "messages", "blobs", "missing_blobs")
    assert [manifest[name] for name in counts] == ["chatdesk-archive", 1, 1, 2, 1, []]
    assert line["messages"][0] == {
        "id": "m2",
        "parent_id": "m1",
        "role": "user",
        "parts": [
            {
                "type": "image",
                "sha256": SHA256,
                "media_type": "image/png",
                "width": 1,
                "height": 1,
                "size": 9,
                "name": "猫.png",
            },
            {"type": "text", "text": "look"},
        ],
        "created_at": "2026-09-21T14:13:20.123Z",
        "status": "complete",
    }


def test_lost_pictures_are_listed() -> None:
    with zipfile.ZipFile(io.BytesIO(exported(ExportFormat.ARCHIVE, [dressed(SHOWN)]))) as made:
        assert json.loads(made.read("manifest.json"))["missing_blobs"] == [SHA256]


MANIFEST = '{"format": "chatdesk-archive", "version": 1}'
GOOD = '{"id": "c", "title": "", "messages": [], "created_at": 0, "updated_at": 0}'


def test_one_bad_conversation_takes_no_other_with_it() -> None:
    bad = ["{", "[]", '{"id": 1}', "[" * 100_000, GOOD.replace("[]", '[{"id": "m"}]'), ""]
    stream = archive(manifest_json=MANIFEST, conversations_jsonl="\n".join([*bad, GOOD]))
    read = read_archive(stream)
    assert [len(conversation.messages) for conversation in read.conversations] == [0, 0]
    assert read.unread == 5


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b"no zip"),
        archive(manifest_json=MANIFEST),
        archive(conversations_jsonl=GOOD),
        archive(manifest_json="{", conversations_jsonl=GOOD),
        archive(manifest_json="[" * 100_000, conversations_jsonl=GOOD),
        archive(manifest_json=MANIFEST.replace("1", "2"), conversations_jsonl=GOOD),
        archive(manifest_json=MANIFEST.replace("desk", ""), conversations_jsonl=GOOD),
    ],
)
def test_what_is_no_archive_is_told(stream: io.BytesIO) -> None:
    with pytest.raises(NotAnArchive):
        read_archive(stream)


def test_a_damaged_archive_is_told() -> None:
    data = bytearray(exported(ExportFormat.ARCHIVE, [dressed(replace(SHOWN, parts=(TextPart("x" * 5_000),)))]))
    data[60:120] = bytes(60)
    with pytest.raises(NotAnArchive):
        read_archive(io.BytesIO(bytes(data)))


def test_blobs_that_are_not_what_their_name_says_are_left_out() -> None:
    stream = archive(manifest_json=MANIFEST, conversations_jsonl=GOOD)
    with zipfile.ZipFile(stream, "a") as made:
        made.writestr(f"blobs/{SHA256}", b"something else")
        made.writestr("blobs/../../evil", b"x")
        made.writestr("/etc/evil", b"x")
    read = read_archive(stream)
    assert (read.blobs, read.unread) == ({}, 1)


@pytest.mark.parametrize(
    "change",
    [{"role": "root"}, {"status": "?"}, {"created_at": "now"}, {"created_at": True}, {"id": 1}, {"parts": {}}, {"role": []}],
)
def test_what_is_no_message_is_told(change: dict[str, object]) -> None:
    with pytest.raises(NoMessage):
        message_of({**message_json(SHOWN), **change})


def test_parts_of_a_newer_version_are_left_out() -> None:
    content = message_json(SHOWN)
    content["parts"] += [{"type": "hologram"}, {"type": "image", "sha256": "../x"}, 3]
    assert message_of(content) == SHOWN


def test_the_head_is_not_what_is_shown() -> None:
    read = read_archive(io.BytesIO(exported(ExportFormat.ARCHIVE, [], replace(HEAD, title="New chat"))))
    assert read.conversations[0].summary.title == HEAD.summary.title
