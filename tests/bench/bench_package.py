"""The packaged app: its start against the same from source, its memory and size against a bare window packaged the same way."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.framebuffer import Framebuffer

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dist" / "ChatDesk"
BARE = ROOT / "build" / "bare" / "bare-window"
START_TARGET = 1.3
REST_SECONDS = 4.0


@dataclass(frozen=True)
class Run:
    """One start: seconds and CPU seconds until it was painted, and the memory (PSS) at rest in MiB, 0 if not waited for."""

    wall: float
    cpu: float
    memory: float


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the figures; ``full`` takes more runs."""
    missing = [path.name for path in (APP, BARE) if not path.is_dir()]
    if missing:
        yield Figure("the packaged app", None, "", note="not measured: make bench-package builds it first")
        return
    with Framebuffer() as screen, tempfile.TemporaryDirectory(prefix="chatdesk-bench-") as folder:
        source = (sys.executable, "-m", "chatdesk", "--lang", "en", "--profile", f"{folder}/source")
        packaged = (str(APP / "ChatDesk"), "--lang", "en", "--profile", f"{folder}/packaged")
        bare = (str(BARE / "bare-window"),)
        yield from _starts(screen, source, packaged, bare, 11 if full else 5)
        yield from _memory(screen, packaged, bare, 5 if full else 3)
    yield from _sizes()


def _starts(
    screen: Framebuffer, source: Sequence[str], packaged: Sequence[str], bare: Sequence[str], runs: int
) -> Iterator[Figure]:
    """Measure from the start of the process to a painted window; the runs alternate, the first of each is for warmth."""
    kinds = (source, packaged, bare)
    found: dict[Sequence[str], list[Run]] = {kind: [] for kind in kinds}
    for _ in range(runs + 1):
        for kind in kinds:
            found[kind].append(_run(screen, kind))
    for name, field in (("wall", "wall"), ("CPU", "cpu")):
        ours, theirs, least = (
            statistics.median(getattr(run, field) for run in found[kind][1:]) for kind in (packaged, source, bare)
        )
        times = f"{ours * 1000:.0f} ms against {theirs * 1000:.0f} ms; a bare packaged window: {least * 1000:.0f} ms"
        note = f"{times}; medians of {runs}"
        yield Figure(f"packaged start to a painted window, against source, {name}", ours / theirs, "x", START_TARGET, note)


def _memory(screen: Framebuffer, packaged: Sequence[str], bare: Sequence[str], runs: int) -> Iterator[Figure]:
    ours, theirs = (
        statistics.median(_run(screen, command, REST_SECONDS).memory for _ in range(runs)) for command in (packaged, bare)
    )
    note = f"{ours:.0f} MiB against {theirs:.0f} MiB, medians of {runs}"
    yield Figure("packaged memory at rest (PSS), against a bare packaged window", ours / theirs, "x", None, note)


def _sizes() -> Iterator[Figure]:
    ours, bare = (_megabytes(folder) for folder in (APP, BARE))
    yield Figure("packaged size, unpacked", ours, "MB", None, f"with runtime and model; a bare packaged window: {bare:.0f} MB")


def _run(screen: Framebuffer, command: Sequence[str], rest_seconds: float = 0.0) -> Run:
    """Start a program, wait for its window, and end it."""
    environment = os.environ | {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        painted, cpu = screen.await_painted(process), _cpu_seconds(process.pid)
        time.sleep(rest_seconds)
        memory = _pss_mib(process.pid) if rest_seconds else 0.0
    finally:
        process.terminate()
        process.wait()
    screen.await_black(process)
    return Run(painted - began, cpu, memory)


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, user and system, in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
