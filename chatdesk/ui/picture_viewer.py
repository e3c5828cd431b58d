"""A picture in a window of its own: zoom, move, copy, save."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from chatdesk.core.picture import file_name, media_type_of
from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.labels import ElidedLabel
from chatdesk.ui.picture_canvas import PictureCanvas
from chatdesk.ui.theme import Theme

_FIRST_SIZE = QSize(960, 720)


class PictureViewer(QDialog):
    """Shows one picture beside the window's work; Esc closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setObjectName("pictureViewer")
        self.key = ""
        self._data = b""
        self._name = ""
        self._image = QImage()
        self._save_dialog: QFileDialog | None = None
        self.canvas = PictureCanvas(theme, self)
        self.canvas.scale_changed.connect(self._on_scale_changed)
        self.status = ElidedLabel(self)
        self.zoom_out = self._action(self.canvas.zoom_out, "-")
        self.zoom_in = self._action(self.canvas.zoom_in, "+", "=")
        self.fit = self._action(self.canvas.fit, "0")
        self.actual_size = self._action(self.canvas.show_actual, "1")
        self.copy = self._action(self._on_copy, QKeySequence(QKeySequence.StandardKey.Copy).toString())
        self.save = self._action(self._on_save, QKeySequence(QKeySequence.StandardKey.Save).toString())
        self._build_layout()
        self.set_theme(theme)
        self.retranslate()
        self.resize(_FIRST_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    def expect(self, key: str, name: str) -> None:
        """Come to the front for the picture of this key, which is on its way."""
        self.key, self._name, self._data, self._image = key, name, b"", QImage()
        self.canvas.show_image(self._image)
        self._enable()
        self.retranslate()
        self.status.setText(self.tr("Opening…"))
        self.show()
        self.raise_()
        self.activateWindow()
        self.canvas.setFocus()

    def take(self, key: str, data: bytes, picture: object) -> None:
        """Show a picture, whose file has these bytes; None if it can't be shown; another than is expected is dropped."""
        if key != self.key:
            return
        if not isinstance(picture, QImage):
            self.status.setText(self.tr("The image can't be shown."))
            return
        self._data, self._image = data, picture
        self._enable()
        self.canvas.show_image(picture)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self.canvas.set_theme(theme)
        self.status.set_look(theme.small, theme.muted)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setWindowTitle(self._name or self.tr("Image"))
        self.canvas.setAccessibleName(self._name or self.tr("Image"))
        for action, text in (
            (self.zoom_out, self.tr("Zoom out")),
            (self.zoom_in, self.tr("Zoom in")),
            (self.fit, self.tr("Fit")),
            (self.actual_size, self.tr("Actual size")),
            (self.copy, self.tr("Copy")),
            (self.save, self.tr("Save as…")),
        ):
            action.setText(text)
            action.setToolTip(f"{text} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")

    def _action(self, do: Callable[[], None], *shortcuts: str) -> QAction:
        action = QAction(self)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
        action.triggered.connect(lambda: do())
        self.addAction(action)
        return action

    def _build_layout(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        for action in (self.zoom_out, self.zoom_in, self.fit, self.actual_size):
            bar.addWidget(self._button(action))
        bar.addWidget(self.status, 1)
        for action in (self.copy, self.save):
            bar.addWidget(self._button(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(bar)

    def _button(self, action: QAction) -> QToolButton:
        button = FlatButton(self, action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    def _enable(self) -> None:
        for action in (self.zoom_out, self.zoom_in, self.fit, self.actual_size, self.copy, self.save):
            action.setEnabled(not self._image.isNull())

    def _on_scale_changed(self, scale: float) -> None:
        if not self._image.isNull():
            size = self._image.size()
            self.status.setText(f"{size.width()} × {size.height()}    {round(scale * 100)} %")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setImage(self._image)

    def _on_save(self) -> None:
        if self._save_dialog is None:
            self._save_dialog = QFileDialog(self)
            self._save_dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self._save_dialog.fileSelected.connect(self.save_to)
        self._save_dialog.setWindowTitle(self.tr("Save image"))
        self._save_dialog.selectFile(file_name(Path(self._name).name, media_type_of(self._data)))
        self._save_dialog.open()

    def save_to(self, path: str) -> None:
        """Write the file as it was received, as a whole or not at all."""
        file = QSaveFile(path)
        is_saved = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(self._data) == len(self._data) and file.commit()
        name = Path(path).name
        told = self.tr("Saved as {name}.") if is_saved else self.tr("{name} can't be written there.")
        self.status.setText(told.replace("{name}", name))
