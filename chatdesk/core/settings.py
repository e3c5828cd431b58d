"""What a person can choose, as values; where it is kept is storage's matter."""

from dataclasses import dataclass, field
from enum import StrEnum

DEFAULT_CONTEXT_TOKENS = 8_192
"""Taken as the context window of a model of which nothing is known."""

DEFAULT_IDLE_MINUTES = 10


class ConnectionKind(StrEnum):
    """How a connection is served."""

    OPENAI = "openai"
    """OpenAI itself: the only connection that reads OPENAI_API_KEY and OPENAI_BASE_URL."""
    COMPATIBLE = "compatible"
    """Any other server that speaks the Chat Completions API."""
    LOCAL = "local"
    """The llama.cpp server that ChatDesk starts on this computer."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A server with its address and options; the key is kept apart, under this id.

    ``context_tokens`` is the person's own figure for the context window, None to use what is known of the model.
    ``first_token_seconds`` is how long the first piece of a reply may take, ``idle_seconds`` each further one.
    """

    id: str
    kind: ConnectionKind
    name: str
    base_url: str
    model: str
    key_url: str = ""
    needs_key: bool = True
    context_tokens: int | None = None
    first_token_seconds: float = 60.0
    idle_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that a connection offers. ``context_tokens`` is None when unknown."""

    id: str
    context_tokens: int | None = None


class ColorScheme(StrEnum):
    """Light, dark, or as the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model file of the person's own, or what was set for a model; ``path`` is "" for the starter model.

    ``context_tokens`` is the wanted context window, None for the usual one; ``threads`` 0 is one a core but one.
    """

    path: str
    context_tokens: int | None = None
    threads: int = 0


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """The window's geometry and dock layout as Qt saves them, base64 text; empty when never saved."""

    geometry: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``language`` is "" for the system's, ``proxy`` "" for the environment's.

    ``local_model_path`` is "" for the starter model. ``local_models`` are files that were added and settings of models.
    ``local_idle_minutes`` is after how long without a question the model on this computer is stopped. ``text_percent`` is 80 to
    200. ``wraps_code`` says that long lines of code are broken, where the reader did not choose otherwise; else they are
    scrolled sideways. ``export_folder`` and ``export_format`` (of ``ExportFormat``) are those of the last export, "" before the
    first.
    """

    connections: tuple[Connection, ...] = ()
    connection_id: str = ""
    conversation_id: str = ""
    language: str = ""
    color_scheme: ColorScheme = ColorScheme.SYSTEM
    text_percent: int = 100
    wraps_code: bool = False
    notifies: bool = True
    proxy: str = ""
    local_model_path: str = ""
    local_models: tuple[LocalModel, ...] = ()
    local_idle_minutes: int = DEFAULT_IDLE_MINUTES
    default_system_prompt: str = ""
    export_folder: str = ""
    export_format: str = ""
    window: WindowPlace = field(default_factory=WindowPlace)

    def connection(self, connection_id: str | None = None) -> Connection:
        """Return the connection of this id, the chosen one by default, the first when there is none of that id."""
        wanted = self.connection_id if connection_id is None else connection_id
        for connection in self.connections:
            if connection.id == wanted:
                return connection
        return self.connections[0]

    def local_model(self, path: str | None = None) -> LocalModel:
        """Return what was set for the model of this path, the chosen one by default; the usual, where nothing was."""
        wanted = self.local_model_path if path is None else path
        return next((model for model in self.local_models if model.path == wanted), LocalModel(wanted))
