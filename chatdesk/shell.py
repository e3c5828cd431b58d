"""What is there at the first paint; ``app`` builds the rest behind it."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from chatdesk.core.paths import Profile, resources_folder
from chatdesk.core.settings import Settings
from chatdesk.providers.presets import Presets
from chatdesk.storage.settings_file import SettingsFile
from chatdesk.ui.language import Languages
from chatdesk.ui.main_window import MainWindow
from chatdesk.ui.themes import Themes


class Shell:
    """The settings as they were found, the language, the theme, and a window to type into."""

    def __init__(self, application: QApplication, profile: Path, language: str) -> None:
        self.profile = Profile(profile)
        self.presets = Presets(resources_folder() / "presets.json")
        connections = self.presets.connections
        self.settings_file = SettingsFile(self.profile.settings, Settings(connections, connections[0].id))
        self.settings = self.settings_file.load()
        self.languages = Languages(language)
        self.languages.use(self.settings.language)
        self.themes = Themes(application)
        self.themes.use(self.settings.color_scheme, self.settings.text_percent)
        self.window = MainWindow(self.settings.window, self.themes.current)
