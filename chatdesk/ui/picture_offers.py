"""What of a paste or a drop can be attached as pictures."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from chatdesk.core.picture import SUFFIXES, PictureOffer


def holds_pictures(source: QMimeData) -> bool:
    """Return whether there are files or a picture, and not text with a picture of itself, as office programs copy it."""
    return _holds_files(source) or (source.hasImage() and not source.hasFormat("text/plain"))


def picture_offers(source: QMimeData) -> list[PictureOffer]:
    """Return what can be attached: files by their paths, unread; a picture as the bytes of a file where there are any."""
    if _holds_files(source):
        paths = [Path(url.toLocalFile()) for url in source.urls()]
        return [PictureOffer(path.name, path) for path in paths]
    if not holds_pictures(source):
        return []
    for media_type in SUFFIXES:
        data = bytes(source.data(media_type).data()) if source.hasFormat(media_type) else b""
        if data:
            return [PictureOffer("", data)]
    image = QImage(source.imageData())
    return [] if image.isNull() else [PictureOffer("", image)]


def _holds_files(source: QMimeData) -> bool:
    return source.hasUrls() and all(url.isLocalFile() for url in source.urls())
