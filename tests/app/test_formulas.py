"""Formulas in the real app: a reply's are drawn by the real process, which ends with the app."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from chatdesk.core.formula import Formula
from chatdesk.ui.transcript.formula_box import FormulaBox
from chatdesk.ui.transcript.formula_watch import undrawn
from tests import profiles
from tests.fake_server import FakeServer, answer
from tests.running_app import RunningApp, run_app

REPLY = "Let $x^2$ be.\n\n$$\n\\frac{a}{b}\n$$\n\nAnd $\\nonsense{1}$."


def waiting(run: RunningApp) -> list[Formula]:
    """Return the formulas in view that are still to be drawn."""
    page = run.window.panel.transcript.page
    return list(undrawn(page.flow, page.position.scroll, page.position.scroll + page.position.height))


def test_formulas_of_a_reply_are_drawn_and_the_process_ends_with_the_app(qapp: QApplication, tmp_path: Path) -> None:
    seen: list[int] = []

    async def ask(run: RunningApp) -> None:
        assert "_drawer" not in run.app.formula_drawer.__dict__
        await run.say("A formula, please.")
        await run.until(lambda: not waiting(run))
        item = run.window.panel.transcript.items[-1]
        assert item.rows is not None
        box = next(row.box for row in item.rows.rows if isinstance(row.box, FormulaBox))
        assert box._picture is not None
        formulas = run.window.panel.transcript.page.flow.measures.formulas
        assert formulas is not None
        assert formulas.picture(Formula("x^2")) is not None
        assert not formulas.is_drawable(Formula("\\nonsense{1}"))
        process = run.app.formula_drawer._drawer.process_id
        assert process is not None
        seen.append(process)

    with FakeServer(answer(REPLY)) as server:
        profiles.write_settings(tmp_path, server.base_url)
        run_app(qapp, tmp_path, ask)
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)


def test_conversation_without_formulas_starts_no_process(qapp: QApplication, tmp_path: Path) -> None:
    async def ask(run: RunningApp) -> None:
        await run.say("It costs $5.")
        assert "_drawer" not in run.app.formula_drawer.__dict__

    with FakeServer(answer("From $5 to $10.")) as server:
        profiles.write_settings(tmp_path, server.base_url)
        run_app(qapp, tmp_path, ask)
