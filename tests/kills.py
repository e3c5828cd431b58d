"""Kills the real app in the middle of a streamed reply, again and again on one profile, and looks at what the disk kept."""

import os
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from chatdesk.core.message import FinishReason, Message, Role, Status
from tests import profiles
from tests.paced_server import PacedServer

RATE, TOKENS = 200, 200
LATEST_KILL_SECONDS = 1.3
"""Later than the reply's end, so that finished replies are among what is killed."""

STAMP = re.compile(r"<(\d+):(\d+)>")
START_SECONDS = 60


@dataclass
class Outcome:
    """What was found; ``faults`` are sentences, ``lost_ms`` how much of each cut reply was not kept, in server time."""

    faults: list[str] = field(default_factory=list)
    lost_ms: list[float] = field(default_factory=list)
    finished: int = 0


@dataclass
class Run:
    """What one run of the app had acknowledged when it was killed; times are ms of the monotonic clock."""

    text: str
    asked: str = ""
    finished: str = ""
    first_stamp: int = 0
    killed_at: float = 0.0


def run_and_kill(profile: Path, text: str, delay: float) -> Run:
    """Start the app, let it ask, and kill it ``delay`` seconds after the first piece of the reply is shown."""
    run = Run(text)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.send_one", str(profile), text]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    assert process.stderr
    try:
        for line in process.stdout:
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "asked":
                run.asked = rest
            elif word == "streaming":
                run.first_stamp = int(STAMP.findall(rest)[0][1])
                break
        else:
            raise AssertionError(f"the app ended by itself:\n{process.stderr.read()}")
        time.sleep(delay)
    finally:
        run.killed_at = time.monotonic() * 1000
        process.kill()
        rest = process.stdout.read()
        process.wait()
        process.stdout.close()
        process.stderr.close()
    run.finished = next((line.split()[1] for line in rest.splitlines() if line.startswith("finished ")), "")
    return run


def check_reply(run: Run, reply: Message, outcome: Outcome) -> None:
    """Compare what is on disk with what the run had acknowledged."""
    stamps = [(int(number), int(sent)) for number, sent in STAMP.findall(reply.text)]
    if [number for number, _ in stamps] != list(range(len(stamps))):
        outcome.faults.append(f"{run.text}: the kept text has holes")
    if reply.id == run.finished or reply.status == Status.COMPLETE:
        outcome.finished += 1
        if reply.status != Status.COMPLETE or len(stamps) != TOKENS or reply.finish_reason != FinishReason.STOP:
            outcome.faults.append(f"{run.text}: a finished answer was lost ({reply.status}, {len(stamps)} tokens)")
        return
    if reply.status != Status.INTERRUPTED:
        outcome.faults.append(f"{run.text}: the cut reply is {reply.status}")
    last_sent = min(run.killed_at, run.first_stamp + (TOKENS - 1) / RATE * 1000)
    outcome.lost_ms.append(last_sent - (stamps[-1][1] if stamps else run.first_stamp))


def kill_often(profile: Path, count: int, seed: int = 1) -> Outcome:
    """Kill the app ``count`` times and return what was found over all."""
    outcome, chance, runs = Outcome(), random.Random(seed), []
    with PacedServer(RATE, TOKENS, stamps=True) as server:
        for number in range(count):
            profiles.write_settings(profile, server.base_url)
            runs.append(run_and_kill(profile, f"question {number}", chance.uniform(0, LATEST_KILL_SECONDS)))
            _check_all(runs, profiles.read(profile), outcome)
    return outcome


def _check_all(runs: list[Run], messages: tuple[Message, ...], outcome: Outcome) -> None:
    """Check the newest run closely, and that nothing of the earlier ones went away."""
    asked = {message.id: message.text for message in messages if message.role == Role.USER}
    outcome.faults += [f"{run.text}: the question was lost" for run in runs if asked.get(run.asked) != run.text]
    replies = {message.parent_id: message for message in messages if message.role == Role.ASSISTANT}
    newest = runs[-1]
    if newest.asked not in replies:
        outcome.faults.append(f"{newest.text}: the reply's row was lost")
    else:
        check_reply(newest, replies[newest.asked], outcome)
    finished = sum(message.status == Status.COMPLETE for message in replies.values())
    if finished != outcome.finished:
        outcome.faults.append(f"after {newest.text}: {finished} finished answers instead of {outcome.finished}")
