"""Colors, fonts and spacing, derived from the palette and the system's font; every widget takes them from here."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette

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

GRID = 4
"""All distances are multiples of this many pixels at 100 % text size."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a widget paints with. Fonts are at the chosen text size; ``scale`` is that size against 100 %."""

    is_dark: bool
    scale: float
    window: QColor
    base: QColor
    text: QColor
    muted: QColor
    line: QColor
    accent: QColor
    on_accent: QColor
    link: QColor
    selection: QColor
    user_bubble: QColor
    user_text: QColor
    assistant_bubble: QColor
    code_background: QColor
    inline_code_background: QColor
    notice_background: QColor
    danger: QColor
    body: QFont
    small: QFont
    mono: QFont

    def px(self, pixels: float) -> int:
        """Return a distance given for 100 % text size at the chosen one, in device-independent pixels."""
        return round(pixels * self.scale)


def mixed(under: QColor, over: QColor, share: float) -> QColor:
    """Return ``over`` laid on ``under`` with this opacity (0 to 1), as an opaque color."""
    return QColor(
        round(under.red() + (over.red() - under.red()) * share),
        round(under.green() + (over.green() - under.green()) * share),
        round(under.blue() + (over.blue() - under.blue()) * share),
    )


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of two opaque colors (WCAG 2.2, 1 to 21)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def readable(color: QColor, background: QColor, ratio: float = 4.5) -> QColor:
    """Return ``color``, moved toward black or white until it stands out from ``background`` by ``ratio``."""
    target = QColor("black") if _luminance(background) > 0.18 else QColor("white")
    for step in range(21):
        candidate = mixed(color, target, step / 20)
        if contrast(candidate, background) >= ratio:
            return candidate
    return target


def make_theme(palette: QPalette, system_font: QFont, text_percent: int = 100) -> Theme:
    """Return the theme for a palette, the system's UI font and a text size of 80 to 200 %."""
    window = palette.color(QPalette.ColorRole.Window)
    base = palette.color(QPalette.ColorRole.Base)
    text = palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Accent)
    is_dark = _luminance(base) < 0.18
    user_bubble = mixed(base, accent, 0.30 if is_dark else 0.16)
    scale = text_percent / 100
    return Theme(
        is_dark=is_dark,
        scale=scale,
        window=window,
        base=base,
        text=readable(text, base, 7.0),
        muted=readable(mixed(base, text, 0.60), base),
        line=mixed(base, text, 0.16),
        accent=accent,
        on_accent=readable(QColor("white"), accent),
        link=readable(palette.color(QPalette.ColorRole.Link), user_bubble),
        selection=mixed(base, accent, 0.40),
        user_bubble=user_bubble,
        user_text=readable(text, user_bubble, 7.0),
        assistant_bubble=mixed(base, text, 0.045),
        code_background=mixed(base, text, 0.09 if is_dark else 0.065),
        inline_code_background=mixed(base, text, 0.13),
        notice_background=mixed(base, accent, 0.12),
        danger=readable(QColor("#d93025"), base),
        body=sized(system_font, scale),
        small=sized(system_font, scale * 0.87),
        mono=_mono(system_font, scale * 0.95),
    )


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
