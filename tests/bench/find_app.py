"""Measures how long it takes to find texts in an open conversation: ``find_app.py PROFILE ID TEXT...``.

For each text: CPU ms of the process from the last key to the painted first hit (``first``) and to the exact count
(``all``), the longest ``gap`` of the event loop in CPU ms of the GUI thread while it looks and counts (going to the hit is a
jump, which is measured elsewhere), and the ``total``.
"""

import sys
from collections.abc import Generator
from pathlib import Path

from chatdesk.app import App
from chatdesk.ui.finder import Finder
from tests.bench import script
from tests.bench.gaps import Gaps
from tests.bench.long_chats import EMPTY
from tests.bench.open_app import opened

REST_MS = 400
WARM_UP = "a first search, which imports what finds"


def main(profile: Path, conversation_id: str, texts: list[str]) -> int:
    """Find each text from the end of the conversation, which is opened anew for each."""

    def measured(app: App) -> script.Script:
        paints, gaps = script.Paints(app.window.panel.transcript), Gaps(app)
        found = {}
        for text in (WARM_UP, *texts):
            yield from opened(app, paints, EMPTY)
            yield from opened(app, paints, conversation_id)
            yield REST_MS
            app.window.panel.finding.open()
            yield REST_MS
            app.window.panel.scroll_to_end()
            found[text] = yield from _found(app, paints, gaps, text)
        return {"found": {text: found[text] for text in texts}}

    return script.play(profile, measured)


def _found(app: App, paints: script.Paints, gaps: Gaps, text: str) -> Generator[int, None, dict[str, float]]:
    finder = app.window.panel.finding.finder
    assert finder is not None
    before = script.cpu_ms()
    paints.forget()
    gaps.start()
    finder.bar.field.setText(text)
    yield from script.until(lambda: _is_decided(finder, text))
    gaps.stop()
    longest = gaps.take_longest()
    if finder.state.hit is not None:
        yield from script.until(lambda: app.window.panel.transcript.seeker.is_there and paints.was_whole)
    first = script.cpu_ms()
    gaps.start()
    yield from script.until(lambda: not finder.state.is_counting)
    gaps.stop()
    spent = {"first": first - before, "all": script.cpu_ms() - before}
    return {**spent, "gap": max(longest, gaps.take_longest()), "total": finder.state.total}


def _is_decided(finder: Finder, text: str) -> bool:
    state = finder.state
    is_asked = state.wanted is not None and state.wanted.text == text
    return is_asked and (state.hit is not None or not state.is_counting)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
