"""The sentences for what can go wrong: what happened, what is safe, what to do now.

Every class of ``core.errors`` has its own. A service's words stand in them as plain text, as the errors hold them: short
and redacted.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from chatdesk.control.facts import TurnFailure
from chatdesk.core import errors
from chatdesk.core.settings import Connection, ConnectionKind
from chatdesk.ui.file_wording import file_not_saved, file_not_saved_advice
from chatdesk.ui.local_wording import local_wording
from chatdesk.ui.notice import SECONDS_PLACEHOLDER
from chatdesk.ui.picture_wording import images_refused, images_refused_advice, picture_sentence
from chatdesk.ui.remedies import Remedy

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of an error. ``advice`` may be ""; at most the first two remedies become buttons."""

    happened: str
    advice: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
        return sentences(self.happened, self.advice)


_Words = Callable[[errors.ChatDeskError, Connection], Wording | None]


def error_wording(error: errors.ChatDeskError, connection: Connection) -> Wording:
    """Return what is said of an error of this connection, whether of a turn, of a check or of the history."""
    for words in _GROUPS:
        wording = words(error, connection)
        if wording is not None:
            return wording
    return _unexpected(error)


def turn_wording(failure: TurnFailure, connection: Connection) -> Wording:
    """Return what is said of a turn that failed: with what is safe, and the remedies that fit what has arrived."""
    wording = error_wording(failure.error, connection)
    if failure.message_id is None:
        return wording
    safe = (
        translate("Wording", "What has arrived is kept.") if failure.has_text else translate("Wording", "Your message is kept.")
    )
    remedies = wording.remedies
    if failure.has_text and Remedy.TRY_AGAIN in remedies:
        remedies = (Remedy.CONTINUE, Remedy.TRY_AGAIN)
    return Wording(sentences(wording.happened, safe), wording.advice, remedies)


def retry_sentence(error: errors.ChatDeskError, connection: Connection) -> str:
    """Return what is said while the app waits before it asks again; it holds the placeholder of the countdown."""
    again = translate("Wording", "Trying again in {seconds} s.").replace("{seconds}", SECONDS_PLACEHOLDER)
    return sentences(error_wording(error, connection).happened, again)


def sentences(*parts: str) -> str:
    """Return whole sentences one after the other, empty ones left out, with what the language puts between them."""
    joined = ""
    for part in parts:
        if part:
            joined = translate("Wording", "{first} {second}").format(first=joined, second=part) if joined else part
    return joined


def _host(error: errors.ServiceError, connection: Connection) -> str:
    return error.host or connection.name


def _quoted(error: errors.ChatDeskError) -> str:
    """Return the service's own words as a sentence, "" when there are none."""
    detail = " ".join(error.detail.split())
    return translate("Wording", "It says: “{words}”.").format(words=detail.rstrip(".")) if detail else ""


def _key_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.KeyMissing():
            is_openai = connection.kind is ConnectionKind.OPENAI
            asked = (
                translate("Wording", "Please enter your OpenAI API key")
                if is_openai
                else translate("Wording", "Please enter your API key for {name}").format(name=connection.name)
            )
            return Wording(asked, "", (Remedy.ENTER_KEY, Remedy.USE_LOCAL))
        case errors.KeyMalformed():
            return Wording(
                translate("Wording", "This can't be an API key: it holds a character that no key has."),
                translate("Wording", "Copy the key again and paste it here."),
                (Remedy.ENTER_KEY,),
            )
        case errors.KeyRefused():
            return Wording(
                translate("Wording", "{host} does not accept the API key.").format(host=_host(error, connection)),
                translate("Wording", "Check the key, or enter another one."),
                (Remedy.ENTER_KEY, Remedy.TRY_AGAIN),
            )
        case errors.AccessDenied():
            return Wording(
                sentences(
                    translate("Wording", "{host} does not allow this with your key.").format(host=_host(error, connection)),
                    _quoted(error),
                ),
                translate("Wording", "The region, the rights of the key or the organization can be the reason."),
                (Remedy.TRY_AGAIN, Remedy.CHOOSE_MODEL),
            )
        case errors.KeyringProblem():
            return Wording(translate("Wording", "The key could not be kept in the keyring; it lasts for this session only."))
        case _:
            return None


def _limit_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.QuotaExhausted():
            return Wording(
                translate("Wording", "Your account at {host} has no credit left.").format(host=_host(error, connection)),
                translate("Wording", "Add credit there, or go on with another model."),
                (Remedy.TRY_AGAIN, Remedy.USE_LOCAL),
            )
        case errors.RateLimited(retry_after=None):
            return Wording(
                translate("Wording", "{host} gets too many requests from you.").format(host=_host(error, connection)),
                translate("Wording", "Wait a moment, then try again."),
                (Remedy.TRY_AGAIN,),
            )
        case errors.RateLimited():
            return Wording(
                translate("Wording", "{host} gets too many requests from you.").format(host=_host(error, connection)),
                translate("Wording", "It asks you to wait {count} s, then try again.").format(
                    count=max(1, round(error.retry_after or 0))
                ),
                (Remedy.TRY_AGAIN,),
            )
        case errors.ServiceBusy():
            return Wording(
                translate("Wording", "{host} is busy or out of order.").format(host=_host(error, connection)),
                translate("Wording", "Try again in a moment."),
                (Remedy.TRY_AGAIN,),
            )
        case _:
            return None


def _request_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.ModelNotFound():
            return Wording(
                translate("Wording", "{host} does not know the model {model}.").format(
                    host=_host(error, connection), model=connection.model
                ),
                translate("Wording", "Choose another model, or check the base URL."),
                (Remedy.CHOOSE_MODEL, Remedy.TRY_AGAIN),
            )
        case errors.RequestRefused():
            happened = translate("Wording", "{host} refuses this request.").format(host=_host(error, connection))
            advice = translate("Wording", "Another model or another address may help.")
            return Wording(sentences(happened, _quoted(error)), advice, (Remedy.TRY_AGAIN, Remedy.CHOOSE_MODEL))
        case errors.ContextTooLong():
            return Wording(
                translate("Wording", "This conversation is too long for the model {model}.").format(model=connection.model),
                translate("Wording", "Shorten the message, set a smaller context window, or start a new chat."),
                (Remedy.NEW_CHAT, Remedy.CHOOSE_MODEL),
            )
        case errors.ServiceReported():
            happened = translate("Wording", "{host} reports an error.").format(host=_host(error, connection))
            return Wording(sentences(happened, _quoted(error)), "", (Remedy.TRY_AGAIN,))
        case errors.ReplyTooLarge():
            return Wording(
                translate("Wording", "The reply of {host} is larger than ChatDesk takes in.").format(
                    host=_host(error, connection)
                ),
                translate("Wording", "Ask for a shorter one."),
                (Remedy.TRY_AGAIN,),
            )
        case _:
            return None


def _reach_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.HostNotFound():
            return Wording(
                translate("Wording", "Can't find {host}.").format(host=_host(error, connection)),
                translate("Wording", "Check your network and the base URL."),
                (Remedy.TRY_AGAIN, Remedy.CHECK_ADDRESS),
            )
        case errors.Unreachable():
            return Wording(
                translate("Wording", "Can't reach {host}.").format(host=_host(error, connection)),
                translate("Wording", "Check your network, the base URL and the proxy, or try again later."),
                (Remedy.TRY_AGAIN, Remedy.CHECK_ADDRESS),
            )
        case errors.CertificateUntrusted():
            return Wording(
                translate("Wording", "The certificate of {host} isn't trusted, so nothing was sent.").format(
                    host=_host(error, connection)
                ),
                translate("Wording", "If it is your own server, add its certificate authority to this computer's."),
                (Remedy.TRY_AGAIN, Remedy.CHECK_ADDRESS),
            )
        case errors.NotAnApi():
            happened = translate("Wording", "{host} isn't an OpenAI-style API.").format(host=_host(error, connection))
            advice = translate("Wording", "Check the base URL; it often ends in /v1.")
            remedies = (Remedy.CHECK_ADDRESS, Remedy.TRY_AGAIN)
            return Wording(sentences(happened, _quoted(error)), advice, remedies)
        case errors.Redirected(target=""):
            return Wording(
                translate("Wording", "{host} sends requests elsewhere without saying where; nothing was sent on.").format(
                    host=_host(error, connection)
                ),
                translate("Wording", "Check the base URL."),
                (Remedy.CHECK_ADDRESS, Remedy.TRY_AGAIN),
            )
        case errors.Redirected():
            return Wording(
                translate("Wording", "{host} sends requests elsewhere, to {target}; nothing was sent there.").format(
                    host=_host(error, connection), target=error.target
                ),
                translate("Wording", "If you trust that address, enter it as base URL."),
                (Remedy.CHECK_ADDRESS, Remedy.TRY_AGAIN),
            )
        case _:
            return None


def _stream_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.NoAnswer(had_content=True):
            return Wording(
                translate("Wording", "Nothing more came from {host} for {count} s.").format(
                    host=_host(error, connection), count=round(error.seconds)
                ),
                "",
                (Remedy.TRY_AGAIN,),
            )
        case errors.NoAnswer():
            return Wording(
                translate("Wording", "No answer from {host} for {count} s.").format(
                    host=_host(error, connection), count=round(error.seconds)
                ),
                translate("Wording", "Try again, or allow a longer wait."),
                (Remedy.TRY_AGAIN, Remedy.NETWORK),
            )
        case errors.ConnectionBroken():
            return Wording(
                translate("Wording", "The connection to {host} broke.").format(host=_host(error, connection)),
                "",
                (Remedy.TRY_AGAIN,),
            )
        case errors.CutOff():
            return Wording(
                translate("Wording", "The answer of {host} was cut off.").format(host=_host(error, connection)),
                "",
                (Remedy.TRY_AGAIN,),
            )
        case _:
            return None


def _setup_words(error: errors.ChatDeskError, _connection: Connection) -> Wording | None:
    match error:
        case errors.AddressInvalid():
            return Wording(
                translate("Wording", "The base URL can't be used."),
                translate("Wording", "Enter one like https://api.openai.com/v1."),
                (Remedy.CHECK_ADDRESS,),
            )
        case errors.ProxyRefused():
            return Wording(
                translate("Wording", "A proxy address with a password isn't kept, since it would lie in a file."),
                translate("Wording", "Set the environment variable HTTPS_PROXY instead."),
            )
        case errors.EnvironmentFault(variable=""):
            return Wording(
                translate("Wording", "The proxy in the settings can't be used."),
                translate("Wording", "Correct it there."),
                (Remedy.NETWORK, Remedy.TRY_AGAIN),
            )
        case errors.EnvironmentFault():
            return Wording(
                translate("Wording", "The environment variable {variable} can't be used.").format(variable=error.variable),
                translate("Wording", "Correct it, or set a proxy in the settings."),
                (Remedy.NETWORK, Remedy.TRY_AGAIN),
            )
        case _:
            return None


def _picture_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    match error:
        case errors.ImagesRefused():
            remedies = (Remedy.CHOOSE_MODEL, Remedy.TRY_AGAIN) if error.host else (Remedy.CHOOSE_MODEL,)
            happened = images_refused(error, connection.model)
            return Wording(sentences(happened, _quoted(error)), images_refused_advice(error), remedies)
        case errors.PictureRefused() | errors.AttachmentMissing() | errors.PrivateAddress():
            return Wording(picture_sentence(error))
        case _:
            return None


def _local_words(error: errors.ChatDeskError, connection: Connection) -> Wording | None:
    wording = local_wording(error, connection)
    return None if wording is None else Wording(*wording)


def _storage_words(error: errors.ChatDeskError, _connection: Connection) -> Wording | None:
    match error:
        case errors.FileNotSaved() | errors.ExportFailed():
            return Wording(file_not_saved(error), file_not_saved_advice(error))
        case errors.DiskFull():
            return Wording(
                translate("Wording", "The disk is full. What is on the screen is kept in memory only."),
                translate("Wording", "Free some space; ChatDesk then writes it down."),
            )
        case errors.HistoryReadOnly():
            return Wording(
                translate("Wording", "The history can't be written. What is on the screen is kept in memory only."),
                translate("Wording", "Check the rights of the profile's folder."),
            )
        case errors.HistoryInUse():
            return Wording(
                translate("Wording", "Another ChatDesk has this profile open and doesn't answer; here it can only be read."),
                translate("Wording", "Close the other one, then start again."),
            )
        case errors.HistoryTooNew():
            return Wording(
                translate("Wording", "A newer ChatDesk wrote this history; it is open for reading only."),
                translate("Wording", "Update ChatDesk to go on with it."),
            )
        case errors.HistoryDamaged():
            kept = translate("Wording", "The history file is damaged. It was kept as {file}; nothing was deleted.")
            return Wording(kept.format(file=error.detail), translate("Wording", "New chats are kept in a new file."))
        case errors.StorageError():
            return Wording(
                translate("Wording", "The history can't be read or written. What is on the screen is kept in memory."),
                translate("Wording", "Check the disk and the profile's folder."),
            )
        case _:
            return None


def _unexpected(error: errors.ChatDeskError) -> Wording:
    name = error.detail or type(error).__name__
    return Wording(
        translate("Wording", "Something went wrong inside ChatDesk ({name}).").format(name=name),
        translate("Wording", "Try again; the log in the profile's folder says more."),
        (Remedy.TRY_AGAIN,),
    )


_GROUPS: tuple[_Words, ...] = (
    _key_words,
    _limit_words,
    _request_words,
    _reach_words,
    _stream_words,
    _setup_words,
    _picture_words,
    _local_words,
    _storage_words,
)
