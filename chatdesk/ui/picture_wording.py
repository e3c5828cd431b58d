"""The sentences about pictures that cannot be attached or shown."""

from PySide6.QtCore import QCoreApplication

from chatdesk.core.errors import AttachmentMissing, ImagesRefused, PictureFlaw, PictureRefused
from chatdesk.core.picture import MAX_IMAGES, MAX_MEGAPIXELS

translate = QCoreApplication.translate


def picture_sentence(error: PictureRefused | AttachmentMissing) -> str:
    """Return why a picture cannot be attached or shown, and what can be."""
    if isinstance(error, AttachmentMissing):
        return translate("Pictures", "The image is no longer in the profile's folder.")
    match error.flaw:
        case PictureFlaw.NOT_A_PICTURE:
            sentence = translate("Pictures", "{name} is not an image that can be used; PNG, JPEG, WebP, GIF and BMP can.")
        case PictureFlaw.DAMAGED:
            sentence = translate("Pictures", "{name} is damaged, so it can't be shown or sent.")
        case PictureFlaw.TOO_LARGE:
            sentence = translate("Pictures", "{name} is too large; images of up to {count} megapixels can be used.")
        case PictureFlaw.UNREADABLE:
            sentence = translate("Pictures", "{name} can't be read.")
        case PictureFlaw.TOO_MANY:
            sentence = translate("Pictures", "A message carries up to {count} images; {name} was left out.")
    count = MAX_IMAGES if error.flaw is PictureFlaw.TOO_MANY else MAX_MEGAPIXELS
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
    return translate("Pictures", "Choose a model that reads images, or send the text without them.")
