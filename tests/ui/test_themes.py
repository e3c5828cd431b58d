"""Texts stand out from their grounds in both schemes, and the theme follows what is chosen."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from chatdesk.core.settings import ColorScheme
from chatdesk.ui.colors import contrast, mixed, readable
from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.palette import form_palette, own_palette
from chatdesk.ui.theme import CJK_FAMILIES, Theme, make_theme
from chatdesk.ui.themes import Themes
from chatdesk.ui.transcript.measures import Measures

ACCENTS = ("#2f6fde", "#308cc6", "#e95420", "#26a269", "#f5c211", "#9141ac", "#000000", "#ffffff", "#808080")
SCHEMES = [
    pytest.param(is_dark, accent, id=f"{'dark' if is_dark else 'light'} {accent}") for is_dark in (0, 1) for accent in ACCENTS
]


STARK = pytest.mark.parametrize("is_stark", [False, True], ids=["usual", "high contrast"])
Pair = tuple[QColor, QColor]


def theme_for(is_dark: int, accent: str, qapp: QApplication, *, is_stark: bool = False) -> Theme:
    palette = own_palette(bool(is_dark), QColor(accent), is_high_contrast=is_stark)
    return make_theme(palette, qapp.font(), is_high_contrast=is_stark)


def window_pairs(theme: Theme) -> list[Pair]:
    """Return the texts of the window around the conversation, each with a ground that it stands on."""
    grounds = (theme.window, theme.base, theme.assistant_bubble, theme.notice_background, theme.error_background)
    pairs = [(theme.text, ground) for ground in grounds]
    pairs += [(theme.muted, ground) for ground in (theme.window, theme.base, theme.assistant_bubble)]
    pairs += [(theme.danger, ground) for ground in (theme.base, theme.window, theme.error_background)]
    pairs += [(theme.window_link, theme.window), (theme.window_link, theme.base), (theme.on_accent, theme.accent)]
    return [*pairs, (theme.text, theme.code_background)]


def conversation_pairs(theme: Theme) -> list[Pair]:
    """Return the texts of the conversation, each with a ground that it stands on."""
    measures = Measures(theme)
    pairs = [(theme.link, theme.base), (theme.muted, theme.base), (theme.user_text, theme.user_bubble)]
    pairs += [(theme.hit_text, theme.hit), (theme.current_hit_text, theme.current_hit)]
    for ink, ground in ((measures.assistant_ink, theme.assistant_bubble), (measures.user_ink, theme.user_bubble)):
        pairs += [(color, under) for color in (ink.text, ink.muted, ink.link) for under in (ground, ink.code)]
        pairs.append((ink.text, ink.selection))
    code = [look.foreground().color() for look in measures.code_formats.values()]
    code += [measures.code_label, measures.code_link, measures.assistant_ink.text]
    return pairs + [(color, measures.code_ground) for color in code]


@STARK
@pytest.mark.parametrize(("is_dark", "accent"), SCHEMES)
def test_texts_stand_out(is_dark: int, accent: str, is_stark: bool, qapp: QApplication) -> None:
    theme = theme_for(is_dark, accent, qapp, is_stark=is_stark)
    assert theme.is_dark == bool(is_dark)
    for color, ground in (*window_pairs(theme), *conversation_pairs(theme)):
        assert contrast(color, ground) >= (7.0 if is_stark else 4.5), (color.name(), ground.name())


@STARK
@pytest.mark.parametrize(("is_dark", "accent"), SCHEMES)
def test_rings_and_frames_stand_out(is_dark: int, accent: str, is_stark: bool, qapp: QApplication) -> None:
    theme = theme_for(is_dark, accent, qapp, is_stark=is_stark)
    for color in (theme.accent, theme.field_line):
        assert contrast(color, theme.base) >= (7.0 if is_stark else 3.0)
    assert contrast(Measures(theme).assistant_ink.selection, theme.assistant_bubble) > 1.02
    if is_stark:
        assert contrast(theme.line, theme.base) >= 7.0


def test_the_colors_of_a_system_in_high_contrast_are_kept(qapp: QApplication) -> None:
    palette = QPalette()
    names = {"Window": "#000000", "Base": "#000000", "Text": "#ffff00", "Link": "#8080ff", "Accent": "#1aebff"}
    for name, color in names.items():
        palette.setColor(QPalette.ColorRole[name], QColor(color))
    theme = make_theme(palette, qapp.font(), is_high_contrast=True)
    assert theme.text.name() == theme.line.name() == "#ffff00"
    assert theme.accent.name() == "#1aebff"
    assert theme.base.name() == theme.user_bubble.name() == "#000000"
    for color, ground in (*window_pairs(theme), *conversation_pairs(theme)):
        assert contrast(color, ground) >= 7.0, (color.name(), ground.name())


class SystemContrast(QObject):
    """A system whose contrast is set by hand."""

    contrastPreferenceChanged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preference = Qt.ContrastPreference.NoPreference

    def contrastPreference(self) -> Qt.ContrastPreference:
        return self._preference

    def set(self, preference: Qt.ContrastPreference) -> None:
        self._preference = preference
        self.contrastPreferenceChanged.emit(preference)


def test_the_theme_follows_the_systems_contrast_live(qtbot: QtBot, themes: Themes, qapp: QApplication) -> None:
    system = SystemContrast()
    own = Themes(qapp, system)
    try:
        assert not own.current.is_high_contrast
        with qtbot.waitSignal(own.changed) as changed:
            system.set(Qt.ContrastPreference.HighContrast)
        assert changed.args[0].is_high_contrast
        assert contrast(own.current.text, own.current.base) > 20
        assert qapp.palette().color(QPalette.ColorRole.Window) == own.current.base
        with qtbot.waitSignal(own.changed):
            system.set(Qt.ContrastPreference.NoPreference)
        assert not own.current.is_high_contrast
    finally:
        own.deleteLater()


@STARK
@pytest.mark.parametrize(("is_dark", "accent"), SCHEMES)
def test_texts_of_qt_own_widgets_stand_out(is_dark: int, accent: str, is_stark: bool, qapp: QApplication) -> None:
    role = QPalette.ColorRole
    made = own_palette(bool(is_dark), QColor(accent), is_high_contrast=is_stark)
    for palette in (made, form_palette(made)):
        for text, ground in (
            (role.WindowText, role.Window),
            (role.Text, role.Base),
            (role.PlaceholderText, role.Base),
            (role.ButtonText, role.Button),
            (role.HighlightedText, role.Highlight),
            (role.ToolTipText, role.ToolTipBase),
            (role.Link, role.Window),
        ):
            assert contrast(palette.color(text), palette.color(ground)) >= (7.0 if is_stark else 4.5), text
        assert contrast(palette.color(role.Highlight), palette.color(role.Window)) >= 2.5


def test_scheme_follows_the_choice_live(qtbot: QtBot, themes: Themes) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(themes.changed) as changed:
        themes.use(ColorScheme.DARK, 100)
    assert changed.args[0] is themes.current
    assert themes.current.is_dark
    QApplication.processEvents()
    assert button.palette().color(QPalette.ColorRole.Window).lightness() < 60
    themes.use(ColorScheme.LIGHT, 100)
    assert not themes.current.is_dark
    QApplication.processEvents()
    assert button.palette().color(QPalette.ColorRole.Window).lightness() > 200


def test_same_choice_changes_nothing(qtbot: QtBot, themes: Themes) -> None:
    with qtbot.assertNotEmitted(themes.changed):
        themes.use(ColorScheme.LIGHT, 100)


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
def test_text_size_holds_for_fonts_and_distances(themes: Themes, percent: int) -> None:
    base = themes.current.body.pointSizeF()
    themes.use(ColorScheme.LIGHT, percent)
    theme = themes.current
    assert theme.body.pointSizeF() == pytest.approx(base * percent / 100)
    assert QApplication.font().pointSizeF() == pytest.approx(base * percent / 100)
    assert theme.px(100) == percent


def test_cjk_families_are_named(themes: Themes) -> None:
    assert set(CJK_FAMILIES) <= set(themes.current.body.families())
    assert set(CJK_FAMILIES) <= set(themes.current.mono.families())


@pytest.mark.parametrize("icon", list(Icon))
def test_every_icon_draws_something_in_its_color(qapp: QApplication, icon: Icon) -> None:
    image = line_icon(icon, QColor("#ff0000"), 20).pixmap(20, 20).toImage()
    colored = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(colored) > 10
    assert all(color.red() > 200 and color.blue() < 50 for color in colored)


def test_readable_reaches_its_ratio_on_every_gray() -> None:
    for level in range(0, 256, 5):
        ground = QColor(level, level, level)
        for color in (QColor("#d93025"), QColor("#2f6fde"), ground):
            assert contrast(readable(color, ground), ground) >= 4.4, level


def test_mixing_goes_from_one_end_to_the_other() -> None:
    black, white = QColor("black"), QColor("white")
    assert mixed(black, white, 0.0) == black
    assert mixed(black, white, 1.0) == white
