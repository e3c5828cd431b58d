"""How long a model reasons before it answers."""

from collections.abc import Callable

from chatdesk.core.stream import ReasoningDelta, TextDelta


class ThinkingTime:
    """Adds up the time from each first piece of reasoning to the first piece of text after it, or to the end.

    ``before_ms`` is what an earlier part of the same reply took, None if nothing was measured; ``clock`` gives seconds.
    """

    def __init__(self, before_ms: int | None, clock: Callable[[], float]) -> None:
        self._before_ms = before_ms
        self._clock = clock
        self._since: float | None = None

    @property
    def ms(self) -> int | None:
        """The time so far, None while the model has not reasoned."""
        if self._since is None:
            return self._before_ms
        return (self._before_ms or 0) + round((self._clock() - self._since) * 1000)

    def take(self, event: TextDelta | ReasoningDelta) -> None:
        """Note that a piece of the reply arrived."""
        if isinstance(event, ReasoningDelta):
            self._since = self._clock() if self._since is None else self._since
        else:
            self.end()

    def end(self) -> None:
        """Note that the model reasons no more."""
        self._before_ms, self._since = self.ms, None
