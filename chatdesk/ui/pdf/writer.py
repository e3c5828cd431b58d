"""A conversation as PDF: text that can be selected, on paper of the country, with numbered pages and embedded fonts.

What is set is the HTML that other exports have, all of it escaped; a document that is asked for a resource has none.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QTextDocument, QTextOption

from chatdesk.core.errors import PictureRefused
from chatdesk.core.export import ExportHead, ExportTurn
from chatdesk.core.message import ImagePart, Role
from chatdesk.markup.blocks import Block, CodeBlock
from chatdesk.markup.code_palette import LIGHT
from chatdesk.markup.html import escaped, to_html
from chatdesk.markup.html_page import painted
from chatdesk.markup.parse import parse
from chatdesk.ui.pdf import text_maps
from chatdesk.ui.pdf.pages import Pages
from chatdesk.ui.pdf.portions import is_free, portions
from chatdesk.ui.picture_codec import QtPictureCodec
from chatdesk.ui.theme import CJK_FAMILIES, EMOJI_FAMILIES, MONO_FAMILIES

_POINTS, _SMALL_POINTS, _CODE_POINTS = 10.5, 9.0, 9.0
_GAP, _TURN_GAP = 6.0, 16.0
_PAD = 8.0
_USER_GROUND, _CODE_GROUND = QColor("#e9f0fb"), QColor("#f3f4f6")
_TALLEST_IMAGE = 0.5
"""Of a page's height."""
_LEAST_OF_TURN = 60.0
"""What must fit below the name of who speaks, else both go to the next page."""

_MONO = ", ".join(f"'{family}'" for family in (*MONO_FAMILIES, *CJK_FAMILIES))
_STYLE = f"""
.h1 {{ font-size: 15pt; }} .h2 {{ font-size: 13pt; }} .h3 {{ font-size: 11.5pt; }}
.h1, .h2, .h3, .h4, .h5, .h6 {{ font-weight: bold; }}
.title {{ font-size: 19pt; font-weight: bold; }}
p, ul, ol {{ margin-top: 4px; margin-bottom: 4px; }}
a {{ color: #1a5fb4; }}
pre, code {{ font-family: {_MONO}; font-size: {_CODE_POINTS}pt; }}
pre {{ white-space: pre-wrap; margin: 0px; }}
table {{ border-collapse: collapse; border: 1px solid #c9ccd1; margin-top: 4px; margin-bottom: 4px; }}
th, td {{ padding: 3px 7px; border: 1px solid #c9ccd1; }}
blockquote {{ color: #4b5057; margin-left: 18px; }}
.small {{ color: #62676e; font-size: {_SMALL_POINTS}pt; }}
""" + " ".join(f".k-{kind} {{ color: {color}; }}" for kind, color in LIGHT.items())


class PdfWriter:
    """Implements the writer of ``exchange.writing``; makes Qt's application object, and so works in a process of its own."""

    def __init__(self, head: ExportHead, path: Path) -> None:
        if sys.platform == "darwin":
            QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_PluginApplication)  # no icon in the Dock
        self._application = QCoreApplication.instance() or QGuiApplication(sys.argv[:1])
        self._path = path
        self._has_code_above = False
        self._pages = Pages(path, head.title, _font(_SMALL_POINTS))
        self._put(f"<p class='title'>{escaped(head.title)}</p><p class='small'>{escaped(head.byline)}</p>")

    def add(self, turns: Sequence[ExportTurn], pictures: Mapping[str, bytes]) -> None:
        """Set the next messages."""
        for turn in turns:
            self._turn(turn, pictures)

    def finish(self) -> None:
        """End the file. Raises OSError."""
        self._pages.finish()
        text_maps.correct(self._path)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _turn(self, turn: ExportTurn, pictures: Mapping[str, bytes]) -> None:
        is_user = turn.message.role is Role.USER
        self._pages.skip(_TURN_GAP)
        self._pages.need(_LEAST_OF_TURN)
        thought = f"<br>{escaped(turn.thought)}" if turn.thought else ""
        self._put(f"<p class='small'><b>{escaped(turn.speaker)}</b> &nbsp; {escaped(turn.time)}{thought}</p>")
        self._pages.skip(_GAP / 2)
        for image, name in zip(turn.message.images, turn.pictures, strict=True):
            self._image(image, name, pictures.get(image.sha256, b""))
        for blocks in portions(parse(turn.message.text)):
            self._blocks(blocks, is_user=is_user)
        if turn.ending:
            self._put(f"<p class='small'><i>{escaped(turn.ending)}</i></p>")

    def _blocks(self, blocks: tuple[Block, ...], *, is_user: bool) -> None:
        first = blocks[0]
        is_code = isinstance(first, CodeBlock) and is_free(first)
        goes_on = is_code and first.place.tight
        if (is_code or self._has_code_above) and not goes_on:
            self._pages.skip(_GAP)
        self._has_code_above = is_code
        ground = _CODE_GROUND if is_code else _USER_GROUND if is_user else None
        self._put(_headed(to_html(blocks, painted=painted)), ground)

    def _put(self, html: str, ground: QColor | None = None) -> None:
        pad = _PAD if ground is not None else 0.0
        document = _Document()
        document.setTextWidth(self._pages.width - 2 * pad)
        document.setHtml(html)
        self._pages.put(document, pad, ground)

    def _image(self, image: ImagePart, name: str, data: bytes) -> None:
        try:
            picture = QtPictureCodec().decode(data, image.width, image.height)
        except PictureRefused:
            self._put(f"<p><i>{escaped(name)}</i></p>")
            return
        assert isinstance(picture, QImage)
        share = min(1.0, self._pages.width / picture.width(), _TALLEST_IMAGE * self._pages.height / picture.height())
        self._pages.skip(_GAP)
        self._pages.put_image(picture, picture.width() * share, picture.height() * share)
        self._pages.skip(_GAP)


class _Document(QTextDocument):
    """Knows no resource, and breaks lines wherever it must."""

    def __init__(self) -> None:
        super().__init__()
        self.setDocumentMargin(0)
        self.setUseDesignMetrics(True)
        self.setDefaultFont(_font(_POINTS))
        self.setDefaultStyleSheet(_STYLE)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)

    def loadResource(self, _kind: int, _name: Any) -> Any:
        """Load nothing."""
        return None


def _headed(html: str) -> str:
    """Return HTML with paragraphs for headings: Qt sizes those by itself, whatever the style sheet says."""
    for level in range(1, 7):
        html = html.replace(f"<h{level}>", f"<p class='h{level}'>").replace(f"</h{level}>", "</p>")
    return html


def _font(points: float) -> QFont:
    font = QFont(["Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", *CJK_FAMILIES, *EMOJI_FAMILIES])
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("liga"), 0)  # a file says of a ligature that it is one letter, which nobody finds
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
