"""Models on this computer and their downloads, in words."""

import re
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QLocale

from chatdesk.control.download_facts import Download, DownloadState
from chatdesk.control.facts import LocalState
from chatdesk.core.local_models import CatalogModel, ModelFile, ModelOrigin
from chatdesk.core.settings import Connection, ConnectionKind
from chatdesk.ui.local_wording import download_sentence
from chatdesk.ui.units import size_text, speed_text, time_text
from chatdesk.ui.wording import error_wording
from chatdesk.ui.wording_states import local_state_sentence

translate = QCoreApplication.translate

_NOWHERE = Connection("", ConnectionKind.LOCAL, "", "", "")


_BREAKS = re.compile(r"(?<=[/\\._-])")


def _breakable(path: str) -> str:
    """Return a path that a label can break into lines (U+200B)."""
    return _BREAKS.sub("\u200b", path)


def listed(*parts: str) -> str:
    """Return short facts one beside the other; no line begins with the dot between them."""
    return "\u00a0· ".join(part for part in parts if part)


def file_facts(file: ModelFile) -> str:
    """Return what is known of a model that is here."""
    if not file.is_there:
        if file.origin is ModelOrigin.STARTER:
            return translate("Models", "It is not on this computer.")
        return translate("Models", "The file is no longer there: {path}").format(path=_breakable(file.path))
    size = size_text(file.size)
    match file.origin:
        case ModelOrigin.STARTER:
            return listed(translate("Models", "tiny, English only, to try the app"), size)
        case ModelOrigin.DOWNLOADED:
            return listed(size, file.entry.license if file.entry else "")
        case ModelOrigin.OWN:
            return listed(size, _breakable(file.path))


def catalog_facts(model: CatalogModel) -> str:
    """Return what is known of a model that can be downloaded."""
    return listed(
        size_text(model.size),
        translate("Models", "takes {size} of memory").format(size=size_text(model.memory)),
        translate("Models", "context up to {count} tokens").format(count=QLocale().toString(model.context_tokens)),
        model.license,
        translate("Models", "from {host}").format(host=urlsplit(model.url).hostname),
    )


def download_facts(download: Download) -> str:
    """Return how a download is."""
    received, size = size_text(download.received), size_text(download.model.size)
    amount = translate("Models", "{received} of {size}").format(received=received, size=size)
    match download.state:
        case DownloadState.RECEIVING:
            speed = download.bytes_per_second
            left = download.seconds_left
            return listed(
                amount,
                "" if speed is None else speed_text(speed),
                "" if left is None else translate("Models", "{time} left").format(time=time_text(left)),
            )
        case DownloadState.CHECKING:
            return translate("Models", "Checking that the file is the one that was published…")
        case DownloadState.PAUSED:
            return listed(translate("Models", "Paused"), amount)
        case DownloadState.FAILED:
            assert download.error is not None
            return download_sentence(download.error) or error_wording(download.error, _NOWHERE).sentence


def running_sentence(state: LocalState, memory_bytes: int | None) -> str:
    """Return how the model on this computer is, and how much memory it takes."""
    if state is not LocalState.READY:
        return local_state_sentence(state)
    if memory_bytes is None:
        return translate("Models", "Running; how much memory it takes is unknown on this system.")
    return translate("Models", "Running; it takes {size} of memory.").format(size=size_text(memory_bytes))
