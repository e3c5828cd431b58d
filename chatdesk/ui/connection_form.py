"""The form of a connection: provider, key, address, model. The settings dock and the settings dialog show the same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.settings import SettingsController
from chatdesk.core.address import is_plain_http_to_public
from chatdesk.core.settings import DEFAULT_CONTEXT_TOKENS, ConnectionKind, Settings
from chatdesk.ui.choice_combos import ModelCombo, ProviderCombo
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.key_section import KeySection
from chatdesk.ui.labels import TextLabel
from chatdesk.ui.local_section import LocalSection
from chatdesk.ui.theme import Theme

MOST_CONTEXT_TOKENS = 10_000_000
_CONTEXT_STEP = 1_024


class ConnectionForm(QWidget):
    """Shows and changes the chosen connection."""

    link_requested = Signal(str)
    """A web address to open."""

    models_requested = Signal()
    """All models on this computer are to be seen."""

    def __init__(
        self,
        settings: SettingsController,
        connections: ConnectionController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.provider = ProviderCombo(settings, self)
        self.key = KeySection(settings, connections, theme, self)
        self.local = LocalSection(settings, connections, theme, self)
        self.base_url = LineEdit(self)
        self.base_url.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.model = ModelCombo(settings, connections, self)
        self.context = QSpinBox(self)
        self.context.setRange(0, MOST_CONTEXT_TOKENS)
        self.context.setSingleStep(_CONTEXT_STEP)
        self.context.setGroupSeparatorShown(True)
        self.context.setKeyboardTracking(False)
        self._rows: tuple[tuple[TextLabel, QWidget], ...] = tuple(
            (TextLabel(), widget) for widget in (self.provider, self.local, self.key, self.base_url, self.model, self.context)
        )
        self.exposed = TextLabel(wraps=True)
        self._build_layout()
        self.base_url.editingFinished.connect(self._on_base_url_edited)
        self.context.valueChanged.connect(self._on_context_changed)
        self.key.link_requested.connect(self.link_requested)
        self.local.models_requested.connect(self.models_requested)
        settings.settings_changed.connect(self._show)
        self._dress(theme)
        self._name()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self.key.set_theme(theme)
        self.local.set_theme(theme)
        self._dress(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        for widget in (self.provider, self.local, self.key, self.model):
            widget.retranslate()
        self._name()

    def _dress(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(4))
        for label, widget in self._rows:
            label.set_look(theme.small, theme.muted)
            label.setContentsMargins(0, theme.px(8), 0, 0)
            widget.setFont(theme.body)
        self.exposed.set_look(theme.small, theme.danger)

    def _name(self) -> None:
        texts = (
            self.tr("&Provider"),
            self.tr("Model file"),
            self.tr("API &key"),
            self.tr("&Base URL"),
            self.tr("&Model"),
            self.tr("Context &window, in tokens"),
        )
        for (label, _), text in zip(self._rows, texts, strict=True):
            label.setText(text)
        self.base_url.setAccessibleName(self.tr("Base URL"))
        self.exposed.setText(
            self.tr("This address begins with http: the key and the conversation can be read on the way. Use https if you can.")
        )
        self.context.setAccessibleName(self.tr("Context window, in tokens"))
        self.context.setSpecialValueText(self.tr("Automatic"))
        self.context.setToolTip(
            self.tr("How much of the conversation the model is sent; {count} when nothing is known of it").format(
                count=f"{DEFAULT_CONTEXT_TOKENS:,}"
            )
        )
        self._show(self._settings.settings)

    def _build_layout(self) -> None:
        # A QFormLayout gives wrapped labels inside its fields too little height.
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for label, widget in self._rows:
            self._layout.addWidget(label)
            self._layout.addWidget(widget)
            label.setBuddy(self.key.edit if widget is self.key else widget)
            if widget is self.base_url:
                self._layout.addWidget(self.exposed)

    def _show(self, settings: Settings) -> None:
        connection = settings.connection()
        is_local = connection.kind is ConnectionKind.LOCAL
        for label, widget in self._rows:
            if widget in (self.local, self.key, self.base_url, self.model):
                is_there = (widget is self.local) == is_local
                label.setVisible(is_there)
                widget.setVisible(is_there)
        from_environment = self._settings.environment_base_url if connection.kind is ConnectionKind.OPENAI else ""
        self.base_url.setReadOnly(bool(from_environment))
        self.base_url.setToolTip(self.tr("From the environment variable OPENAI_BASE_URL") if from_environment else "")
        address = from_environment or connection.base_url
        if self.base_url.text() != address:
            self.base_url.setText(address)
            self.base_url.setCursorPosition(0)
        is_exposed = not is_local and is_plain_http_to_public(address)
        self.exposed.setVisible(is_exposed)
        self.base_url.setAccessibleDescription(self.exposed.text() if is_exposed else "")
        tokens = self._settings.wanted_context_tokens or 0
        if self.context.value() != tokens:
            self.context.blockSignals(True)
            self.context.setValue(tokens)
            self.context.blockSignals(False)

    def _on_base_url_edited(self) -> None:
        if self.base_url.isReadOnly() or self.base_url.text() == self._settings.settings.connection().base_url:
            return
        self._settings.set_base_url(self.base_url.text())

    def _on_context_changed(self, tokens: int) -> None:
        self._settings.set_context_tokens(tokens or None)
