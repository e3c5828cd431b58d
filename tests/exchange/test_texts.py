"""Exports as text: TXT, Markdown, CSV and OpenAI messages."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.export import ExportFormat, ExportTurn
from chatdesk.core.message import Message, ReasoningPart, Role, TextPart
from chatdesk.core.request import request_messages
from chatdesk.core.spreadsheet import guarded, is_formula
from chatdesk.exchange.csv_table import COLUMNS
from chatdesk.exchange.writing import readable
from chatdesk.markup.blocks import Paragraph
from chatdesk.markup.parse import parse
from tests.exchange.conversations import AT, HEAD, PICTURE, dressed, exported, messages, said

quick = settings(max_examples=60, deadline=None)
QUESTION = replace(said(Role.USER, "Is it far?\n\n- in km"), pictures=("[Image: cat.png]",))
REPLY = said(Role.ASSISTANT, "", thought="Thought for 2 s", ending="Stopped.")
REPLY = replace(
    REPLY, message=replace(REPLY.message, parts=(ReasoningPart("Hm.\nFar.", 2_000), TextPart("**384,400 km**\n```py\nx = 1")))
)


def text_of(kind: ExportFormat, turns: list[ExportTurn]) -> str:
    return exported(kind, turns).decode("utf-8")


def test_plain_text() -> None:
    assert text_of(ExportFormat.TEXT, [QUESTION, REPLY]) == (
        "Moon = 月\nExported from ChatDesk\n\n"
        "=== You · 2026-09-21 14:13 ===\n[Image: cat.png]\n\nIs it far?\n\n- in km\n\n"
        "=== Assistant · gpt-5 · 2026-09-21 14:13 ===\n**384,400 km**\n```py\nx = 1\n(Stopped.)\n"
    )


def test_markdown_closes_what_a_cut_reply_left_open() -> None:
    assert text_of(ExportFormat.MARKDOWN, [QUESTION, REPLY, QUESTION]).partition("# Moon")[2] == (
        " = 月\n\n## You · 2026-09-21 14:13\n\n*\\[Image: cat.png\\]*\n\nIs it far?\n\n- in km\n\n"
        "## Assistant · gpt-5 · 2026-09-21 14:13\n\n> **Thought for 2 s**\n>\n> Hm.\n> Far.\n\n"
        "**384,400 km**\n```py\nx = 1\n```\n\n*Stopped.*\n\n"
        "## You · 2026-09-21 14:13\n\n*\\[Image: cat.png\\]*\n\nIs it far?\n\n- in km\n"
    )


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("```py\nx\n``", "```"),
        ("~~~~\n~~~\n```", "~~~~"),
        ("```\nx\n````", ""),
        ("```a`b", ""),
        ("<!-- x", "-->"),
        ("a <!-- x", ""),
        ("<!-- x -->\n```", "```"),
        ("<SCRIPT>\n```\n", "</script>"),
        ("<pre>\n</PRE>", ""),
        ("<?php", "?>"),
        ("<prefix>", ""),
    ],
)
def test_markdown_closes_only_what_is_open(text: str, end: str) -> None:
    shown = text_of(ExportFormat.MARKDOWN, [said(Role.USER, text)])
    assert shown.endswith("\n\n" + text.strip("\n") + (f"\n{end}" if end else "") + "\n")


def test_front_matter_is_yaml_whatever_the_title() -> None:
    head = replace(HEAD, title='a: "b"\n---\n# c', byline="")
    lines = exported(ExportFormat.MARKDOWN, [], head).decode().split("\n")
    assert lines[0] == lines[3] == "---"
    assert lines[1] == 'title: "a: \\"b\\" --- # c"'
    assert re.fullmatch(r'created: "2026-09-\d\d \d\d:\d\d"', lines[2])
    assert lines[5] == '# a: "b" --- \\# c'


@quick
@given(st.lists(messages, min_size=1, max_size=4))
def test_markdown_has_a_heading_for_each_message(found: list[Message]) -> None:
    """Whatever a message leaves open ends with it: also fences in quotes and lists, which end with those."""
    marked = [replace(dressed(message), speaker=f"Speaker-{number}") for number, message in enumerate(found)]
    blocks = parse(exported(ExportFormat.MARKDOWN, marked).decode())
    headings = [b.text for b in blocks if isinstance(b, Paragraph) and b.heading == 2 and b.text.startswith("Speaker-")]
    assert [heading.partition(" ")[0] for heading in headings] == [turn.speaker for turn in marked]


@quick
@given(st.lists(messages, max_size=4))
def test_csv_reads_back_and_no_cell_is_run(found: list[Message]) -> None:
    data = exported(ExportFormat.CSV, [dressed(message) for message in found])
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(header) == COLUMNS
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    for row, message in zip(rows, found, strict=True):
        names = [" ".join(readable(image.name).split()) for image in message.images]
        whole = "\n\n".join(filter(None, [*names, readable(message.text)]))
        assert row[2:] == [message.role.value, guarded(" ".join(readable(message.model).split())), guarded(whole)]


def test_csv_names_the_conversation_and_the_time() -> None:
    row = exported(ExportFormat.CSV, [said(Role.USER, "=HYPERLINK(1)")]).decode("utf-8-sig").splitlines()[1]
    assert re.fullmatch(r"Moon = 月,2026-09-2\d \d\d:\d\d:\d\d,user,,'=HYPERLINK\(1\)", row)


@quick
@given(st.lists(messages, max_size=6))
def test_openai_messages_are_what_a_request_would_carry(found: list[Message]) -> None:
    content = json.loads(exported(ExportFormat.OPENAI, [dressed(message) for message in found]))
    system, *rest = content
    assert system == {"role": "system", "content": "Be brief."}
    assert rest == [{"role": m.role.value, "content": m.content} for m in request_messages(found)]


def test_openai_messages_are_readable() -> None:
    data = exported(
        ExportFormat.OPENAI, [said(Role.USER, "月?"), said(Role.ASSISTANT, "Yes.")], replace(HEAD, system_prompt="")
    )
    assert data.decode() == '[\n  {"role":"user","content":"月?"},\n  {"role":"assistant","content":"Yes."}\n]\n'
    assert exported(ExportFormat.OPENAI, [], replace(HEAD, system_prompt="")) == b"[]\n"


@pytest.mark.parametrize("kind", [ExportFormat.TEXT, ExportFormat.MARKDOWN, ExportFormat.CSV])
def test_nothing_acts_on_a_terminal(kind: ExportFormat) -> None:
    message = Message("1", None, Role.USER, (TextPart("a\x1b[2J\x07\x9b\u2028\r\nb\x00"), PICTURE), AT, model="\x1bm")
    shown = exported(kind, [replace(dressed(message), speaker="\x1bs", pictures=("\x1bp",))], replace(HEAD, title="\x1bt"))
    assert not re.search("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]", shown.decode())
