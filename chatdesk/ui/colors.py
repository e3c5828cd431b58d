"""Arithmetic with colors: mixing, contrast, legibility."""

from PySide6.QtGui import QColor


def mixed(under: QColor, over: QColor, share: float) -> QColor:
    """Return ``over`` laid on ``under`` with this opacity (0 to 1), as an opaque color."""
    return QColor(
        round(under.red() + (over.red() - under.red()) * share),
        round(under.green() + (over.green() - under.green()) * share),
        round(under.blue() + (over.blue() - under.blue()) * share),
    )


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of two opaque colors (WCAG 2.2, 1 to 21)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: QColor) -> float:
    """Return the relative luminance of an opaque color (WCAG 2.2, 0 to 1)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def readable(color: QColor, background: QColor, ratio: float = 4.5) -> QColor:
    """Return ``color``, moved toward black or white until it stands out from ``background`` by ``ratio``."""
    target = QColor("black") if luminance(background) > 0.18 else QColor("white")
    for step in range(21):
        candidate = mixed(color, target, step / 20)
        if contrast(candidate, background) >= ratio:
            return candidate
    return target


def ground_for(text: QColor, ground: QColor, tint: QColor, share: float, ratio: float) -> QColor:
    """Return ``ground`` with as much of ``tint``, at most ``share``, as leaves ``text`` on it a contrast of ``ratio``."""
    for step in range(10, 0, -1):
        tinted = mixed(ground, tint, share * step / 10)
        if contrast(text, tinted) >= ratio:
            return tinted
    return ground
