"""Pages that fill from top to bottom: what does not fit goes on on the next one, cut between lines."""

import errno
from bisect import bisect_right
from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

DOTS_PER_INCH = 96
"""The unit of all lengths here: that of text documents, which do not scale themselves."""

_MARGIN, _FOOT = 64.0, 72.0
_FOOTER_GAP = 36.0
_SMALL = 12
_INK, _FAINT = QColor("#1c1e21"), QColor("#6b7077")
_LEAST = 24.0
"""What of a document must fit on a page, else all of it goes to the next one: a line."""
_FINENESS = 10
"""Dots of the file for one of ours, since the file's are whole numbers."""


class Pages:
    """Writes a PDF file page by page. Blocks; ``finish`` raises OSError if the file could not be written."""

    def __init__(self, path: Path, title: str, font: QFont) -> None:
        """``font`` is what numbers and title are set in on each page."""
        self._title, self._small = title, QFont(font)
        self._small.setPixelSize(_SMALL)  # points would be the file's
        self._file = QFile(str(path))
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError(self._file.errorString())
        self._writer = QPdfWriter(self._file)
        self._writer.setTitle(title)
        self._writer.setCreator("ChatDesk")
        self._writer.setResolution(DOTS_PER_INCH * _FINENESS)
        is_imperial = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        size = QPageSize(QPageSize.PageSizeId.Letter if is_imperial else QPageSize.PageSizeId.A4)
        self._writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
        paper = size.sizePoints()
        self._paper = (paper.width() * DOTS_PER_INCH / 72, paper.height() * DOTS_PER_INCH / 72)
        self.width = self._paper[0] - 2 * _MARGIN
        self._bottom = self._paper[1] - _FOOT
        self._y = _MARGIN
        self.number = 1
        self._painter = QPainter(self._writer)
        self._painter.scale(_FINENESS, _FINENESS)
        self._draw_margins()

    @property
    def height(self) -> float:
        """The height of what one page holds."""
        return self._bottom - _MARGIN

    def skip(self, distance: float) -> None:
        """Leave some room, but none at the top of a page."""
        if self._y > _MARGIN:
            self._y += distance

    def need(self, height: float) -> None:
        """Go to the next page unless so much fits on this one."""
        if self._y + height > self._bottom and self._y > _MARGIN:
            self._turn()

    def put(self, document: QTextDocument, pad: float = 0.0, ground: QColor | None = None) -> None:
        """Write a laid out document, so much narrower than the page that ``pad`` fits beside it, on this ground."""
        height, tops = document.size().height(), _line_tops(document)
        self.need(min(height, _LEAST) + 2 * pad)
        self._put_ground(pad, ground)
        at = 0.0
        while at < height:
            room = self._bottom - self._y
            end = height if height - at <= room else _cut(tops, at, at + room)
            if end <= at and self._y > _MARGIN:
                self._turn()
                continue
            end = end if end > at else at + room  # a line that is higher than a page
            self._draw(document, at, end, pad, ground)
            self._y += end - at
            at = end
            if at < height:
                self._turn()
        self._put_ground(pad, ground)

    def put_image(self, image: QImage, width: float, height: float) -> None:
        """Draw a picture of this size."""
        self.need(height)
        self._painter.drawImage(QRectF(_MARGIN, self._y, width, height), image)
        self._y += height

    def finish(self) -> None:
        """End the file. Raises OSError."""
        if self._painter.isActive():
            self._painter.end()
        self._file.flush()
        error = self._file.error()
        self._file.close()
        if error != QFile.FileError.NoError:
            is_full = error == QFile.FileError.ResourceError
            raise OSError(errno.ENOSPC if is_full else errno.EIO, "the PDF is not whole")

    def _put_ground(self, pad: float, ground: QColor | None) -> None:
        """Draw what is left free above or below a document on a ground."""
        if ground is not None and self._y + pad <= self._bottom:
            self._painter.fillRect(QRectF(_MARGIN, self._y, self.width, pad), ground)
            self._y += pad

    def _draw(self, document: QTextDocument, at: float, end: float, pad: float, ground: QColor | None) -> None:
        """Draw what stands between two heights of a document."""
        painter, part = self._painter, QRectF(-pad, at, self.width, end - at)
        painter.save()
        painter.translate(_MARGIN + pad, self._y - at)
        if ground is not None:
            painter.fillRect(part, ground)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = part
        context.palette.setColor(context.palette.ColorRole.Text, _INK)
        painter.setClipRect(part)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _turn(self) -> None:
        self._writer.newPage()
        self.number += 1
        self._y = _MARGIN
        self._draw_margins()

    def _draw_margins(self) -> None:
        """Write the number of the page below, and from the second page on the title above."""
        painter, metrics = self._painter, QFontMetricsF(self._small)
        painter.setFont(self._small)
        painter.setPen(_FAINT)
        below = QRectF(_MARGIN, self._paper[1] - _FOOTER_GAP - metrics.height(), self.width, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(self.number))
        if self.number > 1:
            above = QRectF(_MARGIN, _FOOTER_GAP - metrics.height() / 2, self.width, metrics.height())
            title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, self.width)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)


def _line_tops(document: QTextDocument) -> list[float]:
    """Return where a document can be cut: the tops of lines that have no other line beside them, as in a table's rows."""
    layout, spans = document.documentLayout(), []
    block = document.begin()
    while block.isValid():
        lines, origin = block.layout(), layout.blockBoundingRect(block).top()
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            spans.append((origin + line.y(), origin + line.y() + line.height()))
        block = block.next()
    spans.sort()
    tops: list[float] = []
    bottom = 0.0
    for top, end in spans:
        if top >= bottom - 0.5:
            tops.append(top)
        bottom = max(bottom, end)
    return tops


def _cut(tops: list[float], at: float, limit: float) -> float:
    """Return the last place to cut up to ``limit``, ``at`` if there is none after it."""
    index = bisect_right(tops, limit) - 1
    return tops[index] if index >= 0 and tops[index] > at else at
