"""Names of files that every system takes, and times as they are written in files."""

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.core.export import NAME_BYTES, ExportFormat, file_stem, local_time


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Plans for May", "Plans for May"),
        ("牛顿提出过哪些知名的定律？", "牛顿提出过哪些知名的定律？"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("../../etc/passwd", "etc passwd"),
        (".hidden", "hidden"),
        ("--help", "help"),
        ("ends in dots. . .", "ends in dots"),
        ("one\ntwo\x00\x1b[31m", "one two [31m"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("LPT³.a", "_LPT³.a"),
        ("console", "console"),
        ("e\u0301", "é"),
        ("a\ud800b", "a b"),
        ("", "Chat"),
        (" ./. ", "Chat"),
    ],
)
def test_titles_become_names(title: str, stem: str) -> None:
    assert file_stem(title, "Chat") == stem


def test_long_titles_are_cut_between_characters() -> None:
    assert file_stem("月" * 100, "Chat") == "月" * (NAME_BYTES // 3)
    family = "👨\u200d👩\u200d👧"
    assert file_stem("a" * (NAME_BYTES - 8) + family, "Chat") == "a" * (NAME_BYTES - 8)
    assert file_stem("x" * (NAME_BYTES - 1) + "e\u0303\u0304", "Chat") == "x" * (NAME_BYTES - 1)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_title_is_a_name_that_stays_in_its_folder(title: str) -> None:
    stem = file_stem(title, "Chat")
    assert stem
    assert len(stem.encode()) <= NAME_BYTES + 1
    assert not set(stem) & set('<>:"/\\|?*\x00\n')
    assert stem[0] not in ".-~ "
    assert stem[-1] not in ". "


def test_endings_tell_the_formats_apart() -> None:
    assert len({kind.suffix for kind in ExportFormat}) == len(ExportFormat)


@pytest.mark.skipif(os.name != "posix", reason="the zone of a process is a matter of POSIX")
@pytest.mark.usefixtures("in_shanghai")
def test_times_are_those_of_the_clock_on_the_wall() -> None:
    assert local_time(0) == "1970-01-01 08:00"
    assert local_time(1_790_000_000_123, "seconds") == "2026-09-21 22:13:20"
    assert local_time(10**18) == ""
