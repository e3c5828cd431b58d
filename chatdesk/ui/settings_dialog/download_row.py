"""One model that can be downloaded: what it is, and its download."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.core.local_models import CatalogModel
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.model_wording import catalog_facts, download_facts
from chatdesk.ui.theme import Theme

_STEPS = 1_000
"""Of the bar, whose numbers are too small for the bytes of a file."""


class DownloadRow(QWidget):
    """Shows a model of the catalog; its buttons say what a person wants of it."""

    download_requested = Signal(object)
    """CatalogModel: begin, or go on."""

    pause_requested = Signal(object)
    """CatalogModel."""

    cancel_requested = Signal(object)
    """CatalogModel."""

    def __init__(self, model: CatalogModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._theme = theme
        self._download: Download | None = None
        self._is_here = False
        self._name = TextLabel(model.name, wraps=True)
        self._facts = TextLabel(wraps=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.state = TextLabel(wraps=True)
        self.start_button = QPushButton()
        self.pause_button = QPushButton()
        self.cancel_button = QPushButton()
        self._build_layout()
        self.start_button.clicked.connect(self._on_start_clicked)
        self.pause_button.clicked.connect(self._on_pause_clicked)
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        self.set_theme(theme)
        self.retranslate()

    def show_download(self, download: Download | None, *, is_here: bool) -> None:
        """Show how the download is, None if there is none; ``is_here`` says that the file is on this computer."""
        self._download, self._is_here = download, is_here
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        self._name.set_look(theme.body, theme.text)
        self._facts.set_look(theme.small, theme.muted)
        self.bar.setFixedHeight(theme.px(8))
        self._layout.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self._layout.setSpacing(theme.px(4))
        self._buttons.setContentsMargins(0, theme.px(4), 0, 0)
        self._buttons.setSpacing(theme.px(8))
        self._show()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._facts.setText(catalog_facts(self.model))
        self.pause_button.setText(self.tr("Pause"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.bar.setAccessibleName(self.tr("Download of {model}").format(model=self.model.name))
        self._show()

    def _show(self) -> None:
        download = self._download
        is_under_way = download is not None and download.is_under_way
        self.start_button.setText(self.tr("Download") if download is None else self.tr("Resume"))
        self.start_button.setVisible(not is_under_way and not self._is_here)
        self.pause_button.setVisible(is_under_way)
        self.cancel_button.setVisible(download is not None)
        self.bar.setVisible(download is not None)
        self.state.setVisible(download is not None or self._is_here)
        for button in (self.start_button, self.pause_button, self.cancel_button):
            button.setAccessibleName(self.tr("{button}: {model}").format(button=button.text(), model=self.model.name))
        if download is not None:
            self.bar.setValue(_STEPS * download.received // self.model.size)
            self.state.setText(download_facts(download))
        elif self._is_here:
            self.state.setText(self.tr("On this computer."))
        has_failed = download is not None and download.state is DownloadState.FAILED
        self.state.set_look(self._theme.small, self._theme.danger if has_failed else self._theme.muted)

    def _build_layout(self) -> None:
        self._layout = QVBoxLayout(self)
        for widget in (self._name, self._facts, self.bar, self.state):
            self._layout.addWidget(widget)
        self._buttons = QHBoxLayout()
        for button in (self.start_button, self.pause_button, self.cancel_button):
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._layout.addLayout(self._buttons)

    def _on_start_clicked(self) -> None:
        self.download_requested.emit(self.model)

    def _on_pause_clicked(self) -> None:
        self.pause_requested.emit(self.model)

    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit(self.model)
