"""Where a key is and how the model on this computer is, in words."""

from PySide6.QtCore import QCoreApplication

from chatdesk.control.facts import KeyState, LocalState
from chatdesk.core.paths import is_packaged
from chatdesk.core.ports import KeyPlace, SessionReason

translate = QCoreApplication.translate


def key_place_sentence(state: KeyState, *, needs_key: bool) -> str:
    """Return where the key is, and, when it is kept for this session only, why."""
    match state.place:
        case KeyPlace.KEYRING:
            return translate("KeyPlace", "The key is in this computer's keyring.")
        case KeyPlace.ENVIRONMENT:
            return translate("KeyPlace", "The key comes from the environment variable OPENAI_API_KEY.")
        case KeyPlace.SESSION:
            return _session_sentence(state.reason)
        case KeyPlace.NONE if needs_key:
            return translate("KeyPlace", "No key yet.")
        case KeyPlace.NONE:
            return translate("KeyPlace", "This server may work without a key.")


def _session_sentence(reason: SessionReason | None) -> str:
    match reason:
        case SessionReason.NO_KEYRING:
            return translate("KeyPlace", "The key is kept for this session only: this computer has no keyring service.")
        case SessionReason.UNSAFE_KEYRING:
            return translate("KeyPlace", "The key is kept for this session only: the keyring set up here is not a safe one.")
        case SessionReason.LOCKED:
            return translate("KeyPlace", "The key is kept for this session only: the keyring is locked.")
        case SessionReason.TIMED_OUT:
            return translate("KeyPlace", "The key is kept for this session only: the keyring did not answer.")
        case SessionReason.NOT_READ_BACK:
            return translate("KeyPlace", "The key is kept for this session only: the keyring did not give it back as it was.")
        case SessionReason.FAILED:
            return translate("KeyPlace", "The key is kept for this session only: the keyring reported an error.")
        case None:
            return translate("KeyPlace", "The key is kept for this session only.")


def local_state_sentence(state: LocalState) -> str:
    """Return how the model on this computer is."""
    match state:
        case LocalState.STOPPED:
            return translate("LocalState", "Ready to start with your first message.")
        case LocalState.STARTING:
            return translate("LocalState", "Starting…")
        case LocalState.READY:
            return translate("LocalState", "Running.")
        case LocalState.CRASHED:
            return translate("LocalState", "It ended unexpectedly; it starts again with your next message.")
        case LocalState.MODEL_MISSING:
            if is_packaged():
                return translate("LocalState", "No model file yet: download one on the Models page, or choose a GGUF file.")
            return translate("LocalState", "No model file yet: run “make model” in ChatDesk's folder, or choose a GGUF file.")
        case LocalState.OUT_OF_MEMORY:
            return translate("LocalState", "The memory ran out; a smaller model or a smaller context window may fit.")
        case LocalState.RUNTIME_MISSING:
            if is_packaged():
                return translate("LocalState", "This build of ChatDesk has no llama.cpp runtime.")
            return translate("LocalState", "The llama.cpp runtime is missing: pip install xllamacpp.")
