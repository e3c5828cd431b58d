"""Pictures in the conversation: what the transcript wants to paint, to load, and to show large."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from chatdesk.control.pictures import PictureController
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from chatdesk.ui.picture_viewer import PictureViewer


class Pictures(QObject):
    """Connects the transcript with what decodes and loads pictures, and has a viewer when one is opened."""

    def __init__(self, pictures: PictureController, transcript: TranscriptView, theme: Theme) -> None:
        super().__init__(transcript)
        self._pictures = pictures
        self._transcript = transcript
        self._theme = theme
        self.viewer: PictureViewer | None = None
        shelf = transcript.shelf
        shelf.wanted.connect(pictures.want)
        pictures.decoded.connect(shelf.put)
        pictures.lost.connect(shelf.lose)
        pictures.linked_changed.connect(transcript.show_linked)
        transcript.image_requested.connect(self._on_image_requested)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        if self.viewer is not None:
            self.viewer.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        if self.viewer is not None:
            self.viewer.retranslate()

    def _on_image_requested(self, message_id: str, action: str) -> None:
        item = self._transcript.item(message_id)
        kind, _, which = action.partition(":")
        if item is None:
            return
        if kind == "load":
            self._pictures.load(which)
        elif kind == "linked":
            alt = next((image.alt for image in item.linked_images() if image.address == which), "")
            self._show(which, alt)
        elif int(which) < len(item.images):
            image = item.images[int(which)]
            self._show(image.sha256, image.name)

    def _show(self, key: str, name: str) -> None:
        if self.viewer is None:
            # With the first picture that is opened.
            from chatdesk.ui.picture_viewer import PictureViewer

            self.viewer = PictureViewer(self._theme, self._transcript.window())
            self._pictures.opened.connect(self.viewer.take)
        self.viewer.expect(key, name)
        self._pictures.open(key)
