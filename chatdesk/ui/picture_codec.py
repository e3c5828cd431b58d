"""Decodes pictures of strangers within limits, and encodes them anew; in worker threads, so only with QImage.

Only the five kinds of ``core.picture`` are decoded, each by the decoder for its own signature: a file never chooses its
decoder by its name, and SVG, which could name other files, has none.
"""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader, QImageWriter, QPainter

from chatdesk.core.errors import PictureFlaw, PictureRefused
from chatdesk.core.picture import (
    MAX_FILE_BYTES,
    MAX_MEGAPIXELS,
    MAX_PNG_BYTES,
    MAX_SIDE,
    SUFFIXES,
    PreparedPicture,
    media_type_of,
)

_ALLOCATION_MB = 4 * MAX_MEGAPIXELS
_JPEG_QUALITY = 88
_PHOTOS = frozenset({"image/jpeg", "image/webp"})
_QUARTER_TURN = QImageIOHandler.Transformation.TransformationRotate90.value
_LONGEST_SIDE = 30_000
"""Pixels; a picture of 30,000 by 2,000 passes, one of a million by 10 does not."""


class QtPictureCodec:
    """Implements ``core.ports.PictureCodec`` with QImageReader; keeps nothing, so any thread may call it."""

    def prepare(self, source: object) -> PreparedPicture:
        """Return a picture as it will be sent: at most ``MAX_SIDE`` long, upright, with nothing but its pixels in it.

        Photographs stay JPEG; drawings and screenshots stay PNG, unless that takes more than ``MAX_PNG_BYTES``.
        """
        data = _read(source) if isinstance(source, Path) else source
        if isinstance(data, QImage):
            image, is_photo = data, False
        else:
            assert isinstance(data, bytes)
            image, is_photo = self._decoded(data, QSize(MAX_SIDE, MAX_SIDE)), media_type_of(data) in _PHOTOS
        bare = _bare(_fitted(image, QSize(MAX_SIDE, MAX_SIDE)))
        if bare.hasAlphaChannel() and _is_opaque(bare):  # as screenshots often are
            bare = bare.convertToFormat(QImage.Format.Format_RGB32)
        if not is_photo or bare.hasAlphaChannel():
            png = _encoded(bare, b"PNG", -1)
            if bare.hasAlphaChannel() or len(png) <= MAX_PNG_BYTES:
                return PreparedPicture(png, "image/png", bare.width(), bare.height())
        return PreparedPicture(_encoded(bare, b"JPEG", _JPEG_QUALITY), "image/jpeg", bare.width(), bare.height())

    def decode(self, data: bytes, width: int, height: int) -> object:
        """Return a file's picture as QImage, scaled down, if need be, to so many pixels."""
        wanted = QSize(max(1, width), max(1, height))
        return _bare(_fitted(self._decoded(data, wanted), wanted))

    def size(self, data: bytes) -> tuple[int, int]:
        """Return the width and the height of a file's picture as it is shown, from its head alone."""
        size = _File(data).upright_size()
        return size.width(), size.height()

    def _decoded(self, data: bytes, wanted: QSize) -> QImage:
        """Decode the first frame, by JPEG's own scaling to little more than the wanted size where that saves memory."""
        file = _File(data)
        size, reader = file.upright_size(), file.reader
        if media_type_of(data) == "image/jpeg" and (size.width() > wanted.width() or size.height() > wanted.height()):
            scaled = reader.size().scaled(wanted * 2, Qt.AspectRatioMode.KeepAspectRatio)
            if scaled.width() < reader.size().width():
                reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
        image = reader.read()
        if image.isNull():
            raise PictureRefused(PictureFlaw.DAMAGED)
        return image


class _File:
    """A file in memory and a reader bound to the decoder that its first bytes name; so far it has read the head only."""

    def __init__(self, data: bytes) -> None:
        media_type = media_type_of(data)
        if not media_type:
            raise PictureRefused(PictureFlaw.NOT_A_PICTURE)
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        QImageReader.setAllocationLimit(_ALLOCATION_MB)
        self.reader = QImageReader(self._buffer, QByteArray(SUFFIXES[media_type].removeprefix(".").encode()))
        self.reader.setAutoDetectImageFormat(False)
        self.reader.setAutoTransform(True)

    def upright_size(self) -> QSize:
        """Return the size of the picture as it is shown; raises PictureRefused for one that is not to be decoded."""
        size = self.reader.size()
        if not size.isValid() or size.isEmpty():
            raise PictureRefused(PictureFlaw.DAMAGED)
        if size.width() * size.height() > MAX_MEGAPIXELS * 1_000_000 or max(size.width(), size.height()) > _LONGEST_SIDE:
            raise PictureRefused(PictureFlaw.TOO_LARGE)
        return size.transposed() if self.reader.transformation().value & _QUARTER_TURN else size


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise PictureRefused(PictureFlaw.UNREADABLE)
        with path.open("rb") as stream:
            head = stream.read(16)
            if not media_type_of(head):
                raise PictureRefused(PictureFlaw.NOT_A_PICTURE)
            data = head + stream.read(MAX_FILE_BYTES)
    except OSError:
        raise PictureRefused(PictureFlaw.UNREADABLE) from None
    if len(data) > MAX_FILE_BYTES:
        raise PictureRefused(PictureFlaw.TOO_LARGE)
    return data


def _fitted(image: QImage, wanted: QSize) -> QImage:
    if image.width() <= wanted.width() and image.height() <= wanted.height():
        return image
    return image.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _bare(image: QImage) -> QImage:
    """Return the pixels alone, as sRGB: without texts, profile, time, place and camera, which files carry along."""
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    shape = QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    bare = QImage(image.size(), shape)
    if bare.isNull():
        raise PictureRefused(PictureFlaw.DAMAGED)
    bare.fill(Qt.GlobalColor.transparent if image.hasAlphaChannel() else Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(bare.rect(), image)
    painter.end()
    return bare


def _is_opaque(image: QImage) -> bool:
    """Return whether nothing shines through a picture, although it could."""
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    values, step, full = bytes(alpha.constBits()), alpha.bytesPerLine(), b"\xff" * alpha.width()
    return all(values.startswith(full, start) for start in range(0, len(values), step))


def _encoded(image: QImage, file_format: bytes, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(file_format))
    writer.setQuality(quality)
    if not writer.write(image):
        raise PictureRefused(PictureFlaw.DAMAGED)
    return bytes(buffer.data().data())
