"""One picture that can be zoomed and moved with mouse and keyboard."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from chatdesk.ui.theme import Theme

STEP = 1.25
"""How much larger one step of zooming in makes the picture."""

LARGEST = 16.0
"""Screen pixels for one of the picture's."""


class PictureCanvas(QGraphicsView):
    """Fits the picture into the view until the person zooms; a picture smaller than the view is not blown up."""

    scale_changed = Signal(float)
    """Screen pixels for one of the picture's."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_fitted = True
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.set_theme(theme)

    @property
    def scale_factor(self) -> float:
        """Screen pixels for one of the picture's."""
        return self.transform().m11() * self.devicePixelRatioF()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors."""
        self.setBackgroundBrush(theme.code_background)

    def show_image(self, image: QImage) -> None:
        """Show a picture, all of it; a null image shows nothing."""
        self._item.setPixmap(QPixmap.fromImage(image))
        self.setSceneRect(self._item.boundingRect())
        self.fit()

    def zoom_in(self) -> None:
        """Make the picture larger, about the middle of the view."""
        self._zoom(STEP, self.viewport().rect().center())

    def zoom_out(self) -> None:
        """Make the picture smaller, about the middle of the view."""
        self._zoom(1 / STEP, self.viewport().rect().center())

    def fit(self) -> None:
        """Show all of the picture, now and at other sizes of the view."""
        self._is_fitted = True
        self._set_scale(self._fitting())

    def show_actual(self) -> None:
        """Show one screen pixel for each of the picture's."""
        self._is_fitted = False
        self._set_scale(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        if delta := event.angleDelta().y():
            self._zoom(STEP ** (delta / 120), event.position().toPoint())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep showing all of it, if that was so."""
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def _zoom(self, factor: float, at: QPoint) -> None:
        """Zoom so that what is at a point of the view stays there, as far as the picture's edges let it."""
        shown = self.mapToScene(at)
        smallest = min(self._fitting(), 1.0)
        wanted = min(max(self.scale_factor * factor, smallest), LARGEST)
        self._is_fitted = wanted == smallest
        self._set_scale(wanted)
        middle = self.viewport().rect().center()
        self.centerOn(shown + self.mapToScene(middle) - self.mapToScene(at))

    def _fitting(self) -> float:
        size, room, ratio = self._item.pixmap().size(), self.viewport().size(), self.devicePixelRatioF()
        if size.isEmpty():
            return 1.0
        return min(1.0, room.width() * ratio / size.width(), room.height() * ratio / size.height())

    def _set_scale(self, scale: float) -> None:
        points = scale / self.devicePixelRatioF()
        self.setTransform(QTransform.fromScale(points, points))
        self.scale_changed.emit(scale)
