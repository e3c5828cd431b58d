"""A window on controllers that only note what they are asked, in both languages."""

import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from chatdesk.core.paths import resources_folder
from chatdesk.core.settings import ColorScheme, Settings
from chatdesk.ui.language import Languages
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.theme import Theme
from chatdesk.ui.themes import Themes
from tests.fake_controllers import Controllers

TRANSLATION = resources_folder() / "translations" / "chatdesk_zh_CN.ts"


class World:
    """Windows, and what they are about."""

    def __init__(self, themes: Themes, folder: Path) -> None:
        self.themes = themes
        self.languages = Languages(folder=folder)
        self.controllers = Controllers()
        self._folder = folder
        self._windows: list[MainWindow] = []

    def speak(self, code: str) -> None:
        """Have texts looked up in this language, in windows made later."""
        self.languages = Languages(code, folder=self._folder)
        self.languages.use("")

    def window(self, width: int = 1_200, height: int = 800, settings: Settings | None = None) -> MainWindow:
        """Return a window of this size, shown."""
        if settings is not None:
            self.controllers = Controllers(settings)
        window = MainWindow(self.controllers.settings.settings.window, self.themes.current)
        window.furnish(
            chat=self.controllers.chat,
            library=self.controllers.library,
            settings=self.controllers.settings,
            connections=self.controllers.connections,
            make_models=lambda: self.controllers.models,
            themes=self.themes,
            languages=self.languages,
        )
        self._windows.append(window)
        if width:
            window.resize(width, height)
        window.show()
        QApplication.processEvents()
        return window

    def close(self) -> None:
        """Close all windows, and speak English again."""
        for window in self._windows:
            window.close_now()
            window.deleteLater()
        self.languages.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
        self.themes.use(ColorScheme.LIGHT, 100)


@pytest.fixture(scope="session")
def session_themes(qapp: QApplication) -> Themes:
    themes = Themes(qapp)
    themes.use(ColorScheme.LIGHT, 100)
    return themes


@pytest.fixture
def themes(session_themes: Themes) -> Iterator[Themes]:
    yield session_themes
    session_themes.use(ColorScheme.LIGHT, 100)


@pytest.fixture
def theme(themes: Themes) -> Theme:
    return themes.current


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the compiled translation, fresh from its source."""
    folder = tmp_path_factory.mktemp("translations")
    lrelease = Path(sysconfig.get_path("scripts")) / "pyside6-lrelease"
    subprocess.run([lrelease, "-silent", TRANSLATION, "-qm", folder / "chatdesk_zh_CN.qm"], check=True, timeout=60)
    return folder


@pytest.fixture
def world(qtbot: QtBot, themes: Themes, translations: Path) -> Iterator[World]:
    made = World(themes, translations)
    yield made
    made.close()
