"""The Provider and Model combo boxes, which stand in the toolbar, the settings dock and the settings dialog alike."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from chatdesk.control.connections import ConnectionController
from chatdesk.control.facts import ModelList
from chatdesk.control.settings import SettingsController
from chatdesk.core.settings import Connection, ConnectionKind, Settings
from chatdesk.ui.accessible_combo import use_accessible_name
from chatdesk.ui.composition import LineEdit

_SHORTEST = 12
"""So many characters of a name are seen unless there is very little room."""


def connection_title(connection: Connection) -> str:
    """Return the name of a connection as it is shown; that of the local one is translated."""
    if connection.kind is ConnectionKind.LOCAL:
        return QCoreApplication.translate("ProviderCombo", "This computer")
    return connection.name


def local_model_title(settings: Settings) -> str:
    """Return the name of the model on this computer: of the file that was chosen, or of the starter model."""
    return Path(settings.local_model_path).name or starter_model_title()


def starter_model_title() -> str:
    """Return the name of the starter model."""
    return QCoreApplication.translate("ModelCombo", "Starter model (SmolLM2 135M)")


class ProviderCombo(QComboBox):
    """Chooses the connection."""

    def __init__(self, settings: SettingsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_accessible_name(self)
        self._settings = settings
        self._shown: tuple[tuple[str, str], ...] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
        self.activated.connect(self._on_activated)
        settings.settings_changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setAccessibleName(self.tr("Provider"))
        self.setToolTip(self.tr("Provider: where the answers come from"))
        self._show(self._settings.settings)

    def _show(self, settings: Settings) -> None:
        rows = tuple((connection.id, connection_title(connection)) for connection in settings.connections)
        if rows != self._shown:
            self._shown = rows
            self.clear()
            for connection_id, title in rows:
                self.addItem(title, connection_id)
        if rows:
            self.setCurrentIndex(self.findData(settings.connection().id))

    def _on_activated(self, index: int) -> None:
        self._settings.choose_connection(str(self.itemData(index)))


class ModelCombo(QComboBox):
    """Chooses the model of the chosen connection; any name can be typed, and the server's are listed when it opens.

    On this computer the model is a file: the starter model or the one that was chosen; names cannot be typed then.
    """

    def __init__(self, settings: SettingsController, connections: ConnectionController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_accessible_name(self)
        self._settings = settings
        self._connections = connections
        self._names = QStringListModel(self)
        self._listed_id = ""
        self._edit = LineEdit(self)
        self.setLineEdit(self._edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setModel(self._names)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._take)
        self._edit.editingFinished.connect(self._take)
        settings.settings_changed.connect(self._show)
        connections.models_listed.connect(self._on_models_listed)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setAccessibleName(self.tr("Model"))
        self._edit.setAccessibleName(self.accessibleName())
        self.setToolTip(self.tr("Model: choose one, or type any name"))
        self._edit.setPlaceholderText(self.tr("Name of a model"))
        self._show(self._settings.settings)

    def showPopup(self) -> None:
        """Open the list; ask the server for its models when that was not done yet for this connection."""
        connection = self._settings.settings.connection()
        if self._listed_id != connection.id and connection.kind is not ConnectionKind.LOCAL:
            self._listed_id = connection.id
            self._connections.list_models()
        super().showPopup()

    def _show(self, settings: Settings) -> None:
        connection = settings.connection()
        is_local = connection.kind is ConnectionKind.LOCAL
        self._edit.setReadOnly(is_local)
        if is_local:
            self._show_files(settings)
            return
        if connection.id != self._listed_id and self._names.stringList() != [connection.model]:
            self._listed_id = ""
            self._names.setStringList([connection.model] if connection.model else [])
        self._show_name(connection.model)

    def _show_files(self, settings: Settings) -> None:
        self._listed_id = ""
        shown = local_model_title(settings)
        self._names.setStringList(list(dict.fromkeys((starter_model_title(), shown))))
        self.setCurrentIndex(self.findText(shown, Qt.MatchFlag.MatchExactly))
        self._show_name(shown)

    def _on_models_listed(self, listed: ModelList) -> None:
        connection = self._settings.settings.connection()
        if listed.connection_id != connection.id or connection.kind is ConnectionKind.LOCAL:
            return
        if listed.error is not None:
            self._listed_id = ""
            return
        self._listed_id = connection.id
        names = [model.id for model in listed.models]
        if connection.model and connection.model not in names:
            names.insert(0, connection.model)
        is_open = self.view().isVisible()
        self._names.setStringList(names)
        self.setCurrentIndex(self.findText(connection.model, Qt.MatchFlag.MatchExactly))
        self._show_name(connection.model)
        if is_open:
            self.hidePopup()
            super().showPopup()

    def _show_name(self, name: str) -> None:
        if self.currentText() != name:
            self.setEditText(name)
        if not self._edit.hasFocus():
            self._edit.home(False)

    def _take(self) -> None:
        name = self.currentText().strip()
        if self._edit.isReadOnly():
            if name == starter_model_title():
                self._settings.set_local_model_path("")
        elif not name:
            self._show(self._settings.settings)
        elif name != self._settings.settings.connection().model:
            self._settings.set_model(name)
