"""HTML and PDF, by the process that makes them; and how it may end."""

import json
import os
import re
import stat
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.errors import ExportFailed, FileNotSaved
from chatdesk.core.export import ExportFormat, ExportTurn
from chatdesk.core.message import ImagePart, Message, Role, TextPart
from chatdesk.exchange import page_process
from chatdesk.exchange.page_wire import PageOrder, PageTurns, order_line, read_order, read_turns, turns_line
from chatdesk.storage.new_file import NewFile
from tests import pictures
from tests.exchange.conversations import AT, HEAD, any_texts, messages, said
from tests.hostile_texts import TEXTS


def export(path: Path, kind: ExportFormat, command: list[str] | None = None) -> page_process.ExportToPages:
    return page_process.ExportToPages(partial(NewFile, path, is_private=True), kind, HEAD, path.name, command)


def write(made: page_process.ExportToPages, text: str) -> None:
    made.begin()
    made.add([said(Role.ASSISTANT, text)], {})
    made.finish()


def letters(pdf: bytes) -> set[str]:
    """Return all letters that can be selected in a PDF file: those that its tables name."""
    tables = re.findall(rb"begincmap.*?endcmap", pdf, re.DOTALL)
    named = [name for table in tables for names in re.findall(rb"\[(.*?)\]", table, re.DOTALL) for name in names.split()]
    return {chr(int(name.strip(b"<>"), 16)) for name in named}


def test_html_is_made_by_a_process(tmp_path: Path) -> None:
    made = export(tmp_path / "月.html", ExportFormat.HTML)
    made.begin()
    made.add([said(Role.USER, "Is it far? 月")], {})
    made.finish()
    made.abandon()
    assert "<p>Is it far? 月</p>" in (tmp_path / "月.html").read_text("utf-8")
    assert stat.S_IMODE((tmp_path / "月.html").stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["月.html"]


def test_pdf_has_pages_fonts_and_pictures(tmp_path: Path) -> None:
    image = ImagePart("a" * 64, "image/png", 80, 60, 9, "cat.png")
    asked = Message("1", None, Role.USER, (image, TextPart("Is it far? 很远吗？人用 file")), AT)
    rows = "\n".join(f"| {n} | x |" for n in range(100))
    made = export(tmp_path / "far.pdf", ExportFormat.PDF)
    made.begin()
    made.add([ExportTurn(asked, "You", pictures=("cat",))], {image.sha256: pictures.png(80, 60)})
    code = "x = 1  # 月\n" * 300
    made.add([said(Role.ASSISTANT, f"```python\n{code}```\n\n| a | b |\n|---|---|\n{rows}\n\n> done")], {})
    made.finish()
    data = (tmp_path / "far.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 8
    assert "Moon = 月".encode("utf-16-be") in data
    assert data.count(b"/FontFile") >= 2
    assert b"/Subtype /Image" in data
    assert b"/URI" not in data
    text = letters(data)
    assert {"月", "用", "人", "很", " "} <= text
    assert "\t" not in text
    assert not {c for c in text if "\u2e80" <= c <= "\u2fd5" or "\ufb00" <= c <= "\ufb06"}


@pytest.mark.parametrize(
    "name", ["one long run", "2,000 rows", "wide table", "10,000 list items", "controls", "lone surrogates"]
)
def test_no_text_is_too_much_for_pdf(tmp_path: Path, name: str) -> None:
    made = export(tmp_path / "any.pdf", ExportFormat.PDF)
    write(made, TEXTS[name][:40_000])
    assert (tmp_path / "any.pdf").read_bytes().rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("kind", [ExportFormat.HTML, ExportFormat.PDF])
def test_giving_up_ends_the_process_and_leaves_nothing(tmp_path: Path, kind: ExportFormat) -> None:
    (tmp_path / "kept").write_text("old")
    made = export(tmp_path / "kept", kind)
    made.begin()
    process = made._process
    assert process is not None

    errors: list[BaseException | None] = []

    def go_on() -> None:
        try:
            while True:
                made.add([said(Role.ASSISTANT, "**word** " * 2_000)], {})
        except ExportFailed as error:
            errors.append(error)

    writing = threading.Thread(target=go_on)
    writing.start()
    made.interrupt()
    writing.join(30)
    assert len(errors) == 1
    made.abandon()
    assert process.returncode is not None
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("kept", "old")]


@pytest.mark.parametrize(("code", "is_full"), [(page_process.DISK_FULL, True), (page_process.NOT_WRITTEN, False)])
def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, code: int, is_full: bool) -> None:
    made = export(tmp_path / "x.pdf", ExportFormat.PDF, [sys.executable, "-c", f"input(); exit({code})"])
    with pytest.raises(FileNotSaved) as caught:
        write(made, "x" * 300_000)
    made.abandon()
    assert (caught.value.name, caught.value.is_full) == ("x.pdf", is_full)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [[sys.executable, "-c", "exit(1)"], ["/nonexistent/program"]])
def test_a_process_that_dies_is_told(tmp_path: Path, command: list[str]) -> None:
    made = export(tmp_path / "x.html", ExportFormat.HTML, command)
    with pytest.raises(ExportFailed):
        write(made, "x")
    made.abandon()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("kind", [ExportFormat.HTML, ExportFormat.PDF])
def test_the_process_notices_a_full_disk(tmp_path: Path, kind: ExportFormat) -> None:
    made = export(tmp_path / "x", kind)
    made._open_file = FullDisk  # type: ignore[assignment]  # a file on it
    with pytest.raises(FileNotSaved) as caught:
        write(made, "x" * 300_000)
    made.abandon()
    assert caught.value.is_full


class FullDisk:
    """An unfinished file on a disk that is full."""

    unfinished = Path("/dev/full")

    def discard(self) -> None:
        """There is nothing."""


def test_the_child_that_is_left_alone_takes_its_file_along(tmp_path: Path) -> None:
    made = export(tmp_path / "x.html", ExportFormat.HTML)
    made.begin()
    made.add([said(Role.USER, "x")], {})
    process = made._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # as when the app is killed
    assert process.wait(30) == 1
    assert list(tmp_path.iterdir()) == []
    made.abandon()


def test_the_child_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "OPENAI_API_KEY", "sk-canary")
    tell = f"import json, os; input(); open({str(tmp_path / 'told')!r}, 'w').write(json.dumps(dict(os.environ)))"
    made = export(tmp_path / "x.html", ExportFormat.HTML, [sys.executable, "-c", tell])
    made.begin()
    made._ended()
    made.abandon()
    assert "sk-canary" not in json.dumps(json.loads((tmp_path / "told").read_text()))


@settings(max_examples=40, deadline=None)
@given(st.lists(messages, max_size=3), any_texts, st.binary(max_size=20))
def test_the_wire_carries_everything(found: list[Message], words: str, data: bytes) -> None:
    turns = tuple(ExportTurn(message, words, words, words, words, (words,)) for message in found)
    assert read_turns(turns_line(turns, {"x": data})) == PageTurns(turns, {"x": data})
    order = PageOrder(ExportFormat.PDF, Path("/tmp/x y.pdf"), replace(HEAD, title=words))
    assert read_order(order_line(order)) == order
