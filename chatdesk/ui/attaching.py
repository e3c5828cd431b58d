"""Attaching pictures: by the file dialog, by paste, and by drop anywhere on the conversation."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from chatdesk.control.draft_images import DraftImages
from chatdesk.core.picture import SUFFIXES, PictureOffer
from chatdesk.ui.composer import Composer
from chatdesk.ui.notices import Notices
from chatdesk.ui.picture_offers import holds_pictures, picture_offers


class Attaching(QObject):
    """Connects the composer, and the panel that takes drops, with the pictures of the draft."""

    def __init__(self, *, drafts: DraftImages, composer: Composer, notices: Notices, panel: QWidget) -> None:
        super().__init__(panel)
        self.drafts = drafts
        self._composer = composer
        self._panel = panel
        self._dialog: QFileDialog | None = None
        self._waits_for = ""
        drafts.changed.connect(composer.show_images)
        drafts.refused.connect(notices.tell_image_refused)
        drafts.prepared.connect(self._on_prepared)
        composer.edit.pictures_offered.connect(drafts.offer)
        composer.remove_requested.connect(drafts.remove)
        panel.setAcceptDrops(True)
        panel.installEventFilter(self)
        composer.show_images(drafts.images)

    def may_send(self) -> bool:
        """Return whether all that is attached is ready; else the composer submits again when it is, in the same chat."""
        self._waits_for = self.drafts.conversation_id if self.drafts.is_preparing else ""
        return not self.drafts.is_preparing

    def choose(self) -> None:
        """Let the person choose files."""
        if self._dialog is None:
            self._dialog = QFileDialog(self._panel.window())
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.filesSelected.connect(self._on_files_selected)
        self._dialog.setWindowTitle(self.tr("Attach images"))
        patterns = " ".join(f"*{suffix}" for suffix in (*SUFFIXES.values(), ".jpeg"))
        self._dialog.setNameFilters([self.tr("Images ({patterns})").format(patterns=patterns), self.tr("All files (*)")])
        self._dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drops of files and pictures; everything else is not ours."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and holds_pictures(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop and (offers := picture_offers(event.mimeData())):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.drafts.offer(offers)
            self._composer.edit.setFocus()
            return True
        return False

    def _on_files_selected(self, files: list[str]) -> None:
        self.drafts.offer([PictureOffer(Path(file).name, Path(file)) for file in files])
        self._composer.edit.setFocus()

    def _on_prepared(self) -> None:
        waits_for, self._waits_for = self._waits_for, ""
        if waits_for and waits_for == self.drafts.conversation_id:
            self._composer.submit()
