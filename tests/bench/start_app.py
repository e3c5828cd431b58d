"""Starts the real app on a profile and measures the start: ``start_app.py PROFILE SETTLE_SECONDS [cold]``.

With ``cold`` the app does not import ``openai`` by itself, as before a person's first message when that is put off.
"""

import gc
import sys
from pathlib import Path
from typing import Any


async def stay_cold(_self: object) -> None:
    """Stand in for the warm-up."""


def main(profile: Path, settle_seconds: float, *, is_cold: bool) -> int:
    """Run the app as ``chatdesk.__main__`` does, and watch the composer from the moment it exists."""
    gc.disable()
    from chatdesk import launch
    from chatdesk.arguments import Options
    from chatdesk.ui.message_edit import MessageEdit

    build = MessageEdit.__init__

    def build_and_watch(self: Any, *args: Any, **kwargs: Any) -> None:
        build(self, *args, **kwargs)
        # Imported as late as in the baseline.
        from tests.bench.probe import watch_start

        watch_start(self, settle_seconds)

    if is_cold:
        from chatdesk.providers.chat_completions import ChatCompletions

        ChatCompletions.warm_up = stay_cold  # type: ignore[method-assign]  # this process exists for one measurement
    MessageEdit.__init__ = build_and_watch  # type: ignore[method-assign]  # this process exists for one measurement
    return launch.run(Options(profile, "en"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), is_cold="cold" in sys.argv[3:]))
