"""Starts the real app on a profile and measures the start: ``start_app.py PROFILE SECONDS type|rest``."""

import gc
import sys
from pathlib import Path
from typing import Any


def main(profile: Path, settle_seconds: float, *, types: bool) -> int:
    """Run the app as ``chatdesk.__main__`` does, and watch the composer from the moment it exists."""
    gc.disable()
    from chatdesk import launch
    from chatdesk.arguments import Options
    from chatdesk.ui.message_edit import MessageEdit

    build = MessageEdit.__init__

    def build_and_watch(self: Any, *args: Any, **kwargs: Any) -> None:
        build(self, *args, **kwargs)
        # Imported as late as in the baseline.
        from tests.bench.probe import watch

        watch(self, settle_seconds, types=types)

    MessageEdit.__init__ = build_and_watch  # type: ignore[method-assign]  # this process exists for one measurement
    return launch.run(Options(profile, "en"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), types=sys.argv[3] == "type"))
