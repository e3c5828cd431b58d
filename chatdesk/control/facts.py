"""The facts that the controllers' signals carry; all values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from chatdesk.core.conversation import ConversationRecord
from chatdesk.core.errors import ChatDeskError
from chatdesk.core.message import ImagePart, MessageOutline
from chatdesk.core.ports import KeyPlace, SessionReason
from chatdesk.core.settings import ModelInfo

if TYPE_CHECKING:
    from chatdesk.core.export import ExportFormat


@dataclass(frozen=True, slots=True)
class ConversationOpened:
    """A conversation is open; ``branch`` is its active branch, oldest first, and ``is_replying`` whether it streams.

    ``alternatives`` says, for each message that has siblings, which of how many it is, from 1.
    """

    record: ConversationRecord
    branch: tuple[MessageOutline, ...]
    is_replying: bool
    alternatives: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyChange:
    """What a reply grew by since the last change, and how long the model has reasoned in all (None: it has not)."""

    message_id: str
    text: str
    reasoning: str
    reasoning_ms: int | None = None


@dataclass(frozen=True, slots=True)
class TurnFailure:
    """A turn ended in an error. ``message_id`` is the reply that holds what arrived, None if the request was not sent.

    ``has_text`` says whether the reply holds any; then it can be continued as well as tried again.
    """

    error: ChatDeskError
    message_id: str | None
    has_text: bool


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """The service could not answer; ChatDesk asks again in ``seconds`` unless the person stops it."""

    error: ChatDeskError
    seconds: float


@dataclass(frozen=True, slots=True)
class DraftImage:
    """A picture that is attached and not sent. ``part`` is None while it is prepared.

    ``thumbnail`` is a small picture of the window's toolkit, None until there is one.
    """

    id: str
    name: str
    part: ImagePart | None = None
    thumbnail: object = field(default=None, repr=False, compare=False)


class LinkedState(StrEnum):
    """How a picture that a message links to is."""

    NOT_LOADED = "not loaded"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LinkedPicture:
    """A picture that a message links to. Size and host, where it came from in the end, are known when it is loaded."""

    address: str
    state: LinkedState = LinkedState.NOT_LOADED
    width: int = 0
    height: int = 0
    host: str = ""
    error: ChatDeskError | None = None


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far the export into a file of this name has come: ``percent`` of it is done."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class ExportDone:
    """A conversation is in a file; so many pictures were lost before, and are not."""

    path: Path
    kind: "ExportFormat"
    missing_pictures: int = 0


@dataclass(frozen=True, slots=True)
class KeyState:
    """Where a connection's key is; the key itself stays below."""

    connection_id: str
    place: KeyPlace
    reason: SessionReason | None = None


@dataclass(frozen=True, slots=True)
class ModelList:
    """The models that a connection offers; ``error`` says why they could not be listed."""

    connection_id: str
    models: tuple[ModelInfo, ...]
    error: ChatDeskError | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of checking a connection: None is good."""

    connection_id: str
    error: ChatDeskError | None
    model_count: int = 0


class LocalState(StrEnum):
    """How the model on this computer is."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out of memory"
    """It could not start for want of memory, or the system ended it."""
    MODEL_MISSING = "model missing"
    RUNTIME_MISSING = "runtime missing"
