"""The real app, killed in the middle of a reply, loses nothing that it had acknowledged."""

import os
from pathlib import Path

import pytest

from tests import kills

FLUSH_MS = 250
LATENESS_MS = 100


def report(outcome: kills.Outcome) -> str:
    lost = sorted(outcome.lost_ms)
    return f"{len(lost)} cut and {outcome.finished} finished; lost ms {lost[len(lost) // 2]:.0f} median, {lost[-1]:.0f} at most"


def test_ten_kills_lose_no_message_and_no_finished_answer(tmp_path: Path) -> None:
    outcome = kills.kill_often(tmp_path, 10)
    assert outcome.faults == []
    assert max(outcome.lost_ms) <= 4 * (FLUSH_MS + LATENESS_MS), "a busy machine may be late, but not as late as this"


@pytest.mark.e2e
def test_many_kills_lose_at_most_one_flush(tmp_path: Path) -> None:
    outcome = kills.kill_often(tmp_path, int(os.environ.get("CHATDESK_KILLS", "200")), seed=2)
    print(report(outcome))
    assert outcome.faults == []
    assert max(outcome.lost_ms) <= FLUSH_MS + LATENESS_MS, report(outcome)
