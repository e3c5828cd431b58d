"""What is told of downloads; values."""

from dataclasses import dataclass
from enum import StrEnum

from chatdesk.core.errors import ChatDeskError
from chatdesk.core.local_models import CatalogModel


class DownloadState(StrEnum):
    """How the download of a model is."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """A download of a model. ``received`` is in bytes; of one that is checked, those that are checked.

    ``bytes_per_second`` is None until it is known. ``error`` says why one failed.
    """

    model: CatalogModel
    state: DownloadState
    received: int = 0
    bytes_per_second: float | None = None
    error: ChatDeskError | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether something happens now."""
        return self.state in (DownloadState.RECEIVING, DownloadState.CHECKING)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this speed, None if that can't be told."""
        if self.state is not DownloadState.RECEIVING or not self.bytes_per_second:
            return None
        return (self.model.size - self.received) / self.bytes_per_second
