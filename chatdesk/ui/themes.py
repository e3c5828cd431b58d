"""The theme in use: follows the system's color scheme or the person's choice, and the text size, while the app runs."""

from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from chatdesk.core.settings import ColorScheme
from chatdesk.ui.colors import luminance
from chatdesk.ui.palette import OWN_ACCENT, own_palette
from chatdesk.ui.theme import Theme, make_theme, sized

_FUSION_ACCENT = QColor("#308cc6")
"""What Qt gives as accent when it knows none."""

_FALLBACK_POINTS = (9.0, 10.0)
"""Qt's font size where no desktop names one, and what is taken instead."""

_QT_SCHEMES = {
    ColorScheme.SYSTEM: Qt.ColorScheme.Unknown,
    ColorScheme.LIGHT: Qt.ColorScheme.Light,
    ColorScheme.DARK: Qt.ColorScheme.Dark,
}


class Contrast(Protocol):
    """What ``QAccessibilityHints`` knows of the contrast that the system is set to."""

    contrastPreferenceChanged: SignalInstance

    def contrastPreference(self) -> Qt.ContrastPreference:
        """Return whether high contrast is wanted."""
        ...


class Themes(QObject):
    """Owns the theme and dresses the application in it.

    The style of Windows and macOS brings its own palettes and follows ``QStyleHints.setColorScheme``. Fusion, the style
    everywhere else, follows it on some desktops only (not on plain X11 and not off screen), so it gets palettes of ours.
    """

    changed = Signal(object)
    """Another ``Theme`` is in use; the application's palette and font are set already."""

    def __init__(self, app: QApplication, contrast: Contrast | None = None) -> None:
        """Dress ``app``; ``contrast`` says whether the person wants high contrast, by default as the system has it."""
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()
        self._contrast = contrast or self._hints.accessibility()
        self._has_own_palette = app.style().name().lower() == "fusion"
        self._system_font = _system_font(app)
        self._system_palette = QPalette(app.palette())
        self._scheme = ColorScheme.SYSTEM
        self._text_percent = 100
        self._current = self._dress()
        self._hints.colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._contrast.contrastPreferenceChanged.connect(self._apply)

    @property
    def current(self) -> Theme:
        """The theme in use."""
        return self._current

    def use(self, scheme: ColorScheme, text_percent: int) -> None:
        """Change to this color scheme and text size (80 to 200 %) unless they are in use."""
        if (scheme, text_percent) == (self._scheme, self._text_percent):
            return
        self._text_percent = text_percent
        if scheme != self._scheme:
            self._scheme = scheme
            self._hints.setColorScheme(_QT_SCHEMES[scheme])
        self._apply()

    def _on_system_scheme_changed(self) -> None:
        if self._scheme is ColorScheme.SYSTEM and self._has_own_palette:
            self._app.setPalette(QPalette())
            self._system_palette = QPalette(self._app.palette())
        self._apply()

    def _apply(self) -> None:
        self._current = self._dress()
        self.changed.emit(self._current)

    def _dress(self) -> Theme:
        is_stark = self._contrast.contrastPreference() is Qt.ContrastPreference.HighContrast
        if self._has_own_palette:
            self._app.setPalette(own_palette(self._wants_dark(), self._accent(), is_high_contrast=is_stark))
        self._app.setFont(sized(self._system_font, self._text_percent / 100))
        return make_theme(self._app.palette(), self._system_font, self._text_percent, is_high_contrast=is_stark)

    def _wants_dark(self) -> bool:
        if self._scheme is not ColorScheme.SYSTEM:
            return self._scheme is ColorScheme.DARK
        known = self._hints.colorScheme()
        if known is Qt.ColorScheme.Unknown:
            return luminance(self._system_palette.color(QPalette.ColorRole.Base)) < 0.18
        return known is Qt.ColorScheme.Dark

    def _accent(self) -> QColor:
        accent = self._system_palette.color(QPalette.ColorRole.Accent)
        return OWN_ACCENT if accent == _FUSION_ACCENT else accent


def _system_font(app: QApplication) -> QFont:
    """Return the system's UI font, one point larger where it is only Qt's own fallback."""
    font = QFont(app.font())
    fallback, taken = _FALLBACK_POINTS
    if font.family() == "Sans Serif":
        # A name for whatever font there is; in a list of families Qt would pass it over.
        font.setFamily(QFontInfo(font).family())
        if font.pointSizeF() == fallback:
            font.setPointSizeF(taken)
    return font
