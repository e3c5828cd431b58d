"""Runs the real app in this process, with something to do once it has started; for programs that tests and benchmarks start."""

from collections.abc import Callable
from pathlib import Path

from chatdesk import launch
from chatdesk.app import App
from chatdesk.arguments import Options


def run(profile: Path, started: Callable[[App], None]) -> int:
    """Run ChatDesk as ``chatdesk.launch.run`` does, and call ``started`` after its start, with the window painted."""
    start = App.start

    def start_and_tell(self: App) -> None:
        start(self)
        started(self)

    App.start = start_and_tell  # type: ignore[method-assign]  # this process exists for one run
    return launch.run(Options(profile, "en"))
