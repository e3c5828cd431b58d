"""How high a message will be, judged from its length before its text is there."""

from collections.abc import Iterable

from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.measures import Measures


class Estimator:
    """Two constants and a factor that is learned, so that the sum of the guesses tends to the sum of the heights."""

    def __init__(self, measures: Measures, column: int) -> None:
        self._measures = measures
        self._pitch = measures.body.pitch
        self._assistant = 1.25 * measures.body.average * self._pitch / max(40, column - 2 * measures.pad_x)
        self._user = 1.25 * measures.body.average * self._pitch / max(40, column * 4 // 5 - 2 * measures.pad_x)
        self._newline = 0.75 * self._pitch
        self._real, self._guessed = 0.0, 0.0

    @property
    def factor(self) -> float:
        """What guesses are multiplied with."""
        return min(3.0, max(0.4, self._real / self._guessed)) if self._guessed > 2_000 else 1.0

    def learn(self, item: Item, height: int) -> None:
        """Take the true height of a message into the factor."""
        self._real += height
        self._guessed += self._guess(item)

    def _guess(self, item: Item) -> float:
        outline = item.outline
        per_character = self._user if item.is_user else self._assistant
        return outline.characters * per_character + outline.newlines * self._newline + self._pitch * 0.5

    def height(self, item: Item) -> int:
        """Return the guessed height of one message."""
        return item.frame_height(self._measures) + max(self._pitch, round(self._guess(item) * self.factor))

    def heights(self, items: Iterable[Item]) -> list[int]:
        """Return the guessed heights of many messages; 10,000 take a few milliseconds."""
        return [self.height(item) for item in items]
