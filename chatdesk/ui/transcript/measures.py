"""Distances and fonts of the chat view at one theme: what look.md says in words, in pixels."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QTextCharFormat

from chatdesk.ui.colors import ground_for, mixed, readable
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.code_colors import code_formats
from chatdesk.ui.transcript.marks import MarkInk
from chatdesk.ui.transcript.shelf import PictureShelf

if TYPE_CHECKING:
    from chatdesk.ui.transcript.formulas import Formulas

LINE_HEIGHT = 1.45
"""Of prose, in em."""
CODE_LINE_HEIGHT = 1.35
FORMULA_X_HEIGHT = 0.473
"""Of STIX Two Math, in em."""
HEADING_SCALES = (1.35, 1.2, 1.1, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Type:
    """A font with its line pitch and where the baseline stands in it, in pixels."""

    font: QFont
    pitch: int
    baseline: float
    em: float
    average: float
    formula_em: float
    """The em of formulas in this text: their small letters are as high as those of the text."""

    @staticmethod
    def of(font: QFont, line_height: float) -> "Type":
        """Measure a font."""
        em = QFontInfo(font).pixelSize()
        metrics = QFontMetricsF(font)
        pitch = max(round(em * line_height), round(metrics.height()))
        return Type(
            font=font,
            pitch=pitch,
            baseline=round((pitch - metrics.height()) / 2 + metrics.ascent()),
            em=em,
            average=max(1.0, metrics.horizontalAdvance("the quick brown fox") / 19),
            formula_em=em * min(1.25, max(1.0, metrics.xHeight() / (FORMULA_X_HEIGHT * em))),
        )


@dataclass(frozen=True, slots=True)
class Ink:
    """What text is painted with on one ground."""

    text: QColor
    muted: QColor
    link: QColor
    selection: QColor
    code: QColor
    ground: QColor
    marks: MarkInk


class Measures:
    """Everything the layout needs to know of a theme."""

    def __init__(self, theme: Theme, bar: int = 0, *, wraps_code: bool = False, shelf: PictureShelf | None = None) -> None:
        px = theme.px
        self.theme = theme
        self.shelf = shelf or PictureShelf()
        """What gives the pictures that are painted."""
        self.formulas: Formulas | None = None
        """What draws formulas; without it, they are shown as they are written."""
        self.wraps_code = wraps_code
        """Whether long lines of code are broken, where the reader has not said otherwise of a block."""
        self.bar = bar
        """The width kept free for the scroll bar, whether it is shown or not."""
        self.column = px(760)
        self.margin = px(16)
        self.radius = px(12)
        self.pad_x, self.pad_y = px(14), px(10)
        self.same_gap, self.other_gap = px(6), px(18)
        self.paragraph_gap, self.tight_gap, self.heading_gap = px(8), px(3), px(16)
        self.image_gap = px(6)
        self.indent, self.quote_indent = px(24), px(14)
        self.body = Type.of(theme.body, LINE_HEIGHT)
        self.small = Type.of(theme.small, LINE_HEIGHT)
        self.header_height = max(px(24), self.small.pitch + px(6))
        self.avatar = px(20)
        self.code_ground = mixed(theme.assistant_bubble, theme.text, 0.10 if theme.is_dark else 0.06)
        self.code_label = readable(theme.muted, self.code_ground, theme.ratio)
        self.code_link = readable(theme.link, self.code_ground, theme.ratio)
        self.assistant_ink = _ink(theme, theme.assistant_bubble, theme.text)
        self.user_ink = _ink(theme, theme.user_bubble, theme.user_text)
        self.status_height = self.small.pitch + px(6)
        self.bar_height = px(8)
        """Of the bar that scrolls a block sideways."""
        self._mono_advances: dict[str, float] = {}

    @cached_property
    def mono(self) -> Type:
        """Of code. Like headings, measured when first needed: a font takes 2 ms to find."""
        return Type.of(self.theme.mono, CODE_LINE_HEIGHT)

    @cached_property
    def mono_cell(self) -> float:
        """The width of one character of code."""
        return max(1.0, QFontMetricsF(self.theme.mono).horizontalAdvance("M" * 64) / 64)

    def mono_advance(self, character: str) -> float:
        """Return the width of one character of code of any script."""
        known = self._mono_advances.get(character)
        if known is None:
            known = self._mono_advances[character] = self._mono_metrics.horizontalAdvance(character)
        return known

    @cached_property
    def _mono_metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.theme.mono)

    @cached_property
    def bar_color(self) -> QColor:
        """Of the handles of the bars that scroll a block sideways."""
        return readable(mixed(self.code_ground, self.theme.text, 0.3), self.code_ground, 3.0)

    @cached_property
    def code_formats(self) -> dict[str, QTextCharFormat]:
        """Of the kinds of code, by their names."""
        return code_formats(self.code_ground, self.theme.ratio, is_dark=self.theme.is_dark)

    @cached_property
    def headings(self) -> tuple[Type, ...]:
        """Of headings, level 1 first."""
        return tuple(Type.of(_heading(self.theme.body, scale), 1.3) for scale in HEADING_SCALES)

    def column_width(self, view_width: int) -> int:
        """Return how wide the text column is in a view of this width."""
        return max(40, min(self.column, view_width - 2 * self.margin))


def _ink(theme: Theme, ground: QColor, text: QColor) -> Ink:
    code, ratio = mixed(ground, text, 0.13), theme.ratio
    text = readable(text, code, ratio)
    return Ink(
        text=text,
        muted=readable(readable(theme.muted, ground, ratio), code, ratio),
        link=readable(readable(theme.link, ground, ratio), code, ratio),
        selection=ground_for(text, ground, theme.accent, 0.5 if theme.is_dark else 0.4, ratio),
        code=code,
        ground=ground,
        marks=MarkInk(theme.hit, theme.hit_text, readable(theme.hit, ground, 3.0), theme.current_hit, theme.current_hit_text),
    )


def _heading(font: QFont, scale: float) -> QFont:
    heading = QFont(font)
    if font.pointSizeF() > 0:
        heading.setPointSizeF(font.pointSizeF() * scale)
    else:
        heading.setPixelSize(max(1, round(font.pixelSize() * scale)))
    heading.setBold(True)
    return heading
