"""Objects of Qt are collected in the thread they live in."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from chatdesk import garbage
from chatdesk.garbage import GarbageCollector


class Knot(QObject):
    """An object in a cycle, that tells in which thread it ends."""

    ended_in: list[int] = []  # noqa: RUF012  of all knots

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        self.ended_in.append(threading.get_ident())


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    monkeypatch.setattr(garbage, "INTERVAL_MS", 5)
    monkeypatch.setattr(garbage, "FULL_EVERY", 3)
    collector = GarbageCollector(is_idle=lambda: True)
    collector.start()
    yield collector
    collector.stop()


def test_no_other_thread_collects(qtbot: QtBot, collector: GarbageCollector) -> None:
    Knot.ended_in.clear()

    def allocate() -> None:
        for _ in range(20):
            [[] for _ in range(5_000)]

    for _ in range(5):
        Knot()
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert Knot.ended_in == []
    qtbot.waitUntil(lambda: len(Knot.ended_in) == 5, timeout=10_000)
    assert set(Knot.ended_in) == {threading.get_ident()}


def test_python_collects_again_afterwards(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
