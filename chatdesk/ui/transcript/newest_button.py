"""The round button over the conversation that leads back to its newest message."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton

from chatdesk.ui.transcript.canvas import Canvas
from chatdesk.ui.transcript.flow import Flow
from chatdesk.ui.transcript.wording import label

SIZE = 36


class NewestButton(QToolButton):
    """Shown while the reader is not following; End does the same by keyboard."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("newestButton")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setVisible(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language of the moment."""
        self.setAccessibleName(label("Newest"))
        self.setToolTip(label("Newest"))

    def place(self, flow: Flow) -> None:
        """Move to the lower right corner: beside the text column where there is room, else over its edge."""
        size, gap = flow.measures.theme.px(SIZE), flow.measures.theme.px(12)
        self.setFixedSize(QSize(size, size))
        area = self._canvas.viewport().geometry()
        beside = flow.left + flow.column + gap
        x = min(beside, flow.view_width - size - gap // 2)
        self.move(area.left() + x, area.bottom() - size - gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a disc with an arrow down."""
        theme = self._canvas.page.flow.measures.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.window if self.underMouse() else theme.base)
        disc = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawEllipse(disc)
        pen = QPen(theme.text, 2 * theme.scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        center, arm = disc.center(), theme.px(6)
        wings = [QPointF(center.x() - arm, center.y() - arm / 2), QPointF(center.x(), center.y() + arm / 2)]
        painter.drawPolyline([*wings, QPointF(center.x() + arm, center.y() - arm / 2)])
        painter.end()
