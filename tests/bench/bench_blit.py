"""Whether what is moved on the screen looks as if it had been painted there: in a real window, pixel by pixel."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import child, long_chats
from tests.bench.figures import Figure

MESSAGES = 200


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the pixels that differ; ``full`` compares nothing more."""
    del full
    names = {"scrolled": "scrolling", "grown": "growing"}
    if os.environ["QT_QPA_PLATFORM"] != "xcb":
        yield Figure("pixels that differ after moving", None, "px", 0, "without Xvfb there is no screen to look at")
        return
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        profile = Path(folder) / "profile"
        long_chats.fill(profile, MESSAGES)
        seen = child.run("blit_app", profile, MESSAGES)
    for kind, name in names.items():
        yield Figure(f"pixels that differ after {name}", sum(seen[kind]), "px", 0, f"in {len(seen[kind])} pictures")
