"""The small button that copies a table, shown beside its header while the reader is there."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from chatdesk.ui.transcript.block_wording import block_action_label
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.wording import label


class CopyChip:
    """Words on a ground of their own, since what they stand on may be text."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._metrics = QFontMetricsF(measures.small.font)
        widest = max(map(self._metrics.horizontalAdvance, (block_action_label("copy-table"), label("Copied"))))
        self.size = QSizeF(int(widest) + measures.theme.px(16), measures.body.pitch)

    def paint(self, painter: QPainter, place: QRectF, *, was_copied: bool) -> None:
        """Draw it in a rectangle of its size."""
        measures, words = self._measures, label("Copied") if was_copied else block_action_label("copy-table")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(measures.theme.field_line)
        painter.setBrush(measures.theme.base)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), measures.theme.px(6), measures.theme.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(measures.theme.link)
        painter.setFont(measures.small.font)
        left = place.center().x() - self._metrics.horizontalAdvance(words) / 2
        y = place.y() + (place.height() - measures.small.pitch) / 2 + measures.small.baseline
        painter.drawText(QPointF(left, y), words)
