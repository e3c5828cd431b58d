"""The language of the app: which one, and the translations that Qt looks texts up in."""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from chatdesk.core.paths import resources_folder

CHINESE = "zh_CN"
ENGLISH = "en"
LANGUAGES = (ENGLISH, CHINESE)
"""The codes of the languages that ChatDesk speaks, as ``--lang`` and the settings have them."""

_log = logging.getLogger(__name__)


def system_language() -> str:
    """Return the code of the language, of those ChatDesk speaks, that the system's user prefers; English if none."""
    for name in QLocale.system().uiLanguages():
        prefix = name.replace("_", "-").split("-")[0].lower()
        if prefix == "zh":
            return CHINESE
        if prefix == "en":
            return ENGLISH
    return ENGLISH


class Languages(QObject):
    """Installs the translations of ChatDesk and of Qt. ``override`` (from ``--lang``) beats the settings for this run."""

    changed = Signal(str)
    """Texts are looked up in another language; the code says which."""

    def __init__(self, override: str = "", parent: QObject | None = None, *, folder: Path | None = None) -> None:
        super().__init__(parent)
        self._folder = resources_folder() / "translations" if folder is None else folder
        self._override = override
        self._translators: list[QTranslator] = []
        self.code = ENGLISH

    def use(self, code: str) -> None:
        """Speak this language, "" for the system's; call it before the first widget is made, and when it is changed."""
        wanted = self._override or code or system_language()
        if wanted == self.code or wanted not in LANGUAGES:
            return
        self.code = wanted
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = [] if wanted == ENGLISH else self._install(wanted)
        QLocale.setDefault(QLocale(wanted))
        self.changed.emit(wanted)

    def _install(self, code: str) -> list[QTranslator]:
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        files = (("qtbase", qt_folder), ("chatdesk", str(self._folder)))
        installed: list[QTranslator] = []
        for name, folder in files:
            translator = QTranslator(self)
            if translator.load(f"{name}_{code}", folder):
                QCoreApplication.installTranslator(translator)
                installed.append(translator)
            else:
                _log.info("no translation %s_%s", name, code)
        return installed
