"""The frames in which a reply grows at 2,000 tokens a second, whatever it is and however long, and keys pressed meanwhile."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import child
from tests.bench.bench_markup import TEXTS
from tests.bench.figures import Figure, percentile

P50_TARGET_MS, P99_TARGET_MS = 8.0, 16.0
FLAT_TARGET = 1.3
KEY_TARGET_MS = 25.0


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the figures; ``full`` measures more frames at each length."""
    keys: list[float] = []
    for kind in TEXTS:
        with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
            seen = child.run("frames_app", Path(folder) / "profile", kind, 300 if full else 80)
        keys += seen["keys"]
        halves = {}
        for length, costs in seen["costs"].items():
            halves[length] = percentile(costs, 0.5)
            name, note = f"frame at {int(length):,} tokens, {kind}", f"of {len(costs)}, the longest {max(costs):.1f} ms"
            yield Figure(f"{name}, p50", halves[length], "ms", P50_TARGET_MS)
            yield Figure(f"{name}, p99", percentile(costs, 0.99), "ms", P99_TARGET_MS, note)
        short, *_, long = halves.values()
        yield Figure(f"frame, flatness from 1,000 to 64,000 tokens, {kind}", long / short, "x", FLAT_TARGET)
    note = f"CPU of the GUI thread, of {len(keys)} just before a frame, the longest {max(keys):.1f} ms"
    yield Figure("key press to painted character meanwhile, p99", percentile(keys, 0.99), "ms", KEY_TARGET_MS, note)
