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
        whole: dict[str, list[float]] = {name: [] for name in ids}
        paints = script.Paints(app.window.panel.transcript)
        for _ in range(rounds + 1):
            for name in ids:
                yield from opened(app, paints, EMPTY)
                yield REST_MS
                before = script.cpu_ms()
                yield from shown(app, paints, name)
                costs[name].append(script.cpu_ms() - before)
                yield from known(app, paints, name)
                whole[name].append(script.cpu_ms() - before)
                yield REST_MS
        return {"costs": later(costs), "whole": later(whole)}

    return script.play(profile, measured)


def later(values: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return all but the first of each, which found nothing in any cache."""
    return {name: some[1:] for name, some in values.items()}


def shown(app: App, paints: script.Paints, conversation_id: str) -> Generator[int, None, None]:
    """Open a conversation, and wait until its end is painted and shown; of a long one the rest may be read after that."""
    view = app.window.panel.transcript
    paints.forget()
    app.chat.open(conversation_id)
    yield from script.until(lambda: (len(view.items) > 1) != (conversation_id == EMPTY) and paints.was_whole)
    yield 0


def known(app: App, paints: script.Paints, conversation_id: str) -> Generator[int, None, None]:
    """Wait until all of a conversation that was opened is known."""
    yield from script.until(lambda: app.chat.conversation_id == conversation_id and paints.was_whole)
    yield 0


def opened(app: App, paints: script.Paints, conversation_id: str) -> Generator[int, None, None]:
    """Open a conversation, and wait until all of it is known and its end is painted."""
    yield from shown(app, paints, conversation_id)
    yield from known(app, paints, conversation_id)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
