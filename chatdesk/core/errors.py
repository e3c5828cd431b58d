"""What can go wrong, one class for each thing that a person can do about it.

Errors hold facts; the sentences are in ``ui/wording.py``. No error holds a key, a prompt or a reply.
"""

from enum import StrEnum


class ChatDeskError(Exception):
    """Base of all errors that are told to the person. ``detail`` is plain, redacted text of at most 300 characters."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class ServiceError(ChatDeskError):
    """A request to a service failed. ``host`` is the host (and port) that was asked."""

    def __init__(self, host: str = "", detail: str = "") -> None:
        super().__init__(detail)
        self.host = host


class KeyMissing(ChatDeskError):
    """The connection needs an API key and has none."""


class KeyMalformed(ChatDeskError):
    """The key holds a character that no key has."""


class KeyRefused(ServiceError):
    """The service does not accept the key (401)."""


class AccessDenied(ServiceError):
    """The key is right, but not for this (403: region, rights, organization)."""


class ModelNotFound(ServiceError):
    """The service does not know the model (404)."""


class QuotaExhausted(ServiceError):
    """The account has no credit left; waiting does not help."""


class RateLimited(ServiceError):
    """Too many requests. ``retry_after`` is in seconds, None when the service did not say."""

    def __init__(self, host: str = "", detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(host, detail)
        self.retry_after = retry_after


class ServiceBusy(ServiceError):
    """The service failed or is overloaded (408, 409, 5xx). ``retry_after`` is in seconds or None."""

    def __init__(self, host: str = "", detail: str = "", status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(host, detail)
        self.status = status
        self.retry_after = retry_after


class RequestRefused(ServiceError):
    """The service refuses this request as it is (other 4xx)."""

    def __init__(self, host: str = "", detail: str = "", status: int = 0) -> None:
        super().__init__(host, detail)
        self.status = status


class ContextTooLong(ServiceError):
    """The conversation does not fit the model's context window."""


class ImagesRefused(ServiceError):
    """The service or its model takes no pictures; ``host`` is "" for the model on this computer."""


class Unreachable(ServiceError):
    """Nothing answers at the host: refused, reset, or not HTTP."""


class HostNotFound(ServiceError):
    """The host's name is not known: no network, or a typing mistake."""


class CertificateUntrusted(ServiceError):
    """The host's TLS certificate is not trusted."""


class NoAnswer(ServiceError):
    """Nothing came for ``seconds``; ``had_content`` says whether a part of the reply did."""

    def __init__(self, host: str = "", seconds: float = 0.0, had_content: bool = False) -> None:
        super().__init__(host)
        self.seconds = seconds
        self.had_content = had_content


class ConnectionBroken(ServiceError):
    """The connection broke in the middle of the reply."""


class CutOff(ServiceError):
    """The stream ended without a finish reason: the reply is not whole."""


class NotAnApi(ServiceError):
    """What answers is not an OpenAI-style API; ``detail`` is the first line of what came."""


class Redirected(ServiceError):
    """The host sends requests elsewhere; ``target`` is where. Nothing was sent there."""

    def __init__(self, host: str = "", target: str = "") -> None:
        super().__init__(host)
        self.target = target


class PrivateAddress(ServiceError):
    """A link or a redirection leads into a private network that the link does not name; nothing was asked there."""


class ServiceReported(ServiceError):
    """The service reported an error inside its stream, in words of its own."""


class ReplyTooLarge(ServiceError):
    """The reply passed the size limit of a single event or of the whole."""


class PictureFlaw(StrEnum):
    """Why a picture cannot be used."""

    NOT_A_PICTURE = "not a picture"
    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    """The file could not be read."""
    TOO_MANY = "too many"
    """The message has as many pictures as it can carry."""


class PictureRefused(ChatDeskError):
    """A file or picture cannot be attached or shown. ``name`` is the file's name, "" if it has none."""

    def __init__(self, flaw: PictureFlaw, name: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.name = name


class AddressInvalid(ChatDeskError):
    """The connection's base URL cannot be used."""


class ProxyRefused(ChatDeskError):
    """The proxy's address holds a user name or a password, which would lie in the settings file."""


class EnvironmentFault(ChatDeskError):
    """An environment variable holds a proxy or certificate setting that cannot be used; "" is the proxy of the settings."""

    def __init__(self, variable: str, detail: str = "") -> None:
        super().__init__(detail)
        self.variable = variable


class LocalModelMissing(ChatDeskError):
    """There is no model file on this computer."""


class LocalRuntimeMissing(ChatDeskError):
    """The llama.cpp runtime is not installed."""


class LocalModelUnreadable(ChatDeskError):
    """The model file is not GGUF, is broken, or is not supported by the runtime."""


class LocalServerFailed(ChatDeskError):
    """The local server could not start, or ended."""


class LocalMemoryShort(LocalServerFailed):
    """The model needs more memory than this computer has free; it could not start, or the system ended it."""


class ModelNotAsPublished(ServiceError):
    """A model file from this host has another size or checksum than was published; what came of it is gone."""


class NoRoomForModel(ChatDeskError):
    """The disk has too little room for a model file. ``needed`` and ``free`` are in bytes."""

    def __init__(self, needed: int = 0, free: int = 0) -> None:
        super().__init__()
        self.needed = needed
        self.free = free


class ModelNotSaved(ChatDeskError):
    """A model file could not be written or removed; ``detail`` is the system's reason."""


class StorageError(ChatDeskError):
    """The history could not be read or written."""


class DiskFull(StorageError):
    """The disk is full; what is on the screen is still in memory."""


class HistoryReadOnly(StorageError):
    """The profile cannot be written to."""


class HistoryInUse(StorageError):
    """Another ChatDesk has the profile and does not answer; the history is open for reading only."""


class HistoryTooNew(StorageError):
    """A newer ChatDesk wrote the history; it is open for reading only."""


class HistoryDamaged(StorageError):
    """The history file is damaged; ``detail`` names the file it was kept as."""


class AttachmentMissing(StorageError):
    """An attached picture is no longer in the profile, or is not what was attached."""


class FileNotSaved(ChatDeskError):
    """A file could not be written where the person wanted it. ``name`` is its name; ``is_full`` says that the disk is."""

    def __init__(self, name: str, *, is_full: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.is_full = is_full


class ExportFailed(ChatDeskError):
    """A conversation could not be made into a file of this format. ``name`` is the file's name."""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(detail)
        self.name = name


class KeyringProblem(ChatDeskError):
    """The key could not be kept in the keyring; it is used for this session only."""


class UnexpectedFault(ChatDeskError):
    """A defect of ours; ``detail`` is the exception's class name."""
