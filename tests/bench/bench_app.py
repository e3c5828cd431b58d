"""The app as a whole: its start, its memory, and the evenness of its event loop while a reply streams."""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import profiles
from tests.bench import child
from tests.bench.figures import Figure, percentile
from tests.paced_server import PacedServer

MESSAGES = 1_000
START_TARGET = 1.4
MEMORY_TARGET = 1.4
GAP_TARGET_MS = 25.0
GUI_CPU_TARGET_MS = 50.0
REST_SECONDS = 2.0
WARM_SECONDS = 8.0
"""So long after the first key ``openai`` is imported."""


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the figures; ``full`` takes more runs and longer streams."""
    with tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        profile = Path(folder) / "profile"
        profiles.fill(profile, MESSAGES)
        yield from _start(profile, 15 if full else 7)
        yield from _memory(Path(folder), profile, 5 if full else 3)
        for rate in (500, 2_000):
            yield from _gaps(Path(folder) / f"stream-{rate}", rate, 60.0 if full else 12.0)


def _start(profile: Path, runs: int) -> Iterator[Figure]:
    """Measure from the start of the process until a key press is painted; the runs of both alternate."""
    child.run("baseline", 0, "type")
    child.run("start_app", profile, 0, "type")
    bare, app = [], []
    for _ in range(runs):
        bare.append(child.run("baseline", 0, "type"))
        app.append(child.run("start_app", profile, 0, "type"))
    for kind, values in (("wall", _wall), ("CPU", _cpu)):
        base, own = statistics.median(values(bare)), statistics.median(values(app))
        note = f"{own * 1000:.0f} ms against {base * 1000:.0f} ms, medians of {runs}"
        yield Figure(f"start to a painted key, {MESSAGES} messages, {kind}", own / base, "x", START_TARGET, note)
    early = sum(run["openai"] for run in app)
    yield Figure("starts that imported openai before the first key", early, "runs", 0, f"of {runs}")


def _wall(runs: list[dict[str, Any]]) -> list[float]:
    return [run["wall"] - run["began"] for run in runs]


def _cpu(runs: list[dict[str, Any]]) -> list[float]:
    return [run["cpu"] for run in runs]


def _memory(folder: Path, profile: Path, runs: int) -> Iterator[Figure]:
    """Measure the memory at rest: with the window just opened, and, for what ``openai`` adds, after something was typed."""
    bare = [child.run("baseline", REST_SECONDS, "rest") for _ in range(runs)]
    new = [child.run("start_app", folder / f"new-{number}", REST_SECONDS, "rest") for number in range(runs)]
    yield from _sizes("a new chat, before openai is imported", new, bare, MEMORY_TARGET)
    known = [child.run("start_app", profile, REST_SECONDS, "rest") for _ in range(runs)]
    yield from _sizes(f"{MESSAGES} messages, before openai is imported", known, bare, MEMORY_TARGET)
    typed = [child.run("start_app", profile, WARM_SECONDS, "type") for _ in range(runs)]
    yield from _sizes(f"{MESSAGES} messages, after it", typed, bare, None)
    if any(run["openai"] for run in new + known) or not all(run["openai"] for run in typed):
        raise RuntimeError("openai was not imported when it should be")


def _sizes(name: str, own: list[dict[str, Any]], bare: list[dict[str, Any]], target: float | None) -> Iterator[Figure]:
    for size, limit in (("pss", target), ("rss", None)):
        base, mine = (statistics.median([run[size] for run in runs]) / 1024 for runs in (bare, own))
        shared = f"; {_others()} other processes share Qt" if size == "pss" else ", whoever shares it"
        yield Figure(
            f"memory at rest ({size.upper()}), {name}",
            mine / base,
            "x",
            limit,
            f"{mine:.0f} MiB against {base:.0f} MiB{shared}",
        )


def _others() -> int:
    """Count the other programs that map Qt: what is shared with them counts less in the PSS, which makes the ratio worse."""
    found = 0
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with suppress(OSError):
            found += "libQt6Core" in maps.read_text()
    return found


def _gaps(profile: Path, rate: int, seconds: float) -> Iterator[Figure]:
    """Measure the gaps of the event loop while a reply streams."""
    with PacedServer(rate, int(rate * seconds)) as server:
        profiles.write_settings(profile, server.base_url)
        seen = child.run("stream_app", profile)
    if seen["status"] != "complete":
        raise RuntimeError(f"the reply at {rate} tokens/s ended as {seen['status']}")
    walls, cpus = [gap[0] for gap in seen["gaps"]], [gap[1] for gap in seen["gaps"]]
    note = f"p50 {percentile(walls, 0.5):.1f}, max {max(walls):.0f} ms over {sum(walls) / 1000:.0f} s"
    yield Figure(f"event-loop gap p99, {rate} tokens/s", percentile(walls, 0.99), "ms", GAP_TARGET_MS, note)
    yield Figure(f"most CPU of the GUI thread in one gap, {rate} tokens/s", max(cpus), "ms", GUI_CPU_TARGET_MS)
    yield Figure(f"share of a core, {rate} tokens/s", sum(cpus) / sum(walls), "cores", None, "of the GUI thread")
