"""Killed at any moment, the app finds everything again that the store had acknowledged."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from random import Random

import pytest

from chatdesk.core.message import Message, Status
from chatdesk.core.ports import StoreReport
from chatdesk.storage.conversations import SqliteHistory
from tests.storage.cases import with_report
from tests.storage.writer_process import text_of

KILLS = int(os.environ.get("CHATDESK_KILLS", "10"))
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_while_writing_it_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Kill a writer ``KILLS`` times over on one growing history, each time after 1 to 250 ms of writing."""
    random = Random(20)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += run_and_kill(tmp_path, random.uniform(0.001, 0.25))
        if acknowledged:
            with_report(tmp_path, partial(check, acknowledged))
    assert sum(line.startswith("user") for line in acknowledged) > KILLS
    assert sum(line.startswith("done") for line in acknowledged) > KILLS


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_while_attaching_it_finds_every_picture_that_it_names(tmp_path: Path) -> None:
    random = Random(21)
    acknowledged: list[str] = []
    for _ in range(max(3, KILLS // 3)):
        lines = run_and_kill(tmp_path, random.uniform(0.02, 0.3), "tests.storage.attaching_process")
        acknowledged += [line for line in lines if line.startswith("sent")]
        with_report(tmp_path, partial(check_pictures, [line.split()[1:] for line in acknowledged]))
    assert len(acknowledged) > 3


async def check_pictures(sent: list[list[str]], store: SqliteHistory, report: StoreReport) -> None:
    """Purge as the next start does, then ask for each picture of each message and of the draft."""
    assert report.set_aside is None
    await store.purge_attachments()
    record = await store.load("c")
    assert record is not None
    messages = await store.messages([outline.id for outline in record.outlines])
    assert {message.id for message in messages} >= {message_id for message_id, _ in sent}
    for image in (*record.draft_images, *(image for message in messages for image in message.images)):
        assert len(await store.attachment(image.sha256)) == image.size


def run_and_kill(folder: Path, seconds: float, program: str = "tests.storage.writer_process") -> list[str]:
    """Let a program work for so long, kill it, and return its acknowledgements."""
    command = [sys.executable, "-m", program, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        return [line for line in writer.stdout.read().split("\n")[:-1] if line]


async def check(acknowledged: list[str], store: SqliteHistory, report: StoreReport) -> None:
    """Compare the history with the acknowledgements of all runs."""
    assert report.set_aside is None
    assert report.read_only is None
    assert report.interrupted <= 1
    assert await store.verify() == StoreReport()
    lengths: dict[str, int] = {}
    for line in acknowledged:
        kind, message_id, *rest = line.split()
        lengths[message_id] = int(rest[0]) if rest else lengths.get(message_id, 200 if kind == "user" else 0)
    done = {line.split()[1] for line in acknowledged if line.startswith(("user", "done"))}
    stored = {message.id: message for message in await store.messages(list(lengths))}
    assert set(stored) == set(lengths)
    for message_id, length in lengths.items():
        check_message(stored[message_id], length, is_done=message_id in done)
    for summary in await store.conversations():
        record = await store.load(summary.id)
        assert record is not None
        assert all(outline.status is not Status.STREAMING for outline in record.outlines)


def check_message(message: Message, length: int, *, is_done: bool) -> None:
    """A finished one is whole; a cut one has at least what was acknowledged, and nothing but its text."""
    assert message.status in ((Status.COMPLETE,) if is_done else (Status.INTERRUPTED, Status.COMPLETE))
    assert len(message.text) >= length
    assert message.text == text_of(message.id, len(message.text))
