"""The line above code: its language on the left, what can be done with it on the right."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from chatdesk.ui.transcript.block_wording import block_action_label
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.wording import label


class CodeHeader:
    """Draws the words and knows where they are; ``card`` is the rectangle of the whole block."""

    def __init__(self, measures: Measures, language: str) -> None:
        self._measures, self._language = measures, language
        self._pad, self._gap = measures.theme.px(10), measures.theme.px(14)
        self._metrics = QFontMetricsF(measures.small.font)
        self._height = measures.small.pitch + measures.theme.px(8)

    def places(self, card: QRectF, actions: Sequence[str]) -> list[tuple[str, QRectF]]:
        """Return where each action is, from the right; those that don't fit beside the language are left out."""
        right, least = card.right() - self._pad, card.x() + self._pad + min(self._language_width(), card.width() / 3)
        found: list[tuple[str, QRectF]] = []
        for action in actions:
            width = self._width(action)
            if found and right - width < least + self._gap:
                break
            found.append((action, QRectF(right - width - self._gap / 2, card.y(), width + self._gap, self._height)))
            right -= width + self._gap
        return found

    def _language_width(self) -> float:
        return self._metrics.horizontalAdvance(self._language)

    def _width(self, action: str) -> float:
        width = self._metrics.horizontalAdvance(block_action_label(action))
        return max(width, self._metrics.horizontalAdvance(label("Copied"))) if action == "copy-code" else width

    def paint(self, painter: QPainter, card: QRectF, actions: Sequence[str], *, was_copied: bool) -> None:
        """Draw the language and the actions."""
        small = self._measures.small
        painter.setFont(small.font)
        painter.setPen(self._measures.code_label)
        y = card.y() + (self._height - small.pitch) / 2 + small.baseline
        left = card.right()
        for action, rect in self.places(card, actions):
            words = label("Copied") if was_copied and action == "copy-code" else block_action_label(action)
            left = rect.left()
            painter.drawText(QPointF(rect.right() - self._gap / 2 - self._metrics.horizontalAdvance(words), y), words)
        room = max(0.0, left - card.x() - self._pad)
        language = self._metrics.elidedText(self._language, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(card.x() + self._pad, y), language)
