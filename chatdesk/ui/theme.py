"""Colors, fonts and spacing, derived from the palette and the system's font; every widget takes them from here."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette

from chatdesk.ui.colors import contrast as contrast
from chatdesk.ui.colors import luminance
from chatdesk.ui.colors import mixed as mixed
from chatdesk.ui.colors import readable as readable

CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
EMOJI_FAMILIES = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji")
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "Liberation Mono")
"""Named explicitly: a font found by name costs half of one found by fallback, and shows the right regional glyphs."""

_RED = QColor("#d93025")

GRID = 4
"""All distances are multiples of this many pixels at 100 % text size."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a widget paints with. Fonts are at the chosen text size; ``scale`` is that size against 100 %.

    ``ratio`` is the least contrast of a text with its ground.
    """

    is_dark: bool
    is_high_contrast: bool
    ratio: float
    scale: float
    window: QColor
    base: QColor
    text: QColor
    muted: QColor
    line: QColor
    field_line: QColor
    accent: QColor
    on_accent: QColor
    link: QColor
    window_link: QColor
    user_bubble: QColor
    user_text: QColor
    assistant_bubble: QColor
    code_background: QColor
    notice_background: QColor
    error_background: QColor
    danger: QColor
    hit: QColor
    hit_text: QColor
    current_hit: QColor
    current_hit_text: QColor
    body: QFont
    small: QFont
    mono: QFont

    def px(self, pixels: float) -> int:
        """Return a distance given for 100 % text size at the chosen one, in device-independent pixels."""
        return round(pixels * self.scale)


def make_theme(palette: QPalette, system_font: QFont, text_percent: int = 100, *, is_high_contrast: bool = False) -> Theme:
    """Return the theme for a palette, the system's UI font and a text size of 80 to 200 %.

    In high contrast, grounds are not tinted, so that what they set apart needs an outline (``line``, which is as strong as
    text), and texts stand out by 7:1 in place of 4.5:1 (WCAG 2.2, success criteria 1.4.6 and 1.4.3).
    """
    window = palette.color(QPalette.ColorRole.Window)
    base = palette.color(QPalette.ColorRole.Base)
    text = palette.color(QPalette.ColorRole.Text)
    tint = palette.color(QPalette.ColorRole.Accent)
    is_dark = luminance(base) < 0.18
    ratio = 7.0 if is_high_contrast else 4.5
    accent = readable(tint, base, ratio if is_high_contrast else 3.0)
    grounds = _grounds(base, text, tint, 0.0 if is_high_contrast else 1.0, is_dark=is_dark)
    user_bubble, hit, current_hit = grounds["user_bubble"], grounds["hit"], grounds["current_hit"]
    link = palette.color(QPalette.ColorRole.Link)
    scale = text_percent / 100
    return Theme(
        is_dark=is_dark,
        is_high_contrast=is_high_contrast,
        ratio=ratio,
        scale=scale,
        window=window,
        base=base,
        text=readable(text, base, 7.0),
        muted=_readable_on_all(ratio, mixed(base, text, 0.60), base, window, grounds["assistant_bubble"]),
        line=readable(text, base, 7.0) if is_high_contrast else mixed(base, text, 0.16),
        field_line=readable(mixed(base, text, 0.3), base, ratio if is_high_contrast else 3.0),
        accent=accent,
        on_accent=readable(QColor("white"), accent, ratio),
        link=_readable_on_all(ratio, link, user_bubble, base),
        window_link=_readable_on_all(ratio, link, window, base),
        user_text=readable(text, user_bubble, 7.0),
        danger=_readable_on_all(ratio, _RED, base, window, grounds["notice_background"], grounds["error_background"]),
        hit_text=readable(text, hit, ratio),
        current_hit_text=readable(QColor("black"), current_hit, 7.0),
        body=sized(system_font, scale),
        small=sized(system_font, scale * 0.87),
        mono=_mono(system_font, scale * 0.95),
        **grounds,
    )


def _grounds(base: QColor, text: QColor, tint: QColor, share: float, *, is_dark: bool) -> dict[str, QColor]:
    """Return what texts stand on beside window and base, by its name in ``Theme``; ``share`` is how much it is tinted."""
    return {
        "user_bubble": mixed(base, tint, share * (0.30 if is_dark else 0.16)),
        "assistant_bubble": mixed(base, text, share * 0.045),
        "code_background": mixed(base, text, share * (0.09 if is_dark else 0.065)),
        "notice_background": mixed(base, tint, share * 0.12),
        "error_background": mixed(base, _RED, share * (0.14 if is_dark else 0.07)),
        "hit": QColor("#5c4a12" if is_dark else "#ffe694"),
        "current_hit": QColor("#ffa726"),
    }


def _readable_on_all(ratio: float, color: QColor, *backgrounds: QColor) -> QColor:
    """Return ``color``, moved until it stands out from each of these backgrounds, all light or all dark ones."""
    for background in backgrounds:
        color = readable(color, background, ratio)
    return color


def sized(font: QFont, scale: float) -> QFont:
    """Return a copy of a UI font at this scale, with the CJK and emoji families named."""
    copy = QFont(font)
    copy.setFamilies([font.family(), *CJK_FAMILIES, *EMOJI_FAMILIES])
    if font.pointSizeF() > 0:
        copy.setPointSizeF(font.pointSizeF() * scale)
    else:
        copy.setPixelSize(max(1, round(font.pixelSize() * scale)))
    return copy


def _mono(system_font: QFont, scale: float) -> QFont:
    font = sized(system_font, scale)
    font.setFamilies([*MONO_FAMILIES, *CJK_FAMILIES, *EMOJI_FAMILIES])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font
