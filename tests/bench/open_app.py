"""Measures how long it takes to open conversations: ``open_app.py PROFILE ROUNDS ID...``, CPU ms of the process for each id."""

import sys
from collections.abc import Generator
from pathlib import Path

from chatdesk.app import App
from tests.bench import script
from tests.bench.long_chats import EMPTY

REST_MS = 200
"""Between two openings, for what the app does when it is left alone."""


def main(profile: Path, rounds: int, ids: list[str]) -> int:
    """Open them in turn, so that whatever else the computer does is spread over all."""

    def measured(app: App) -> script.Script:
        costs: dict[str, list[float]] = {name: [] for name in ids}
        paints = script.Paints(app.window.panel.transcript)
        for _ in range(rounds + 1):
            for name in ids:
                yield from opened(app, paints, EMPTY)
                yield REST_MS
                before = script.cpu_ms()
                yield from opened(app, paints, name)
                costs[name].append(script.cpu_ms() - before)
                yield REST_MS
        return {"costs": {name: values[1:] for name, values in costs.items()}}

    return script.play(profile, measured)


def opened(app: App, paints: script.Paints, conversation_id: str) -> Generator[int, None, None]:
    """Open a conversation, and wait until its end is painted and shown."""
    paints.forget()
    app.chat.open(conversation_id)
    yield from script.until(lambda: app.chat.conversation_id == conversation_id and paints.was_whole)
    yield 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
