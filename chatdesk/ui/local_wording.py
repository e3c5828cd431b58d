"""The sentences for what can go wrong with models on this computer, and with getting them there."""

from PySide6.QtCore import QCoreApplication

from chatdesk.core import errors
from chatdesk.core.paths import is_packaged
from chatdesk.core.settings import Connection
from chatdesk.ui.remedies import Remedy
from chatdesk.ui.units import size_text

translate = QCoreApplication.translate

Words = tuple[str, str, tuple[Remedy, ...]]
"""What happened, what to do, and the remedies."""


def local_wording(error: errors.ChatDeskError, connection: Connection) -> Words | None:
    """Return what is said of an error of a model on this computer, None for any other."""
    return _running(error) or _getting(error, connection)


def _running(error: errors.ChatDeskError) -> Words | None:
    match error:
        case errors.LocalModelMissing():
            return _missing(error)
        case errors.LocalRuntimeMissing():
            return (
                translate("Wording", "The llama.cpp runtime, which runs models on this computer, is not installed."),
                translate("Wording", "This build of ChatDesk comes without it. Go on with another provider.")
                if is_packaged()
                else translate("Wording", "Install it with: pip install xllamacpp. Or go on with another provider."),
                (Remedy.TRY_AGAIN,),
            )
        case errors.LocalModelUnreadable():
            return (
                translate("Wording", "The model file can't be used: it is damaged, or not a GGUF file that llama.cpp knows."),
                translate("Wording", "Choose another file."),
                (Remedy.CHOOSE_FILE, Remedy.TRY_AGAIN),
            )
        case errors.LocalMemoryShort():
            return (
                translate("Wording", "There is too little free memory for this model."),
                translate("Wording", "Close other programs, set a smaller context window, or choose a smaller model."),
                (Remedy.TRY_AGAIN, Remedy.MODELS),
            )
        case errors.LocalServerFailed():
            return (
                translate("Wording", "The model on this computer ended unexpectedly."),
                translate("Wording", "Try again; if it happens each time, choose a smaller model file."),
                (Remedy.TRY_AGAIN, Remedy.MODELS),
            )
        case _:
            return None


def _missing(error: errors.LocalModelMissing) -> Words:
    if error.detail:
        return (
            translate("Wording", "The model file {file} is no longer there.").format(file=error.detail),
            translate("Wording", "Choose another model."),
            (Remedy.MODELS, Remedy.TRY_AGAIN),
        )
    happened = translate("Wording", "There is no model on this computer yet.")
    if is_packaged():
        advice = translate("Wording", "Download one on the Models page, or choose a GGUF file.")
        return happened, advice, (Remedy.MODELS, Remedy.CHOOSE_FILE)
    advice = translate("Wording", "Run “make model” in ChatDesk's folder to get the starter model, or choose a GGUF file.")
    return happened, advice, (Remedy.CHOOSE_FILE, Remedy.MODELS)


def _getting(error: errors.ChatDeskError, connection: Connection) -> Words | None:
    match error:
        case errors.ModelNotAsPublished():
            return (
                translate("Wording", "What {host} sends is not the model file that was published, so it was removed.").format(
                    host=error.host or connection.name
                ),
                translate("Wording", "Try again later, or choose another model."),
                (Remedy.MODELS,),
            )
        case errors.NoRoomForModel(needed=0):
            return (
                translate("Wording", "The disk is too full for the model."),
                translate("Wording", "Free some space, then try again."),
                (Remedy.MODELS,),
            )
        case errors.NoRoomForModel():
            return (
                translate("Wording", "The disk is too full for the model: {needed} are needed, {free} are free.").format(
                    needed=size_text(error.needed), free=size_text(error.free)
                ),
                translate("Wording", "Free some space, then try again."),
                (Remedy.MODELS,),
            )
        case errors.ModelNotSaved():
            return (
                translate("Wording", "The model file can't be written or removed ({reason}).").format(reason=error.detail),
                translate("Wording", "Check the rights of the folder of models."),
                (Remedy.MODELS,),
            )
        case _:
            return None


def download_sentence(error: errors.ChatDeskError) -> str | None:
    """Return what is said of a download's failure that would be said otherwise of a chat, None where that is the same."""
    match error:
        case errors.RequestRefused():
            return translate("Wording", "{host} does not give this file out (HTTP {status}). Try again later.").format(
                host=error.host, status=error.status
            )
        case errors.Redirected():
            return translate(
                "Wording", "{host} sends downloads elsewhere, to where they aren't safe. Nothing was taken."
            ).format(host=error.host)
        case errors.ConnectionBroken() | errors.NoAnswer():
            return translate("Wording", "The connection to {host} broke. What has come is kept.").format(host=error.host)
        case errors.Unreachable() | errors.HostNotFound():
            return translate("Wording", "Can't reach {host}. Check your network and the proxy.").format(host=error.host)
        case errors.NotAnApi():
            return translate("Wording", "{host} sends something else than the file. Try again later.").format(host=error.host)
        case _:
            return None
