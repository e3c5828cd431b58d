"""Find in chat over 10,000 messages: CPU ms of the whole process from the last key to the painted hit, as the app runs it."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from chatdesk.core.message import TextPart
from tests.bench import child, long_chats
from tests.bench.figures import Figure

MANY = 10_000
FIRST_TARGET_MS = 150.0
GAP_TARGET_MS = 16.0
NEAR, FAR, SPLIT, NOWHERE = "Nearchos", "Farsightedness", "Splitting", "nowhere at all"
PLANTED = {0: f" {FAR}", 1: f"\n\n**{SPLIT[:5]}**{SPLIT[5:]}", MANY - 1: f"\n\n{NEAR}"}
"""What is added to which message."""
CASES = {
    "at the reader": NEAR,
    "only in the first message": FAR,
    "only in the second, split by markup": SPLIT,
    "that is nowhere": NOWHERE,
    "in most messages, Latin": "the",
    "in many messages, Chinese": "定律",
}


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the figures; ``full`` takes more rounds."""
    rounds = 5 if full else 3
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        profile = Path(folder) / "profile"
        texts = _fill(profile)
        runs = [child.run("find_app", profile, MANY, *CASES.values())["found"] for _ in range(rounds)]
    for name, text in CASES.items():
        found = {key: median(run[text][key] for run in runs) for key in ("first", "all", "gap", "total")}
        note = f"{found['total']:,.0f} found, exactly after {found['all']:.0f} ms; {texts / 2**20:.0f} MiB, median of {rounds}"
        yield Figure(f"find a word {name}: first hit painted", found["first"], "ms", FIRST_TARGET_MS, note)
    worst = max(run[text]["gap"] for run in runs for text in CASES.values())
    yield Figure("most CPU of the GUI thread in one gap while finding", worst, "ms", GAP_TARGET_MS)


def _fill(profile: Path) -> int:
    """Write the conversation; return the bytes of its texts."""
    messages = list(long_chats.messages(MANY))
    for number, text in PLANTED.items():
        messages[number] = replace(messages[number], parts=(TextPart(messages[number].text + text),))
    long_chats.write(profile, {str(MANY): messages})
    return sum(len(message.text.encode()) for message in messages)
