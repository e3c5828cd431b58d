"""Offers the report of a crash or a fault of the last run, and shows it."""

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication

from chatdesk.control.reports import ReportController
from chatdesk.core.report import Report
from chatdesk.ui.links import open_file
from chatdesk.ui.notice import Notice, NoticeBar, NoticeKind, Topic
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.theme import Theme

translate = QCoreApplication.translate


class Reports(QObject):
    """Says once that there is a report; what is done with it is the person's choice."""

    def __init__(self, controller: ReportController, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._controller = controller
        self._bar = bar
        self._report: Report | None = None
        controller.found.connect(self._on_found)

    def show_report(self, theme: Theme) -> None:
        """Open the report that was offered."""
        report = self._report
        if report is None:
            return
        # Built when it is wanted, which it hardly ever is.
        from chatdesk.ui.text_dialog import TextDialog

        self._bar.withdraw(Topic.REPORT)
        dialog = TextDialog(
            translate("Report", "Report of a problem"),
            translate(
                "Report",
                "This is all that the report holds. It is kept on this computer, and ChatDesk sends it to nobody; "
                "copy it if you want to tell the developers.",
            ),
            report.text,
            theme,
            self._bar.window(),
        )
        dialog.setObjectName("reportDialog")
        dialog.add_button(translate("Report", "C&opy")).clicked.connect(
            lambda: QGuiApplication.clipboard().setText(report.text)
        )
        dialog.add_button(translate("Report", "Open &folder")).clicked.connect(lambda: open_file(report.path.parent))
        delete = dialog.add_button(translate("Report", "&Delete"))
        delete.clicked.connect(lambda: self._controller.delete(report))
        delete.clicked.connect(dialog.close)
        dialog.open()

    def _on_found(self, report: Report) -> None:
        self._report = report
        if report.is_crash:
            sentence = self.tr("ChatDesk ended unexpectedly the last time. Your chats are kept, and nothing was sent.")
        else:
            sentence = self.tr("Something in ChatDesk failed the last time. A report is on this computer; nothing was sent.")
        self._bar.tell(Notice(Topic.REPORT, NoticeKind.INFO, sentence, (Remedy.SHOW_REPORT,)))
