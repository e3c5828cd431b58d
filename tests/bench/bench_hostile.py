"""The longest frames of texts that are meant to hurt: CPU ms of the GUI thread between two turns of its event loop."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import child
from tests.bench.figures import Figure
from tests.hostile_texts import HUGE

TARGET_MS = 100.0
STAGES = ("streaming", "opening", "scrolling")


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the longest frame of each huge text, and that of all others; ``full`` measures nothing more."""
    del full
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        found = child.run("hostile_app", Path(folder) / "profile")["longest"]
    for name in HUGE:
        yield _longest(f"longest frame, {name}", {f"in {stage}": found[name][stage] for stage in STAGES})
    others = {f"{stage} {name!r}": found[name][stage] for name in found if name not in HUGE for stage in STAGES}
    yield _longest(f"longest frame, {len(found) - len(HUGE)} other hostile texts", others)


def _longest(name: str, frames: dict[str, float]) -> Figure:
    where = max(frames, key=lambda key: frames[key])
    return Figure(name, frames[where], "ms", TARGET_MS, where)
