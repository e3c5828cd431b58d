"""The settings dialog: pages beside a list of their names. It is not modal, and what is changed holds at once."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from chatdesk.control.connections import ConnectionController
from chatdesk.control.local_models import LocalModelsController
from chatdesk.control.settings import SettingsController
from chatdesk.ui.language import Languages
from chatdesk.ui.palette import form_palette
from chatdesk.ui.settings_dialog.connection_page import ConnectionPage
from chatdesk.ui.settings_dialog.conversation_page import ConversationPage
from chatdesk.ui.settings_dialog.general_page import GeneralPage
from chatdesk.ui.settings_dialog.models_page import ModelsPage
from chatdesk.ui.settings_dialog.network_page import NetworkPage
from chatdesk.ui.settings_dialog.privacy_page import PrivacyPage
from chatdesk.ui.theme import Theme
from chatdesk.ui.themes import Themes

PAGES = ("general", "connection", "models", "conversation", "network", "privacy")


class SettingsDialog(QDialog):
    """All settings."""

    link_requested = Signal(str)

    def __init__(
        self,
        *,
        settings: SettingsController,
        connections: ConnectionController,
        models: LocalModelsController,
        themes: Themes,
        languages: Languages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        theme = themes.current
        self.general = GeneralPage(settings, theme)
        self.connection = ConnectionPage(settings, connections, theme)
        self.models = ModelsPage(settings, connections, models, theme)
        self.conversation = ConversationPage(settings, theme)
        self.network = NetworkPage(settings, theme)
        self.privacy = PrivacyPage(theme)
        self._pages = (self.general, self.connection, self.models, self.conversation, self.network, self.privacy)
        self.names = QListWidget()
        self._stack = QStackedWidget()
        self._areas: list[QScrollArea] = []
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._build_layout()
        self.names.currentRowChanged.connect(self._stack.setCurrentIndex)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field takes the field, and presses nothing
            button.setIcon(QIcon())
        self._buttons.rejected.connect(self.close)
        self.connection.link_requested.connect(self.link_requested)
        self.connection.models_requested.connect(self._on_models_requested)
        themes.changed.connect(self.set_theme)
        languages.changed.connect(self.retranslate)
        self.retranslate()
        self.set_theme(theme)

    def open_page(self, name: str = "") -> None:
        """Show the dialog, on this page (one of ``PAGES``), or on the one it was left on."""
        if name in PAGES:
            self.names.setCurrentRow(PAGES.index(name))
        elif self.names.currentRow() < 0:
            self.names.setCurrentRow(0)
        self.show()
        self.raise_()
        self.activateWindow()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        px = theme.px
        self.setPalette(form_palette(QApplication.palette()))
        for page in self._pages:
            page.set_theme(theme)
        for row in range(self.names.count()):
            self.names.item(row).setSizeHint(QSize(0, self.names.fontMetrics().height() + px(14)))
        self.names.setViewportMargins(px(8), px(10), px(4), 0)
        metrics = self.names.fontMetrics()
        widest = max(metrics.horizontalAdvance(self.names.item(row).text()) for row in range(len(PAGES)))
        self.names.setFixedWidth(max(px(140), widest + px(40)))
        self._outer.setContentsMargins(0, 0, px(8), px(8))
        available = self.screen().availableGeometry().size()
        wanted = self.names.width() + px(440)
        self.resize(min(max(wanted, self.width()), available.width()), min(px(540), available.height()))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setWindowTitle(self.tr("Settings"))
        self.names.setAccessibleName(self.tr("Pages"))
        titles = (
            self.tr("General"),
            self.tr("Connection"),
            self.tr("Models"),
            self.tr("Conversation"),
            self.tr("Network"),
            self.tr("Privacy"),
        )
        for row, title in enumerate(titles):
            self.names.item(row).setText(title)
            self._areas[row].setAccessibleName(title)
        for page in self._pages:
            page.retranslate()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was typed and not taken yet."""
        self.network.flush()
        self.conversation.flush()
        self.connection.connection_form.key.commit()
        super().hideEvent(event)

    def _on_models_requested(self) -> None:
        self.open_page("models")

    def _build_layout(self) -> None:
        self.names.setFrameShape(QFrame.Shape.NoFrame)
        self.names.viewport().setAutoFillBackground(False)
        for page in self._pages:
            self.names.addItem("")
            area = QScrollArea()
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(page)
            area.viewport().setAutoFillBackground(False)
            page.setAutoFillBackground(False)
            self._stack.addWidget(area)
            self._areas.append(area)
        inner = QHBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(self.names)
        inner.addWidget(self._stack, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(inner, 1)
        self._outer.addWidget(self._buttons)
