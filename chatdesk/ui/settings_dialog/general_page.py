"""Language, color scheme, text size, how code is shown, and whether the desktop tells of answers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QWidget

from chatdesk.control.settings import MAX_TEXT_PERCENT, MIN_TEXT_PERCENT, SettingsController
from chatdesk.core.settings import ColorScheme, Settings
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.language import CHINESE, ENGLISH
from chatdesk.ui.settings_dialog.page import Page
from chatdesk.ui.theme import Theme

_STEP = 10


class GeneralPage(Page):
    """How the app looks and speaks."""

    def __init__(self, settings: SettingsController, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._settings = settings
        self.language = QComboBox()
        self.color_scheme = QComboBox()
        self.text_size = QSlider(Qt.Orientation.Horizontal)
        self.text_size.setRange(MIN_TEXT_PERCENT // _STEP, MAX_TEXT_PERCENT // _STEP)
        self.text_size.setPageStep(2)
        self.text_size.setTracking(False)  # the whole app takes the size: once, when the handle is let go
        self._percent = TextLabel()
        size = QWidget()
        row = QHBoxLayout(size)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text_size, 1)
        row.addWidget(self._percent)
        self._language_label = self.add_row(self.language)
        self._scheme_label = self.add_row(self.color_scheme)
        self._size_label = self.add_row(size)
        self._size_label.setBuddy(self.text_size)
        self.wraps_code = QCheckBox()
        self._code_label = self.add_row(self.wraps_code)
        self.notifies = QCheckBox()
        self._notifies_label = self.add_row(self.notifies)
        for code in ("", ENGLISH, CHINESE):
            self.language.addItem("", code)
        for scheme in ColorScheme:
            self.color_scheme.addItem("", scheme.value)
        self.language.activated.connect(self._on_language_chosen)
        self.color_scheme.activated.connect(self._on_scheme_chosen)
        self.text_size.valueChanged.connect(self._on_size_chosen)
        self.text_size.sliderMoved.connect(self._show_percent)
        self.wraps_code.clicked.connect(self._on_wrapping_chosen)
        self.notifies.clicked.connect(self._on_notifying_chosen)
        settings.settings_changed.connect(self._show)
        self.set_theme(theme)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._language_label.setText(self.tr("&Language"))
        self._scheme_label.setText(self.tr("&Colors"))
        self._size_label.setText(self.tr("&Text size"))
        self._code_label.setText(self.tr("Code"))
        self.wraps_code.setText(self.tr("&Wrap long lines"))
        self._notifies_label.setText(self.tr("Notifications"))
        self.notifies.setText(self.tr("&Notify me of answers"))
        self.notifies.setToolTip(
            self.tr("While another window is in front; by the title of the chat, never by the text of an answer")
        )
        self.language.setAccessibleName(self.tr("Language"))
        self.color_scheme.setAccessibleName(self.tr("Colors"))
        self.text_size.setAccessibleName(self.tr("Text size"))
        # A language is named in itself, so that whoever strayed into the wrong one finds back.
        for row, name in enumerate((self.tr("As the system"), "English", "简体中文")):
            self.language.setItemText(row, name)
        for row, name in enumerate((self.tr("As the system"), self.tr("Light"), self.tr("Dark"))):
            self.color_scheme.setItemText(row, name)
        self._show(self._settings.settings)

    def _show(self, settings: Settings) -> None:
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.color_scheme.setCurrentIndex(self.color_scheme.findData(settings.color_scheme.value))
        self.text_size.blockSignals(True)
        self.text_size.setValue(round(settings.text_percent / _STEP))
        self.text_size.blockSignals(False)
        self.wraps_code.setChecked(settings.wraps_code)
        self.notifies.setChecked(settings.notifies)
        self._show_percent(self.text_size.value())

    def _show_percent(self, steps: int) -> None:
        self._percent.setText(self.tr("{percent} %").format(percent=steps * _STEP))

    def _on_language_chosen(self) -> None:
        self._settings.set_language(str(self.language.currentData()))

    def _on_scheme_chosen(self) -> None:
        self._settings.set_color_scheme(ColorScheme(self.color_scheme.currentData()))

    def _on_size_chosen(self, steps: int) -> None:
        self._settings.set_text_percent(steps * _STEP)

    def _on_wrapping_chosen(self, is_wanted: bool) -> None:
        self._settings.set_wraps_code(is_wanted=is_wanted)

    def _on_notifying_chosen(self, is_wanted: bool) -> None:
        self._settings.set_notifies(is_wanted=is_wanted)
