"""The pictures that the view paints: decoded as large as they are shown, and no more of them than fit its memory."""

import time
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from chatdesk.control.facts import LinkedPicture, LinkedState

MOST_BYTES = 64 << 20
"""Of pixels kept; a screen full of photographs takes 10 to 30 MB."""

IN_VIEW_SECONDS = 2.0
"""What was painted this recently stays, whatever it takes: else two large pictures in view would drive each other out."""


class PictureShelf(QObject):
    """Keeps pictures by their keys: the SHA-256 of an attachment, the address of a picture on the web."""

    wanted = Signal(str, int, int)
    """A picture (its key) is painted in so many pixels, and is not here; answered by ``put`` or ``lose``."""

    changed = Signal()
    """A picture came, or cannot come."""

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._painted_at: dict[str, float] = {}
        self._pixmaps: OrderedDict[str, QPixmap] = OrderedDict()
        self._sizes: dict[str, QSize] = {}
        self._asked: dict[str, QSize] = {}
        self._lost: set[str] = set()
        self._linked: dict[str, LinkedPicture] = {}
        self._bytes = 0

    def get(self, key: str, size: QSize) -> QPixmap | None:
        """Return a picture to be painted in ``size`` pixels, a coarser one for the moment, or None; what lacks is asked for."""
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
            self._painted_at[key] = self._clock()
        if key not in self._lost and (pixmap is None or not _covers(self._sizes[key], size)):
            asked = self._asked.get(key)
            if asked is None or not _covers(asked, size):
                self._asked[key] = size
                self.wanted.emit(key, size.width(), size.height())
        return pixmap

    def is_lost(self, key: str) -> bool:
        """Return whether a picture can't be shown."""
        return key in self._lost

    def put(self, key: str, width: int, height: int, picture: object) -> None:
        """Take a picture that was decoded to fit so many pixels."""
        if not isinstance(picture, QImage):
            return
        self._forget(key)
        pixmap = QPixmap.fromImage(picture)
        self._pixmaps[key], self._sizes[key] = pixmap, QSize(width, height)
        self._painted_at[key] = self._clock()
        self._asked.pop(key, None)
        self._bytes += _weight(pixmap)
        self._forget_oldest()
        self.changed.emit()

    def _forget_oldest(self) -> None:
        while self._bytes > MOST_BYTES:
            oldest = next(iter(self._pixmaps))
            if self._clock() - self._painted_at[oldest] < IN_VIEW_SECONDS:
                return
            self._forget(oldest)

    def lose(self, key: str) -> None:
        """Note that a picture can't be shown."""
        self._lost.add(key)
        self._asked.pop(key, None)
        self.changed.emit()

    def linked(self, address: str) -> LinkedPicture:
        """Return how a picture is that a message links to."""
        return self._linked.get(address) or LinkedPicture(address)

    def note_linked(self, picture: LinkedPicture) -> None:
        """Take a newer state of a linked picture; who lays it out must do so anew."""
        self._linked[picture.address] = picture
        self._lost.discard(picture.address)
        if picture.state is not LinkedState.LOADED:
            self._forget(picture.address)

    def _forget(self, key: str) -> None:
        pixmap = self._pixmaps.pop(key, None)
        if pixmap is not None:
            del self._sizes[key], self._painted_at[key]
            self._bytes -= _weight(pixmap)


def _covers(had: QSize, wanted: QSize) -> bool:
    return had.width() >= wanted.width() and had.height() >= wanted.height()


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
