"""How high a message will be, judged from its length before its text is there."""

from collections.abc import Iterable

from chatdesk.core.message import Role
from chatdesk.ui.transcript.item import Item
from chatdesk.ui.transcript.measures import Measures


class Estimator:
    """Two constants and a factor that is learned, so that the sum of the guesses tends to the sum of the heights."""

    def __init__(self, measures: Measures, column: int, learned: "Estimator | None" = None) -> None:
        self._pitch = measures.body.pitch
        per_pixel = 1.25 * measures.body.average * self._pitch
        self._assistant = per_pixel / max(40, column - 2 * measures.pad_x)
        self._user = per_pixel / max(40, column * 4 // 5 - 2 * measures.pad_x)
        self._user_frame = 2 * measures.pad_y
        self._assistant_frame = 2 * measures.pad_y + measures.header_height
        self.real: float = learned.real if learned else 0.0
        self.guessed: float = learned.guessed if learned else 0.0

    @property
    def factor(self) -> float:
        """What guesses are multiplied with."""
        return min(3.0, max(0.4, self.real / self.guessed)) if self.guessed > 2_000 else 1.0

    def learn(self, item: Item, height: int) -> None:
        """Take the true height of a message's rows into the factor."""
        self.real += height
        self.guessed += self._guess(item)

    def _guess(self, item: Item) -> float:
        outline = item.outline
        per_character = self._user if item.is_user else self._assistant
        return outline.characters * per_character + (0.75 * outline.newlines + 0.5) * self._pitch

    def height(self, item: Item) -> int:
        """Return the guessed height of one message."""
        return self.heights((item,))[0]

    def heights(self, items: Iterable[Item]) -> list[int]:
        """Return the guessed heights of many messages; 10,000 take about 4 ms, so this is written for speed."""
        factor, pitch = self.factor, self._pitch
        newline, least = 0.75 * pitch * factor, 0.5 * pitch * factor
        of_user = self._user * factor, self._user_frame
        of_assistant = self._assistant * factor, self._assistant_frame
        user = Role.USER
        found = []
        for item in items:
            _, _, role, _, _, _, characters, newlines = item.outline
            per_character, frame = of_user if role is user else of_assistant
            rows = int(characters * per_character + newlines * newline + least)
            found.append(item.gap + frame + (max(pitch, rows)))
        return found
