"""Plugs the app into what surrounds it: notifications of the desktop, logs and reports. None of it is in the first paint."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chatdesk.control.reports import ReportController
from chatdesk.storage.reports import ReportFolder
from chatdesk.ui.answer_notifications import AnswerNotifications, Notifier

if TYPE_CHECKING:
    from chatdesk.app import App
    from chatdesk.core.ports import DesktopNotifier


def make_reports(app: "App", logs: Path) -> ReportController:
    """Let the Help menu show logs, versions and reports; return what looks for reports."""
    reports = ReportController(store=ReportFolder(logs), tasks=app.tasks, parent=app)
    app.window.wiring.help.take(reports, logs, _parts)
    return reports


def notify_of_answers(app: "App", desktop: "DesktopNotifier") -> None:
    """Have the desktop tell of answers that end while another window is in front."""
    notifier: Notifier
    if sys.platform in ("win32", "darwin"):
        from chatdesk.ui.tray import TrayNotifications

        notifier = TrayNotifications(app.window.windowIcon(), parent=app)
    else:
        from chatdesk.control.notifying import Notifying

        notifier = Notifying(notifier=desktop, tasks=app.tasks, parent=app)
    AnswerNotifications(app.window, notifier, turns=app.turns, library=app.library, settings=app.settings)


def _parts() -> tuple[tuple[str, str], ...]:
    """Return the libraries that the About box names, with their versions."""
    # With the About box: 25 ms that a start does not need.
    from chatdesk.providers.versions import runtime_version, sdk_version
    from chatdesk.storage.versions import sqlite_version

    return (("SQLite", sqlite_version()), ("openai", sdk_version()), ("llama.cpp (xllamacpp)", runtime_version()))
