"""The palettes of the light and the dark scheme, for platforms whose style brings none of its own."""

from PySide6.QtGui import QColor, QPalette

from chatdesk.ui.colors import luminance, mixed, readable

OWN_ACCENT = QColor("#2f6fde")
"""The accent where the system knows none."""

_LIGHT = ("#f2f3f5", "#ffffff", "#1c1e21")
_DARK = ("#222428", "#191a1d", "#e6e7ea")
_STARK_LIGHT = ("#ffffff", "#ffffff", "#000000")
_STARK_DARK = ("#000000", "#000000", "#ffffff")
"""Window, base and text."""


def form_palette(palette: QPalette) -> QPalette:
    """Return a palette for forms: in a dark scheme fields are lighter than their ground, since Fusion's frames hardly show."""
    window, text = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Text)
    form = QPalette(palette)
    if luminance(window) < 0.18:
        field = mixed(window, text, 0.09)
        form.setColor(QPalette.ColorRole.Base, field)
        form.setColor(QPalette.ColorRole.PlaceholderText, readable(mixed(field, text, 0.6), field))
    return form


def own_palette(is_dark: bool, accent: QColor, *, is_high_contrast: bool = False) -> QPalette:
    """Return a palette whose texts stand out from their grounds by at least 4.5:1, or 7:1, disabled ones aside."""
    plain, stark = (_DARK, _STARK_DARK) if is_dark else (_LIGHT, _STARK_LIGHT)
    window, base, text = (QColor(name) for name in (stark if is_high_contrast else plain))
    ratio = 7.0 if is_high_contrast else 4.5
    button = window if is_high_contrast else mixed(window, text, 0.07 if is_dark else 0.02)
    highlight = readable(accent, base, 7.0 if is_high_contrast else 3.0)
    role = QPalette.ColorRole
    colors = {
        role.Window: window,
        role.WindowText: text,
        role.Base: base,
        role.AlternateBase: mixed(base, text, 0.04),
        role.Text: text,
        role.PlaceholderText: readable(mixed(base, text, 0.60), mixed(base, text, 0.05), ratio),
        role.Button: button,
        role.ButtonText: text,
        role.BrightText: QColor("#ffffff"),
        role.ToolTipBase: mixed(window, text, 0.10),
        role.ToolTipText: text,
        role.Highlight: highlight,
        role.HighlightedText: readable(QColor("white"), highlight, ratio),
        role.Accent: highlight,
        role.Link: readable(highlight, window, ratio),
        role.LinkVisited: readable(highlight, window, ratio),
        role.Light: mixed(button, QColor("white"), 0.12 if is_dark else 0.6),
        role.Midlight: mixed(button, QColor("white"), 0.06 if is_dark else 0.3),
        role.Mid: mixed(window, text, 0.7 if is_high_contrast else 0.20),
        role.Dark: mixed(window, QColor("black"), 0.35),
        role.Shadow: mixed(window, QColor("black"), 0.6),
    }
    palette = QPalette()
    for color_role, color in colors.items():
        palette.setColor(color_role, color)
    faint = mixed(window, text, 0.45)
    for color_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, color_role, faint)
    return palette
