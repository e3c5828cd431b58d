"""The sentences about pictures that cannot be attached or shown."""

from PySide6.QtCore import QCoreApplication

from chatdesk.core import errors
from chatdesk.core.errors import AttachmentMissing, ImagesRefused, PictureFlaw, PictureRefused
from chatdesk.core.message import ImagePart
from chatdesk.core.picture import MAX_FILE_BYTES, MAX_IMAGES, MAX_MEGAPIXELS

translate = QCoreApplication.translate


def picture_sentence(error: PictureRefused | AttachmentMissing | errors.PrivateAddress) -> str:
    """Return why a picture cannot be attached or shown, and what can be."""
    if isinstance(error, errors.PrivateAddress):
        return load_failure(error, error.host)
    if isinstance(error, AttachmentMissing):
        return translate("Pictures", "The image is no longer in the profile's folder.")
    match error.flaw:
        case PictureFlaw.NOT_A_PICTURE:
            sentence = translate("Pictures", "{name} is not an image that can be used; PNG, JPEG, WebP, GIF and BMP can.")
        case PictureFlaw.DAMAGED:
            sentence = translate("Pictures", "{name} is damaged, so it can't be shown or sent.")
        case PictureFlaw.TOO_LARGE:
            sentence = translate(
                "Pictures", "{name} is too large; images of up to {count} megapixels and {size} MB can be used."
            )
        case PictureFlaw.UNREADABLE:
            sentence = translate("Pictures", "{name} can't be read.")
        case PictureFlaw.TOO_MANY:
            sentence = translate("Pictures", "A message carries up to {count} images; {name} was left out.")
    count = MAX_IMAGES if error.flaw is PictureFlaw.TOO_MANY else MAX_MEGAPIXELS
    sentence = sentence.replace("{size}", str(MAX_FILE_BYTES >> 20))
    return sentence.replace("{count}", str(count)).replace("{name}", error.name or translate("Pictures", "The image"))


def images_refused(error: ImagesRefused, model: str) -> str:
    """Return that a model takes no pictures."""
    if not error.host:
        return translate("Pictures", "The model on this computer reads text only, so the images were not sent.")
    return translate("Pictures", "{host} or the model {model} does not take these images.").format(host=error.host, model=model)


def images_refused_advice(error: ImagesRefused) -> str:
    """Return what can be done about it."""
    if not error.host:
        return translate("Pictures", "Take them out, or choose a model that reads images.")
    return translate("Pictures", "Choose a model that reads images, or try again: then it gets their names only.")


def load_label(host: str) -> str:
    """Return what stands on the button that loads a linked picture."""
    return translate("Pictures", "Load image ({host})").format(host=host)


def loading_from(host: str) -> str:
    """Return that a linked picture is being loaded."""
    return translate("Pictures", "Loading from {host}…").format(host=host)


def loaded_from(alt: str, host: str) -> str:
    """Return the caption of a loaded picture: what it shows, and where it came from."""
    if not alt:
        return host
    return translate("Pictures", "{description} ({host})").replace("{host}", host).replace("{description}", alt)


def load_failure(error: errors.ChatDeskError | None, host: str) -> str:
    """Return, in one short sentence, why a linked picture was not loaded."""
    sentence = _flaw_of_picture(error) or _flaw_of_way(error)
    return sentence.replace("{host}", getattr(error, "host", "") or host)


def _flaw_of_picture(error: errors.ChatDeskError | None) -> str:
    match error:
        case PictureRefused(flaw=PictureFlaw.TOO_LARGE) | errors.ReplyTooLarge():
            return translate("Pictures", "The image is too large.")
        case PictureRefused(flaw=PictureFlaw.DAMAGED):
            return translate("Pictures", "The image is damaged.")
        case PictureRefused() | errors.NotAnApi():
            return translate("Pictures", "What {host} gives is not an image that can be shown.")
        case errors.RequestRefused(status=404 | 410):
            return translate("Pictures", "{host} does not have this image.")
        case errors.RequestRefused():
            return translate("Pictures", "{host} does not give this image.")
        case _:
            return ""


def _flaw_of_way(error: errors.ChatDeskError | None) -> str:
    match error:
        case errors.PrivateAddress():
            return translate("Pictures", "{host} is in a private network, so it was not asked.")
        case errors.Redirected():
            return translate("Pictures", "{host} sends the request to an address that is not opened.")
        case errors.HostNotFound():
            return translate("Pictures", "Can't find {host}.")
        case errors.CertificateUntrusted():
            return translate("Pictures", "The certificate of {host} isn't trusted.")
        case errors.NoAnswer():
            return translate("Pictures", "{host} took too long.")
        case errors.EnvironmentFault():
            return translate("Pictures", "The proxy can't be used.")
        case _:
            return translate("Pictures", "Can't reach {host}.")


def described(image: ImagePart) -> str:
    """Return what a screen reader says of an attached picture."""
    if not image.name:
        sentence = translate("Pictures", "Image, {width} by {height}")
    else:
        sentence = translate("Pictures", "Image, {name}, {width} by {height}")
    sentence = sentence.replace("{width}", str(image.width)).replace("{height}", str(image.height))
    return sentence.replace("{name}", image.name)


def show_label(name: str) -> str:
    """Return what the entry that shows an attached picture large is called."""
    if not name:
        return translate("Pictures", "Show image")
    return translate("Pictures", "Show {name}").replace("{name}", name)
