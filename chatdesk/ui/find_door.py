"""The door to Find in chat: what finds is built when it is first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatdesk.ui.stage import Stage
from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from chatdesk.control.find import FindController
    from chatdesk.ui.finder import Finder


class FindDoor:
    """Passes on to the finder what the window's actions ask for."""

    def __init__(self, stage: Stage, transcript: TranscriptView, theme: Theme) -> None:
        self._stage = stage
        self._transcript = transcript
        self._theme = theme
        self._make: Callable[[], FindController] | None = None
        self._finder: Finder | None = None

    def take(self, make: "Callable[[], FindController]") -> None:
        """Let text be found from now on; ``make`` is called once, when that is first asked for."""
        self._make = make

    @property
    def finder(self) -> "Finder | None":
        """What finds; None before ``take``."""
        if self._finder is None and self._make is not None:
            # With all that it needs 20 ms of CPU, which a start does not.
            from chatdesk.ui.finder import Finder

            self._finder = Finder(self._stage, find=self._make(), transcript=self._transcript, theme=self._theme)
        return self._finder

    def open(self) -> None:
        """Show the bar in which a text is looked for."""
        if (finder := self.finder) is not None:
            finder.open()

    def next(self) -> None:
        """Go to the next place where it is."""
        if (finder := self.finder) is not None:
            finder.step(1)

    def previous(self) -> None:
        """Go to the place before."""
        if (finder := self.finder) is not None:
            finder.step(-1)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        if self._finder is not None:
            self._finder.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        if self._finder is not None:
            self._finder.retranslate()
