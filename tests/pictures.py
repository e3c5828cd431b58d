"""Pictures for tests, good ones and hostile ones, made here."""

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QLinearGradient, QPainter

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'


def image(width: int = 80, height: int = 60, color: str = "teal") -> QImage:
    """Return a picture with a gradient in it."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    gradient = QLinearGradient(0, 0, width, height)
    gradient.setColorAt(0, QColor(color))
    gradient.setColorAt(1, QColor("white"))
    painter = QPainter(made)
    painter.fillRect(made.rect(), gradient)
    painter.end()
    return made


def encoded(picture: QImage, kind: str = "PNG", quality: int = -1) -> bytes:
    """Return a picture as a file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    assert writer.write(picture)
    return bytes(buffer.data().data())


def png(width: int = 80, height: int = 60, color: str = "teal") -> bytes:
    """Return a PNG file."""
    return encoded(image(width, height, color))


def claims(width: int, height: int) -> bytes:
    """Return a small PNG file that says it is this large, and has a thousand bytes of it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def bomb(side: int) -> bytes:
    """Return a PNG file of so many pixels squared, all black, a thousandth of their size."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packer, rows = zlib.compressobj(9), bytes(side + 1) * 64
    data = b"".join(packer.compress(rows) for _ in range(side // 64)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def with_exif(jpeg: bytes, orientation: int) -> bytes:
    """Return a JPEG file with an orientation and a place in its EXIF."""
    place = b"GPS 48.8584 N 2.2945 E\0"
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack("<HHII", 0x010E, 2, len(place), 38)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + place
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
