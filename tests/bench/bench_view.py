"""The chat view at 10,000 messages: opening, memory, scrolling; CPU ms of the whole process, as the app runs it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import child, long_chats
from tests.bench.figures import Figure, percentile

FEW, SOME, MANY = 100, 1_000, 10_000
OPEN_TARGET = 2.0
NAIVE_TARGETS = {SOME: 1 / 15, MANY: 1 / 100}
MEMORY_TARGET_MB = 80.0
TARGETS = {"wheel": (8.0, 20.0), "jump": (40.0, 100.0), "width": (60.0, None)}
NAMES = {"wheel": "a notch of the wheel", "jump": "a jump to any place", "width": "another width"}


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the figures; ``full`` takes more rounds, and the naive view at 10,000 messages, which takes minutes."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        profile = Path(folder) / "profile"
        long_chats.fill(profile, FEW, SOME, MANY)
        yield from _opening(profile, 9 if full else 5, (SOME, MANY) if full else (SOME,))
        yield from _moving(profile, 1_000 if full else 200)


def _opening(profile: Path, rounds: int, naive_sizes: tuple[int, ...]) -> Iterator[Figure]:
    seen = child.run("open_app", profile, rounds, FEW, SOME, MANY)
    own, whole = ({size: median(seen[kind][str(size)]) for size in (FEW, SOME, MANY)} for kind in ("costs", "whole"))
    note = f"{own[MANY]:.0f} ms against {own[FEW]:.0f} ms for {FEW}, medians of {rounds}"
    yield Figure(f"open {MANY:,} messages to the painted end", own[MANY] / own[FEW], "x", OPEN_TARGET, note)
    note = f"{whole[MANY]:.0f} ms against {whole[FEW]:.0f} ms"
    yield Figure(f"open {MANY:,} messages until all of them are known", whole[MANY] / whole[FEW], "x", None, note)
    for size in naive_sizes:
        naive = median([child.run("naive_view", profile, size)["cpu"] for _ in range(3 if size == SOME else 1)])
        note = f"{own[size]:.0f} ms against {naive:,.0f} ms of a QTextBrowser for each message"
        yield Figure(f"open {size:,} messages, against the naive view", own[size] / naive, "x", NAIVE_TARGETS[size], note)
    if MANY not in naive_sizes:
        name = f"open {MANY:,} messages, against the naive view"
        yield Figure(name, None, "x", NAIVE_TARGETS[MANY], "the naive view takes minutes: FULL=1 measures it")


def _moving(profile: Path, steps: int) -> Iterator[Figure]:
    seen = child.run("scroll_app", profile, MANY, steps)
    for move, targets in TARGETS.items():
        for share, target in zip((0.5, 0.99), targets, strict=True):
            name = f"{NAMES[move]} at {MANY:,} messages, p{share * 100:.0f}"
            yield Figure(name, percentile(seen[move], share), "ms", target, f"of {len(seen[move])}")
    texts = seen["texts"] / 2**20
    pss, rss = ((seen["full"][kind] - seen["idle"][kind]) / 1024 for kind in ("pss", "rss"))
    note = f"PSS, after {seen['stops']} stops from beginning to end; RSS {rss:.0f} MiB"
    yield Figure(f"memory over the idle app at {MANY:,} messages", pss, "MiB", MEMORY_TARGET_MB + texts, note)
